import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';

let cluster: TestCluster;
const pod = (name: string, resources: unknown = {}, spec: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'nginx', resources }], ...spec },
});
const post = (namespace: string, body: unknown): any =>
  cluster.ask({ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods`, body }).body;

beforeAll(() => {
  cluster = new TestCluster().boot();
});

describe('limit ranges', () => {
  const limit = (namespace: string, limits: readonly unknown[]): void => {
    cluster.namespace(namespace);
    cluster.create(`/api/v1/namespaces/${namespace}/limitranges`, { metadata: { name: 'l' }, spec: { limits } });
    cluster.simulation.runFor(100);
  };

  it('give containers what they do not ask for, and say so', () => {
    limit('given', [{ type: 'Container', default: { cpu: '500m', memory: '256Mi' }, defaultRequest: { cpu: '100m' } }]);
    const { metadata, spec } = post('given', pod('p', { requests: { cpu: '200m' } }));
    expect(spec.containers[0].resources).toEqual({
      limits: { cpu: '500m', memory: '256Mi' },
      requests: { cpu: '200m', memory: '256Mi' },
    });
    expect(metadata.annotations['kubernetes.io/limit-ranger']).toBe(
      'LimitRanger plugin set: memory request for container main; cpu, memory limit for container main',
    );
  });

  it.each([
    [{ requests: { cpu: '50m' }, limits: { cpu: '1' } }, 'minimum cpu usage per Container is 100m, but request is 50m'],
    [{ requests: { cpu: '1' }, limits: { cpu: '2' } }, 'maximum cpu usage per Container is 1, but limit is 2'],
  ])('refuse what is less or more than they allow: %j', (resources, why) => {
    if (cluster.ask({ path: '/api/v1/namespaces/bound' }).status === 404)
      limit('bound', [{ type: 'Container', min: { cpu: '100m' }, max: { cpu: '1' }, default: {}, defaultRequest: {} }]);
    const refused = post('bound', pod('p', resources));
    expect([refused.code, refused.message]).toEqual([403, `pods "p" is forbidden: ${why}`].map((part) => part));
  });

  it('count the containers of a pod together', () => {
    limit('whole', [{ type: 'Pod', max: { memory: '1Gi' } }]);
    expect(post('whole', pod('none')).message).toBe(
      'pods "none" is forbidden: maximum memory usage per Pod is 1Gi.  No limit is specified',
    );
    const two = [1, 2].map((number) => ({
      name: `c${number}`,
      image: 'nginx',
      resources: { requests: { memory: '768Mi' }, limits: { memory: '768Mi' } },
    }));
    expect(post('whole', pod('p', {}, { containers: two })).message).toBe(
      'pods "p" is forbidden: maximum memory usage per Pod is 1Gi, but limit is 1536Mi',
    );
  });
});

describe('priority', () => {
  const classOf = (name: string, value: number, more: object = {}): any =>
    cluster.ask({
      method: 'POST',
      path: '/apis/scheduling.k8s.io/v1/priorityclasses',
      body: { metadata: { name }, value, ...more },
    });
  const priorityOf = ({ spec }: any) => [spec.priorityClassName, spec.priority, spec.preemptionPolicy];

  beforeAll(() => cluster.namespace('ranked'));

  it('is the number of the class that a pod names', () => {
    expect(classOf('high', 1000, { preemptionPolicy: 'Never' }).status).toBe(201);
    expect(priorityOf(post('ranked', pod('high', {}, { priorityClassName: 'high' })))).toEqual(['high', 1000, 'Never']);
    expect(priorityOf(post('ranked', pod('node', {}, { priorityClassName: 'system-node-critical' })))).toEqual([
      'system-node-critical',
      2_000_001_000,
      'PreemptLowerPriority',
    ]);
    expect(post('ranked', pod('none', {}, { priorityClassName: 'none' })).message).toBe(
      'pods "none" is forbidden: no PriorityClass with name none was found',
    );
  });

  it('is the default class’s for pods that name none, and there is one default at most', () => {
    expect(priorityOf(post('ranked', pod('before')))).toEqual([undefined, 0, 'PreemptLowerPriority']);
    expect(classOf('usual', 7, { globalDefault: true }).status).toBe(201);
    cluster.simulation.runFor(100);
    expect(priorityOf(post('ranked', pod('after')))).toEqual(['usual', 7, 'PreemptLowerPriority']);
    expect(classOf('other', 8, { globalDefault: true }).body.message).toBe(
      'priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass usual is already marked as default. Only one default can exist',
    );
  });

  it('is not what a pod says by itself', () => {
    expect(post('ranked', pod('own', {}, { priorityClassName: 'high', priority: 5 })).message).toBe(
      'pods "own" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 1000 from the given PriorityClass name',
    );
  });
});
