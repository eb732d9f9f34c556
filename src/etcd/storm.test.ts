import { describe, expect, it } from 'vitest';
import { attempt, sleep } from '../simulation';
import type { Process, Random } from '../simulation';
import type { EtcdClient } from './client';
import { cluster } from './testdata/cluster';
import type { Cluster } from './testdata/cluster';

const ROUGH = { latencyMilliseconds: 0.5, jitterMilliseconds: 5, loss: 0.05 };

/** What clients were told; `counter` is only ever raised by one, by compare and swap. */
class Ledger {
  readonly acknowledged = new Map<string, number>();
  raised = 0;
  unsure = 0;
  readonly staleReads: string[] = [];
  readonly broken: string[] = [];
  readonly seen: string[] = [];
}

/** Writes rising numbers under one key, and reads them back. */
function* write(client: EtcdClient, key: string, ledger: Ledger, random: Random, until: number): Process<void> {
  for (let value = 1; client.component.now < until; value++) {
    const put = yield* attempt(client.put({ key, value }));
    if (put.ok) ledger.acknowledged.set(key, value);
    const known = ledger.acknowledged.get(key) ?? 0;
    const read = yield* attempt(client.range({ key }));
    if (read.ok && ((read.value.kvs[0]?.value as number | undefined) ?? 0) < known)
      ledger.staleReads.push(`${key}: ${known}`);
    yield* sleep(random.integer(200));
  }
}

function* raise(client: EtcdClient, ledger: Ledger, random: Random, until: number): Process<void> {
  while (client.component.now < until) {
    const read = yield* attempt(client.range({ key: 'counter' }));
    if (read.ok) {
      const old = read.value.kvs[0];
      const compare = [
        { target: 'MOD' as const, result: 'EQUAL' as const, key: 'counter', operand: old?.modRevision ?? 0 },
      ];
      const value = ((old?.value as number | undefined) ?? 0) + 1;
      const raised = yield* attempt(
        client.txn({ compare, success: [{ kind: 'put', key: 'counter', value }], failure: [] }),
      );
      if (!raised.ok) ledger.unsure++;
      else if (raised.value.succeeded) ledger.raised++;
    }
    yield* sleep(random.integer(100));
  }
}

function* watch(client: EtcdClient, ledger: Ledger): Process<void> {
  const stream = yield* client.watch({ key: '\0', rangeEnd: '\0', startRevision: 2 });
  for (let item = yield* stream.next(); item; item = yield* stream.next()) {
    for (const { kv } of item.events) ledger.seen.push(`${kv.key}@${kv.modRevision}`);
  }
}

/** Every so often a machine crashes, a process dies, a machine is cut off, or two can't hear each other; then it is mended. */
function* breakThings(c: Cluster, random: Random, until: number): Process<void> {
  while (c.simulation.now < until) {
    yield* sleep(random.integer(3_000));
    const name = random.pick(c.names);
    const host = c.simulation.host(name);
    const kind = random.integer(4);
    const peer = random.pick(c.names.filter((each) => each !== name));
    if (kind === 0) host.crash();
    else if (kind === 1) host.component('etcd')!.kill();
    else if (kind === 2) c.simulation.network.isolate(name);
    else c.simulation.network.cut(name, peer);
    yield* sleep(random.integer(6_000));
    if (kind === 0) host.restart();
    else if (kind === 1) host.component('etcd')!.start();
    else if (kind === 2) c.simulation.network.rejoin(name);
    else c.simulation.network.heal(name, peer);
  }
}

/** R1: whoever leads a term leads it alone, and remembers that there was such a term. */
function* lookAtLeaders(c: Cluster, ledger: Ledger, until: number): Process<void> {
  const leaders = new Map<number, string>();
  const led = new Map<string, number>();
  while (c.simulation.now < until) {
    for (const name of c.names) {
      const { isLeader, status } = c.member(name);
      if (!c.simulation.host(name).component('etcd')!.up) continue;
      if (status.term < (led.get(name) ?? 0)) ledger.broken.push(`${name} forgot term ${led.get(name)}`);
      if (!isLeader) continue;
      led.set(name, status.term);
      if ((leaders.get(status.term) ?? name) !== name) ledger.broken.push(`two leaders in term ${status.term}`);
      leaders.set(status.term, name);
    }
    yield* sleep(5);
  }
}

function storm(seed: string): { c: Cluster; ledger: Ledger } {
  const c = cluster(seed, { snapshotEntries: 60, catchUpEntries: 20 });
  const ledger = new Ledger();
  const {
    clientComponent: { spawn },
    simulation,
    clientComponent,
  } = c;
  const random = simulation.random('storm');
  for (const name of c.names) simulation.network.setQuality(name, ROUGH);
  const until = 40_000;
  const start = (name: string, body: Process<void>) => spawn.call(clientComponent, name, body);
  for (const first of [0, 1, 2]) start('write', write(c.client(first), `key-${first}`, ledger, random, until));
  for (const first of [0, 2]) start('raise', raise(c.client(first), ledger, random, until));
  start('watch', watch(c.client(1), ledger));
  for (const name of ['once', 'twice']) start('break', breakThings(c, simulation.random(`break ${name}`), until));
  start('look', lookAtLeaders(c, ledger, until));
  simulation.runFor(until + 90_000);
  return { c, ledger };
}

/** Seeds that failed once stay here. */
const pinned: readonly string[] = [];
const seeds = [
  ...pinned,
  ...Array.from({ length: Number(process.env['STORM_SEEDS'] ?? 60) }, (_, number) => `storm-${number}`),
];

describe('a storm of crashes, cuts and losses', () => {
  it.each(seeds)(
    '%s: nothing acknowledged is lost, no read is stale, all agree, the watch saw all (M2, M3, M5, M9)',
    (seed) => {
      const { c, ledger } = storm(seed);
      expect(c.leader()).toBeDefined();
      const [first, ...others] = c.names.map((name) => c.member(name).store);
      for (const store of others) expect(store.snapshot()).toEqual(first!.snapshot());
      for (const [key, value] of ledger.acknowledged)
        expect(first!.get(key)!.value as number, key).toBeGreaterThanOrEqual(value);
      expect(ledger.staleReads).toEqual([]);
      expect(ledger.broken).toEqual([]);
      const counter = (first!.get('counter')?.value as number | undefined) ?? 0;
      expect(counter).toBeGreaterThanOrEqual(ledger.raised);
      expect(counter).toBeLessThanOrEqual(ledger.raised + ledger.unsure);
      expect(ledger.raised).toBeGreaterThan(0);
      expect(ledger.seen).toEqual(first!.changesSince(0).map(({ key, revision }) => `${key}@${revision}`));
      const { revision } = first!;
      // One write in some hundred fails where messages are lost, as it does with etcd: this one has to succeed.
      for (const name of c.names) c.simulation.network.setQuality(name, { ...ROUGH, loss: 0 });
      expect(c.run(c.client().put({ key: 'after', value: 1 })).revision).toBe(revision + 1);
    },
  );

  it('is the same storm for the same seed', () => {
    const [a, b] = [storm('twice'), storm('twice')];
    expect(a.c.simulation.events).toBe(b.c.simulation.events);
    expect(a.c.member('cp-1').changesSince(0)).toEqual(b.c.member('cp-1').changesSince(0));
  });
});
