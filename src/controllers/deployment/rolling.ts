import type { Deployment, ReplicaSet } from '../../api';
import { isRolling, maximumSurge, maximumUnavailable, wantedReplicas } from './limits';
import { byCreation } from './order';

/** One set, and how many pods it is to have. */
export interface ScaleStep {
  readonly set: ReplicaSet;
  readonly replicas: number;
}

export function sizeOf(set: ReplicaSet): number {
  return set.spec.replicas ?? 1;
}

export function totalSize(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + sizeOf(set), 0);
}

export function isScaledUp(set: ReplicaSet): boolean {
  return sizeOf(set) > 0;
}

const available = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0;

/** How many pods the new set may have now: as many as are wanted, as far as the surge over all sets allows. */
export function newSetReplicas(deployment: Deployment, old: readonly ReplicaSet[], size: number): number {
  const wanted = wantedReplicas(deployment);
  if (!isRolling(deployment)) return wanted;
  const room = wanted + maximumSurge(deployment) - totalSize(old) - size;
  return room <= 0 ? size : size + Math.min(room, wanted - size);
}

/** The step of the new set, if any: up as far as the surge allows, or down when it has too many. */
export function planNewSet(
  deployment: Deployment,
  newest: ReplicaSet,
  old: readonly ReplicaSet[],
): ScaleStep | undefined {
  const size = sizeOf(newest);
  const wanted = wantedReplicas(deployment);
  if (size === wanted) return undefined;
  const replicas = size > wanted ? wanted : newSetReplicas(deployment, old, size);
  return replicas === size ? undefined : { set: newest, replicas };
}

/**
 * The steps of the old sets: first those of their pods that aren't available anyway, then as many of the available ones
 * as can be spared. What the new set still owes counts as missing.
 */
export function planOldSets(
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): readonly ScaleStep[] {
  const active = old.filter(isScaledUp);
  if (active.length === 0) return [];
  const least = wantedReplicas(deployment) - maximumUnavailable(deployment);
  const owed = newest ? sizeOf(newest) - available(newest) : 0;
  const spare = totalSize(active) + (newest ? sizeOf(newest) : 0) - least - owed;
  if (spare <= 0) return [];
  const cleanup = planCleanup(active, spare);
  const left = active.map((set) => sized(set, cleanup.findLast((step) => step.set === set)?.replicas));
  return [...cleanup, ...planScaleDown(deployment, newest, left)];
}

function sized(set: ReplicaSet, replicas: number | undefined): ReplicaSet {
  return replicas === undefined ? set : { ...set, spec: { ...set.spec, replicas } };
}

/** Pods that aren't available go first, those of the oldest set before the others. */
export function planCleanup(old: readonly ReplicaSet[], most: number): readonly ScaleStep[] {
  const steps: ScaleStep[] = [];
  let left = most;
  for (const set of [...old].sort(byCreation)) {
    const unhealthy = Math.min(left, sizeOf(set) - available(set));
    if (left <= 0) break;
    if (sizeOf(set) === 0 || unhealthy <= 0) continue;
    steps.push({ set, replicas: sizeOf(set) - unhealthy });
    left -= unhealthy;
  }
  return steps;
}

/** Available pods of old sets go as far as enough stay available over all sets. */
export function planScaleDown(
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): readonly ScaleStep[] {
  const everywhere = old.reduce((sum, set) => sum + available(set), newest ? available(newest) : 0);
  let left = everywhere - (wantedReplicas(deployment) - maximumUnavailable(deployment));
  const steps: ScaleStep[] = [];
  for (const set of [...old].sort(byCreation)) {
    if (left <= 0) break;
    const down = Math.min(sizeOf(set), left);
    if (down === 0) continue;
    steps.push({ set, replicas: sizeOf(set) - down });
    left -= down;
  }
  return steps;
}
