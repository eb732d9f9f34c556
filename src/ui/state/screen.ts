import { create } from 'zustand';
import type {
  ActView,
  Batch,
  BootStep,
  ClockView,
  ComparisonView,
  Crash,
  CutView,
  EtcdView,
  Inspection,
  MarkView,
  Seeking,
  Selection,
} from '../../session/protocol';
import { ClockEstimate } from './clock-estimate';
import { type Part, World } from './world';

/** What the page shows, as far as the worker decides it. Lists watch `versions`; cards look themselves up in `world`. */
export interface Screen {
  readonly world: World;
  readonly versions: Readonly<Record<Part, number>>;
  readonly clock: ClockView;
  readonly boot: readonly BootStep[];
  readonly revision: number;
  readonly backgroundPerSecond: number;
  readonly acts: readonly ActView[];
  readonly following: number;
  readonly followedEntries: readonly number[];
  readonly cursor: number;
  /** Hops of the followed act that were too many to be told one by one. */
  readonly hopsLeftOut: number;
  readonly selection: Selection | null;
  /** What was selected last of each sort, so that the inspector's tabs can go back to it. */
  readonly remembered: Readonly<Partial<Record<InspectorTab, Selection>>>;
  readonly inspection: Inspection | null;
  readonly crash: Crash | null;
  readonly cuts: readonly CutView[];
  /** While somebody looks at etcd. */
  readonly etcd: EtcdView | null;
  /** Milestones of the history, oldest first. */
  readonly marks: readonly MarkView[];
  /** The newest comparison of a manifest with the cluster. */
  readonly comparison: ComparisonView | null;
  /** On the way back to a moment. */
  readonly seeking: Seeking | null;
  /** Grows with every fresh start, and with every moment that is gone to. */
  readonly generation: number;
  /** Grows with every history: another moment of it leaves it. */
  readonly history: number;
}

export type InspectorTab = 'message' | 'object' | 'component';

/** The tab that shows a selection. */
export function tabOf(selection: Selection): InspectorTab {
  if (selection.kind === 'hop') return 'message';
  return selection.kind === 'object' ? 'object' : 'component';
}

const noVersions = { machines: 0, components: 0, links: 0, objects: 0, keys: 0, hops: 0, airborne: 0, traffic: 0 };

function blank(generation: number): Screen {
  return {
    world: new World(),
    versions: noVersions,
    clock: { now: 0, mode: 'booting', speed: 1, autoPace: true, recordedSince: 0, seed: '' },
    boot: [],
    revision: 0,
    backgroundPerSecond: 0,
    acts: [],
    following: 0,
    followedEntries: [],
    cursor: 0,
    hopsLeftOut: 0,
    selection: null,
    remembered: {},
    inspection: null,
    crash: null,
    cuts: [],
    etcd: null,
    marks: [],
    comparison: null,
    seeking: null,
    generation,
    history: generation,
  };
}

export const useScreen = create<Screen>(() => blank(0));

/** The simulated clock between batches, for whatever draws each frame. */
export const simulatedClock = new ClockEstimate();

/** Pure: the screen after a batch (but for the world's maps, which take it in place). */
export function afterBatch(before: Screen, batch: Batch): Screen {
  const base = batch.fresh ? freshFrom(before, batch.sameHistory === true) : before;
  const touched = base.world.take(batch);
  const following = batch.following ?? base.following;
  return {
    ...base,
    versions: batch.fresh ? raised(base.versions, Object.keys(noVersions) as Part[]) : raised(base.versions, touched),
    clock: batch.clock,
    boot: batch.boot ?? base.boot,
    revision: batch.revision ?? base.revision,
    backgroundPerSecond: batch.backgroundPerSecond ?? base.backgroundPerSecond,
    acts: mergeActs(base.acts, batch.acts),
    following,
    followedEntries: batch.followedEntries ?? base.followedEntries,
    cursor: batch.cursor ?? base.cursor,
    hopsLeftOut: (following === base.following ? base.hopsLeftOut : 0) + (batch.hopsLeftOut ?? 0),
    inspection: batch.inspection === undefined ? base.inspection : batch.inspection,
    crash: batch.fresh ? null : base.crash,
    cuts: batch.cuts ?? base.cuts,
    etcd: batch.etcd ?? base.etcd,
    comparison: batch.comparison ?? base.comparison,
    marks: batch.marks ? mergeMarks(base.marks, batch.marks) : base.marks,
    ...(batch.selection ? selected(batch.selection) : {}),
  };
}

/** Nothing is known yet; but of another moment of the same history, its messages, acts and milestones are. */
function freshFrom(before: Screen, sameHistory: boolean): Screen {
  const fresh = { ...blank(before.generation + 1), versions: before.versions };
  if (!sameHistory) return fresh;
  const { etcd, acts, marks, hopsLeftOut, following, selection, remembered, inspection, history } = before;
  const world = new World(before.world.hops);
  return { ...fresh, world, etcd, acts, marks, hopsLeftOut, following, selection, remembered, inspection, history };
}

/** Milestones may come again, by their number. */
function mergeMarks(before: readonly MarkView[], more: readonly MarkView[]): readonly MarkView[] {
  const first = more[0]?.number ?? 0;
  return [...before.filter(({ number }) => number < first), ...more];
}

function selected(selection: Selection): Pick<Screen, 'selection' | 'remembered'> {
  return { selection, remembered: { [tabOf(selection)]: selection } };
}

function raised(versions: Screen['versions'], parts: Iterable<Part>): Screen['versions'] {
  const next = { ...versions };
  let changed = false;
  for (const part of parts) {
    next[part] += 1;
    changed = true;
  }
  return changed ? next : versions;
}

/** Acts come again when they change; they are shown oldest first. */
function mergeActs(before: readonly ActView[], changes: readonly ActView[] | undefined): readonly ActView[] {
  if (!changes || changes.length === 0) return before;
  const byId = new Map(before.map((act) => [act.id, act]));
  for (const act of changes) byId.set(act.id, act);
  return [...byId.values()].sort((a, b) => a.id - b.id);
}
