import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../api';
import { instantOf, wallClock } from '../../apimachinery';
import { wantedReplicas } from './limits';

type Conditions = readonly DeploymentCondition[] | undefined;
type Type = 'Available' | 'Progressing' | 'ReplicaFailure';

const FOR_EVER_SECONDS = 2_147_483_647;

export function conditionOf(status: DeploymentStatus | undefined, type: Type): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

export function condition(
  type: Type,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  now: number,
): DeploymentCondition {
  const at = wallClock(now);
  return { type, status, lastUpdateTime: at, lastTransitionTime: at, reason, message };
}

/** Nothing changes where status and reason stay; a new reason goes last, and the transition is dated by the status alone. */
export function withCondition(conditions: Conditions, next: DeploymentCondition): readonly DeploymentCondition[] {
  const current = conditions?.find(({ type }) => type === next.type);
  if (current && current.status === next.status && current.reason === next.reason) return conditions!;
  const { lastTransitionTime } = current?.status === next.status ? current : next;
  return [...withoutCondition(conditions, next.type as Type), { ...next, lastTransitionTime }];
}

export function withoutCondition(conditions: Conditions, type: Type): readonly DeploymentCondition[] {
  return (conditions ?? []).filter((each) => each.type !== type);
}

/** Whether somebody wants to be told when it takes too long. */
export function hasDeadline(deployment: Deployment): boolean {
  const { progressDeadlineSeconds } = deployment.spec;
  return progressDeadlineSeconds !== undefined && progressDeadlineSeconds !== FOR_EVER_SECONDS;
}

/** All pods are the new set's and available, and this generation has been seen. */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const wanted = wantedReplicas(deployment);
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, observedGeneration = 0 } = status ?? {};
  const counts = updatedReplicas === wanted && replicas === wanted && availableReplicas === wanted;
  return counts && observedGeneration >= (deployment.metadata.generation ?? 0);
}

/** More new pods, fewer old ones, more ready or more available ones than before. */
export function isProgressing(before: DeploymentStatus | undefined, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus | undefined): number =>
    (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

/** No progress for longer than the deadline. */
export function isTimedOut(deployment: Deployment, status: DeploymentStatus, now: number): boolean {
  const progressing = conditionOf(status, 'Progressing');
  if (!hasDeadline(deployment) || !progressing || progressing.reason === 'NewReplicaSetAvailable') return false;
  if (progressing.reason === 'ProgressDeadlineExceeded') return true;
  const from = instantOf(progressing.lastUpdateTime ?? '') ?? now;
  return from + deployment.spec.progressDeadlineSeconds! * 1000 < now;
}

/** Milliseconds until a stuck rollout has to be looked at again; undefined: it hasn't. */
export function looksAgainIn(deployment: Deployment, status: DeploymentStatus, now: number): number | undefined {
  const progressing = conditionOf(deployment.status, 'Progressing');
  if (!hasDeadline(deployment) || !progressing) return undefined;
  if (isComplete(deployment, status) || progressing.reason === 'ProgressDeadlineExceeded') return undefined;
  const from = instantOf(progressing.lastUpdateTime ?? '') ?? now;
  return from + deployment.spec.progressDeadlineSeconds! * 1000 - now;
}

/** How a rollout goes, added to a status: finished, moving, or stuck. */
export function withProgress(
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  status: DeploymentStatus,
  now: number,
): DeploymentStatus {
  const current = conditionOf(deployment.status, 'Progressing');
  if (!hasDeadline(deployment)) return { ...status, conditions: withoutCondition(status.conditions, 'Progressing') };
  const finished =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (finished) return status;
  const what = newest ? `ReplicaSet "${newest.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const add = (conditions: Conditions, next: DeploymentCondition): DeploymentStatus => ({
    ...status,
    conditions: withCondition(conditions, next),
  });
  if (isComplete(deployment, status)) {
    return add(
      status.conditions,
      condition('Progressing', 'True', 'NewReplicaSetAvailable', `${what} has successfully progressed.`, now),
    );
  }
  if (isProgressing(deployment.status, status)) {
    const moving = condition('Progressing', 'True', 'ReplicaSetUpdated', `${what} is progressing.`, now);
    const { lastTransitionTime } = current?.status === 'True' ? current : moving;
    // Written anew even where nothing but the time changes: that is how the deadline moves on.
    return add(current ? withoutCondition(status.conditions, 'Progressing') : status.conditions, {
      ...moving,
      lastTransitionTime,
    });
  }
  if (!isTimedOut(deployment, status, now)) return status;
  return add(
    status.conditions,
    condition('Progressing', 'False', 'ProgressDeadlineExceeded', `${what} has timed out progressing.`, now),
  );
}
