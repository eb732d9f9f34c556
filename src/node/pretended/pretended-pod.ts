import type { Container, ContainerStatus, Pod, PodCondition, PodStatus } from '../../api';
import { controllerOf, isPodTerminal, setCondition } from '../../api';
import { digestOf } from '../runtime/commands/digest';

/** What a pretended machine says of a pod. */
export interface PodFacts {
  readonly hostIp: string;
  readonly podIp: string;
  /** RFC 3339. */
  readonly now: string;
}

/** The status a pod gets next; undefined where it stays as it is. Pods run as soon as they are there, those of jobs have ended then. */
export function nextPodStatus(pod: Pod, facts: PodFacts): PodStatus | undefined {
  if (isPodTerminal(pod) || pod.metadata.deletionTimestamp) return undefined;
  if (pod.status?.phase !== 'Running') return running(pod, facts);
  return controllerOf(pod)?.kind === 'Job' ? completed(pod, facts) : undefined;
}

function running(pod: Pod, { hostIp, podIp, now }: PodFacts): PodStatus {
  const { containers, initContainers = [], hostNetwork, readinessGates = [] } = pod.spec;
  const ip = hostNetwork ? hostIp : podIp;
  const types = [...readinessGates.map(({ conditionType }) => conditionType), ...STARTED];
  return {
    ...pod.status,
    phase: 'Running',
    conditions: withConditions(pod, types, 'True', now),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    podIP: ip,
    podIPs: [{ ip }],
    startTime: now,
    containerStatuses: containers.map((container) => runningContainer(pod, container, now)),
    ...(initContainers.length > 0 && {
      initContainerStatuses: initContainers.map((container) => initContainer(pod, container, now)),
    }),
  };
}

const STARTED = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'];
const ENDED = ['Ready', 'ContainersReady'];

function withConditions(
  pod: Pod,
  types: readonly string[],
  status: PodCondition['status'],
  now: string,
  reason?: string,
): readonly PodCondition[] {
  const observedGeneration = pod.metadata.generation;
  return types.reduce(
    (conditions, type) =>
      setCondition<PodCondition>(
        conditions,
        {
          type,
          status,
          lastProbeTime: null,
          ...(reason && { reason }),
          ...(observedGeneration && { observedGeneration }),
        },
        now,
      ),
    pod.status?.conditions ?? [],
  );
}

function completed(pod: Pod, { now }: PodFacts): PodStatus {
  return {
    ...pod.status,
    phase: 'Succeeded',
    conditions: withConditions(pod, ENDED, 'False', now, 'PodCompleted'),
    containerStatuses: pod.spec.containers.map((container) => endedContainer(pod, container, now)),
  };
}

function containerStatus(pod: Pod, { name, image = '' }: Container): ContainerStatus {
  const containerID = `pretended://${digestOf(`${pod.metadata.uid} ${name}`)}`;
  return { name, image, imageID: '', containerID, ready: true, started: true, restartCount: 0 };
}

function runningContainer(pod: Pod, container: Container, now: string): ContainerStatus {
  return { ...containerStatus(pod, container), state: { running: { startedAt: now } } };
}

function endedContainer(pod: Pod, container: Container, now: string): ContainerStatus {
  const status = containerStatus(pod, container);
  const before = pod.status?.containerStatuses?.find(({ name }) => name === container.name);
  const startedAt = before?.state?.running?.startedAt ?? now;
  const { containerID } = status;
  const terminated = { exitCode: 0, reason: 'Completed', startedAt, finishedAt: now, containerID };
  return { ...status, ready: false, started: false, state: { terminated } };
}

/** A sidecar runs on; every other init container is done. */
function initContainer(pod: Pod, container: Container, now: string): ContainerStatus {
  if (container.restartPolicy === 'Always') return runningContainer(pod, container, now);
  return { ...endedContainer(pod, container, now), ready: true };
}
