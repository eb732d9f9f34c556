import { applyStrategicMergePatch, Refusal } from '../../apimachinery';
import { describe, expect, it } from 'vitest';
import {
  configMapKind,
  decode,
  deploymentKind,
  nodeKind,
  patchSchemaOf,
  podKind,
  secretKind,
  strictRefusal,
  type Pod,
} from '../index';

const container = { name: 'main', image: 'nginx:1.27' };
const podWith = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('reading a body', () => {
  it('brings it into the form a server answers with', () => {
    const body = podWith({
      containers: [{ ...container, args: [], stdin: false, resources: { requests: { cpu: 0.5, memory: '1024Mi' } } }],
      nodeName: '',
      automountServiceAccountToken: false,
      priority: 0,
      hostNetwork: false,
      tolerations: null,
    });
    const { object, problems } = decode<Pod>(podKind, body);
    expect(problems).toEqual([]);
    expect(object.spec).toEqual({
      containers: [{ ...container, resources: { requests: { cpu: '500m', memory: '1Gi' } } }],
      automountServiceAccountToken: false,
      priority: 0,
    });
    expect(object.status).toEqual({});
  });

  it('gives back the very same object when there is nothing to change, and shares what it kept', () => {
    const clean = decode(podKind, podWith({ containers: [{ ...container, resources: {} }] })).object;
    expect(decode(podKind, clean).object).toBe(clean);
    const labelled = { ...clean, metadata: { ...clean.metadata, labels: {} } };
    expect((decode(podKind, labelled).object as Pod).spec).toBe((clean as Pod).spec);
  });

  it('names unknown fields in the order of the document, with their place in lists', () => {
    const { object, problems } = decode(
      podKind,
      podWith({ containers: [container, { name: 'b', imag: 'x' }], replica: 3 }),
    );
    expect(problems).toEqual(['unknown field "spec.containers[1].imag"', 'unknown field "spec.replica"']);
    expect(object).not.toHaveProperty('spec.replica');
    expect(strictRefusal(podKind, problems).message).toBe(
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[1].imag", unknown field "spec.replica"',
    );
  });

  it.each([
    [podKind, { spec: 's' }, 'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec'],
    [
      podKind,
      { spec: { containers: {} } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      podKind,
      { metadata: { labels: [] } },
      'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    ],
    [podKind, { metadata: [] }, 'json: cannot unmarshal array into Go struct field Pod.metadata of type v1.ObjectMeta'],
    [
      deploymentKind,
      { spec: { replicas: 1.5 } },
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      deploymentKind,
      { spec: { replicas: 3e9 } },
      'json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      podKind,
      { spec: { containers: [{ stdin: 'yes' }] } },
      'json: cannot unmarshal string into Go struct field Container.spec.containers.stdin of type bool',
    ],
    [
      podKind,
      { metadata: { creationTimestamp: 'yesterday' } },
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    ],
    [secretKind, { data: { a: 'not base64!' } }, 'illegal base64 data at input byte 3'],
  ])('refuses a wrong type in Go’s words', (kind, body, words) => {
    expect(refusalOf(() => decode(kind, body))).toBe(
      `400 ${kind.kind} in version "v1" cannot be handled as a ${kind.kind}: ${words}`,
    );
  });

  it.each([
    null,
    [],
    'x',
    1,
    {},
    { kind: 'Pod' },
    { apiVersion: 1 },
    { kind: { a: 1 } },
    podWith({ containers: [null] }),
  ])('answers %j without a crash', (body) => {
    expect(refusalOf(() => decode(podKind, body))).toMatch(/^(accepted|400 )/);
  });

  it('keeps a hostile key as data, or drops it, and never as a prototype', () => {
    const body = JSON.parse(
      '{"metadata":{"name":"a","labels":{"__proto__":"x"}},"data":{"__proto__":null},"__proto__":{"polluted":true}}',
    );
    const { object } = decode<any>(configMapKind, body);
    expect(Object.getPrototypeOf(object.data)).toBe(Object.prototype);
    expect(Object.hasOwn(object.metadata.labels, '__proto__')).toBe(true);
    expect(object.polluted).toBeUndefined();
    expect(({} as any).polluted).toBeUndefined();
  });

  it('fills in the plain structs a server always writes', () => {
    const { object } = decode<any>(nodeKind, { metadata: { name: 'n' } });
    expect(object.spec).toEqual({});
    expect(object.status.daemonEndpoints).toEqual({ kubeletEndpoint: { Port: 0 } });
  });
});

describe('strategic merge patches', () => {
  it('merge containers by name and their variables by name, and replace tolerations', () => {
    const object = podWith({
      containers: [{ ...container, env: [{ name: 'A', value: '1' }] }],
      tolerations: [{ key: 'a' }],
    });
    const patch = {
      spec: { containers: [{ name: 'main', env: [{ name: 'B', value: '2' }] }], tolerations: [{ key: 'b' }] },
    };
    const patched = applyStrategicMergePatch(object, patch, patchSchemaOf('v1', 'Pod')) as unknown as Pod;
    expect(patched.spec.containers[0]!.env?.map(({ name, value }) => `${name}=${value}`).sort()).toEqual([
      'A=1',
      'B=2',
    ]);
    expect(patched.spec.tolerations).toEqual([{ key: 'b' }]);
  });

  it('know how deep lists of a template merge', () => {
    const containers = patchSchemaOf('apps/v1', 'Deployment')
      .field('spec')
      ?.schema?.field('template')
      ?.schema?.field('spec')
      ?.schema?.field('containers');
    expect(containers).toMatchObject({ strategy: 'merge', mergeKey: 'name' });
    expect(containers?.schema?.field('ports')?.mergeKey).toBe('containerPort');
    expect(patchSchemaOf('apps/v1', 'Deployment').field('spec')?.schema?.field('strategy')?.retainKeys).toBe(true);
    expect(patchSchemaOf('x/v1', 'Unknown').field('spec')).toBeUndefined();
  });
});
