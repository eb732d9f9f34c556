import { describe, expect, it } from 'vitest';
import { Simulation } from '../simulation';
import { kubectl, runCommand } from './index';
import type { CommandResult, DocumentResult } from './index';
import { ToyServer } from './testing/toy-server';

const web = (image = 'nginx:1.25', replicas = 2) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: main
        image: ${image}
`;

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: "1"\n`;

function laptop() {
  const simulation = new Simulation({ seed: 'kubectl' });
  const server = new ToyServer();
  simulation.addHost('cp-1').install('kube-apiserver', server.program);
  const component = simulation.addHost('laptop').install('kubectl', kubectl());
  simulation.runFor(10);
  server.put('/namespaces/default', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  const start = (line: string, files: Record<string, string> = {}) => {
    const run: { result?: CommandResult; seen: (readonly DocumentResult[])[] } = { seen: [] };
    component.spawn(
      line,
      (function* () {
        const onChange = (read: () => readonly DocumentResult[]) => run.seen.push(read());
        run.result = yield* runCommand(component, { server: 'cp-1/kube-apiserver' }, { line, files, onChange });
      })(),
    );
    return run;
  };
  const type = (line: string, files?: Record<string, string>): CommandResult => {
    server.log.length = 0;
    const run = start(line, files);
    simulation.runWhile(() => run.result === undefined, 600_000);
    return run.result!;
  };
  return { simulation, server, start, type };
}

describe('kubectl apply', () => {
  it('looks the object up, looks at the namespace, and creates with what was applied in an annotation', () => {
    const { type, server } = laptop();
    expect(type('kubectl apply -f web.yaml', { 'web.yaml': web() })).toEqual({
      stdout: ['deployment.apps/web created'],
      stderr: [],
      text: { stdout: 'deployment.apps/web created\n', stderr: '' },
      code: 0,
      documents: [{ index: 0, name: 'deployment.apps/web', outcome: 'created', line: 1, problems: [] }],
    });
    expect(server.log).toEqual([
      'get deployments.apps web 404',
      'get namespaces default 200',
      'create deployments.apps web 201',
    ]);
    const stored = server.objects.get('apps/namespaces/default/deployments/web')!;
    expect(stored.metadata.annotations!['kubectl.kubernetes.io/last-applied-configuration']).toBe(
      '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{},"name":"web","namespace":"default"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"image":"nginx:1.25","name":"main"}]}}}}\n',
    );
  });

  it('leaves alone what is as the file says, and patches what is not', () => {
    const { type, server } = laptop();
    type('kubectl apply -f web.yaml', { 'web.yaml': web() });
    expect(type('kubectl apply -f web.yaml', { 'web.yaml': web() }).stdout).toEqual(['deployment.apps/web unchanged']);
    expect(server.log).toEqual(['get deployments.apps web 200']);
    expect(type('kubectl apply -f web.yaml', { 'web.yaml': web('nginx:1.27') }).stdout).toEqual([
      'deployment.apps/web configured',
    ]);
    expect(server.log).toEqual(['get deployments.apps web 200', 'patch deployments.apps web 200']);
    expect(JSON.stringify(server.objects.get('apps/namespaces/default/deployments/web'))).toContain(
      '"image":"nginx:1.27"',
    );
  });

  it('goes on after a refusal, and says of every document what became of it', () => {
    const { type } = laptop();
    const file = [
      configMap('a'),
      'apiVersion: v1\nkind: ConfigMop\nmetadata:\n  name: b\n',
      configMap('c'),
      configMap('D'),
    ].join('---\n');
    const result = type('kubectl apply -f mixed.yaml', { 'mixed.yaml': file });
    expect(result.stdout).toEqual(['configmap/a created', 'configmap/c created']);
    expect(result.stderr[0]).toBe(
      'resource mapping not found for name: "b" namespace: "" from "mixed.yaml": no matches for kind "ConfigMop" in version "v1"',
    );
    expect(result.stderr[1]).toBe('ensure CRDs are installed first');
    expect(result.stderr[2]).toMatch(
      /^Error from server \(Invalid\): error when creating "mixed\.yaml": ConfigMap "D" is invalid: metadata\.name: /,
    );
    expect(result.code).toBe(1);
    expect(result.documents.map(({ name, outcome, line }) => [name, outcome, line])).toEqual([
      ['configmap/a', 'created', 1],
      ['configmop/b', 'refused', 8],
      ['configmap/c', 'created', 13],
      ['configmap/D', 'refused', 20],
    ]);
    expect(result.documents[1]!.problems[0]!.line).toBe(9);
    expect(result.documents[3]!.problems[0]!.line).toBe(23);
  });

  it('says of every item of a List what became of it', () => {
    const { type } = laptop();
    const items = ['a', 'B', 'c'].map((name) => `- {apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}\n`);
    const list = `apiVersion: v1\nkind: List\nitems:\n${items.join('')}- {apiVersion: v1, kind: Foo, metadata: {name: d}}\n`;
    const result = type('kubectl apply -f list.yaml', { 'list.yaml': `${list}---\n${configMap('e')}` });
    expect(result.documents.map(({ name, outcome, line }) => [name, outcome, line])).toEqual([
      ['configmap/a', 'created', 4],
      ['configmap/B', 'refused', 5],
      ['configmap/c', 'created', 6],
      ['foo/d', 'refused', 7],
      ['configmap/e', 'created', 9],
    ]);
    expect(result.stderr).toContain('unable to recognize no matches for kind "Foo" in version "v1"');
  });

  it.each([
    ['- null', 'invalid object to validate'],
    ['- {apiVersion: v1}\n- 3\n- {}', '[kind not set, invalid object to validate, apiVersion not set]'],
  ])('sends nothing of a List that has an item which is no object: %s', (bad, words) => {
    const { type, server } = laptop();
    const good = '- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}';
    const result = type('kubectl apply -f list.yaml', {
      'list.yaml': `kind: List\napiVersion: v1\nitems:\n${good}\n${bad}\n`,
    });
    expect(result.stderr).toEqual([
      `error: error validating "list.yaml": error validating data: ${words}; if you choose to ignore these errors, turn validation off with --validate=false`,
    ]);
    expect(result.documents).toMatchObject([{ outcome: 'refused', problems: [{ line: 5 }] }]);
    expect(server.log).toEqual([]);
  });

  it('gives items of a list of one kind that kind', () => {
    const { type } = laptop();
    const text = 'kind: ConfigMapList\napiVersion: v1\nitems: [{metadata: {name: a}}]\n';
    expect(type('kubectl apply -f list.yaml', { 'list.yaml': text }).stdout).toEqual(['configmap/a created']);
  });

  it('applies what stands before a document it cannot read, and sends nothing after it', () => {
    const { type, server } = laptop();
    const broken = 'apiVersion: v1\nkind: ConfigMap\n  metadata:\n name: b\n';
    const result = type('kubectl apply -f all.yaml', {
      'all.yaml': [configMap('a'), broken, configMap('c')].join('---\n'),
    });
    expect(result.stdout).toEqual(['configmap/a created']);
    expect(result.stderr).toEqual([
      'error: error parsing all.yaml: error converting YAML to JSON: yaml: line 10: mapping values are not allowed in this context',
    ]);
    expect(result.documents.map(({ outcome }) => outcome)).toEqual(['created', 'refused', 'not sent']);
    expect(result.documents[1]!.problems[0]!.line).toBe(10);
    expect(server.log.some((line) => line.includes(' c '))).toBe(false);
  });

  it.each([
    [
      'kind.yaml',
      'apiVersion: v1\nmetadata:\n  name: a\n',
      'error: error validating "kind.yaml": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false',
    ],
    [
      'text.yaml',
      'just words\n',
      'error: error validating "text.yaml": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false',
    ],
    ['empty.yaml', '# nothing\n', 'error: no objects passed to apply'],
    [
      'tab.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: a\n',
      'error: error parsing tab.yaml: error converting YAML to JSON: yaml: line 4: found character that cannot start any token',
    ],
  ])('says what is wrong with %s', (name, text, words) => {
    const { type } = laptop();
    expect(type(`kubectl apply -f ${name}`, { [name]: text })).toMatchObject({ stdout: [], stderr: [words], code: 1 });
  });

  it('tells one invalid object cause by cause', () => {
    const { type } = laptop();
    const { stderr } = type('kubectl apply -f bad.yaml', { 'bad.yaml': configMap('Bad_Name') });
    expect(stderr[0]).toMatch(
      /^The ConfigMap "Bad_Name" is invalid: metadata\.name: Invalid value: "Bad_Name": a lowercase RFC 1123/,
    );
  });

  it('says that the server cannot be reached', () => {
    const { type, simulation } = laptop();
    simulation.host('cp-1').component('kube-apiserver')!.kill();
    const result = type('kubectl apply -f a.yaml', { 'a.yaml': configMap('a') });
    expect(result.stderr).toEqual([
      'The connection to the server cp-1/kube-apiserver was refused - did you specify the right host or port?',
    ]);
    expect(result.documents[0]!.outcome).toBe('refused');
  });
});

describe('kubectl delete', () => {
  it('waits until the object is gone', () => {
    const { start, type, server, simulation } = laptop();
    type('kubectl apply -f a.yaml', { 'a.yaml': configMap('a') });
    server.lingering = true;
    server.log.length = 0;
    const run = start('kubectl delete -f a.yaml', { 'a.yaml': configMap('a') });
    simulation.runFor(5000);
    expect(run.result).toBeUndefined();
    expect(run.seen.at(-1)![0]!.outcome).toBe('waiting');
    server.remove('/namespaces/default/configmaps/a');
    simulation.runFor(1000);
    expect(run.result).toMatchObject({ stdout: ['configmap "a" deleted from default namespace'], code: 0 });
    expect(run.result!.documents[0]!.outcome).toBe('deleted');
    expect(server.log).toEqual(['delete configmaps a 200', 'get configmaps a 200', 'list configmaps 200']);
  });

  it('says what was not there', () => {
    const { type } = laptop();
    expect(type('kubectl delete -f a.yaml', { 'a.yaml': configMap('a') }).stderr).toEqual([
      'Error from server (NotFound): error when deleting "a.yaml": configmaps "a" not found',
    ]);
    expect(type('kubectl delete configmap a').stderr).toEqual([
      'Error from server (NotFound): configmaps "a" not found',
    ]);
    expect(type('kubectl delete configmap a --ignore-not-found')).toMatchObject({ stdout: [], stderr: [], code: 0 });
  });
});

describe('other commands', () => {
  it('wait for a condition, or say that time ran out', () => {
    const { type, start, server, simulation } = laptop();
    const pod: any = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'default' },
      spec: { containers: [] },
    };
    server.put('/namespaces/default/pods/p', pod);
    expect(type('kubectl wait --for=condition=Ready pod/p --timeout=2s')).toMatchObject({
      stderr: ['error: timed out waiting for the condition on pods/p'],
      code: 1,
    });
    const run = start('kubectl wait --for=condition=Ready pod/p');
    simulation.runFor(100);
    server.put('/namespaces/default/pods/p', { ...pod, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
    simulation.runFor(100);
    expect(run.result).toMatchObject({ stdout: ['pod/p condition met'], code: 0 });
  });

  it('change the image, the scale and the rollout of a deployment', () => {
    const { type, server } = laptop();
    type('kubectl apply -f web.yaml', { 'web.yaml': web() });
    expect(type('kubectl set image deployment/web main=nginx:1.27').stdout).toEqual([
      'deployment.apps/web image updated',
    ]);
    expect(server.log).toEqual(['get deployments.apps web 200', 'patch deployments.apps web 200']);
    expect(type('kubectl set image deployment/web other=x').stderr).toEqual([
      'error: unable to find container named "other"',
    ]);
    expect(type('kubectl scale deployment web --replicas=4').stdout).toEqual(['deployment.apps/web scaled']);
    expect(server.log).toEqual(['get deployments.apps web 200', 'patch deployments/scale.apps web 200']);
    expect(type('kubectl rollout restart deployment/web').stdout).toEqual(['deployment.apps/web restarted']);
    expect(type('kubectl rollout undo deployment/web').stderr).toEqual([
      'error: no rollout history found for deployment "web"',
    ]);
  });

  it('patch what is there, and say when nothing changed', () => {
    const { type, server } = laptop();
    type('kubectl apply -f web.yaml', { 'web.yaml': web() });
    expect(type(`kubectl patch deployment web -p '{"spec":{"paused":true}}'`).stdout).toEqual([
      'deployment.apps/web patched',
    ]);
    expect(server.log).toEqual(['get deployments.apps web 200', 'patch deployments.apps web 200']);
    const again = type('kubectl patch deployment/web --patch-file p.yaml --type merge', {
      'p.yaml': 'spec:\n  paused: true\n',
    });
    expect(again.stdout).toEqual(['deployment.apps/web patched (no change)']);
    expect(type('kubectl patch deployment web').stderr).toEqual([
      'error: must specify --patch or --patch-file containing the contents of the patch',
    ]);
    expect(type('kubectl patch deployment web -p {} --type apply').stderr).toEqual([
      'error: --type must be one of [json merge strategic], not "apply"',
    ]);
  });

  it('follow a rollout line by line', () => {
    const { type, start, server, simulation } = laptop();
    type('kubectl apply -f web.yaml', { 'web.yaml': web() });
    const path = 'apps/namespaces/default/deployments/web';
    const state = (status: object) => server.put(path, { ...server.objects.get(path)!, status } as never);
    state({ observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 0 });
    const run = start('kubectl rollout status deployment/web');
    simulation.runFor(100);
    state({ observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 });
    simulation.runFor(100);
    expect(run.result!.stdout).toEqual([
      'Waiting for deployment "web" rollout to finish: 0 of 2 updated replicas are available...',
      'deployment "web" successfully rolled out',
    ]);
  });

  it('list what is there', () => {
    const { type } = laptop();
    expect(type('kubectl get pods').stderr).toEqual(['No resources found in default namespace.']);
    expect(type('kubectl get nonsense').stderr).toEqual(['error: the server doesn\'t have a resource type "nonsense"']);
    type('kubectl apply -f a.yaml', { 'a.yaml': configMap('a') });
    const { stdout } = type('kubectl get cm');
    expect(stdout[0]).toBe('NAME   DATA   AGE');
    expect(stdout[1]).toMatch(/^a {6}1 {6}\d+s$/);
    expect(type('kubectl get configmap/a -o name').stdout).toEqual(['configmap/a']);
    expect(type('kubectl get configmap a -o yaml').stdout.slice(0, 4)).toEqual([
      'apiVersion: v1',
      'data:',
      '  key: "1"',
      'kind: ConfigMap',
    ]);
  });

  it('refuse what they do not know', () => {
    const { type } = laptop();
    expect(type('kubectl dance').stderr).toEqual(['error: unknown command "dance" for "kubectl"']);
    expect(type('kubectl apply').stderr).toEqual(['error: must specify one of -f and -k']);
    expect(type('kubectl apply -f none.yaml').stderr).toEqual(['error: the path "none.yaml" does not exist']);
    expect(type('kubectl create namespace team').stdout).toEqual(['namespace/team created']);
  });
});
