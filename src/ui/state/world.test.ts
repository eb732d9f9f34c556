import { describe, expect, it } from 'vitest';
import type { Batch } from '../../session/protocol';
import { hop, NOW, pod, wholeBatch } from '../testdata/fixture';
import { ClockEstimate } from './clock-estimate';
import { HopLog } from './hop-log';
import { PodPlaces, WAITING } from './pod-places';
import { afterBatch, useScreen } from './screen';
import { World } from './world';

function batch(more: Partial<Batch>): Batch {
  const clock = { now: NOW, mode: 'playing', speed: 1, autoPace: false, recordedSince: 0, seed: 'a' } as const;
  return { kind: 'batch', clock, ...more };
}

describe('places of pods', () => {
  it('are taken from the first free one on, and kept until the pod is gone', () => {
    const places = new PodPlaces();
    for (const name of ['a', 'b', 'c']) places.put(pod(name, 'running', 'worker-1'));
    places.remove(pod('a', 'running').key);
    expect(places.slotsOf('worker-1')).toEqual([null, pod('b', 'running').key, pod('c', 'running').key]);
    places.put(pod('d', 'pending', 'worker-1'));
    places.put(pod('e', 'pending', 'worker-1'));
    expect(places.slotsOf('worker-1')).toEqual(['d', 'b', 'c', 'e'].map((name) => pod(name, 'running').key));
  });

  it('a pod that is bound leaves the tray for its machine, and its place in the tray stays empty', () => {
    const places = new PodPlaces();
    places.put(pod('a', 'pending'));
    places.put(pod('b', 'pending'));
    places.put(pod('a', 'pending', 'worker-2'));
    expect(places.slotsOf(WAITING)).toEqual([null, pod('b', 'pending').key]);
    expect(places.slotsOf('worker-2')).toEqual([pod('a', 'pending').key]);
  });

  it('say when they changed, and say nothing when only the pod did', () => {
    const places = new PodPlaces();
    places.put(pod('a', 'pending', 'worker-1'));
    const version = places.versionOf('worker-1');
    places.put(pod('a', 'running', 'worker-1'));
    expect(places.versionOf('worker-1')).toBe(version);
    places.remove(pod('a', 'running').key);
    expect(places.versionOf('worker-1')).toBeGreaterThan(version);
  });
});

describe('hops of an act', () => {
  it('stay in order of sending, whatever order they are told in, and what arrived replaces what flew', () => {
    const log = new HopLog();
    const flying = hop('a/x', 'b/y', 'GET pods', 5, { id: 7, cause: 3, root: 3, outcome: 'flying' });
    log.put(hop('a/x', 'a/x', 'kubectl', 0, { id: 3, kind: 'act', cause: 0, root: 3 }));
    log.put(hop('b/y', 'c/z', 'range', 6, { id: 9, cause: 7, root: 3 }));
    log.put(flying);
    log.put({ ...flying, outcome: 'delivered' });
    expect(log.ofAct(3)).toEqual([3, 7, 9]);
    expect(log.get(7)?.outcome).toBe('delivered');
  });

  it('are indented by cause, and an answer stands beneath its request', () => {
    const log = new HopLog();
    log.put(hop('a/x', 'a/x', 'kubectl', 0, { id: 1, kind: 'act', cause: 0, root: 1 }));
    log.put(hop('a/x', 'b/y', 'GET', 1, { id: 2, cause: 1, root: 1, exchange: 2 }));
    log.put(hop('b/y', 'c/z', 'range', 2, { id: 3, cause: 2, root: 1, exchange: 3 }));
    log.put(hop('c/z', 'b/y', '200', 3, { id: 4, cause: 3, root: 1, exchange: 3 }));
    log.put(hop('b/y', 'a/x', '200', 4, { id: 5, cause: 2, root: 1, exchange: 2 }));
    expect([1, 2, 3, 4, 5].map((id) => log.row(id)?.depth)).toEqual([0, 1, 2, 2, 1]);
  });

  it('of an act that goes on for ever are forgotten one by one, and the rest of it stays where it stood', () => {
    const log = new HopLog();
    for (let id = 1; id <= 1000; id++)
      log.put(hop('a/x', 'b/y', `hop ${id}`, id * 10, { id, cause: id === 1 ? 0 : 1, root: 1 }));
    log.forgetBefore(9_000);
    expect([log.size, log.ofAct(1)[0], log.ofAct(1).length]).toEqual([101, 900, 101]);
    expect([log.get(899), log.row(900)?.depth]).toEqual([undefined, 1]);
    log.put(hop('a/x', 'b/y', 'another', 10_010, { id: 1001, cause: 900, root: 1 }));
    expect(log.row(1001)?.depth).toBe(2);
  });

  it('are forgotten when the worker has dropped them', () => {
    const log = new HopLog();
    log.put(hop('a/x', 'b/y', 'old', 10, { id: 1, root: 1 }));
    log.put(hop('a/x', 'b/y', 'new', 900, { id: 2, root: 2 }));
    log.forgetBefore(500);
    expect([log.get(1), log.ofAct(1), log.get(2)?.title]).toEqual([undefined, [], 'new']);
  });
});

describe('a batch', () => {
  it('puts hops into the air, and takes them out when they are told of as delivered or when their time has come', () => {
    const world = new World();
    const first = hop('a/x', 'b/y', 'one', NOW, { outcome: 'flying' });
    const second = hop('a/x', 'b/y', 'two', NOW, { outcome: 'flying', arrivesAt: NOW + 5 });
    world.take(batch({ hops: [first, second] }));
    expect([...world.airborne.keys()]).toEqual([first.id, second.id]);
    world.take(batch({ hops: [{ ...first, outcome: 'delivered' }] }));
    expect([...world.airborne.keys()]).toEqual([second.id]);
    const later = batch({});
    world.take({ ...later, clock: { ...later.clock, now: NOW + 6 } });
    expect(world.airborne.size).toBe(0);
  });

  it('tells apart what was too quick to be seen flying', () => {
    const world = new World();
    const seen = hop('a/x', 'b/y', 'seen', NOW, { outcome: 'flying' });
    world.take(batch({ hops: [seen] }));
    const quick = hop('a/x', 'b/y', 'quick', NOW);
    world.take(batch({ hops: [{ ...seen, outcome: 'delivered' }, quick] }));
    expect(world.quick.map((one) => one.title)).toEqual(['quick']);
  });

  it('raises the versions of what it touched and of nothing else', () => {
    const before = useScreen.getInitialState();
    const after = afterBatch(before, batch({ keys: [] }));
    expect(after.versions).toEqual({ ...before.versions, keys: before.versions.keys + 1 });
  });

  it('that is fresh forgets all that was there, selection and crash included', () => {
    const old = afterBatch(useScreen.getInitialState(), wholeBatch(3, [pod('a', 'running', 'worker-1')]));
    const crashed = { ...old, crash: { kind: 'crash', message: 'x', seed: 'a', event: 1 } as const };
    const fresh = afterBatch(crashed, batch({ fresh: true }));
    expect([fresh.world.objects.size, fresh.world.machines.size, fresh.acts.length, fresh.crash]).toEqual([
      0,
      0,
      0,
      null,
    ]);
    expect(fresh.generation).toBe(old.generation + 1);
  });

  it('brings acts again when they change, and they stay in order', () => {
    const act = (id: number, hops: number) => ({ id, at: id, title: `act ${id}`, done: false, documents: [], hops });
    const one = afterBatch(useScreen.getInitialState(), batch({ acts: [act(1, 1), act(2, 1)] }));
    const two = afterBatch(one, batch({ acts: [act(1, 9)] }));
    expect(two.acts.map((each) => [each.id, each.hops])).toEqual([
      [1, 9],
      [2, 1],
    ]);
  });
});

describe('the clock between batches', () => {
  it('goes on at the pace that was measured, one batch ahead at most', () => {
    const clock = new ClockEstimate();
    for (const frame of [0, 1, 2, 3]) clock.observe({ now: 100 + frame * 8, mode: 'playing' }, frame * 16);
    expect(clock.read(3 * 16 + 8)).toBeCloseTo(128);
    expect(clock.read(10_000)).toBeCloseTo(132);
  });

  it('does not take a leap over a wait for a pace, and never goes back while it moves', () => {
    const clock = new ClockEstimate();
    for (const frame of [0, 1, 2]) clock.observe({ now: frame, mode: 'playing' }, frame * 16);
    clock.observe({ now: 5000, mode: 'playing' }, 48);
    expect(clock.read(56)).toBeLessThan(5001);
    const shown = clock.read(64);
    clock.observe({ now: 5000, mode: 'playing' }, 64);
    expect(clock.read(65)).toBeGreaterThanOrEqual(shown);
  });

  it('stands exactly where the worker paused it', () => {
    const clock = new ClockEstimate();
    for (const frame of [0, 1, 2]) clock.observe({ now: frame * 16, mode: 'playing' }, frame * 16);
    clock.read(44);
    clock.observe({ now: 33, mode: 'paused' }, 48);
    expect(clock.read(900)).toBe(33);
  });
});
