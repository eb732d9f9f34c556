import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForeignClient } from './testing/foreign-client';

const root = join(import.meta.dirname, '..', '..');
const clients = join(root, 'build', 'clients');
const table = join(root, '..', 'shared', 'yardsticks', 'commands', 'commands.tsv');
const available = existsSync(join(clients, 'helm')) && existsSync(table);

/** What has to have happened before a line says what is expected of it: the list gives the lines alone. By the line's number. */
const before: Readonly<Record<string, string>> = {
  15: 'kubectl create namespace demo',
  18: 'kubectl run web --image=nginx',
  22: 'kubectl wait --for=condition=Ready pod/web --timeout=60s',
  25: 'kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web --timeout=60s',
  60: 'kubectl create rolebinding b --role=r --serviceaccount=demo:bot',
  66: 'kubectl set image deployment/app nginx=nginx:1.27',
  69: 'kubectl rollout status deployment/app --timeout=120s',
  72: 'kubectl rollout status deployment/app --timeout=120s; kubectl rollout pause deployment/app',
  76: 'kubectl rollout undo deployment/app; kubectl rollout status deployment/app --timeout=120s',
  81: 'kubectl expose deployment app --port=80 --type=NodePort',
  84: 'kubectl label deployment/app tier=web',
  93: "kubectl apply --server-side --field-manager=one -f server-side.yaml; sed -i 's/: one/: two/' server-side.yaml",
  97: 'kubectl scale deployment/app --replicas=1; kubectl delete pdb app',
  102: 'kubectl taint nodes worker-1 k=v:NoSchedule',
  105: 'kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web --timeout=60s',
  109: 'kubectl run web --image=nginx',
  114: 'kubectl config set-context --current --namespace=default; helm create chart1',
  121: 'kubectl wait --for=condition=Available deployment/r1-chart1 --timeout=60s',
};

/** Lines that are told rather than written out. */
const written: Readonly<Record<string, string>> = {
  24: '(sleep 0.5; kubectl delete pod web --wait=false) & kubectl wait --for=delete pod/web --timeout=60s',
  37: 'timeout 5 kubectl get pods -w --output-watch-events',
  46: 'kubectl port-forward pod/web 18081:80 & for i in $(seq 20); do curl -sf localhost:18081 | grep title && break; sleep 0.2; done; kill %1',
  75: `kubectl patch deployment app -p '{"spec":{"progressDeadlineSeconds":5}}'; kubectl set image deployment/app nginx=nosuch.invalid/x:0; kubectl rollout status deployment/app`,
  91: "kubectl apply -f pod.yaml; kubectl apply -f pod.yaml; sed -i 's/: one/: two/' pod.yaml; kubectl apply -f pod.yaml",
  93: 'kubectl apply --server-side --field-manager=other -f server-side.yaml',
  105: 'kubectl debug web --image=busybox --target=web -it < /dev/null',
};

/** What is not there, and says so; a line that works is taken off this list. */
const missing: Readonly<Record<string, string>> = {
  13: 'kubectl 1.35 says it without the prefix',
  88: 'two things are wrong with it, and both are said',
  103: 'nothing measures what pods use',
  112: 'custom resources are not served yet',
  115: 'helm 4 says it in other words than the list',
  118: 'helm 4 fills the last column up with blanks',
};

const pod = (note: string) => `apiVersion: v1
kind: Pod
metadata: {name: test-pod, labels: {note: one}}
spec: {containers: [{name: c, image: '${note}'}]}
`;

interface Row {
  readonly number: string;
  readonly line: string;
  readonly expected: string;
  readonly code: number;
}

function rows(): readonly Row[] {
  const [, ...lines] = readFileSync(table, 'utf8').trimEnd().split('\n');
  return lines.map((each) => {
    const [number = '', , command = '', expected = '', code = '0'] = each.replaceAll('node-1', 'worker-1').split('\t');
    const line = written[number] ?? command.replace(/ +\([^)]*\)$/, '');
    return { number, line, expected, code: Number(code) };
  });
}

describe.skipIf(!available)('command lines of real kubectl and helm', () => {
  let client: ForeignClient;
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  beforeAll(async () => {
    client = await ForeignClient.start('command lines', { dns: true });
    writeFileSync(join(folder, 'pod.yaml'), pod('nginx'));
    writeFileSync(join(folder, 'changed.yaml'), pod('nginx').replace('one', 'three'));
    writeFileSync(
      join(folder, 'server-side.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {a: one}\n',
    );
  }, 60_000);
  afterAll(() => client.close());

  async function run(
    line: string,
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
    const env = { HOME: folder, KUBECONFIG: client.kubeconfigFile, PATH: `${clients}:${process.env['PATH']}` };
    let ended: { readonly code: number; readonly stdout: string; readonly stderr: string } | undefined;
    execFile('bash', ['-c', line], { cwd: folder, env, timeout: 120_000 }, (error, stdout, stderr) => {
      ended = { code: Number(error?.code ?? 0), stdout, stderr };
    });
    while (!ended) {
      await client.pass(100);
      await new Promise((done) => setTimeout(done, 10));
    }
    return ended;
  }

  it.each(available ? rows() : [])(
    '$number: $line',
    async ({ number, line, expected, code }) => {
      if (before[number]) await run(before[number]);
      const got = await run(line);
      const onStderr = expected.startsWith('2>');
      const text = (onStderr ? got.stderr + got.stdout : got.stdout).trimEnd();
      const outcome = { code: got.code, text, stderr: got.stderr };
      const asExpected = {
        code,
        text: expect.stringMatching(new RegExp(onStderr ? expected.slice(2) : expected, 'm')),
      };
      if (missing[number] === undefined) expect(outcome).toMatchObject(asExpected);
      else expect(outcome).not.toMatchObject(asExpected);
    },
    150_000,
  );
});
