import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForeignClient } from './testing/foreign-client';

/** `npm test` fetches it (tools/clients.mjs); without it these tests are skipped. */
const kubectl = process.env['KUBECTL_PATH'] ?? join(import.meta.dirname, '..', '..', 'build', 'clients', 'kubectl');

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] },
    },
  },
};

describe.skipIf(!existsSync(kubectl))('real kubectl', () => {
  let client: ForeignClient;
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  beforeAll(async () => {
    client = await ForeignClient.start('real kubectl');
    writeFileSync(join(folder, 'web.json'), JSON.stringify(web));
  }, 60_000);
  afterAll(() => client.close());

  /** Runs a line to its end, while simulated time passes. Words stand between blanks, or in an array where they hold some. */
  async function run(
    line: string | readonly string[],
    stdin = '',
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
    const env = { HOME: folder, KUBECONFIG: client.kubeconfigFile };
    let ended: { readonly code: number; readonly stdout: string; readonly stderr: string } | undefined;
    const words = typeof line === 'string' ? line.split(' ') : line;
    const child = execFile(kubectl, words, { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) => {
      ended = { code: Number(error?.code ?? 0), stdout, stderr };
    });
    child.stdin!.end(stdin);
    while (!ended) {
      await client.pass(50);
      await new Promise((done) => setTimeout(done, 10));
    }
    return ended;
  }
  const output = async (line: string | readonly string[]) => {
    const { code, stdout, stderr } = await run(line);
    expect({ line, code, stderr }).toMatchObject({ code: 0 });
    return stdout;
  };

  it('knows the server’s version and sees its nodes', async () => {
    expect(await output('version')).toContain('Server Version: v1.36');
    expect(await output('get nodes')).toMatch(
      /^NAME +STATUS +ROLES +AGE +VERSION\nworker-1 +Ready +<none> +\d+s +v1\.36/,
    );
  });

  it('judges a list by the whole document of what is served, and applies it', async () => {
    const list = (...items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: 'b' } };
    writeFileSync(join(folder, 'list.json'), list(settings, { ...web, metadata: { name: 'listed' } }));
    expect(await output('apply -f list.json')).toBe('configmap/settings created\ndeployment.apps/listed created\n');
    await output('delete -f list.json');
    const wrong = { ...web, spec: { ...web.spec, replicas: 'many', replica: 1 } };
    writeFileSync(join(folder, 'wrong.json'), list(wrong));
    const { code, stderr } = await run('apply -f wrong.json');
    expect(code).toBe(1);
    expect(stderr).toContain('unknown field "replica" in io.k8s.api.apps.v1.DeploymentSpec');
    expect(stderr).toContain(
      'invalid type for io.k8s.api.apps.v1.DeploymentSpec.replicas: got "string", expected "integer"',
    );
  });

  it('rolls a Deployment out, scales it and looks at it', async () => {
    expect(await output('apply -f web.json')).toBe('deployment.apps/web created\n');
    expect(await output('rollout status deployment/web --timeout=60s')).toContain('successfully rolled out');
    expect(await output('apply -f web.json')).toBe('deployment.apps/web unchanged\n');
    expect(await output('scale deployment/web --replicas=3')).toBe('deployment.apps/web scaled\n');
    await output('wait --for=jsonpath={.status.readyReplicas}=3 deployment/web --timeout=60s');
    expect(await output('get deployment web')).toMatch(/web +3\/3 +3 +3/);
    expect(await output('describe pod -l app=web')).toContain('Successfully assigned default/web-');
    expect(await output('set image deployment/web nginx=nginx:1.28')).toBe('deployment.apps/web image updated\n');
    expect(await output('rollout status deployment/web --timeout=60s')).toContain('successfully rolled out');
    expect(await output('get pods -l app=web -o jsonpath={.items[*].spec.containers[0].image}')).toMatch(/1\.28/);
  }, 120_000);

  it('executes commands in a container: what they write, what they read, and how they end', async () => {
    const pod = 'deployment/web';
    expect(await output(`exec ${pod} -- echo hi`)).toBe('hi\n');
    expect(await run(['exec', '-i', pod, '--', 'cat'], 'over there\nand back\n')).toMatchObject({
      code: 0,
      stdout: 'over there\nand back\n',
    });
    expect(await run(['exec', '-i', pod, '--', 'sh'], 'for i in 1 2; do\necho $i\ndone\n')).toMatchObject({
      stdout: '1\n2\n',
    });
    expect(await run(['exec', pod, '--', 'sh', '-c', 'echo no >&2; sleep 1; exit 3'])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'no\ncommand terminated with exit code 3\n',
    });
    const missing = await run(`exec ${pod} -- nosuch`);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('exec: "nosuch": executable file not found in $PATH');
    expect((await run(`exec ${pod} -c nosuch -- ls`)).stderr).toContain('container nosuch is not valid for pod');
  }, 60_000);

  it('follows a log until it is stopped', async () => {
    const script = 'echo one; sleep 3; echo two';
    await output(['run', 'talker', '--image=busybox', '--restart=Never', '--', 'sh', '-c', script]);
    await output('wait --for=jsonpath={.status.phase}=Running pod/talker --timeout=60s');
    expect(await output('logs -f talker')).toBe('one\ntwo\n');
    expect(await output('delete pod talker')).toBe('pod "talker" deleted from default namespace\n');
  }, 60_000);

  it('drains a machine, and lets it take pods again', async () => {
    await output('create deployment spare --image=nginx:1.27 --replicas=1');
    await output('rollout status deployment/spare --timeout=60s');
    const drained = await output('drain worker-1 --ignore-daemonsets --timeout=120s');
    expect(drained).toMatch(/^node\/worker-1 cordoned\nevicting pod default\/[^]*\nnode\/worker-1 drained\n$/);
    await output('wait --for=jsonpath={.status.unavailableReplicas}=1 deployment/spare --timeout=60s');
    expect(await output('uncordon worker-1')).toBe('node/worker-1 uncordoned\n');
    expect(await output('rollout status deployment/spare --timeout=60s')).toContain('successfully rolled out');
    await output('delete deployment spare');
  }, 120_000);

  it('sends what it creates as protobuf, and nothing is lost or added', async () => {
    await output('create deployment made --image=nginx:1.27 --replicas=1 --port=80');
    const { body } = await client.ask('/apis/apps/v1/namespaces/default/deployments/made');
    expect(body.spec).toMatchObject({ replicas: 1, strategy: { type: 'RollingUpdate' } });
    expect(body.spec.minReadySeconds).toBeUndefined();
    expect(body.spec.template.spec.containers).toEqual([
      {
        name: 'nginx',
        image: 'nginx:1.27',
        imagePullPolicy: 'IfNotPresent',
        ports: [{ containerPort: 80, protocol: 'TCP' }],
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ]);
    expect(body.spec.template.spec.hostNetwork).toBeUndefined();
  });

  it('deletes, and waits until all is gone', async () => {
    expect(await output('delete deployment web made')).toContain('deployment.apps "web" deleted');
    expect((await run('get deployment web')).stderr).toBe(
      'Error from server (NotFound): deployments.apps "web" not found\n',
    );
  }, 120_000);
});
