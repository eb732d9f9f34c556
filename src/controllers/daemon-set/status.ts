import type { DaemonSet, DaemonSetStatus, Node } from '../../api';
import { isPodAvailable, isPodReady } from '../../api';
import { oldestFirst } from '../pod-order';
import { isUpToDate, suitability } from './daemon-pod';
import type { PodsByNode } from './plan';

/**
 * What the set's status should say. Each node counts by its oldest pod.
 * @param observed whether the pods have been brought to what the present spec asks for
 */
export function statusOf(
  set: DaemonSet,
  nodes: readonly Node[],
  pods: PodsByNode,
  hash: string,
  observed: boolean,
  now: number,
): DaemonSetStatus {
  const count = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
  for (const node of nodes) {
    const here = pods.get(node.metadata.name) ?? [];
    if (!suitability(set, node).shouldRun) {
      if (here.length > 0) count.misscheduled++;
      continue;
    }
    count.desired++;
    if (here.length === 0) continue;
    const oldest = oldestFirst(here)[0]!;
    count.current++;
    if (isPodReady(oldest)) count.ready++;
    if (isPodAvailable(oldest, set.spec.minReadySeconds ?? 0, now)) count.available++;
    if (isUpToDate(set, oldest, hash)) count.updated++;
  }
  const { collisionCount, conditions, observedGeneration } = set.status ?? ({} as Partial<DaemonSetStatus>);
  const generation = observed ? set.metadata.generation : observedGeneration;
  const unavailable = count.desired - count.available;
  return {
    ...(collisionCount !== undefined && { collisionCount }),
    ...(conditions && { conditions }),
    currentNumberScheduled: count.current,
    desiredNumberScheduled: count.desired,
    numberMisscheduled: count.misscheduled,
    numberReady: count.ready,
    ...(generation && { observedGeneration: generation }),
    ...(count.updated > 0 && { updatedNumberScheduled: count.updated }),
    ...(count.available > 0 && { numberAvailable: count.available }),
    ...(unavailable > 0 && { numberUnavailable: unavailable }),
  };
}
