import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';

let cluster: TestCluster;

beforeAll(() => {
  cluster = new TestCluster().boot();
});

/** A namespace with a quota whose controller has counted what there is: nothing. */
function quota(namespace: string, hard: Readonly<Record<string, string>>, more: object = {}): void {
  cluster.namespace(namespace);
  const path = `/api/v1/namespaces/${namespace}/resourcequotas`;
  cluster.create(path, { metadata: { name: 'q' }, spec: { hard, ...more } });
  const used = Object.fromEntries(Object.keys(hard).map((name) => [name, '0']));
  const headers = { 'content-type': 'application/merge-patch+json' };
  cluster.ask({ method: 'PATCH', path: `${path}/q/status`, headers, body: { status: { hard, used } } });
  cluster.simulation.runFor(100);
}

const usedOf = (namespace: string): any =>
  (cluster.ask({ path: `/api/v1/namespaces/${namespace}/resourcequotas/q` }).body as any).status.used;

const post = (namespace: string, plural: string, body: unknown, query = ''): any =>
  cluster.ask({ method: 'POST', path: `/api/v1/namespaces/${namespace}/${plural}${query}`, body }).body;

const pod = (name: string, resources: unknown = {}, spec: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'nginx', resources }], ...spec },
});

describe('a quota', () => {
  it('is charged at once, in the units that pods speak, and refuses what exceeds it', () => {
    quota('small', { pods: '2', 'requests.memory': '1Gi', 'limits.cpu': '1' });
    const resources = (memory: string) => ({ requests: { memory }, limits: { cpu: '250m', memory: '2Gi' } });
    expect(post('small', 'pods', pod('a', resources('600Mi'))).metadata.name).toBe('a');
    expect(usedOf('small')).toEqual({ pods: '1', 'requests.memory': '600Mi', 'limits.cpu': '250m' });
    expect(post('small', 'pods', pod('b', resources('0.5Gi'))).message).toBe(
      'pods "b" is forbidden: exceeded quota: q, requested: requests.memory=512Mi, used: requests.memory=600Mi, limited: requests.memory=1Gi',
    );
    expect(post('small', 'pods', pod('b', resources('1Mi')), '?dryRun=All').metadata.name).toBe('b');
    expect(usedOf('small').pods).toBe('1');
    expect(post('small', 'pods', pod('b', resources('1Mi'))).metadata.name).toBe('b');
    expect(post('small', 'pods', pod('c', resources('1Gi'))).message).toBe(
      'pods "c" is forbidden: exceeded quota: q, requested: pods=1,requests.memory=1Gi, used: pods=2,requests.memory=601Mi, limited: pods=2,requests.memory=1Gi',
    );
  });

  it('demands that every container says how much it wants of what is limited', () => {
    quota('strict', { 'requests.cpu': '1', 'limits.memory': '1Gi' });
    const containers = [
      { name: 'b', image: 'x', resources: { requests: { cpu: '1m' } } },
      { name: 'a', image: 'x' },
    ];
    expect(post('strict', 'pods', pod('p', {}, { containers })).message).toBe(
      'pods "p" is forbidden: failed quota: q: must specify limits.memory for: a,b; requests.cpu for: a',
    );
  });

  it('demands it before another says that there is nothing left', () => {
    quota('said', { 'limits.cpu': '1' });
    const path = '/api/v1/namespaces/said/resourcequotas';
    cluster.create(path, { metadata: { name: 'a' }, spec: { hard: { pods: '0' } } });
    const headers = { 'content-type': 'application/merge-patch+json' };
    const status = { hard: { pods: '0' }, used: { pods: '0' } };
    cluster.ask({ method: 'PATCH', path: `${path}/a/status`, headers, body: { status } });
    cluster.simulation.runFor(100);
    expect(post('said', 'pods', pod('p')).message).toBe(
      'pods "p" is forbidden: failed quota: q: must specify limits.cpu for: main',
    );
  });

  it('counts what is not counted in its scopes nowhere', () => {
    quota('scoped', { pods: '1' }, { scopes: ['Terminating'] });
    for (const name of ['a', 'b']) expect(post('scoped', 'pods', pod(name)).metadata.name).toBe(name);
    const ending = (name: string) => pod(name, {}, { activeDeadlineSeconds: 60 });
    expect(post('scoped', 'pods', ending('c')).metadata.name).toBe('c');
    expect(post('scoped', 'pods', ending('d')).message).toContain('requested: pods=1, used: pods=1, limited: pods=1');
  });

  it('charges an update by what it takes more', () => {
    quota('ports', { services: '5', 'services.nodeports': '1' });
    const service = { metadata: { name: 's' }, spec: { ports: [{ port: 80 }], selector: { app: 'a' } } };
    expect(post('ports', 'services', service).metadata.name).toBe('s');
    const patch = (spec: object): any =>
      cluster.ask({
        method: 'PATCH',
        path: '/api/v1/namespaces/ports/services/s',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { spec },
      }).body;
    expect(patch({ type: 'NodePort' }).spec.type).toBe('NodePort');
    expect(usedOf('ports')).toEqual({ services: '1', 'services.nodeports': '1' });
    expect(
      patch({
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'b' },
        ],
      }).message,
    ).toBe(
      'services "s" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=1, limited: services.nodeports=1',
    );
  });

  it('counts claims by class, and any kind by its name', () => {
    quota('claims', { 'count/configmaps': '1', 'fast.storageclass.storage.k8s.io/requests.storage': '3Gi' });
    const claim = (name: string, storage: string) => ({
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage } } },
    });
    expect(post('claims', 'persistentvolumeclaims', claim('a', '2Gi')).metadata.name).toBe('a');
    expect(post('claims', 'persistentvolumeclaims', claim('b', '2Gi')).message).toContain(
      'requested: fast.storageclass.storage.k8s.io/requests.storage=2Gi, used: fast.storageclass.storage.k8s.io/requests.storage=2Gi',
    );
    expect(post('claims', 'configmaps', { metadata: { name: 'a' } }).metadata.name).toBe('a');
    expect(post('claims', 'configmaps', { metadata: { name: 'b' } }).code).toBe(403);
  });

  it('can not be outrun by two requests at once', () => {
    quota('race', { configmaps: '3' });
    for (let at = 0; at < 8; at++)
      cluster.spawn({
        method: 'POST',
        path: '/api/v1/namespaces/race/configmaps',
        body: { metadata: { name: `c${at}` } },
      });
    cluster.simulation.runFor(2000);
    expect((cluster.ask({ path: '/api/v1/namespaces/race/configmaps' }).body as any).items).toHaveLength(3);
    expect(usedOf('race')).toEqual({ configmaps: '3' });
  });
});
