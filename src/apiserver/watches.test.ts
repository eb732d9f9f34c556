import { describe, expect, it } from 'vitest';
import { causeOf } from '../simulation';
import { TestCluster } from './testing/test-cluster';

const configMaps = '/api/v1/namespaces/shop/configmaps';
const configMap = (name: string, labels?: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(labels ? { labels } : {}) },
});
const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'nginx:1.25' }] },
});
const merge = { 'content-type': 'application/merge-patch+json' };

function shop(members: 1 | 3 = 1): TestCluster {
  const cluster = new TestCluster({ members }).boot();
  cluster.namespace('shop');
  return cluster;
}

describe('a watch', () => {
  it('from a version tells what happened since, then what happens', () => {
    const cluster = shop();
    const first = cluster.create(configMaps, configMap('a'));
    cluster.create(configMaps, configMap('b'));
    const watch = cluster.watch(`${configMaps}?watch=true&resourceVersion=${first.metadata.resourceVersion}`);
    cluster.ask({ method: 'PATCH', path: `${configMaps}/a`, headers: merge, body: { data: { k: 'v' } } });
    cluster.ask({ method: 'DELETE', path: `${configMaps}/b` });
    cluster.simulation.runFor(100);
    expect(watch.story).toEqual(['ADDED b', 'MODIFIED a', 'DELETED b']);
  });

  it('is shown the very object that the writer was answered with', () => {
    const cluster = shop();
    const watch = cluster.watch(`${configMaps}?watch=true`);
    const written = cluster.create(configMaps, configMap('a'));
    cluster.simulation.runFor(100);
    expect(watch.events.at(-1)!.object).toBe(written);
  });

  it('with a selector adds what begins to match and deletes what no longer does', () => {
    const cluster = shop();
    const watch = cluster.watch(`${configMaps}?watch=true&labelSelector=color%3Dred`);
    cluster.create(configMaps, configMap('a', { color: 'blue' }));
    for (const color of ['red', 'blue'])
      cluster.ask({
        method: 'PATCH',
        path: `${configMaps}/a`,
        headers: merge,
        body: { metadata: { labels: { color } } },
      });
    cluster.simulation.runFor(100);
    expect(watch.story).toEqual(['ADDED a', 'DELETED a']);
    expect(watch.events[1]!.object.metadata.labels).toEqual({ color: 'red' });
  });

  it('of the pods on one node begins when a pod is bound to it', () => {
    const cluster = shop();
    const kubelet = cluster.watch(
      '/api/v1/pods?watch=true&fieldSelector=spec.nodeName%3Dworker-1',
      0,
      'CN=system:node:worker-1,O=system:nodes',
    );
    const other = cluster.watch('/api/v1/pods?watch=true&fieldSelector=spec.nodeName%3Dworker-2');
    cluster.create('/api/v1/namespaces/shop/pods', pod('web'));
    cluster.create('/api/v1/namespaces/shop/pods/web/binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'web' },
      target: { kind: 'Node', name: 'worker-1' },
    });
    cluster.simulation.runFor(100);
    expect(kubelet.story).toEqual(['ADDED web']);
    expect(kubelet.events[0]!.object.status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
    expect(other.story).toEqual([]);
  });

  it('may ask for all there is, with a bookmark behind it', () => {
    const cluster = shop();
    cluster.create(configMaps, configMap('a'));
    const watch = cluster.watch(
      `${configMaps}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    cluster.simulation.runFor(100);
    expect(watch.story).toEqual(['ADDED a', 'BOOKMARK']);
    expect(watch.events[1]!.object.metadata).toEqual({
      resourceVersion: expect.any(String),
      annotations: { 'k8s.io/initial-events-end': 'true' },
    });
  });

  it('that allows bookmarks hears of progress when something else was written', () => {
    const cluster = shop();
    const watch = cluster.watch(`${configMaps}?watch=true&allowWatchBookmarks=true`);
    cluster.create(configMaps.replace('shop', 'default'), configMap('elsewhere'));
    cluster.simulation.runFor(61_000);
    expect(watch.story).toEqual(['BOOKMARK']);
    cluster.simulation.runFor(120_000);
    expect(watch.story).toEqual(['BOOKMARK']);
  });

  it('from a version that is forgotten is told to begin again', () => {
    const cluster = shop();
    cluster.servers[0]!.kill();
    cluster.servers[0]!.start();
    cluster.boot();
    const watch = cluster.watch(`${configMaps}?watch=true&resourceVersion=1`);
    cluster.simulation.runFor(100);
    expect(watch.events).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
    expect(watch.ended).toBe(true);
  });

  it('ends when its time is over, and costs nothing once its client is gone', () => {
    const cluster = shop();
    const timed = cluster.watch(`${configMaps}?watch=true&timeoutSeconds=5`);
    const left = cluster.watch(`${configMaps}?watch=true`);
    cluster.simulation.runFor(2_000);
    // Its own are of pods and of definitions.
    expect(cluster.servers[0]!.facts.watches).toBe(4);
    left.stream!.close();
    cluster.simulation.runFor(6_000);
    expect(timed.ended).toBe(true);
    expect(cluster.servers[0]!.facts.watches).toBe(2);
  });

  it('carries the cause of the write that it tells of', () => {
    const cluster = shop();
    cluster.watch(`${configMaps}?watch=true`);
    const { simulation, client } = cluster;
    const act = simulation.act(client, 'create a', null);
    simulation.withCause(causeOf(act, act), () =>
      cluster.spawn({ method: 'POST', path: configMaps, body: configMap('a') }),
    );
    simulation.runFor(100);
    const items = simulation.trace.hopsSince(act).filter((hop) => hop.kind === 'item' && hop.to === client.id);
    expect(items.map((hop) => hop.root)).toEqual([act]);
  });
});

describe('servers side by side', () => {
  it('see what the others wrote', () => {
    const cluster = shop(3);
    const watch = cluster.watch(`${configMaps}?watch=true`, 2);
    cluster.ask({ method: 'POST', path: configMaps, body: configMap('a') }, 0);
    expect(cluster.ask({ path: `${configMaps}/a` }, 1).status).toBe(200);
    expect((cluster.ask({ path: configMaps }, 2).body as any).items.map((item: any) => item.metadata.name)).toEqual([
      'a',
    ]);
    cluster.simulation.runFor(200);
    expect(watch.story).toEqual(['ADDED a']);
  });

  it('let one of two writers of the same version through', () => {
    const cluster = shop(3);
    const written = cluster.create(configMaps, configMap('a'));
    cluster.simulation.runFor(100);
    const put = (server: number, value: string) =>
      cluster.ask({ method: 'PUT', path: `${configMaps}/a`, body: { ...written, data: { value } } }, server);
    expect([put(0, 'one').status, put(1, 'two').status]).toEqual([200, 409]);
    expect((cluster.ask({ path: `${configMaps}/a` }).body as any).data).toEqual({ value: 'one' });
  });

  it('go on, without a gap in any watch, when the etcd leader dies', () => {
    const cluster = shop(3);
    const watches = [0, 1, 2].map((server) => cluster.watch(`${configMaps}?watch=true`, server));
    cluster.create(configMaps, configMap('before'));
    const leader = cluster.simulation.hosts.find((host) => host.component('etcd')?.facts.role === 'leader')!;
    leader.component('etcd')!.kill();
    cluster.simulation.runFor(5_000);
    const survivor = cluster.servers.findIndex((server) => server.host !== leader);
    expect(cluster.ask({ method: 'POST', path: configMaps, body: configMap('after') }, survivor).status).toBe(201);
    cluster.simulation.runFor(5_000);
    for (const watch of watches) expect(watch.story).toEqual(['ADDED before', 'ADDED after']);
  });

  it('that lose etcd run on, say that they are neither alive nor ready, and answer 500 to whoever writes', () => {
    const cluster = shop(3);
    for (const name of ['cp-1', 'cp-2']) cluster.simulation.host(name).component('etcd')!.kill();
    cluster.simulation.runFor(3_000);
    expect(cluster.ask({ path: '/livez/ping' }, 2).status).toBe(200);
    expect(cluster.ask({ path: '/livez' }, 2).body).toContain('[-]etcd failed: reason withheld\n');
    expect(cluster.ask({ path: '/readyz' }, 2).status).toBe(500);
    expect(cluster.ask({ path: `${configMaps}?resourceVersion=0` }, 2).status).toBe(200);
    expect(cluster.ask({ method: 'POST', path: configMaps, body: configMap('never') }, 2)).toMatchObject({
      status: 500,
      body: { message: expect.stringContaining('etcdserver') },
    });
    for (const name of ['cp-1', 'cp-2']) cluster.simulation.host(name).component('etcd')!.start();
    cluster.simulation.runFor(10_000);
    expect(cluster.ask({ method: 'POST', path: configMaps, body: configMap('again') }, 2).status).toBe(201);
  });
});

describe('events, which no server keeps in its cache,', () => {
  const events = '/api/v1/namespaces/shop/events';
  const event = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'shop' },
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web' },
    reason: 'Started',
    message: 'Started container main',
    type: 'Normal',
  });
  const watchItems = (cluster: TestCluster) =>
    cluster.simulation.trace.hopsSince(1).filter(({ kind, protocol, payload }) => {
      const { events: changes = [] } = (payload ?? {}) as {
        events?: readonly { readonly kv: { readonly key: string } }[];
      };
      return kind === 'item' && protocol === 'grpc' && changes.some(({ kv }) => kv.key.startsWith('/registry/events/'));
    }).length;

  it('are listed as etcd has them, in pages too', () => {
    const cluster = shop();
    for (const name of ['a', 'b', 'c']) cluster.create(events, event(name));
    const page = cluster.ask({ path: `${events}?limit=2` }).body as any;
    expect(page.items.map(({ metadata }: any) => metadata.name)).toEqual(['a', 'b']);
    expect(page.metadata.remainingItemCount).toBe(1);
    const rest = cluster.ask({ path: `${events}?limit=2&continue=${page.metadata.continue}` }).body as any;
    expect(rest.items.map(({ metadata }: any) => metadata.name)).toEqual(['c']);
    expect(watchItems(cluster)).toBe(0);
  });

  it('are watched in etcd by each watch for itself, and only while it lasts', () => {
    const cluster = shop();
    const first = cluster.create(events, event('a'));
    cluster.create(events, event('b'));
    const since = cluster.watch(
      `${events}?watch=true&resourceVersion=${first.metadata.resourceVersion}&timeoutSeconds=5`,
    );
    const all = cluster.watch(`${events}?watch=true&timeoutSeconds=5`);
    cluster.create(events, event('c'));
    cluster.ask({ method: 'DELETE', path: `${events}/b` });
    cluster.simulation.runFor(100);
    expect(since.story).toEqual(['ADDED b', 'ADDED c', 'DELETED b']);
    expect(all.story).toEqual(['ADDED a', 'ADDED b', 'ADDED c', 'DELETED b']);
    cluster.simulation.runFor(6000);
    const before = watchItems(cluster);
    expect(before).toBe(5);
    cluster.create(events, event('d'));
    cluster.simulation.runFor(100);
    expect(watchItems(cluster)).toBe(before);
  });

  it('may not be watched from a version that etcd has forgotten', () => {
    const cluster = shop();
    const first = cluster.create(events, event('a'));
    cluster.simulation.runFor(11 * 60_000);
    const watch = cluster.watch(`${events}?watch=true&resourceVersion=${first.metadata.resourceVersion}`);
    cluster.simulation.runFor(100);
    expect(watch.events).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
  });
});
