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

  /** Runs a line to its end, while simulated time passes. */
  async function run(
    line: string,
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
    const env = { HOME: folder, KUBECONFIG: client.kubeconfigFile };
    let ended: { readonly code: number; readonly stdout: string; readonly stderr: string } | undefined;
    execFile(kubectl, line.split(' '), { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) => {
      ended = { code: Number(error?.code ?? 0), stdout, stderr };
    });
    while (!ended) {
      await client.pass(50);
      await new Promise((done) => setTimeout(done, 10));
    }
    return ended;
  }
  const output = async (line: string) => {
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
