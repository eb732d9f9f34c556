import { beforeAll, describe, expect, it } from 'vitest';
import { Story } from './testing/story';

const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {set: x}}\ndata: {${data}}\n`;

const role = (verbs: string) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader, namespace: default}\nrules: [{apiGroups: [""], resources: [pods], verbs: [${verbs}]}]\n`;

const binding = (roleName: string) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: reading, namespace: default}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${roleName}}\nsubjects: [{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}]\n`;

const FILES = {
  'all.yaml': `${configMap('a', 'k: "1"')}---\n${configMap('b', 'k: "1"')}`,
  'one.yaml': configMap('a', 'k: "1"'),
  'two-keys.yaml': configMap('merged', 'k: "1", l: "2"'),
  'one-key.yaml': configMap('merged', 'k: "1"'),
  'folder/first.yaml': configMap('first', 'k: "1"'),
  'folder/notes.txt': 'nothing for kubectl',
  'folder/deep/second.yaml': configMap('second', 'k: "1"'),
  'role.yaml': role('get'),
  'more.yaml': role('list'),
  'binding.yaml': binding('reader'),
  'rebinding.yaml': binding('writer'),
};

/** What is done with all that stands in files, and with what no longer does. */
describe('files', () => {
  const story = new Story({ seed: 'whole files' });
  const type = (line: string) => {
    const { text, code, written } = story.kubectl(line, FILES);
    return { out: text.stdout, err: text.stderr, code, written };
  };
  const names = (what: string) => type(`kubectl get ${what} -o name`).out.trim().split('\n');

  beforeAll(() => {
    story.boot();
  }, 60_000);

  it('that are applied with --prune take away what was applied before and is no longer there', () => {
    type('kubectl apply -f all.yaml');
    type('kubectl create configmap by-hand --from-literal=k=1');
    type('kubectl label configmap by-hand set=x');
    expect(type('kubectl apply -f one.yaml --prune -l set=x --dry-run=server').out).toContain(
      'configmap/b pruned (server dry run)',
    );
    const { out } = type('kubectl apply -f one.yaml --prune -l set=x --prune-allowlist=core/v1/ConfigMap');
    expect(out).toBe('configmap/a unchanged\nconfigmap/b pruned\n');
    expect(names('configmaps -l set=x')).toEqual(['configmap/a', 'configmap/by-hand']);
  });

  it('are not applied at all where what may be pruned is not to be understood', () => {
    const { out, err } = type('kubectl apply -f all.yaml --prune --all --prune-allowlist=v1/ConfigMap');
    expect(err).toContain('invalid GroupVersionKind format: v1/ConfigMap');
    expect(out).toBe('');
  });

  it('that were patched in and are merged by the server then own each field once: what they drop is gone', () => {
    type('kubectl apply -f two-keys.yaml');
    type('kubectl apply -f two-keys.yaml --server-side');
    type('kubectl apply -f one-key.yaml --server-side');
    expect(type('kubectl get configmap merged -o jsonpath={.data}').out).toBe('{"k":"1"}');
  });

  it('of a folder are meant without those below it, until somebody says so', () => {
    expect(type('kubectl apply -f folder').out).toBe('configmap/first created\n');
    expect(type('kubectl apply -R -f folder/').out).toBe('configmap/second created\nconfigmap/first unchanged\n');
  });

  it('with roles are reconciled: what is missing is added, what is too much goes only where that is asked for', () => {
    const verbs = () => type('kubectl get role reader -o jsonpath={.rules[*].verbs}').out;
    expect(type('kubectl auth reconcile -f role.yaml').err).toContain('reconciliation required create');
    const { err } = type('kubectl auth reconcile -f more.yaml');
    expect(err).toContain('{Verbs:[list] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}');
    expect(verbs()).toBe('["get"] ["list"]');
    type('kubectl auth reconcile -f more.yaml --remove-extra-permissions');
    expect(verbs()).toBe('["list"]');
  });

  it('that bind to another role make the binding anew', () => {
    type('kubectl auth reconcile -f binding.yaml');
    expect(type('kubectl auth reconcile -f rebinding.yaml').err).toContain('reconciliation required recreate');
    expect(type('kubectl get rolebinding reading -o jsonpath={.roleRef.name}').out).toBe('writer');
  });

  it('are what a dump of the cluster becomes', () => {
    const { out, written } = type('kubectl cluster-info dump --output-directory=dump --namespaces=default');
    expect(out).toBe('Cluster info dumped to dump\n');
    expect(JSON.parse(written!['dump/nodes.json']!)).toMatchObject({ kind: 'NodeList' });
    expect(Object.keys(written!)).toContain('dump/default/pods.json');
  });
});
