import type { Pod, PodCondition } from '../api';
import { patchSchemaOf } from '../api';
import { createStrategicMergePatch, wallClock } from '../apimachinery';

interface Disruption {
  readonly reason: string;
  readonly message: string;
}

/**
 * The patch of a pod's status that says why it is deleted, tied to its uid; undefined where there is nothing to say. What
 * the condition is about is the generation that the pod has now, for pods whose kubelet says which one it saw.
 * @param changes what else of the status changes
 */
export function disruptionPatch(
  pod: Pod,
  disruption: Disruption | undefined,
  now: number,
  changes: Partial<NonNullable<Pod['status']>> = {},
): object | undefined {
  const before = pod.status ?? {};
  const conditions = disruption && withDisruption(pod, disruption, now);
  const after = { ...before, ...changes, ...(conditions && { conditions }) };
  const patch = createStrategicMergePatch({ status: before }, { status: after }, patchSchemaOf('v1', 'Pod'));
  if (Object.keys(patch).length === 0) return undefined;
  return { ...patch, metadata: { uid: pod.metadata.uid } };
}

function withDisruption(pod: Pod, disruption: Disruption, now: number): readonly PodCondition[] {
  const conditions = pod.status?.conditions ?? [];
  const index = conditions.findIndex(({ type }) => type === 'DisruptionTarget');
  const old = conditions[index];
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    ...disruption,
    ...(pod.status?.observedGeneration !== undefined && { observedGeneration: pod.metadata.generation }),
    lastProbeTime: null,
    lastTransitionTime: old?.status === 'True' ? old.lastTransitionTime : wallClock(now),
  };
  return old ? conditions.with(index, condition) : [...conditions, condition];
}
