import { beforeAll, describe, expect, it } from 'vitest';
import { Story } from './testing/story';

const DUO = `apiVersion: v1
kind: Pod
metadata: {name: duo, annotations: {kubectl.kubernetes.io/default-container: second}}
spec:
  containers:
  - {name: first, image: "busybox:1.36", command: [sh, -c, "echo one; sleep 3600"]}
  - {name: second, image: "busybox:1.36", command: [sh, -c, "echo two; sleep 3600"]}
`;

describe('kubectl answers', () => {
  const story = new Story({ seed: 'terminal answers' });
  const type = (line: string, files = {}) => story.type(`kubectl ${line}`, files);

  beforeAll(() => {
    story.boot();
    type('create deployment web --image=nginx --replicas=2');
    type('expose deployment web --port=80');
    type('create configmap settings --from-literal=log.level=debug --from-literal=b=2');
    type('apply -f duo.yaml', { 'duo.yaml': DUO });
    type('wait --for=condition=Ready pod --all --timeout=60s');
  }, 60_000);

  it('set env with words that are no variables', () => {
    expect(type('set env deploy/web =x').err).toContain('there is no need to specify a resource type');
    expect(type('set env deploy/web --env=A').err).toBe('error: unknown environment variable: A');
    expect(type('set env deploy/web A=1 A-').err).toBe(
      'error: can not both modify and remove the same environment variable in the same command',
    );
  });

  it('set env from a config map, and what is set', () => {
    expect(type('set env deploy/web --from=cm/settings --prefix=APP_ --keys=log.level C=3').out).toBe(
      'deployment.apps/web env updated',
    );
    expect(type('set env deploy/web --list').out).toBe(
      '# Deployment web, container nginx\nC=3\n# APP_LOG_LEVEL from configmap settings, key log.level',
    );
    expect(type('set env deploy/web --list --resolve').out).toContain('\nAPP_LOG_LEVEL=debug');
    expect(type('set env deploy/web C=4 --overwrite=false').err).toBe(
      "error: deployments/web 'C' already has a value (3), and --overwrite is false",
    );
    type('rollout status deploy/web');
  });

  it('logs of what owns pods, of what leads to them, and of what has none', () => {
    expect(type('logs svc/web').err).toMatch(/^Found \d pods, using pod\/web-/);
    expect(type('logs cm/settings').err).toBe(
      'error: cannot get the logs from *v1.ConfigMap: selector for *v1.ConfigMap not implemented',
    );
    expect(type('logs -l app=none')).toEqual({ out: '', err: 'No resources found in default namespace.', code: 0 });
    expect(type('logs duo')).toEqual({ out: 'two', err: '', code: 0 });
    expect(type('logs duo --all-containers --prefix').out).toBe('[pod/duo/first] one\n[pod/duo/second] two');
    expect(type('exec duo -c NOPE -- ls').err).toBe(
      'Error from server (BadRequest): container NOPE is not valid for pod duo',
    );
    expect(type('exec duo --pod-running-timeout=soon -- ls').err).toBe(
      'error: invalid argument "soon" for "--pod-running-timeout" flag: time: invalid duration "soon"\nSee \'kubectl exec --help\' for usage.',
    );
  });

  it.each([
    ["'{{len .nothing}}'", 'error calling len: len of nil pointer'],
    [`'{{"\\x"}}'`, String.raw`error: error parsing template {{"\x"}}, template: output:1: invalid syntax`],
    ["'{{printf .nothing}}'", 'error calling printf: invalid value; expected string'],
    ["'{{base64decode .nothing}}'", 'error calling base64decode: invalid value; expected string'],
    ["'{{index .spec.containers 9}}'", 'error calling index: index out of range: 9'],
  ])('a template that asks for what is not there: %s', (template, why) => {
    const { err, code } = type(`get pod duo -o go-template=${template}`);
    expect(code).toBe(1);
    expect(err).toContain(why);
  });

  it('describes what a namespace may use', () => {
    type('create namespace team');
    type('create quota small --hard=pods=10,count/configmaps=5 -n team');
    story.run(2000);
    expect(type('describe quota small -n team').out).toBe(
      'Name:             small\nNamespace:        team\nResource          Used  Hard\n--------          ----  ----\ncount/configmaps  1     5\npods              0     10',
    );
    expect(type('describe ns team').out).toMatch(
      /Status: +Active\n\nResource Quotas\n {2}Name: +small\n {2}Resource +Used +Hard\n {2}-+ +--- +---\n {2}count\/configmaps +1 +5\n {2}pods +0 +10\n\nNo LimitRange resource\.$/,
    );
  });

  it('waits for what a selector, a file or all namespaces mean', () => {
    expect(type('wait --for=delete pod -l app=none')).toEqual({ out: '', err: '', code: 0 });
    expect(type('wait --for=condition=Ready pod -l app=none').err).toBe('error: no matching resources found');
    expect(type('wait --for=condition=Ready -f duo.yaml', { 'duo.yaml': DUO }).out).toBe('pod/duo condition met');
    expect(type('wait --for=condition=Ready pod -A --field-selector=metadata.name=duo').out).toBe(
      'pod/duo condition met',
    );
    expect(type('wait --for=create cm/late --timeout=1s').err).toBe('error: timed out waiting for the condition');
    type('run brief --image=nginx');
    type('delete pod brief --wait=false');
    expect(type('wait --for=delete pod/brief').out).toBe('pod/brief condition met');
  });

  it('keeps the quotes of files and takes those of literals', () => {
    const files = { 'app.env': "# no\nA='1'\n  B=two=three\nEMPTY\n", 'conf.txt': '"x"' };
    type('create configmap env --from-env-file=app.env', files);
    expect(type("get cm env -o jsonpath='{.data}'").out).toBe(`{"A":"'1'","B":"two=three","EMPTY":""}`);
    type(`create configmap file --from-file=conf.txt --from-literal=q='"y"'`, files);
    expect(type("get cm file -o jsonpath='{.data}'").out).toBe('{"conf.txt":"\\"x\\"","q":"y"}');
    expect(type('create configmap no --from-env-file=app.env --from-literal=a=b', files).err).toBe(
      'error: from-env-file cannot be combined with from-file or from-literal',
    );
  });

  it('says where a question about a namespace makes no sense', () => {
    expect(type('auth can-i get nodes')).toEqual({
      out: 'yes',
      err: "Warning: resource 'nodes' is not namespace scoped",
      code: 0,
    });
  });

  it('writes over what a command makes', () => {
    const overrides = `'{"spec":{"terminationGracePeriodSeconds":7}}'`;
    expect(type(`run over --image=nginx --overrides=${overrides} -o yaml --dry-run=client`).out).toContain(
      'terminationGracePeriodSeconds: 7',
    );
  });

  it('tells who manages which field, where that is asked for', () => {
    const managers = type(
      "get cm settings --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager}'",
    ).out;
    expect(managers).toBe('kubectl-create');
    expect(type('get cm --show-managed-fields -o yaml').out).toContain('f:log.level: {}');
    expect(type('get cm settings -o yaml').out).not.toContain('managedFields');
  });

  it('shows and sets what was applied last', () => {
    const files = { 'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept}\ndata: {b: "2"}\n' };
    type('create -f cm.yaml', files);
    // The real one says nothing of an object that was never applied.
    expect(type('apply view-last-applied cm/kept')).toEqual({ out: '', err: '', code: 0 });
    expect(type('apply set-last-applied -f cm.yaml', files).code).toBe(1);
    expect(type('apply set-last-applied -f cm.yaml --create-annotation', files).out).toBe('configmap/kept configured');
    expect(type('apply set-last-applied -f cm.yaml', files).out).toBe('set-last-applied kept: no changes required.');
    expect(type('apply view-last-applied cm/kept').out).toBe(
      'apiVersion: v1\ndata:\n  b: "2"\nkind: ConfigMap\nmetadata:\n  name: kept\n  namespace: default',
    );
    // Whoever merges under another name takes over what patches owned, and remembers nothing.
    expect(type('apply -f cm.yaml', files).code).toBe(0);
    expect(type('apply -f cm.yaml --server-side --field-manager=me --force-conflicts', files).code).toBe(0);
    const { out } = type('get cm kept -o yaml --show-managed-fields');
    expect(out).toContain('manager: me');
    expect(out).not.toContain('last-applied');
    expect(out).not.toContain('kubectl-client-side-apply');
  });

  it('helps', () => {
    expect(type('help rollout undo').out).toBe(type('rollout undo --help').out);
    expect(type('help').out).toBe(type('--help').out);
    expect(type('options').out).toContain('-n, --namespace=');
  });

  it('renames and deletes contexts', () => {
    expect(type('config rename-context kubernetes-admin@kubernetes mine').out).toBe(
      'Context "kubernetes-admin@kubernetes" renamed to "mine".',
    );
    type('config set-context other --cluster=kubernetes');
    expect(type('config delete-context other').out).toBe('deleted context other from .kube/config');
    expect(type('config delete-context other').code).toBe(1);
    expect(type('config current-context').out).toBe('mine');
  });
});
