import { describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../apimachinery';
import { TestCluster } from './testing/test-cluster';

const pods = '/api/v1/namespaces/shop/pods';
const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'nginx:1.25' }], ...more },
});
const kubelet = 'CN=system:node:worker-1,O=system:nodes';
const merge = { 'content-type': 'application/merge-patch+json' };

function shop(): TestCluster {
  const cluster = new TestCluster().boot();
  cluster.namespace('shop');
  return cluster;
}

function bind(cluster: TestCluster, name: string, node = 'worker-1'): void {
  cluster.create(`${pods}/${name}/binding`, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name },
    target: { kind: 'Node', name: node },
  });
}

describe('a pod', () => {
  it('with a generated name gets five letters of its own', () => {
    const made = shop().create(pods, { ...pod(''), metadata: { generateName: 'web-' } });
    expect(made.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('that nobody has started goes at once; one that runs is given its time, and its kubelet ends it', () => {
    const cluster = shop();
    cluster.create(pods, pod('idle'));
    cluster.create(pods, pod('runs'));
    bind(cluster, 'runs');
    cluster.simulation.runFor(50);
    const watch = cluster.watch(`${pods}?watch=true&resourceVersion=0`);
    cluster.simulation.runFor(50);
    watch.events.length = 0;
    cluster.ask({ method: 'DELETE', path: `${pods}/idle` });
    expect(
      (cluster.ask({ method: 'DELETE', path: `${pods}/runs` }).body as any).metadata.deletionGracePeriodSeconds,
    ).toBe(30);
    expect(cluster.ask({ path: `${pods}/runs` }).status).toBe(200);
    const end = { method: 'DELETE', path: `${pods}/runs`, body: { gracePeriodSeconds: 0 }, as: kubelet } as const;
    expect(cluster.ask(end).status).toBe(200);
    expect(cluster.ask({ path: `${pods}/runs` }).status).toBe(404);
    cluster.simulation.runFor(100);
    expect(watch.story.filter((line) => line.endsWith('idle'))).toEqual(['MODIFIED idle', 'DELETED idle']);
    expect(watch.story.filter((line) => line.endsWith('runs'))).toEqual([
      'MODIFIED runs',
      'MODIFIED runs',
      'DELETED runs',
    ]);
  });

  it('needs an account that exists', () => {
    const cluster = shop();
    const refused = cluster.ask({ method: 'POST', path: pods, body: pod('web', { serviceAccountName: 'nobody' }) });
    expect((refused.body as any).message).toBe(
      'pods "web" is forbidden: error looking up service account shop/nobody: serviceaccount "nobody" not found',
    );
  });

  it("waits for its namespace's default account, which a controller is about to make", () => {
    const cluster = new TestCluster().boot();
    cluster.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    const { simulation, client, servers } = cluster;
    let status = 0;
    const headers = { 'x-client-certificate': 'CN=a,O=system:masters' };
    client.spawn(
      'early',
      (function* () {
        const answer: ApiAnswer = yield* client.request(servers[0]!.id, {
          method: 'POST',
          path: pods,
          headers,
          body: pod('web'),
        });
        status = answer.status;
      })(),
    );
    simulation.runFor(300);
    expect(status).toBe(0);
    cluster.create('/api/v1/namespaces/shop/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
    simulation.runFor(300);
    expect(status).toBe(201);
  });

  it("shows its status to its own node's kubelet alone for writing", () => {
    const cluster = shop();
    cluster.create(pods, pod('mine'));
    cluster.create(pods, pod('other'));
    bind(cluster, 'mine');
    bind(cluster, 'other', 'worker-2');
    cluster.simulation.runFor(50);
    const write = (name: string) =>
      cluster.ask({
        method: 'PATCH',
        path: `${pods}/${name}/status`,
        headers: merge,
        body: { status: { phase: 'Running' } },
        as: kubelet,
      });
    expect(write('mine').status).toBe(200);
    expect((write('other').body as any).message).toBe(
      'pods "other" is forbidden: node "worker-1" can only update pod status for pods with spec.nodeName set to itself',
    );
  });

  it('gives its kubelet a token, good for the account it runs as', () => {
    const cluster = shop();
    const made = cluster.create(pods, pod('mine'));
    bind(cluster, 'mine');
    cluster.simulation.runFor(50);
    const ask = (uid: string) =>
      cluster.ask({
        method: 'POST',
        path: '/api/v1/namespaces/shop/serviceaccounts/default/token',
        as: kubelet,
        body: {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: { expirationSeconds: 3607, boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'mine', uid } },
        },
      });
    const { status } = ask(made.metadata.uid).body as any;
    expect(status.expirationTimestamp).toMatch(/^2026-01-01T01:00:/);
    const refused = cluster.ask({ path: pods, headers: { authorization: `Bearer ${status.token}` } });
    expect((refused.body as any).message).toContain(
      'User "system:serviceaccount:shop:default" cannot list resource "pods"',
    );
    expect(ask('another').status).toBe(403);
  });
});

describe('a namespace', () => {
  it('that is going takes nothing new, and is gone when its finalizer is', () => {
    const cluster = shop();
    expect((cluster.ask({ method: 'DELETE', path: '/api/v1/namespaces/shop' }).body as any).status.phase).toBe(
      'Terminating',
    );
    cluster.simulation.runFor(50);
    expect(cluster.ask({ method: 'POST', path: pods, body: pod('late') }).status).toBe(403);
    const going = cluster.ask({ path: '/api/v1/namespaces/shop' }).body as any;
    expect(
      cluster.ask({ method: 'PUT', path: '/api/v1/namespaces/shop/finalize', body: { ...going, spec: {} } }).status,
    ).toBe(200);
    expect(cluster.ask({ path: '/api/v1/namespaces/shop' }).status).toBe(404);
  });

  it('that was never there takes nothing', () => {
    const refused = shop().ask({ method: 'POST', path: pods.replace('shop', 'nowhere'), body: pod('lost') });
    expect(refused).toMatchObject({ status: 404, body: { message: 'namespaces "nowhere" not found' } });
  });
});

describe('a deployment', () => {
  const deployments = '/apis/apps/v1/namespaces/shop/deployments';
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'nginx:1.25' }] } },
    },
  };

  it('is scaled without being read', () => {
    const cluster = shop();
    cluster.create(deployments, deployment);
    const scaled = cluster.ask({
      method: 'PATCH',
      path: `${deployments}/web/scale`,
      headers: merge,
      body: { spec: { replicas: 5 } },
    });
    expect(scaled).toMatchObject({
      status: 200,
      body: { kind: 'Scale', spec: { replicas: 5 }, status: { replicas: 0, selector: 'app=web' } },
    });
    expect(cluster.ask({ path: `${deployments}/web` }).body as any).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 5 },
    });
    expect(
      cluster.ask({
        method: 'PATCH',
        path: `${deployments}/web/scale`,
        headers: merge,
        body: { spec: { replicas: -1 } },
      }).status,
    ).toBe(422);
  });

  it('that is written as it is keeps its version', () => {
    const cluster = shop();
    const made = cluster.create(deployments, deployment);
    const again = cluster.ask({ method: 'PUT', path: `${deployments}/web`, body: deployment }).body as any;
    expect(again.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });
});

describe('an event', () => {
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'web.1', namespace: 'shop' },
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web' },
    reason: 'Started',
    message: 'Started container main',
    type: 'Normal',
    count: 1,
  };

  it('is the same in both groups', () => {
    const cluster = shop();
    cluster.create('/api/v1/namespaces/shop/events', event);
    const seen = cluster.ask({ path: '/apis/events.k8s.io/v1/namespaces/shop/events/web.1' }).body as any;
    expect(seen).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      note: 'Started container main',
      regarding: { name: 'web' },
      deprecatedCount: 1,
    });
    const listed = cluster.ask({ path: '/apis/events.k8s.io/v1/namespaces/shop/events' }).body as any;
    expect(listed.items).toEqual([seen]);
  });

  it('is forgotten after an hour', () => {
    const cluster = shop();
    cluster.create('/api/v1/namespaces/shop/events', event);
    cluster.simulation.runFor(59 * 60_000);
    expect(cluster.ask({ path: '/api/v1/namespaces/shop/events/web.1' }).status).toBe(200);
    cluster.simulation.runFor(3 * 60_000);
    expect(cluster.ask({ path: '/api/v1/namespaces/shop/events/web.1' }).status).toBe(404);
  });
});

describe('a list', () => {
  const configMaps = '/api/v1/namespaces/shop/configmaps';

  it('in pages shows what was there when the first page was', () => {
    const cluster = shop();
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      cluster.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const names = (page: any) => page.items.map((item: any) => item.metadata.name);
    const first = cluster.ask({ path: `${configMaps}?limit=2` }).body as any;
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['a', 'b'], 3]);
    cluster.ask({ method: 'DELETE', path: `${configMaps}/c` });
    const second = cluster.ask({ path: `${configMaps}?limit=2&continue=${first.metadata.continue}` }).body as any;
    const third = cluster.ask({ path: `${configMaps}?limit=2&continue=${second.metadata.continue}` }).body as any;
    expect([names(second), names(third), third.metadata.continue]).toEqual([['c', 'd'], ['e'], undefined]);
    expect(third.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  it('in pages goes on below its own path, wherever the token is from', () => {
    const cluster = shop();
    for (const name of ['a', 'b', 'c'])
      cluster.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const page = (path: string, query: string) => cluster.ask({ path: `${path}?limit=1${query}` }).body as any;
    const token = page(configMaps, '').metadata.continue;
    expect(JSON.parse(atob(token))).toMatchObject({ v: 'meta.k8s.io/v1', start: '/a\0' });
    expect(page(configMaps, `&continue=${token}`).items[0].metadata.name).toBe('b');
    const elsewhere = page('/api/v1/namespaces/kube-system/configmaps', `&continue=${token}`);
    expect(elsewhere.items.every(({ metadata }: any) => metadata.namespace === 'kube-system')).toBe(true);
  });

  it('in pages goes on with what there is now when its history is gone', () => {
    const cluster = shop();
    for (const name of ['a', 'b', 'c', 'd'])
      cluster.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const token = (cluster.ask({ path: `${configMaps}?limit=2` }).body as any).metadata.continue;
    cluster.simulation.runFor(15 * 60_000);
    const late = cluster.ask({ path: `${configMaps}?limit=2&continue=${token}` });
    expect(late).toMatchObject({ status: 410, body: { reason: 'Expired' } });
    const { message, metadata } = late.body as any;
    expect(message).toContain('or use the continue token in this response to retrieve the remainder of the results');
    cluster.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'bb' } });
    const rest = cluster.ask({ path: `${configMaps}?continue=${metadata.continue}` }).body as any;
    expect(rest.items.map((item: any) => item.metadata.name)).toEqual(['bb', 'c', 'd']);
  });

  it('with a limit means the version it names, and version 0 means all there is', () => {
    const cluster = shop();
    const names = ['a', 'b', 'c'];
    const made = names.map((name) =>
      cluster.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }),
    );
    const list = (query: string) => cluster.ask({ path: `${configMaps}?${query}` }).body as any;
    const second = made[1].metadata.resourceVersion;
    const page = list(`limit=5&resourceVersion=${second}`);
    expect(page.metadata).toEqual({ resourceVersion: second });
    expect(page.items.map((item: any) => item.metadata.name)).toEqual(['a', 'b']);
    cluster.simulation.runFor(100);
    expect(list('limit=1&resourceVersion=0').items).toHaveLength(3);
    const { continue: token } = list('limit=1').metadata;
    expect(list(`continue=${token}&resourceVersion=5`).message).toBe(
      'specifying resource version is not allowed when using continue',
    );
    expect(list('resourceVersion=99999999999999999999').message).toContain('value out of range');
  });

  it('of all namespaces is in the order of keys', () => {
    const cluster = shop();
    cluster.create('/api/v1/namespaces/default/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'z' },
    });
    cluster.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
    const { items } = cluster.ask({ path: '/api/v1/configmaps' }).body as any;
    expect(items.map((item: any) => `${item.metadata.namespace}/${item.metadata.name}`)).toEqual([
      'default/z',
      'shop/a',
    ]);
  });

  it('can be deleted whole', () => {
    const cluster = shop();
    for (const name of ['a', 'b'])
      cluster.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const gone = cluster.ask({ method: 'DELETE', path: configMaps }).body as any;
    expect([gone.kind, gone.items.length]).toEqual(['ConfigMapList', 2]);
    expect((cluster.ask({ path: configMaps }).body as any).items).toEqual([]);
  });
});

describe('the inspector', () => {
  it('is told what each stage said of a request', () => {
    const cluster = shop();
    cluster.create(pods, pod('web'));
    cluster.ask({ method: 'POST', path: pods, body: pod('web') });
    const notes = cluster.simulation.trace
      .notesSince(0)
      .filter((note) => note.kind === 'stages')
      .map((note) => note.data as { title: string; verdict: unknown }[]);
    expect(notes.at(-2)!.map((stage) => stage.title)).toEqual([
      'authentication',
      'authorization',
      'decoding',
      'mutating admission',
      'validation',
      'validating admission',
      'storage',
    ]);
    expect(notes.at(-2)![3]!.verdict).toEqual({
      is: 'completed',
      by: ['ServiceAccount', 'Priority', 'DefaultTolerationSeconds'],
    });
    expect(notes.at(-1)!.at(-1)).toEqual({
      title: 'storage',
      verdict: { is: 'refused', message: 'pods "web" already exists' },
    });
  });

  it.each([
    ['GET', `${pods}/nobody`, undefined, 'storage'],
    ['PUT', `${pods}/nobody`, pod('nobody'), 'storage'],
    ['POST', '/api/v1/namespaces/nowhere/pods', pod('web'), 'mutating admission'],
    ['GET', '/api/v1/namespaces/nowhere', undefined, 'storage'],
    ['POST', pods, { ...pod('web'), spec: {} }, 'validation'],
    ['POST', pods, { ...pod('web'), spec: 3 }, 'decoding'],
    ['GET', `${pods}?fieldSelector=spec.colour%3Dred`, undefined, 'decoding'],
  ] as const)('is told which stage refused a request: %s %s', (method, path, body, stage) => {
    const cluster = shop();
    cluster.ask({ method, path, ...(body && { body }) });
    const notes = cluster.simulation.trace.notesSince(0).filter((note) => note.kind === 'stages');
    const stages = notes.at(-1)!.data as { title: string; verdict: { is: string } }[];
    expect(stages.at(-1)).toMatchObject({ title: stage, verdict: { is: 'refused' } });
  });
});
