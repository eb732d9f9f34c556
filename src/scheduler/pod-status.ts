import type { Pod, PodCondition } from '../api';
import { patchSchemaOf } from '../api';
import { createStrategicMergePatch, wallClock } from '../apimachinery';
import type { ApiClient } from '../client';
import type { Process } from '../simulation';

type Status = NonNullable<Pod['status']>;

/** The condition in its place; its transition time moves only with its status. Undefined where nothing differs. */
function withCondition(pod: Pod, wanted: PodCondition, now: number): readonly PodCondition[] | undefined {
  const conditions = pod.status?.conditions ?? [];
  const index = conditions.findIndex(({ type }) => type === wanted.type);
  const old = conditions[index];
  const observedGeneration = pod.metadata.generation;
  const lastTransitionTime = old?.status === wanted.status ? old.lastTransitionTime : wallClock(now);
  const next = {
    ...wanted,
    ...(observedGeneration !== undefined && { observedGeneration }),
    lastProbeTime: null,
    lastTransitionTime,
  };
  if (!old) return [...conditions, next];
  return isSame(old, next) ? undefined : conditions.with(index, next);
}

const isSame = (one: PodCondition, other: PodCondition): boolean =>
  one.status === other.status &&
  one.reason === other.reason &&
  one.message === other.message &&
  (one.observedGeneration ?? 0) === (other.observedGeneration ?? 0);

/**
 * The strategic merge patch that gives the pod this condition, and a nominated node if one is named; undefined where it
 * has both already: then nothing is sent.
 * @param now the simulation's instant
 */
export function statusPatch(
  pod: Pod,
  condition: PodCondition,
  now: number,
  nominatedNodeName?: string,
): object | undefined {
  const conditions = withCondition(pod, condition, now);
  const isNominated = nominatedNodeName === undefined || nominatedNodeName === pod.status?.nominatedNodeName;
  if (!conditions && isNominated) return undefined;
  const before: Partial<Status> = pod.status ?? {};
  const after = {
    ...before,
    ...(conditions && { conditions }),
    ...(nominatedNodeName !== undefined && { nominatedNodeName }),
  };
  return createStrategicMergePatch({ status: before }, { status: after }, patchSchemaOf('v1', 'Pod'));
}

export function* patchStatus(client: ApiClient, pod: Pod, patch: object | undefined): Process<void> {
  if (!patch) return;
  const { namespace, name } = pod.metadata;
  yield* client.patch('pods', namespace, name, patch, { type: 'strategic', subresource: 'status' });
}
