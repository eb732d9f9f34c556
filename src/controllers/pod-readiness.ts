import type { Pod, PodCondition } from '../api';
import { instantOf } from '../apimachinery';

export function hasEnded({ status }: Pod): boolean {
  const phase = status?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Neither ended nor on its way out. */
export function isActive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !hasEnded(pod);
}

/** On its way out, and not ended yet. */
export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !hasEnded(pod);
}

export function readyCondition(pod: Pod): PodCondition | undefined {
  // Asked for every pod of a set at every change of one of them: no closure.
  const conditions = pod.status?.conditions;
  if (!conditions) return undefined;
  for (const condition of conditions) if (condition.type === 'Ready') return condition;
  return undefined;
}

export function isReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** Since when it is ready; undefined where it isn't. */
export function readySince(pod: Pod): number | undefined {
  const condition = readyCondition(pod);
  return condition?.status === 'True' ? instantOf(condition.lastTransitionTime ?? '') : undefined;
}

/** Of a ready pod: whether it has been so for long enough. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  if (minReadySeconds === 0) return true;
  const since = readySince(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= now;
}

/** Ready, and for long enough. */
export function isAvailablePod(pod: Pod, minReadySeconds: number, now: number): boolean {
  return isReady(pod) && isAvailable(pod, minReadySeconds, now);
}

/** Those on a node first, then by creation, then by name; a new list. */
export function oldestFirst<T extends Pod>(pods: readonly T[]): T[] {
  const waits = ({ spec }: Pod): number => (spec.nodeName ? 0 : 1);
  const created = ({ metadata }: Pod): string => metadata.creationTimestamp ?? '';
  return [...pods].sort(
    (a, b) => waits(a) - waits(b) || byText(created(a), created(b)) || byText(a.metadata.name, b.metadata.name),
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
