import { describe, expect, it } from 'vitest';
import { fieldInvalid, fieldRequired, invalid, readYamlDocuments, refuse } from '../apimachinery';
import type { KubeObject } from '../apimachinery';
import { patchSchemaOf } from '../api';
import type { Deployment, ReplicaSet } from '../api';
import { parseCommandLine, wordsOf } from './command-line';
import { commandTree } from './command-tree';
import { failuresText } from './failure';
import { planPatch, withLastApplied } from './last-applied';
import { problemsOf } from './problem-lines';
import { readManifests } from './manifest';
import { planRollback } from './rollback';
import { alignTabs, tableWriter } from './tab-writer';

const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replica: 3
  replicas: three
  template:
    spec:
      containers:
      - name: main
        image: nginx
      - image: redis
`;
const { document } = readYamlDocuments(text)[0]!;
const locate = (field: string) => document!.positionOf(field);

describe('a refusal finds its lines', () => {
  it('by the fields of its causes, or the parents of what is missing', () => {
    const errors = [
      fieldRequired('spec.template.spec.containers[1].name'),
      fieldInvalid('spec.template.spec.containers[0].image', '', 'no'),
      fieldRequired('spec.selector'),
    ];
    expect(problemsOf(invalid('Deployment.apps', 'web', errors), locate)).toEqual([
      { line: 13, column: 9, message: 'spec.template.spec.containers[1].name: Required value' },
      { line: 12, column: 9, message: 'spec.template.spec.containers[0].image: Invalid value: "": no' },
      { line: 5, column: 1, message: 'spec.selector: Required value' },
    ]);
  });

  it('by the fields a decoder names', () => {
    const strict = refuse(
      400,
      'BadRequest',
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replica"',
    );
    expect(problemsOf(strict, locate)).toEqual([{ line: 6, column: 3, message: 'unknown field "spec.replica"' }]);
    const words = 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32';
    expect(problemsOf(refuse(400, 'BadRequest', words), locate)[0]!.line).toBe(7);
    expect(problemsOf(refuse(409, 'AlreadyExists', 'it exists'), locate)[0]!.line).toBe(4);
    expect(problemsOf(refuse(403, 'Forbidden', 'no'), locate)[0]!.line).toBe(1);
  });
});

describe('what apply sends', () => {
  const schema = patchSchemaOf('apps/v1', 'Deployment');
  const wanted = (image: string, extra: object = {}) =>
    ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default' },
      spec: { template: { spec: { containers: [{ name: 'main', image, ...extra }] } } },
    }) as unknown as KubeObject;
  const defaulted = (object: KubeObject) =>
    ({ ...object, metadata: { ...object.metadata, uid: 'u' }, status: { replicas: 1 } }) as KubeObject;

  it('is nothing when the live object says all that the file says', () => {
    expect(planPatch(wanted('a'), defaulted(withLastApplied(wanted('a'))), schema)).toBeUndefined();
  });

  it('is what changed, what was given up, and what to remember', () => {
    const live = defaulted(withLastApplied(wanted('a', { command: ['x'] })));
    const { type, patch } = planPatch(wanted('b'), live, schema)!;
    expect(type).toBe('strategic');
    expect(patch.spec).toEqual({
      template: {
        spec: {
          '$setElementOrder/containers': [{ name: 'main' }],
          containers: [{ name: 'main', image: 'b', command: null }],
        },
      },
    });
    expect(Object.keys((patch.metadata as { annotations: object }).annotations)).toEqual([
      'kubectl.kubernetes.io/last-applied-configuration',
    ]);
  });

  it('is a plain merge patch for kinds without merge keys', () => {
    const live = defaulted(withLastApplied(wanted('a')));
    expect(planPatch(wanted('b'), live, undefined)).toMatchObject({
      type: 'merge',
      patch: { spec: { template: { spec: { containers: [{ name: 'main', image: 'b' }] } } } },
    });
  });
});

describe('a rollback', () => {
  const deployment = {
    metadata: { name: 'web', uid: 'd', annotations: { 'deployment.kubernetes.io/revision': '2' } },
    spec: { template: { spec: { image: 'b' } } },
  };
  const set = (revision: number, image: string, owner = 'd') => ({
    metadata: {
      name: image,
      ownerReferences: [{ uid: owner }],
      annotations: { 'deployment.kubernetes.io/revision': String(revision), why: image },
    },
    spec: { template: { metadata: { labels: { 'pod-template-hash': 'x', app: 'web' } }, spec: { image } } },
  });
  const sets = [set(2, 'b'), set(1, 'a'), set(9, 'z', 'other')] as unknown as ReplicaSet[];

  it('brings back the revision before, without the hash of its template', () => {
    expect(planRollback(deployment as unknown as Deployment, sets, 0)).toEqual({
      revision: 1,
      patch: [
        {
          op: 'replace',
          path: '/spec/template',
          value: { metadata: { labels: { app: 'web' } }, spec: { image: 'a' } },
        },
        { op: 'replace', path: '/metadata/annotations', value: { 'deployment.kubernetes.io/revision': '2', why: 'a' } },
      ],
    });
  });

  it('says which revisions there are not', () => {
    expect(() => planRollback(deployment as unknown as Deployment, sets, 9)).toThrow(
      'unable to find specified revision 9 in history',
    );
    expect(() => planRollback(deployment as unknown as Deployment, sets.slice(0, 1), 0)).toThrow(
      'no rollout history found for deployment "web"',
    );
  });
});

describe('reading', () => {
  it('takes the items of a List one by one, with the lines of each', () => {
    const list =
      'kind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: b}\n';
    const { objects } = readManifests([{ name: 'list.yaml', text: list }], {
      namespace: 'team',
      explicitNamespace: false,
    });
    expect(
      objects.map((entry) => [entry.document.name, entry.namespace, entry.positionOf('metadata.name').line]),
    ).toEqual([
      ['configmap/a', 'team', 6],
      ['secret/b', 'team', 9],
    ]);
  });

  it('does not let a file say another namespace than the command', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  namespace: other\n';
    const { unread } = readManifests([{ name: 'p.yaml', text: pod }], { namespace: 'team', explicitNamespace: true });
    expect(unread[0]!.error!.message).toMatch(
      /^the namespace from the provided object "other" does not match the namespace "team"\./,
    );
    expect(unread[0]!.document.problems[0]!.line).toBe(5);
  });

  it('takes a command line apart as a shell does', () => {
    expect(wordsOf(`kubectl get pods -l 'tier in (a, b)' --x="a \\"b\\"" c\\ d`)).toEqual([
      'kubectl',
      'get',
      'pods',
      '-l',
      'tier in (a, b)',
      '--x=a "b"',
      'c d',
    ]);
    const { words, flags } = parseCommandLine(
      commandTree,
      wordsOf('delete pods -n team --all --wait=false -f a.yaml --filename=b.yaml'),
    );
    expect(words).toEqual(['pods']);
    expect([flags.text('namespace'), flags.isOn('all'), flags.isOn('wait', true), flags.all('filename')]).toEqual([
      'team',
      true,
      false,
      ['a.yaml', 'b.yaml'],
    ]);
    expect(() => parseCommandLine(commandTree, ['apply', '-f'])).toThrow("flag needs an argument: 'f' in -f");
    expect(() => parseCommandLine(commandTree, ['apply', '--nonsense'])).toThrow('unknown flag: --nonsense');
  });
});

describe('words', () => {
  it('tell one invalid object cause by cause, several in one line each', () => {
    const refusal = invalid('Deployment.apps', 'web', [fieldRequired('a'), fieldRequired('b')]);
    expect(failuresText([{ error: refusal, while: 'error when creating "x": ' }])).toEqual([
      'The Deployment "web" is invalid:',
      '* a: Required value',
      '* b: Required value',
    ]);
    expect(failuresText([{ error: refusal, while: 'error when creating "x": ' }, { error: refusal }])).toEqual([
      'Error from server (Invalid): error when creating "x": Deployment.apps "web" is invalid: [a: Required value, b: Required value]',
      'Error from server (Invalid): Deployment.apps "web" is invalid: [a: Required value, b: Required value]',
    ]);
  });

  it('stand in columns', () => {
    expect(alignTabs(['NAME\tAGE', 'web-1\t5m'], tableWriter)).toEqual(['NAME    AGE', 'web-1   5m']);
  });
});
