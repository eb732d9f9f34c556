import type { Deployment, ReplicaSet } from '../../api';
import { DESIRED_REPLICAS, MAXIMUM_REPLICAS, numberIn } from './annotations';
import { isRolling, maximumSurge, wantedReplicas } from './limits';
import { byCreation } from './order';
import type { ReplicaSets } from './replica-sets';
import { everySet } from './replica-sets';
import type { ScaleStep } from './rolling';
import { isScaledUp, sizeOf, totalSize } from './rolling';

/** Whether the deployment was scaled since its sets were: some set remembers another number. */
export function wasScaled(deployment: Deployment, sets: ReplicaSets): boolean {
  return everySet(sets).some((set) => {
    const desired = numberIn(set.metadata.annotations, DESIRED_REPLICAS);
    return isScaledUp(set) && desired !== undefined && desired !== wantedReplicas(deployment);
  });
}

/**
 * Steps after a deployment was scaled. One set alone takes all; a finished new set leaves nothing to the old ones; in the
 * middle of a rolling update every set gets its share of what is added or taken away, and the largest what is left over.
 */
export function planScale(deployment: Deployment, sets: ReplicaSets): readonly ScaleStep[] {
  const single = activeOrNewest(sets);
  if (single)
    return sizeOf(single) === wantedReplicas(deployment) ? [] : [{ set: single, replicas: wantedReplicas(deployment) }];
  if (isSaturated(deployment, sets.newest)) return sets.old.filter(isScaledUp).map((set) => ({ set, replicas: 0 }));
  return isRolling(deployment) ? planProportions(deployment, everySet(sets).filter(isScaledUp)) : [];
}

/** The only set with pods; without any, the newest there is. */
function activeOrNewest({ newest, old }: ReplicaSets): ReplicaSet | undefined {
  const active = [...old, ...(newest ? [newest] : [])].filter(isScaledUp);
  if (active.length > 1) return undefined;
  return active[0] ?? newest ?? [...old].sort(byCreation).at(-1);
}

/** All pods wanted are the new set's, and available. */
function isSaturated(deployment: Deployment, newest: ReplicaSet | undefined): boolean {
  if (!newest) return false;
  const wanted = wantedReplicas(deployment);
  const desired = numberIn(newest.metadata.annotations, DESIRED_REPLICAS);
  return sizeOf(newest) === wanted && desired === wanted && (newest.status?.availableReplicas ?? 0) === wanted;
}

function planProportions(deployment: Deployment, active: readonly ReplicaSet[]): readonly ScaleStep[] {
  const wanted = wantedReplicas(deployment);
  const allowed = wanted > 0 ? wanted + maximumSurge(deployment) : 0;
  const toAdd = allowed - totalSize(active);
  const sorted = [...active].sort(toAdd > 0 ? largestNewest : largestOldest);
  let added = 0;
  const sizes = sorted.map((set) => {
    const share = proportionOf(deployment, set, toAdd, added);
    added += share;
    return sizeOf(set) + share;
  });
  if (toAdd !== 0 && sizes.length > 0) sizes[0] = Math.max(0, sizes[0]! + toAdd - added);
  return sorted.map((set, index) => ({ set, replicas: sizes[index]! }));
}

/** A set's share of what is added (or, negative, taken), never more than what is still to be given out. */
export function proportionOf(deployment: Deployment, set: ReplicaSet, toAdd: number, added: number): number {
  if (sizeOf(set) === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = fractionOf(deployment, set);
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

function fractionOf(deployment: Deployment, set: ReplicaSet): number {
  const wanted = wantedReplicas(deployment);
  if (wanted === 0) return -sizeOf(set);
  const maximum = wanted + maximumSurge(deployment);
  const before = numberIn(set.metadata.annotations, MAXIMUM_REPLICAS) || deployment.status?.replicas || 0;
  return before === 0 ? 0 : Math.round((sizeOf(set) * maximum) / before) - sizeOf(set);
}

const largestNewest = (a: ReplicaSet, b: ReplicaSet): number => sizeOf(b) - sizeOf(a) || byCreation(b, a);
const largestOldest = (a: ReplicaSet, b: ReplicaSet): number => sizeOf(b) - sizeOf(a) || byCreation(a, b);
