import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../api';
import { wallClock } from '../../apimachinery';
import { condition, withCondition, withoutCondition, withProgress } from './conditions';
import { maximumUnavailable, wantedReplicas } from './limits';
import type { ReplicaSets } from './replica-sets';
import { everySet } from './replica-sets';
import { totalSize } from './rolling';

/** Counts over all sets and whether enough is available; counts of zero are left out, as Go's encoder does. */
export function statusOf(deployment: Deployment, sets: ReplicaSets, now: number): DeploymentStatus {
  const every = everySet(sets);
  const available = sum(every, (set) => set.status?.availableReplicas);
  const { collisionCount } = deployment.status ?? {};
  const terminating = terminatingReplicas(every);
  return {
    ...count('observedGeneration', deployment.metadata.generation ?? 0),
    ...count(
      'replicas',
      sum(every, (set) => set.status?.replicas),
    ),
    ...count('updatedReplicas', sets.newest?.status?.replicas ?? 0),
    ...count(
      'readyReplicas',
      sum(every, (set) => set.status?.readyReplicas),
    ),
    ...count('availableReplicas', available),
    ...count('unavailableReplicas', Math.max(0, totalSize(every) - available)),
    ...(terminating !== undefined && { terminatingReplicas: terminating }),
    ...(collisionCount !== undefined && { collisionCount }),
    conditions: withCondition(deployment.status?.conditions, availability(deployment, available, now)),
  };
}

function availability(deployment: Deployment, available: number, now: number): DeploymentCondition {
  if (available >= wantedReplicas(deployment) - maximumUnavailable(deployment)) {
    return condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now);
  }
  return condition(
    'Available',
    'False',
    'MinimumReplicasUnavailable',
    'Deployment does not have minimum availability.',
    now,
  );
}

/** The status during a rollout: also how it goes, and whether pods could not be made. */
export function rolloutStatusOf(deployment: Deployment, sets: ReplicaSets, now: number): DeploymentStatus {
  const status = withProgress(deployment, sets.newest, statusOf(deployment, sets, now), now);
  const failure = failureOf(sets, now);
  const { conditions } = status;
  return {
    ...status,
    conditions: failure ? withCondition(conditions, failure) : withoutCondition(conditions, 'ReplicaFailure'),
  };
}

/** The new set's failure to make or delete pods; without one, any other set's. */
function failureOf({ newest, old }: ReplicaSets, now: number): DeploymentCondition | undefined {
  for (const set of newest ? [newest, ...old] : old) {
    const failure = set.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (!failure) continue;
    const { status, reason, message, lastTransitionTime } = failure;
    return {
      type: 'ReplicaFailure',
      status,
      reason,
      message,
      lastTransitionTime,
      lastUpdateTime: lastTransitionTime ?? wallClock(now),
    };
  }
  return undefined;
}

/** Unknown as long as a set that has been synced doesn't say. */
function terminatingReplicas(sets: readonly ReplicaSet[]): number | undefined {
  let total = 0;
  for (const { status } of sets) {
    if (status?.terminatingReplicas === undefined && status?.observedGeneration) return undefined;
    total += status?.terminatingReplicas ?? 0;
  }
  return total;
}

function sum(sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number | undefined): number {
  return sets.reduce((total, set) => total + (of(set) ?? 0), 0);
}

function count(name: string, value: number): Record<string, number> {
  return value > 0 ? { [name]: value } : {};
}
