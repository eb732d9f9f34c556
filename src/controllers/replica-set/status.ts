import type { Pod, Condition, ReplicaSetStatus } from '../../api';
import { isPodAvailable, isPodReady, podReadySince } from '../../api';
import { semanticallyEqual, wallClock } from '../../apimachinery';
import { labelMatcher } from '../claim';
import { templateSelector } from './plan';
import type { Replicated } from './replicated';

export interface Failure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

/**
 * What the set's status should say; counts of zero are left out, as Go's encoder does.
 * @param terminating undefined for a kind that doesn't tell
 */
export function statusOf(
  set: Replicated,
  active: readonly Pod[],
  terminating: number | undefined,
  failure: Failure | undefined,
  now: number,
): ReplicaSetStatus {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const carriesAll = labelMatcher(templateSelector(set));
  let labeled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of active) {
    if (carriesAll(pod.metadata.labels)) labeled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (minReadySeconds === 0 || isPodAvailable(pod, minReadySeconds, now)) available++;
  }
  const conditions = conditionsOf(set, failure, now);
  return {
    replicas: active.length,
    ...(labeled > 0 && { fullyLabeledReplicas: labeled }),
    ...(ready > 0 && { readyReplicas: ready }),
    ...(available > 0 && { availableReplicas: available }),
    ...(terminating !== undefined && { terminatingReplicas: terminating }),
    ...(set.metadata.generation && { observedGeneration: set.metadata.generation }),
    ...(conditions.length > 0 && { conditions }),
  };
}

function conditionsOf(set: Replicated, failure: Failure | undefined, now: number): readonly Condition[] {
  const conditions = set.status?.conditions ?? [];
  const known = conditions.some(({ type }) => type === 'ReplicaFailure');
  if (!failure) return known ? conditions.filter(({ type }) => type !== 'ReplicaFailure') : conditions;
  if (known) return conditions;
  return [...conditions, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: wallClock(now), ...failure }];
}

export function sameStatus(a: ReplicaSetStatus | undefined, b: ReplicaSetStatus): boolean {
  return a !== undefined && semanticallyEqual(a, b);
}

/** When the next ready pod becomes available by having been ready long enough, in milliseconds from now. */
export function nextAvailable(set: Replicated, active: readonly Pod[], now: number): number | undefined {
  const minReady = (set.spec.minReadySeconds ?? 0) * 1000;
  if (minReady === 0) return undefined;
  let next: number | undefined;
  for (const pod of active) {
    const since = podReadySince(pod);
    if (since === undefined || since + minReady <= now) continue;
    next = Math.min(next ?? Infinity, since + minReady - now);
  }
  return next;
}
