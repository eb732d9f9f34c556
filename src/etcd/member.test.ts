import { describe, expect, it } from 'vitest';
import { all, attempt, firstOf, sleep } from '../simulation';
import type { Process } from '../simulation';
import type { EtcdClient } from './client';
import { cluster } from './testdata/cluster';
import type { Cluster } from './testdata/cluster';

const everything = { key: '\0', rangeEnd: '\0' };
const other = (c: Cluster, ...not: string[]) => c.names.find((name) => !not.includes(name))!;
const number = (c: Cluster, name: string) => c.names.indexOf(name);

function settled(c: Cluster): void {
  c.simulation.runFor(1_000);
  const [first, ...rest] = c.names.map((name) => c.member(name).store.snapshot());
  for (const snapshot of rest) expect(snapshot).toEqual(first);
}

describe('three members', () => {
  it('elect a leader within a few seconds, and all know it', () => {
    const c = cluster('elect');
    const leader = c.untilLed();
    expect(c.simulation.now).toBeLessThan(5_000);
    c.simulation.runFor(500);
    expect(new Set(c.names.map((name) => c.member(name).leaderAddress))).toEqual(new Set([`${leader}/etcd`]));
    expect(c.simulation.host(leader).component('etcd')!.facts).toMatchObject({
      role: 'leader',
      leader: `${leader}/etcd`,
      revision: 1,
      keys: 0,
    });
  });

  it('take a write at any member and apply it at all, as the same object (M1, M5, K9)', () => {
    const c = cluster('write');
    c.untilLed();
    const value = { spec: {} };
    for (const first of [0, 1, 2])
      expect(c.run(c.client(first).put({ key: `k${first}`, value }))).toEqual({ kind: 'put', revision: first + 2 });
    settled(c);
    for (const name of c.names) expect(c.member(name).store.get('k1')!.value).toBe(value);
  });

  it('answer a read at any member with what was acknowledged before (M3)', () => {
    const c = cluster('read');
    c.untilLed();
    for (let i = 0; i < 12; i++) {
      c.run(c.client(i % 3).put({ key: 'k', value: i }));
      expect(c.run(c.client((i + 1) % 3).range({ key: 'k' })).kvs[0]!.value).toBe(i);
    }
  });

  it('hand leadership over when the leader is asked, and lose nothing meanwhile (M11)', () => {
    const c = cluster('move');
    const leader = c.untilLed();
    const next = other(c, leader);
    c.run(c.client().put({ key: 'before', value: 1 }));
    const at = c.simulation.now;
    c.run(c.client(number(c, next)).moveLeader(`${next}/etcd`));
    expect(c.leader()).toBe(next);
    expect(c.simulation.now - at).toBeLessThan(1_000);
    expect(c.run(c.client().put({ key: 'after', value: 2 })).revision).toBe(3);
    settled(c);
    expect(() => c.run(c.client().moveLeader('elsewhere/etcd'))).toThrow('etcdserver: bad leader transferee');
    const follower = c.clientComponent.request(`${leader}/etcd`, { kind: 'moveLeader', target: `${leader}/etcd` });
    expect(c.run(follower)).toMatchObject({ kind: 'error', message: 'etcdserver: not leader' });
  });

  it('hand leadership round under load: who was told of a write finds it (M2, M4, M11)', () => {
    const c = cluster('move under load');
    c.untilLed();
    const told: number[] = [];
    let slowest = 0;
    function* write(client: EtcdClient, first: number): Process<void> {
      for (let i = first; i < 600; i += 6) {
        const at = c.simulation.now;
        const put = yield* attempt(client.put({ key: `k${i}`, value: i }));
        if (put.ok) told.push(i);
        slowest = Math.max(slowest, c.simulation.now - at);
        yield* sleep(20);
      }
    }
    function* move(): Process<void> {
      for (let i = 0; i < 12; i++) {
        const next = other(c, c.leader()!);
        yield* attempt(c.client(number(c, next)).moveLeader(`${next}/etcd`));
        yield* sleep(100);
      }
    }
    c.run(all([...[0, 1, 2, 0, 1, 2].map((member, first) => write(c.client(member), first)), move()]));
    settled(c);
    for (const i of told) expect(c.member(c.names[0]!).store.get(`k${i}`)!.value).toBe(i);
    // What a follower passes on in that very moment is dropped, and its client waits for the timeout.
    expect(told.length).toBeGreaterThan(590);
    expect(slowest).toBeLessThan(7_100);
  });

  it('refuse a handover to a member that is away, and lead on', () => {
    const c = cluster('move to nobody');
    const leader = c.untilLed();
    const next = other(c, leader);
    c.simulation.host(next).crash();
    expect(() => c.run(c.client(number(c, leader)).moveLeader(`${next}/etcd`))).toThrow(
      'leader transfer took too long',
    );
    expect(c.run(c.client(number(c, leader)).put({ key: 'k', value: 1 })).kind).toBe('put');
    expect(c.leader()).toBe(leader);
  });

  it('send what many ask for at once in few messages', () => {
    const c = cluster('batch');
    c.untilLed();
    const before = c.simulation.events;
    c.run(all(Array.from({ length: 300 }, (_, i) => c.client(i % 3).put({ key: `k${i}`, value: i }))));
    expect((c.simulation.events - before) / 300).toBeLessThan(5);
    settled(c);
  });

  it('refuse in etcd’s words (K10)', () => {
    const c = cluster('refuse');
    c.untilLed();
    expect(() => c.run(c.client().put({ key: '', value: 1 }))).toThrow('etcdserver: key is not provided');
    expect(() => c.run(c.client().range({ key: 'a', revision: 99 }))).toThrow(
      'etcdserver: mvcc: required revision is a future revision',
    );
    expect(() => c.run(c.client().leaseRevoke('5'))).toThrow('etcdserver: requested lease not found');
  });
});

describe('a leader that dies', () => {
  it('is followed by another, and nothing acknowledged is lost (M2)', () => {
    const c = cluster('kill the leader');
    const leader = c.untilLed();
    c.run(c.client().put({ key: 'before', value: 1 }));
    c.simulation.host(leader).crash();
    const next = c.untilLed();
    expect(next).not.toBe(leader);
    const client = c.client(number(c, other(c, leader)));
    expect(c.run(client.range({ key: 'before' })).count).toBe(1);
    c.run(client.put({ key: 'after', value: 2 }));
    c.simulation.host(leader).restart();
    settled(c);
    expect(c.member(leader).store.get('after')!.value).toBe(2);
  });

  it('may be the member a client dials: it goes to the next (M8)', () => {
    const c = cluster('next endpoint');
    c.untilLed();
    c.simulation.host('cp-1').component('etcd')!.kill();
    c.untilLed();
    expect(c.run(c.client(0).put({ key: 'k', value: 1 })).revision).toBe(2);
  });

  it('leaves writes unanswered that were on their way: they time out after seven seconds (M4)', () => {
    const c = cluster('time out');
    const leader = c.untilLed();
    const follower = other(c, leader);
    c.simulation.network.isolate(follower);
    c.simulation.network.heal(follower, 'client');
    const began = c.simulation.now;
    expect(() => c.run(c.client(number(c, follower)).put({ key: 'k', value: 1 }))).toThrow(
      'etcdserver: request timed out',
    );
    expect(c.simulation.now - began).toBeGreaterThanOrEqual(7_000);
  });
});

describe('a member cut off', () => {
  it('serves old reads only when asked for, and catches up without a new election (R4)', () => {
    const c = cluster('cut off');
    const leader = c.untilLed();
    const lonely = other(c, leader);
    c.run(c.client().put({ key: 'k', value: 'old' }));
    c.simulation.runFor(500);
    const { term } = c.member(leader).status;
    c.simulation.network.isolate(lonely);
    c.simulation.network.heal(lonely, 'client');
    c.run(c.client(number(c, leader)).put({ key: 'k', value: 'new' }));
    c.simulation.runFor(20_000);
    const client = c.client(number(c, lonely));
    expect(c.run(client.range({ key: 'k', serializable: true })).kvs[0]!.value).toBe('old');
    expect(c.run(client.range({ key: 'k' })).kvs[0]!.value).toBe('new'); // another member answered, after a while
    c.simulation.network.rejoin(lonely);
    settled(c);
    expect(c.member(leader).status).toMatchObject({ role: 'leader', term });
  });

  it('gets a snapshot when the log no longer reaches back (R10, M10)', () => {
    const c = cluster('snapshot', { snapshotEntries: 50, catchUpEntries: 10 });
    const leader = c.untilLed();
    const lonely = other(c, leader);
    c.simulation.host(lonely).crash();
    const client = c.client(number(c, leader));
    for (let i = 0; i < 200; i++) c.run(client.put({ key: `k${i % 20}`, value: i }));
    c.run(client.compact(150));
    const { firstIndex, lastIndex } = c.member(leader).status;
    expect(lastIndex - firstIndex).toBeLessThan(80);
    expect(c.simulation.host(leader).disk.log('etcd/log').length).toBeLessThan(80);
    c.simulation.host(lonely).restart();
    settled(c);
    c.run(client.put({ key: 'last', value: 1 }));
    settled(c);
  });
});

describe('all members at once', () => {
  it('come back from their disks with everything (M2, M5)', () => {
    const c = cluster('power cut', { snapshotEntries: 40, catchUpEntries: 10 });
    c.untilLed();
    for (let i = 0; i < 100; i++) c.run(c.client(i % 3).put({ key: `k${i}`, value: i }));
    const before = c.member('cp-1').changesSince(0);
    for (const name of c.names) c.simulation.host(name).crash();
    c.simulation.runFor(5_000);
    for (const name of c.names) c.simulation.host(name).restart();
    c.simulation.runFor(1);
    c.untilLed();
    expect(c.run(c.client().range({ ...everything, countOnly: true })).count).toBe(100);
    settled(c);
    expect(c.member('cp-1').changesSince(0)).toEqual(before.slice(0, 100));
  });
});

describe('leases (M6)', () => {
  it('take their keys along when nobody keeps them alive', () => {
    const c = cluster('lease');
    c.untilLed();
    const client = c.client();
    const { id } = c.run(client.leaseGrant(5));
    c.run(client.put({ key: 'k', value: 1, lease: id }));
    c.simulation.runFor(3_000);
    expect(c.run(client.leaseKeepAlive(id)).ttlSeconds).toBe(5);
    c.simulation.runFor(3_000);
    expect(c.run(client.leaseTimeToLive(id, true))).toMatchObject({ grantedSeconds: 5, keys: ['k'] });
    expect(c.run(client.range({ key: 'k' })).count).toBe(1);
    c.simulation.runFor(3_500);
    expect(c.run(client.range({ key: 'k' })).count).toBe(0);
    expect(() => c.run(client.leaseKeepAlive(id))).toThrow('etcdserver: requested lease not found');
  });

  it('begin their life again under a new leader', () => {
    const c = cluster('lease and leader');
    const leader = c.untilLed();
    const client = c.client(number(c, other(c, leader)));
    const { id } = c.run(client.leaseGrant(10));
    c.run(client.put({ key: 'k', value: 1, lease: id }));
    c.simulation.runFor(8_000);
    c.simulation.host(leader).crash();
    c.untilLed();
    c.simulation.runFor(8_000);
    expect(c.run(client.range({ key: 'k' })).count).toBe(1);
    c.simulation.runFor(5_000);
    expect(c.run(client.range({ key: 'k' })).count).toBe(0);
  });

  it('are kept alive by a process that does so, until they are revoked', () => {
    const c = cluster('keep alive');
    c.untilLed();
    const client = c.client();
    const { id } = c.run(client.leaseGrant(3));
    c.run(client.put({ key: 'k', value: 1, lease: id }));
    const task = c.clientComponent.spawn('keep alive', client.keepAlive(id));
    c.simulation.runFor(20_000);
    expect(c.run(client.range({ key: 'k' })).count).toBe(1);
    c.run(client.leaseRevoke(id));
    c.simulation.runFor(2_000);
    expect(task.done).toBe(true);
  });
});

describe('watches', () => {
  function* collect(client: EtcdClient, into: string[], request = {}): Process<void> {
    const watch = yield* client.watch({ ...everything, ...request });
    for (let item = yield* watch.next(); item; item = yield* watch.next()) {
      for (const { type, kv } of item.events) into.push(`${type} ${kv.key}@${kv.modRevision}`);
    }
  }

  it('tell every change once and in order, also when the member they hang on dies (K6, M9)', () => {
    const c = cluster('watch');
    c.untilLed();
    const seen: string[] = [];
    c.clientComponent.spawn('watch', collect(c.client(0), seen, { startRevision: 2 }));
    for (let i = 0; i < 30; i++) {
      if (i === 10) c.simulation.host('cp-1').component('etcd')!.kill();
      if (i === 20) c.simulation.host('cp-1').component('etcd')!.start();
      c.run(attempt(c.client(1).put({ key: 'k', value: i })));
    }
    c.simulation.runFor(2_000);
    expect(seen).toEqual(
      c
        .member('cp-2')
        .changesSince(0)
        .map(({ key, revision }) => `PUT ${key}@${revision}`),
    );
    expect(seen.length).toBeGreaterThanOrEqual(29);
  });

  it('from a compacted revision are told so', () => {
    const c = cluster('watch compacted');
    c.untilLed();
    for (let i = 0; i < 5; i++) c.run(c.client().put({ key: 'k', value: i }));
    c.run(c.client().compact(4));
    const refused = c.run(attempt(collect(c.client(), [], { startRevision: 2 })));
    expect(refused).toMatchObject({
      ok: false,
      error: { message: 'etcdserver: mvcc: required revision has been compacted', compactRevision: 4 },
    });
  });

  it('say how far they are when asked', () => {
    const c = cluster('progress');
    c.untilLed();
    const client = c.client();
    c.run(client.put({ key: 'elsewhere', value: 1 }));
    const item = c.run(progress(client));
    expect(item).toMatchObject({ revision: 2, events: [] });
  });

  function* progress(client: EtcdClient): Process<unknown> {
    const watch = yield* client.watch({ key: 'k', startRevision: 1 });
    yield* sleep(200);
    yield* watch.requestProgress();
    return (yield* firstOf({ item: watch.next(), timeout: sleep(1_000) })).value;
  }
});

describe('causes (M7)', () => {
  it('lead from every message a write set in motion back to the act behind it', () => {
    const c = cluster('causes');
    c.untilLed();
    for (const first of [0, 1, 2]) c.clientComponent.spawn('watch', watchAll(c.client(first)));
    c.simulation.runFor(1_000);
    const act = c.simulation.act(c.clientComponent, 'put', null);
    c.simulation.withCause({ first: act, others: [] }, () => c.clientComponent.spawn('put', put(c.client(1))));
    c.simulation.runFor(1_000);
    const { hops } = c.simulation.trace;
    const mine = [];
    for (let id = act; hops.get(id); id++) if (hops.get(id)!.root === act) mine.push(hops.get(id)!);
    const request = mine.find(({ kind, protocol }) => kind === 'request' && protocol === 'grpc')!;
    const items = mine.filter(({ kind }) => kind === 'item');
    expect(items.map(({ from }) => from).sort()).toEqual(['cp-1/etcd', 'cp-2/etcd', 'cp-3/etcd']);
    for (const { cause } of items) expect(cause).toBe(request.id);
    const carrying = mine.filter(
      ({ payload }) =>
        (payload as { kind?: string; entries?: unknown[] })?.kind === 'append' &&
        (payload as { entries: unknown[] }).entries.length > 0,
    );
    expect(carrying).toHaveLength(2);
    for (const { cause } of carrying) expect(cause).toBe(request.id);
    expect(
      mine.filter(({ payload }) => (payload as { kind?: string })?.kind === 'append-answer').length,
    ).toBeGreaterThanOrEqual(2);
  });

  function* watchAll(client: EtcdClient): Process<void> {
    const watch = yield* client.watch(everything);
    while (yield* watch.next());
  }

  function* put(client: EtcdClient): Process<void> {
    yield* client.put({ key: 'k', value: 1 });
  }
});

describe('a process that dies between writing and syncing', () => {
  it('promises nothing on the strength of what it finds until that is synced (M2)', () => {
    const c = cluster('kill, then power cut');
    const leader = c.untilLed();
    const follower = other(c, leader);
    const third = other(c, leader, follower);
    const host = c.simulation.host(follower);
    c.simulation.host(third).crash();
    const write = c.clientComponent.spawn('put', put(c.client(number(c, leader))));
    c.simulation.runWhile(() => host.disk.log('etcd/log').length < 2, 1_000);
    host.component('etcd')!.kill(); // the entry is written, not synced
    host.component('etcd')!.start();
    c.simulation.runWhile(() => !write.done, 10_000);
    expect(write.error).toBeUndefined();
    for (const name of [leader, follower]) c.simulation.host(name).crash();
    for (const name of [third, follower]) c.simulation.host(name).restart();
    c.simulation.runFor(1);
    c.untilLed();
    expect(c.run(c.client(number(c, follower)).range({ key: 'k' })).count).toBe(1);
  });

  function* put(client: EtcdClient): Process<void> {
    yield* client.put({ key: 'k', value: 1 });
  }
});
