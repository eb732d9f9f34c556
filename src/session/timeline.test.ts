import { describe, expect, it } from 'vitest';
import { webDeployment } from '../../tools/sample-manifests.mjs';
import type { Batch, Command, HopView, ObjectView, RecordMessage } from './protocol';
import { historyOf } from './replay';
import { Timeline } from './timeline';

const never = () => false;

/** A page before a timeline, and what keeps its record. */
class Page {
  readonly timeline: Timeline;
  objects = new Map<string, ObjectView>();
  hops = new Map<number, HopView>();
  journal: RecordMessage['entries'] = [];
  record!: RecordMessage;
  last!: Batch;
  slices = 0;

  constructor(start: Partial<Extract<Command, { kind: 'start' }>> & { seed: string }) {
    this.timeline = new Timeline({ kind: 'start', speed: 1, autoPace: false, ...start });
    this.frames(() => this.timeline.seeking() !== undefined || this.timeline.shown.mode === 'booting');
  }

  do(command: Command): void {
    this.timeline.handle(command);
    this.take();
    this.frames(() => this.timeline.seeking() !== undefined || this.timeline.shown.mode.startsWith('running'));
  }

  frames(goOn: () => boolean, outOfTime = never): void {
    while (goOn()) {
      this.slices++;
      this.timeline.frame(16, outOfTime);
      this.take();
    }
  }

  take(): void {
    const batch = this.timeline.takeBatch();
    if (batch) this.takeBatch(batch);
    const record = this.timeline.takeRecord();
    if (!record) return;
    this.record = record;
    this.journal = [...this.journal.slice(0, record.keep), ...record.entries];
  }

  private takeBatch(batch: Batch): void {
    this.last = batch;
    if (batch.fresh) this.objects = new Map();
    if (batch.fresh && !batch.sameHistory) this.hops = new Map();
    for (const object of batch.objects ?? []) this.objects.set(object.key, object);
    for (const key of batch.objectsGone ?? []) this.objects.delete(key);
    for (const hop of batch.hops ?? []) this.hops.set(hop.id, hop);
  }

  get cursor(): HopView {
    return this.hops.get(this.last.cursor!)!;
  }

  get pods(): ObjectView[] {
    return [...this.objects.values()].filter(({ kind, namespace }) => kind === 'Pod' && namespace === 'default');
  }

  get now(): number {
    return this.last.clock.now;
  }
}

const apply: Command = { kind: 'apply', file: 'web.yaml', text: webDeployment(2) };
const quiet: Command = { kind: 'run-until-quiet' };
const remove: Command = { kind: 'delete', file: 'web.yaml', text: webDeployment(2) };

function deployed(seed: string): Page {
  const page = new Page({ seed });
  page.do(apply);
  page.do(quiet);
  return page;
}

describe('looking back', () => {
  it('shows another moment in every part, runs nothing of the present, and returns to it', () => {
    const page = deployed('look');
    const hash = historyOf(page.timeline.present).hash;
    const end = page.now;
    const middle = [...page.hops.values()][Math.floor(page.hops.size / 2)]!;
    page.do({ kind: 'seek', to: { hop: middle.id } });
    expect(page.last).toMatchObject({ cursor: middle.id, selection: { kind: 'hop', id: middle.id } });
    expect(page.last.clock).toMatchObject({ mode: 'paused', now: middle.sentAt, present: { now: end, acts: 0 } });
    expect(page.pods.filter(({ state }) => state === 'running')).toHaveLength(0);
    expect(page.hops.has(middle.id + 1) || page.hops.size > 100).toBe(true);
    page.do({ kind: 'seek', to: { at: 1000 } });
    expect(page.now).toBe(1000);
    expect(page.objects.has('/registry/minions/worker-1')).toBe(false);
    page.do({ kind: 'return' });
    expect(page.last.clock.present).toBeUndefined();
    expect(page.now).toBe(end);
    expect(page.pods.map(({ state }) => state)).toEqual(['running', 'running']);
    expect(historyOf(page.timeline.present).hash).toBe(hash);
  });

  it('goes through what is recorded, acts too, until it meets the present, and on from there', () => {
    const page = deployed('meet');
    page.do(remove);
    page.do(quiet);
    const end = page.now;
    page.do({ kind: 'seek', to: { hop: 1 } });
    expect(page.last.clock.present).toMatchObject({ acts: 2 });
    page.do({ kind: 'speed', speed: 100 });
    page.do({ kind: 'play' });
    page.frames(() => page.timeline.shown !== page.timeline.present);
    expect(page.timeline.shown.mode).toBe('playing');
    expect(page.timeline.present.journal).toHaveLength(2);
    page.frames(() => page.slices % 20 !== 0);
    expect(page.now).toBeGreaterThan(end);
  });

  it('becomes a new history when the user goes on from there, and says what is dropped', () => {
    const page = deployed('fork');
    page.do({ kind: 'run-to', at: page.now + 5000 });
    page.do(remove);
    page.do(quiet);
    page.do({ kind: 'seek', to: { at: page.journal[1]!.at - 100 } });
    page.do({ kind: 'fork' });
    expect(page.last.clock.notice).toEqual({ key: 'notices.forkDropped', values: { count: 1 } });
    expect(page.last.clock.present).toBeUndefined();
    expect(page.journal).toHaveLength(1);
    expect(page.pods.map(({ state }) => state)).toEqual(['running', 'running']);
    page.do({ ...apply, text: webDeployment(3) } as Command);
    page.do(quiet);
    expect(page.pods).toHaveLength(3);
    expect(page.journal).toHaveLength(2);
  });

  it('is called off by whatever else one does, and goes one hop back at a time, to the act itself and no further', () => {
    const page = new Page({ seed: 'back' });
    page.do(apply);
    for (let step = 0; step < 3; step++) page.do({ kind: 'step', how: 'next' });
    page.timeline.handle({ kind: 'back' });
    page.timeline.frame(16, () => true);
    expect(page.timeline.seeking()).toMatchObject({ why: 'looking' });
    page.do({ kind: 'cancel-seek' });
    expect(page.timeline.shown).toBe(page.timeline.present);
    const visited: number[] = [];
    for (let step = 0; step < 5; step++) {
      page.do({ kind: 'back' });
      if (visited.at(-1) !== page.last.cursor) visited.push(page.last.cursor!);
    }
    expect(visited).toHaveLength(3);
    expect(page.cursor.kind).toBe('act');
    page.do({ kind: 'step', how: 'next' });
    expect(page.last.cursor).toBe(visited[1]);
  });
});

describe('steps on the tree of causes', () => {
  it('go into what a request sets in motion, over it to its answer, and out to the answer of who waits for it', () => {
    const page = new Page({ seed: 'tree' });
    page.do(apply);
    do page.do({ kind: 'step', how: 'next' });
    while (page.cursor.title !== 'POST deployments');
    const asked = page.cursor;
    page.do({ kind: 'step', how: 'into' });
    const relayed = page.cursor;
    expect(relayed).toMatchObject({ cause: asked.id, from: 'balancer/load-balancer', kind: 'request' });
    page.do({ kind: 'step', how: 'into' });
    expect(page.cursor).toMatchObject({ cause: relayed.id, protocol: 'grpc' });
    page.do({ kind: 'step', how: 'out' });
    expect(page.cursor).toMatchObject({ kind: 'response', exchange: relayed.id, title: '201 Created' });
    page.do({ kind: 'seek', to: { hop: asked.id } });
    page.do({ kind: 'step', how: 'over' });
    expect(page.cursor).toMatchObject({ kind: 'response', exchange: asked.id });
    expect(page.cursor.id).toBeGreaterThan(relayed.id);
  });

  it('say so where there is no way out', () => {
    const page = new Page({ seed: 'out' });
    page.do(apply);
    page.do({ kind: 'step', how: 'next' });
    page.do({ kind: 'step', how: 'out' });
    expect(page.last.clock.notice).toEqual({ key: 'notices.noWayOut' });
  });
});

const stopped = (what: string) => ({ key: 'notices.stopped', values: { what: { key: `notices.${what}` } } });

describe('breakpoints', () => {
  it('stop the clock at the very event: a pod bound, a key written, a pod that fails, etcd without a leader', () => {
    const page = new Page({ seed: 'stops' });
    // The name servers' pods have been bound by then.
    page.do({ kind: 'run-to', at: page.now + 5000 });
    const stops = (when: 'pod-bound' | 'pod-fails' | 'no-leader' | 'written', text?: string) =>
      page.do({ kind: 'breakpoints', breakpoints: [{ id: 'a', when, on: true, ...(text ? { text } : {}) }] });
    stops('written', 'replicasets/default/web');
    page.do(apply);
    page.do(quiet);
    expect(page.last.clock.notice).toMatchObject(stopped('keyCreated'));
    stops('pod-bound');
    page.do(quiet);
    expect(page.last.clock.notice).toMatchObject(stopped('podBound'));
    expect(page.last.selection?.kind).toBe('object');
    page.do(quiet);
    page.do(quiet);
    expect(page.last.clock.notice).toMatchObject({ key: 'notices.quiet' });
    stops('pod-fails');
    page.do({ ...apply, text: webDeployment(2, 'nginx:no-such-tag') } as Command);
    page.do(quiet);
    expect(page.last.clock.notice).toMatchObject(stopped('podFails'));
    stops('no-leader');
    const { components } = page.timeline.present.cluster;
    const leader = components.find(({ facts }) => facts['role'] === 'leader')!;
    page.do({ kind: 'fault', fault: { action: 'kill', component: leader.id } });
    page.do({ kind: 'run-to', at: page.now + 60_000 });
    expect(page.last.clock.notice).toMatchObject(stopped('noLeader'));
  });
});

describe('a run to an instant', () => {
  it('comes to its end between two microseconds, too: sums of fractions lie there', () => {
    const page = new Page({ seed: 'between' });
    page.do({ kind: 'play' });
    const at = Math.ceil(page.now) + 1000.0601;
    const end = page.slices + 100;
    page.timeline.handle({ kind: 'run-to', at });
    page.frames(() => page.timeline.shown.mode === 'running-to' && page.slices < end);
    expect(page.last.clock).toMatchObject({ mode: 'paused', now: Math.round(at * 1000) / 1000 });
  });

  it('that is past by the time it is heard of stops the clock, and does not look back', () => {
    const page = new Page({ seed: 'late' });
    page.do({ kind: 'play' });
    page.do({ kind: 'run-to', at: page.now - 500 });
    expect(page.last.clock.mode).toBe('paused');
    expect(page.last.clock.present).toBeUndefined();
  });
});

describe('somebody who looks into etcd', () => {
  it('is told what runs out next, leases, and a key’s versions: what wrote each, and where it stands', () => {
    const page = deployed('etcd');
    page.do({ kind: 'run-to', at: page.now + 4000 });
    const key = page.pods[0]!.key;
    page.do({ kind: 'look-into-etcd', on: true, key });
    const { members, leases, key: history } = page.last.etcd!;
    expect(members.map(({ timer }) => timer.kind).sort()).toEqual(['election', 'election', 'heartbeat']);
    for (const { timer } of members) expect(timer.until).toBeGreaterThanOrEqual(page.now);
    expect(leases.every(({ ttlSeconds, until }) => ttlSeconds > 0 && until! > page.now)).toBe(true);
    const versions = history!.versions;
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
    expect(versions[0]!.writer).toMatch(/kube-controller-manager$/);
    expect(versions[1]!.writer).toMatch(/kube-scheduler$/);
    expect(versions[1]!.yaml).toContain('nodeName: worker-');
    expect(versions.at(-1)!.standsOn).toEqual(['cp-1', 'cp-2', 'cp-3']);
    page.do({ kind: 'look-into-etcd', on: false, key: '' });
    page.do({ kind: 'run-to', at: page.now + 1000 });
    expect(page.last.etcd).toBeUndefined();
  });
});

describe('a session that ended', () => {
  it('is had again from its record, where the user stood, to the same hash; what is done meanwhile waits', () => {
    const page = deployed('again');
    const { seed, events, now, standing } = page.record;
    const story = { seed, journal: page.journal, events, now, standing };
    const again = new Page({ seed, story });
    expect(historyOf(again.timeline.present).hash).toBe(historyOf(page.timeline.present).hash);
    expect(again.last.clock).toMatchObject({ now: page.now, mode: 'paused' });
    expect(again.last.following).toBe(page.last.following);
    page.do({ kind: 'seek', to: { hop: page.last.following! + 20 } });
    const looking = { ...story, standing: page.record.standing };
    const timeline = new Timeline({ kind: 'start', seed, speed: 1, autoPace: false, story: looking });
    timeline.handle({ kind: 'select', selection: { kind: 'component', id: 'cp-1/etcd' } });
    while (timeline.running) {
      timeline.frame(16, never);
      timeline.takeBatch();
    }
    expect(timeline.shown.course.now).toBe(page.now);
    expect(timeline.present.course.now).toBe(now);
  });

  it('goes on with what waited for its turn while the clock stood', () => {
    const page = new Page({ seed: 'in turn' });
    page.do({ kind: 'pause' });
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: twice}\n';
    for (const at of ['first', 'second'])
      page.do({ kind: 'apply', file: 'twice.yaml', text: `${text}data: {at: ${at}}\n` });
    const { seed, events, now, standing } = page.record;
    expect(page.journal.length).toBe(1);
    const again = new Page({ seed, story: { seed, journal: page.journal, events, now, standing } });
    expect(again.last.clock.mode).toBe('paused');
    again.do({ kind: 'run-to', at: now + 3000 });
    expect(again.journal.map(({ command }) => command)).toEqual(standing.waiting);
    const outcomes = again.last.acts?.map(({ documents }) => documents[0]?.outcome);
    expect(outcomes).toEqual(['created', 'configured']);
    expect(again.record.standing.waiting).toBeUndefined();
  });
});
