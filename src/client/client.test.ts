import { describe, expect, it } from 'vitest';
import type { Refusal } from '../apimachinery';
import type { Component, Process } from '../simulation';
import { currentCause, Simulation, sleep } from '../simulation';
import { ApiClient, EventRecorder, Informer, informersOf, LeaderElector, Store, TokenBucket, WorkQueue } from './index';
import { finish, ToyServer } from './testing/toy-server';

const configMap = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', labels },
  data,
});

function world(seed = 'client') {
  const simulation = new Simulation({ seed });
  const toy = new ToyServer();
  const server = simulation.addHost('cp-1').install('kube-apiserver', toy.program);
  const component = simulation.addHost('laptop').install('test', () => {});
  simulation.runFor(10);
  const client = new ApiClient(component, 'cp-1/kube-apiserver', { userAgent: 'test/v1', token: 'secret' });
  return { simulation, toy, server, component, client };
}

describe('the API client', () => {
  it('throws what the server refuses, with the Status in hand', () => {
    const { component, client } = world();
    expect(() => finish(component, client.get('configmaps', 'default', 'nothing'))).toThrow(
      'configmaps "nothing" not found',
    );
    finish(component, client.create('configmaps', configMap('a')));
    try {
      finish(component, client.create('configmaps', configMap('a')));
      expect.unreachable();
    } catch (error) {
      expect((error as Refusal).code).toBe(409);
      expect((error as Refusal).reason).toBe('AlreadyExists');
    }
  });

  it('writes paths as the API has them and says who asks', () => {
    const { component, client, toy } = world();
    finish(component, client.list('deployments.apps', 'default', { labelSelector: 'app=web,tier in (a,b)' }));
    const { request } = toy.requests[0]!;
    expect(request.path).toBe(
      '/apis/apps/v1/namespaces/default/deployments?labelSelector=app%3Dweb%2Ctier%20in%20(a%2Cb)',
    );
    expect(request.headers).toMatchObject({ 'user-agent': 'test/v1', authorization: 'Bearer secret' });
  });

  it('waits as long as a busy server asks, then asks again', () => {
    const { component, client, toy, simulation } = world();
    toy.put('/api/v1/namespaces/default/configmaps/a', configMap('a'));
    let refusals = 2;
    toy.intercept = () => (refusals-- > 0 ? { status: 429, headers: { 'retry-after': '3' }, body: 'busy' } : undefined);
    const before = simulation.now;
    expect(finish(component, client.get<any>('configmaps', 'default', 'a')).metadata.name).toBe('a');
    expect(simulation.now - before).toBeGreaterThanOrEqual(6000);
  });

  it('holds requests back when it was given a rate', () => {
    const { simulation, component } = world();
    const client = new ApiClient(
      component,
      'cp-1/kube-apiserver',
      { userAgent: 'slow' },
      { queriesPerSecond: 10, burst: 5 },
    );
    const before = simulation.now;
    finish(
      component,
      (function* (): Process<void> {
        for (let count = 0; count < 25; count++) yield* client.list('pods');
      })(),
    );
    expect(simulation.now - before).toBeGreaterThanOrEqual(1950);
    expect(simulation.now - before).toBeLessThan(2300);
  });
});

describe('an informer', () => {
  it('mirrors what is there and what changes, by index too', () => {
    const { simulation, toy, component, client } = world();
    toy.put('/api/v1/namespaces/default/configmaps/a', configMap('a', {}, { app: 'x' }));
    const informer = new Informer<any>(component, client, 'configmaps', {
      indexers: { app: (object) => [object.metadata.labels.app] },
    });
    const told: string[] = [];
    informer.onChange(({ type, object }) => told.push(`${type} ${object.metadata.name}`));
    informer.start();
    finish(component, informer.waitForSync());
    toy.put('/api/v1/namespaces/default/configmaps/b', configMap('b', {}, { app: 'x' }));
    toy.put('/api/v1/namespaces/default/configmaps/a', configMap('a', {}, { app: 'y' }));
    simulation.runFor(100);
    expect(informer.byIndex('app', 'x').map((object) => object.metadata.name)).toEqual(['b']);
    expect(informer.byIndex('app', 'y').map((object) => object.metadata.name)).toEqual(['a']);
    toy.remove('/api/v1/namespaces/default/configmaps/b');
    simulation.runFor(100);
    expect(informer.get('default', 'b')).toBeUndefined();
    expect(informer.byIndex('app', 'x')).toEqual([]);
    expect(told).toEqual(['added a', 'added b', 'updated a', 'deleted b']);
  });

  it('notices what it missed when its history is gone', () => {
    const { simulation, toy, component, client } = world();
    toy.put('/api/v1/namespaces/default/configmaps/a', configMap('a'));
    const informer = new Informer<any>(component, client, 'configmaps');
    const told: string[] = [];
    informer.onChange(({ type, object }) => told.push(`${type} ${object.metadata.name}`));
    informer.start();
    finish(component, informer.waitForSync());
    simulation.withCause(currentCause(simulation), () => toy.cutWatches());
    toy.remove('/api/v1/namespaces/default/configmaps/a');
    toy.put('/api/v1/namespaces/default/configmaps/b', configMap('b'));
    toy.compact();
    simulation.runFor(5000);
    expect(informer.list().map((object) => object.metadata.name)).toEqual(['b']);
    expect([...told].sort()).toEqual(['added a', 'added b', 'deleted a']);
  });

  it('comes back when the server was away for minutes', () => {
    const { simulation, toy, server, component, client } = world();
    const informer = new Informer<any>(component, client, 'configmaps');
    informer.start();
    simulation.runFor(1000);
    server.kill();
    simulation.runFor(180_000);
    server.start();
    toy.put('/api/v1/namespaces/default/configmaps/a', configMap('a'));
    simulation.runFor(70_000);
    expect(informer.list()).toHaveLength(1);
  });
});

describe('an informer that somebody lets go, or that looks at everything again', () => {
  it('tells of everything again at each resync, as updates that change nothing', () => {
    const { simulation, toy, component, client } = world();
    toy.put('/api/v1/namespaces/default/configmaps/a', configMap('a'));
    const informer = new Informer<any>(component, client, 'configmaps', { resyncMilliseconds: 60_000 });
    const told: string[] = [];
    informer.onChange(({ type, object, previous }) => told.push(`${type} ${object === previous}`));
    informer.start();
    simulation.runFor(130_000);
    expect(told).toEqual(['added false', 'updated true', 'updated true']);
  });

  it('closes its watch when it is stopped, and hears no more', () => {
    const { simulation, toy, component, client } = world();
    const informer = new Informer<any>(component, client, 'configmaps');
    informer.start();
    simulation.runFor(1000);
    expect(informersOf(component)).toEqual([informer]);
    informer.stop();
    simulation.runFor(1000);
    toy.put('/api/v1/namespaces/default/configmaps/a', configMap('a'));
    simulation.runFor(1000);
    expect(informer.list()).toEqual([]);
    expect(informersOf(component)).toEqual([]);
    expect([...component.exchanges]).toEqual([]);
  });
});

describe('the work queue', () => {
  function* takeAll(queue: WorkQueue, into: string[]): Process<void> {
    for (;;) {
      const key = yield* queue.take();
      into.push(key);
      yield* sleep(10);
      queue.done(key);
    }
  }

  it('queues a key once, and again when it was added while being worked on', () => {
    const { simulation, component } = world();
    const queue = new WorkQueue(component, 'test');
    const taken: string[] = [];
    component.spawn('worker', takeAll(queue, taken));
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    simulation.runFor(5);
    queue.add('a');
    simulation.runFor(100);
    expect(taken).toEqual(['a', 'b', 'a']);
  });

  it('keeps the causes of all who added a key', () => {
    const { simulation, component } = world();
    const queue = new WorkQueue(component, 'test');
    const first = simulation.act(component, 'first', {});
    const second = simulation.act(component, 'second', {});
    for (const hop of [first, second]) simulation.withCause({ first: hop, others: [] }, () => queue.add('a'));
    let cause: unknown;
    component.spawn(
      'worker',
      (function* (): Process<void> {
        yield* queue.take();
        cause = currentCause(simulation);
      })(),
    );
    simulation.runFor(10);
    expect(cause).toMatchObject({ first, others: [second] });
  });

  it('lets a failing key wait twice as long each time', () => {
    const { simulation, component } = world();
    const queue = new WorkQueue(component, 'test');
    const taken: number[] = [];
    component.spawn(
      'worker',
      (function* (): Process<void> {
        for (;;) {
          const key = yield* queue.take();
          taken.push(simulation.now);
          queue.addRateLimited(key);
          queue.done(key);
        }
      })(),
    );
    queue.add('a');
    simulation.runFor(200);
    const waits = taken.slice(1).map((instant, index) => Math.round(instant - taken[index]!));
    expect(waits).toEqual([5, 10, 20, 40, 80]);
  });

  it('adds later, and the earliest of several delayed adds counts', () => {
    const { simulation, component } = world();
    const queue = new WorkQueue(component, 'test');
    queue.addAfter('a', 50);
    queue.addAfter('a', 20);
    queue.addAfter('a', 90);
    simulation.runFor(15);
    expect(queue.length).toBe(0);
    simulation.runFor(15);
    expect(queue.length).toBe(1);
    simulation.runFor(100);
    expect(queue.length).toBe(1);
  });
});

describe('leader election', () => {
  function candidate(simulation: Simulation, name: string, log: string[]): Component {
    return simulation.addHost(name).install('manager', (component) => {
      const client = new ApiClient(
        component,
        'cp-1/kube-apiserver',
        { userAgent: name },
        { timeoutMilliseconds: 5000 },
      );
      const elector = new LeaderElector(component, client, { lockName: 'manager', identity: name });
      function* lead(): Process<void> {
        log.push(`${name} leads`);
        yield* sleep(Infinity);
      }
      return elector.run(lead, () => log.push(`${name} lost`));
    });
  }

  it('has one leader, and another one 15 to 20 seconds after the first died', () => {
    const { simulation, toy } = world();
    const log: string[] = [];
    const a = candidate(simulation, 'a', log);
    simulation.runFor(1000);
    candidate(simulation, 'b', log);
    simulation.runFor(30_000);
    expect(log).toEqual(['a leads']);
    a.kill();
    simulation.runFor(14_000);
    expect(log).toEqual(['a leads']);
    simulation.runFor(8000);
    expect(log).toEqual(['a leads', 'b leads']);
    const lease = toy.objects.get('/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/manager');
    expect(lease.spec).toMatchObject({ holderIdentity: 'b', leaseDurationSeconds: 15, leaseTransitions: 1 });
  });

  it('gives up leading when it cannot renew for ten seconds', () => {
    const { simulation, server } = world();
    const log: string[] = [];
    candidate(simulation, 'a', log);
    simulation.runFor(5000);
    server.kill();
    simulation.runFor(9000);
    expect(log).toEqual(['a leads']);
    simulation.runFor(8000);
    expect(log).toEqual(['a leads', 'a lost']);
  });
});

describe('a leader whose request is on its way', () => {
  it('ends at its deadline all the same: another may lead 15 seconds after the last renewal', () => {
    const { simulation, component, client } = world();
    const lost: number[] = [];
    const slow = new ApiClient(component, client.server, client.identity, { timeoutMilliseconds: 30_000 });
    const elector = new LeaderElector(component, slow, { lockName: 'manager', identity: 'a' });
    component.spawn(
      'elector',
      elector.run(
        () => sleep(Infinity),
        () => lost.push(simulation.now),
      ),
    );
    simulation.runFor(4_990);
    expect(component.facts['leads']).toBe(true);
    simulation.network.cut('cp-1', 'laptop');
    const renewed = Math.floor(simulation.now / 2000) * 2000;
    simulation.runFor(20_000);
    expect(component.facts['leads']).toBe(false);
    expect(lost[0]! - renewed).toBeLessThan(12_500);
  });
});

describe('the event recorder', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', uid: 'u' } };
  const events = (toy: ToyServer) => [...toy.objects.values()].filter((object) => object.kind === 'Event');

  it('counts an event that repeats instead of writing it again', () => {
    const { simulation, toy, component, client } = world();
    const recorder = new EventRecorder(component, client, { component: 'kubelet', host: 'worker-1', api: 'v1' });
    for (let count = 0; count < 4; count++)
      recorder.event(pod, 'Warning', 'BackOff', 'Back-off restarting failed container');
    recorder.event(pod, 'Normal', 'Pulled', 'done', { fieldPath: 'spec.containers{main}' });
    simulation.runFor(1000);
    expect(events(toy).map(({ reason, count }) => `${reason} ${count}`)).toEqual(['BackOff 4', 'Pulled 1']);
    expect(events(toy)[1]).toMatchObject({
      involvedObject: { fieldPath: 'spec.containers{main}' },
      source: { component: 'kubelet', host: 'worker-1' },
    });
    expect(events(toy)[0].metadata.name).toMatch(/^p\.[0-9a-f]{16}$/);
  });

  it('combines what is similar after ten different messages', () => {
    const { simulation, toy, component, client } = world();
    const recorder = new EventRecorder(component, client, { component: 'kubelet', api: 'v1' });
    for (let count = 1; count <= 12; count++) recorder.event(pod, 'Normal', 'Tick', `tick ${count}`);
    simulation.runFor(1000);
    const messages = events(toy).map(({ message, count }) => `${message} ×${count}`);
    expect(messages).toHaveLength(10);
    expect(messages[9]).toBe('(combined from similar events): tick 12 ×3');
  });

  it('counts what it holds back, whichever part of the object it is about', () => {
    const { simulation, toy, component, client } = world();
    const recorder = new EventRecorder(component, client, { component: 'kubelet', api: 'v1' });
    const say = (name: string) =>
      recorder.event(pod, 'Warning', 'Unhealthy', 'probe failed', { fieldPath: `spec.containers{${name}}` });
    for (let count = 0; count < 20; count++) for (const name of ['a', 'b']) say(name);
    simulation.runFor(1000);
    const counts = () => events(toy).map(({ count }) => count);
    expect(counts()).toEqual([13, 12]);
    simulation.runFor(300_000);
    say('b');
    simulation.runFor(1000);
    expect(counts()).toEqual([13, 21]);
  });

  it('makes a series of repeats in the new group', () => {
    const { simulation, toy, component, client } = world();
    const recorder = new EventRecorder(component, client, {
      component: 'default-scheduler',
      host: 'cp-1',
      api: 'events.k8s.io/v1',
    });
    for (let count = 0; count < 3; count++)
      recorder.event(pod, 'Warning', 'FailedScheduling', 'no node', { action: 'Scheduling' });
    simulation.runFor(1000);
    expect(toy.requests.map(({ line, status }) => `${line.split(' ')[0]} ${status}`)).toEqual([
      'POST 201',
      'PATCH 200',
    ]);
    expect(events(toy)[0]).toMatchObject({
      note: 'no node',
      series: { count: 2 },
      reportingController: 'default-scheduler',
    });
    simulation.runFor(800_000);
    expect(events(toy)[0]).toMatchObject({ series: { count: 3 } });
  });
});

describe('store and bucket', () => {
  it('gives the same list until something changes', () => {
    const store = new Store<any>();
    store.addIndex('app', (object) => [object.data.app]);
    store.put('default/a', configMap('a', { app: 'x' }));
    const list = store.byIndex('app', 'x');
    expect(store.byIndex('app', 'x')).toBe(list);
    store.put('default/b', configMap('b', { app: 'x' }));
    expect(store.byIndex('app', 'x')).toHaveLength(2);
  });

  it('lets a burst through and then one per period', () => {
    const bucket = new TokenBucket(10, 2);
    expect([0, 0, 0, 0].map((now) => bucket.reserve(now))).toEqual([0, 0, 100, 200]);
    expect(bucket.reserve(1000)).toBe(0);
  });
});
