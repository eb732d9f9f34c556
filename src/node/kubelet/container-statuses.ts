import type { Container, ContainerState, ContainerStatus, Pod, PodStatus } from '../../api';
import { restartsAfter } from '../../api';
import { equal, wallClock } from '../../apimachinery';
import type { RuntimeContainerStatus } from '../runtime/cri';
import { resourceStatus } from './pod-resources';
import type { ProbeView } from './probe-manager';
import type { RuntimePod } from './runtime-pod';
import { newestContainer } from './runtime-pod';

/** Why a container could not be started when it was last tried. */
export interface StartFailure {
  readonly reason: string;
  readonly message: string;
}

export interface StatusSources {
  readonly pod: Pod;
  readonly runtime: RuntimePod;
  /** What was last reported. */
  readonly previous: PodStatus;
  readonly failure: (container: string) => StartFailure | undefined;
  /** Undefined for a pod without probes: what runs has started and is ready. */
  readonly probes?: ProbeView;
}

/** A container's id as statuses have it. */
export function containerId({ id }: RuntimeContainerStatus): string {
  return `containerd://${id}`;
}

const NEVER_STARTED = '1970-01-01T00:00:00Z';
const GONE = 'The container could not be located when the pod was deleted.  The container used to be Running';
/** How an end is reported that nobody saw. */
export const UNKNOWN_END = { exitCode: 137, reason: 'ContainerStatusUnknown' } as const;

/** Statuses of a pod's containers (or init containers), in the order of the spec. What says the same as before is the same object. */
export function containerStatuses(
  sources: StatusSources,
  containers: readonly Container[],
  init: boolean,
): readonly ContainerStatus[] {
  const before = (init ? sources.previous.initContainerStatuses : sources.previous.containerStatuses) ?? [];
  return containers.map((container) => {
    const old = before.find((status) => status.name === container.name);
    const status = oneStatus(sources, container, old, init);
    return old && equal(old, status) ? old : status;
  });
}

/** Statuses of ephemeral containers: nothing counts on them, so they are neither started nor ready. */
export function ephemeralStatuses(sources: StatusSources): readonly ContainerStatus[] {
  const before = sources.previous.ephemeralContainerStatuses ?? [];
  return (sources.pod.spec.ephemeralContainers ?? []).map((container) => {
    const old = before.find((status) => status.name === container.name);
    const { started: _, ...status } = { ...oneStatus(sources, container, old, false), ready: false };
    if (status.state?.waiting?.reason === 'PodInitializing')
      return { ...status, state: { waiting: { reason: 'ContainerCreating' } } };
    return old && equal(old, status) ? old : status;
  });
}

function oneStatus(
  sources: StatusSources,
  container: Container,
  old: ContainerStatus | undefined,
  init: boolean,
): ContainerStatus {
  const newest = newestContainer(sources.runtime, container.name);
  const status = newest
    ? fromRuntime(sources, container, newest, old, init)
    : withoutContainer(sources, container, old);
  const failure = shouldRestart(sources.pod, container, newest, init) ? sources.failure(container.name) : undefined;
  return failure && !status.state?.running ? failing(status, failure) : status;
}

/** The last attempt to start it failed: it waits, and what it was before is its last state. */
function failing(status: ContainerStatus, failure: StartFailure): ContainerStatus {
  const lastState = status.state?.terminated ? { terminated: status.state.terminated } : status.lastState;
  const waiting = { reason: failure.reason, ...(failure.message && { message: failure.message }) };
  return { ...status, state: { waiting }, lastState };
}

function withoutContainer(
  { pod }: StatusSources,
  container: Container,
  old: ContainerStatus | undefined,
): ContainerStatus {
  if (old?.state?.terminated) return old;
  const waiting = pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating';
  const vanished = old?.state?.running !== undefined;
  const lastState = vanished
    ? { terminated: { ...UNKNOWN_END, message: GONE, startedAt: null as never, finishedAt: null as never } }
    : (old?.lastState ?? {});
  return {
    name: container.name,
    state: { waiting: { reason: waiting } },
    lastState,
    ready: false,
    restartCount: (old?.restartCount ?? 0) + (vanished && !pod.metadata.deletionTimestamp ? 1 : 0),
    image: container.image ?? '',
    imageID: '',
    started: false,
    ...mounts(container),
  };
}

function fromRuntime(
  { runtime, probes }: StatusSources,
  container: Container,
  newest: RuntimeContainerStatus,
  old: ContainerStatus | undefined,
  init: boolean,
): ContainerStatus {
  const running = newest.state === 'running';
  const before = runtime.containers.filter((each) => each.name === container.name)[1];
  const done = init && newest.state === 'exited' && newest.exitCode === 0;
  const id = containerId(newest);
  const started = running && (probes?.started(container.name, id) ?? true);
  const ready = started && (probes?.ready(container.name, id) ?? true);
  const { allocated } = resourceStatus(container.resources);
  const { resources } = resourceStatus(newest.resources);
  return {
    name: container.name,
    state: stateOf(newest),
    lastState: before?.state === 'exited' ? stateOf(before) : (old?.lastState ?? {}),
    ready: init && container.restartPolicy !== 'Always' ? done : ready,
    restartCount: newest.attempt,
    image: newest.image,
    imageID: newest.imageId,
    containerID: id,
    started,
    ...(newest.state !== 'created' && { ...(allocated && { allocatedResources: allocated }), resources }),
    ...mounts(container),
  };
}

function stateOf(container: RuntimeContainerStatus): ContainerState {
  const startedAt = container.startedAt === undefined ? NEVER_STARTED : wallClock(container.startedAt);
  if (container.state === 'created') return { waiting: { reason: 'ContainerCreating' } };
  if (container.state === 'running') return { running: { startedAt } };
  const { exitCode = 0, reason, message, finishedAt = 0 } = container;
  const terminated = {
    exitCode,
    ...(reason && { reason }),
    ...(message && { message }),
    startedAt,
    finishedAt: wallClock(finishedAt),
    containerID: containerId(container),
  };
  return { terminated };
}

function mounts(container: Container): Pick<ContainerStatus, 'volumeMounts'> {
  if (!container.volumeMounts?.length) return {};
  return {
    volumeMounts: container.volumeMounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly && { readOnly, recursiveReadOnly: 'Disabled' }),
    })),
  };
}

/** Whether the next sync would start the container. */
export function shouldRestart(
  pod: Pod,
  container: Container,
  newest: RuntimeContainerStatus | undefined,
  init: boolean,
): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  if (!newest || newest.state === 'created') return true;
  if (newest.state === 'running') return false;
  const { exitCode = UNKNOWN_END.exitCode } = newest;
  const isDone = init && container.restartPolicy !== 'Always' && exitCode === 0;
  return !isDone && restartsAfter(exitCode, container, pod.spec);
}
