import type { Pod, StatefulSet } from '../../api';
import { isPodTerminal, isPodAvailable } from '../../api';
import { scaledValue } from '../../apimachinery';
import { firstOrdinal, ordinalOf, revisionOf, wantedReplicas } from './identity';

export interface Revisions {
  readonly current: string;
  readonly update: string;
}

/** What to do next. A set whose pods come one by one does the first alone and looks again. */
export type Step =
  | { readonly kind: 'create'; readonly ordinal: number; readonly revision: string }
  | { readonly kind: 'delete'; readonly pod: Pod; readonly why: 'ended' | 'scaled' | 'updated' };

export const isParallel = ({ spec }: StatefulSet): boolean => spec.podManagementPolicy === 'Parallel';

/** Which revision a new pod in that place gets: below the partition the one that was current before the update. */
export function revisionFor(set: StatefulSet, { current, update }: Revisions, ordinal: number): string {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  // Whoever deletes a pod by hand wants it new.
  if (type === 'OnDelete') return update;
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status?.currentReplicas ?? 0);
  return ordinal < firstOrdinal(set) + kept ? current : update;
}

/** The steps of one look, in order; empty where the set waits or is as it should be. */
export function planStateful(
  set: StatefulSet,
  pods: readonly Pod[],
  revisions: Revisions,
  now: number,
): readonly Step[] {
  const { wanted, condemned } = placesOf(set, pods);
  // A pod on its way out is as good as missing, though it may still be ready.
  const available = (pod: Pod): boolean =>
    pod.metadata.deletionTimestamp === undefined && isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const filled = fillPlaces(set, wanted, revisions, available);
  if (!filled.goesOn) return filled.steps;
  const shrunk = shrink(set, condemned, wanted, available);
  if (shrunk.steps.length + filled.steps.length > 0 && !isParallel(set)) return [...filled.steps, ...shrunk.steps];
  if (!shrunk.goesOn) return [...filled.steps, ...shrunk.steps];
  return [...filled.steps, ...shrunk.steps, ...updates(set, wanted, revisions, available)];
}

interface Place {
  readonly ordinal: number;
  readonly pod: Pod | undefined;
}

interface Phase {
  readonly steps: readonly Step[];
  /** Whether what comes after may be done at the same look. */
  readonly goesOn: boolean;
}

/** Condemned ones from the highest place down. */
function placesOf(set: StatefulSet, pods: readonly Pod[]): { wanted: readonly Place[]; condemned: readonly Pod[] } {
  const first = firstOrdinal(set);
  const byOrdinal = new Map<number, Pod>();
  for (const pod of pods) {
    const ordinal = ordinalOf(set, pod);
    if (ordinal !== undefined) byOrdinal.set(ordinal, pod);
  }
  const wanted = Array.from({ length: wantedReplicas(set) }, (_, index) => first + index);
  const isWanted = (ordinal: number): boolean => ordinal >= first && ordinal < first + wanted.length;
  return {
    wanted: wanted.map((ordinal) => ({ ordinal, pod: byOrdinal.get(ordinal) })),
    condemned: [...byOrdinal]
      .filter(([ordinal]) => !isWanted(ordinal))
      .sort(([a], [b]) => b - a)
      .map(([, pod]) => pod),
  };
}

/** From the lowest place up: what has ended goes and what is missing comes; in order, each waits for the one before. */
function fillPlaces(
  set: StatefulSet,
  places: readonly Place[],
  revisions: Revisions,
  available: (pod: Pod) => boolean,
): Phase {
  const steps: Step[] = [];
  const inOrder = !isParallel(set);
  for (const { ordinal, pod } of places) {
    const step = stepAt(set, ordinal, pod, revisions);
    if (step) steps.push(step);
    const waits = !pod || step !== undefined || !available(pod);
    if (inOrder && waits) return { steps, goesOn: false };
  }
  return { steps, goesOn: true };
}

function stepAt(set: StatefulSet, ordinal: number, pod: Pod | undefined, revisions: Revisions): Step | undefined {
  if (!pod) return { kind: 'create', ordinal, revision: revisionFor(set, revisions, ordinal) };
  if (isPodTerminal(pod) && !pod.metadata.deletionTimestamp) return { kind: 'delete', pod, why: 'ended' };
  return undefined;
}

/** From the highest place down; in order, one at a time and none while another isn't well. */
function shrink(
  set: StatefulSet,
  condemned: readonly Pod[],
  places: readonly Place[],
  available: (pod: Pod) => boolean,
): Phase {
  const steps: Step[] = [];
  const firstSick = [...places.flatMap(({ pod }) => pod ?? []), ...condemned.toReversed()].find(
    (pod) => !available(pod),
  );
  for (const pod of condemned) {
    if (isParallel(set)) {
      if (!pod.metadata.deletionTimestamp) steps.push({ kind: 'delete', pod, why: 'scaled' });
      continue;
    }
    if (pod.metadata.deletionTimestamp || (!available(pod) && pod !== firstSick)) return { steps, goesOn: false };
    return { steps: [{ kind: 'delete', pod, why: 'scaled' }], goesOn: false };
  }
  return { steps, goesOn: true };
}

/** From the highest place down to the partition, as many at a time as may be missing. */
function updates(
  set: StatefulSet,
  places: readonly Place[],
  { update }: Revisions,
  available: (pod: Pod) => boolean,
): readonly Step[] {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type === 'OnDelete') return [];
  const limit = Math.max(1, scaledValue(rollingUpdate?.maxUnavailable ?? 1, wantedReplicas(set), true));
  const lowest = firstOrdinal(set) + (rollingUpdate?.partition ?? 0);
  const steps: Step[] = [];
  let missing = 0;
  for (const { ordinal, pod } of places.toReversed()) {
    if (ordinal < lowest || missing >= limit) break;
    const isOld = pod && revisionOf(pod) !== update && !pod.metadata.deletionTimestamp;
    if (isOld) steps.push({ kind: 'delete', pod, why: 'updated' });
    if (isOld || !pod || !available(pod)) missing++;
  }
  return steps;
}
