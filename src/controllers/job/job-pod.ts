import type { Container, Job, Pod } from '../../api';
import { instantOf } from '../../apimachinery';
import { podFrom } from '../pod-control';

/** On a job's pods until they are counted: none may vanish unseen. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';
const INDEX = 'batch.kubernetes.io/job-completion-index';
const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';

export const isIndexed = ({ spec }: Job): boolean => spec.completionMode === 'Indexed';

export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(TRACKING_FINALIZER) === true;

/** Which completion the pod is for; undefined where it says none. */
export function indexOf(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** @param annotations what the pod is told of those that failed before it */
export function jobPod(job: Job, index: number | undefined, annotations: Readonly<Record<string, string>> = {}): Pod {
  const pod = podFrom(job.spec.template, job);
  const finalizers = [
    ...(pod.metadata.finalizers ?? []).filter((name) => name !== TRACKING_FINALIZER),
    TRACKING_FINALIZER,
  ];
  const tracked = { ...pod, metadata: { ...pod.metadata, finalizers } };
  return index === undefined ? tracked : withIndex(tracked, job, index, annotations);
}

function withIndex(
  pod: Pod,
  { metadata: { name } }: Job,
  index: number,
  annotations: Readonly<Record<string, string>>,
): Pod {
  const { metadata, spec } = pod;
  const text = String(index);
  return {
    ...pod,
    metadata: {
      ...metadata,
      generateName: `${name}-${index}-`,
      labels: { ...metadata.labels, [INDEX]: text },
      annotations: { ...metadata.annotations, [INDEX]: text, ...annotations },
    },
    spec: {
      ...spec,
      hostname: `${name}-${index}`,
      containers: spec.containers.map(knowingIndex),
      ...(spec.initContainers && { initContainers: spec.initContainers.map(knowingIndex) }),
    },
  };
}

function knowingIndex(container: Container): Container {
  const { env = [] } = container;
  if (env.some(({ name }) => name === INDEX_VARIABLE)) return container;
  const fieldRef = { fieldPath: `metadata.labels['${INDEX}']` };
  return { ...container, env: [...env, { name: INDEX_VARIABLE, valueFrom: { fieldRef } }] };
}

/** Whether a pod counts as a failure; one on its way out does at once, unless the job waits for its end. */
export function hasFailed({ metadata, status }: Pod, job: Job): boolean {
  if (status?.phase === 'Failed') return true;
  if (job.spec.podReplacementPolicy === 'Failed') return false;
  return metadata.deletionTimestamp !== undefined && status?.phase !== 'Succeeded';
}

/** When it ended, in milliseconds: by its containers, by when it stopped being ready, by when it was deleted. */
export function finishedAt({ metadata, status }: Pod): number {
  const ends = status?.containerStatuses?.map(({ state }) => instantOf(state?.terminated?.finishedAt ?? ''));
  if (ends && ends.length > 0 && ends.every((end) => end !== undefined)) return Math.max(...(ends as number[]));
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const notReadySince = ready?.status === 'False' ? instantOf(ready.lastTransitionTime ?? '') : undefined;
  return notReadySince ?? deletedAt(metadata) ?? instantOf(metadata.creationTimestamp ?? '') ?? 0;
}

/** When its deletion was asked for: its grace is in the time that says when it is to be gone. */
function deletedAt({ deletionTimestamp, deletionGracePeriodSeconds = 0 }: Pod['metadata']): number | undefined {
  const goneAt = instantOf(deletionTimestamp ?? '');
  return goneAt === undefined ? undefined : goneAt - deletionGracePeriodSeconds * 1000;
}
