import type { ContainerStatus, Pod, PodStatus } from '../../api';
import { wallClock } from '../../apimachinery';
import { podQosClass } from '../../api';
import { asGiven } from './container-resize';
import type { Resize } from './container-resize';
import type { StatusSources } from './container-statuses';
import { containerStatuses, ephemeralStatuses, UNKNOWN_END } from './container-statuses';
import { isKubeletCondition, podConditions, withReadiness } from './pod-conditions';
import { podPhase } from './pod-phase';
import { podResources, resourceStatus } from './pod-resources';
import { readySandbox } from './runtime-pod';

export interface PodStatusSources extends StatusSources {
  /** In simulated milliseconds. */
  readonly now: number;
  readonly hostIp: string;
  /** The pod is being stopped, or was. */
  readonly ending: boolean;
  /** Its running containers that are still to be given what the spec asks for. */
  readonly resizes: readonly Resize[];
  /** Fails the pod whatever its containers do: past its deadline. */
  readonly verdict?: { readonly reason: string; readonly message: string };
}

/** A pod's status as its containers and sandbox make it: pure, and what it shares with the last one is the same object. */
export function podStatus(sources: PodStatusSources): PodStatus {
  const { pod, previous, runtime, verdict, ending, resizes } = sources;
  const statuses = containerStatuses(sources, pod.spec.containers, false);
  const initStatuses = containerStatuses(sources, pod.spec.initContainers ?? [], true);
  const debug = pod.spec.ephemeralContainers?.length ? ephemeralStatuses(sources) : undefined;
  const over = previous.phase === 'Succeeded' || previous.phase === 'Failed' ? previous.phase : undefined;
  const phase = over ?? (verdict ? 'Failed' : podPhase(pod, statuses, initStatuses, ending));
  const why = verdict ?? (over ? { reason: previous.reason, message: previous.message } : {});
  const sandboxReady = readySandbox(runtime) !== undefined;
  const now = wallClock(sources.now);
  const isResizing = resizes.length > 0;
  const conditions = podConditions({ pod, previous, phase, sandboxReady, statuses, initStatuses, isResizing, now });
  const { allocated } = resourceStatus(podResources(pod));
  const { resources } = resourceStatus(podResources(asGiven(pod, resizes)));
  return {
    observedGeneration: pod.metadata.generation,
    phase,
    conditions,
    ...(why.message && { message: why.message }),
    ...(why.reason && { reason: why.reason }),
    hostIP: sources.hostIp,
    hostIPs: hostIps(sources.hostIp),
    ...addresses(sources),
    startTime: previous.startTime ?? now,
    ...(initStatuses.length > 0 && { initContainerStatuses: initStatuses }),
    containerStatuses: byName(statuses),
    ...(debug && { ephemeralContainerStatuses: byName(debug) }),
    qosClass: previous.qosClass ?? podQosClass(pod),
    ...(allocated && { allocatedResources: allocated }),
    resources,
  };
}

/** As they are reported: in the order of their names. (Init containers are in that of the spec.) */
function byName(statuses: readonly ContainerStatus[]): readonly ContainerStatus[] {
  if (statuses.length === 1) return statuses;
  return statuses.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The status with what a probe has just found of one container, before the next sync says so. */
export function withProbeResult(
  pod: Pod,
  status: PodStatus,
  kind: 'startup' | 'readiness',
  containerId: string,
  success: boolean,
  now: string,
): PodStatus {
  const field = kind === 'startup' ? 'started' : 'ready';
  const change = (each: ContainerStatus) =>
    each.containerID !== containerId || each[field] === success ? each : { ...each, [field]: success };
  const statuses = status.containerStatuses?.map(change);
  const initStatuses = status.initContainerStatuses?.map(change);
  if (!statuses || (same(statuses, status.containerStatuses) && same(initStatuses, status.initContainerStatuses)))
    return status;
  const changed = {
    ...status,
    containerStatuses: statuses,
    ...(initStatuses && { initContainerStatuses: initStatuses }),
  };
  return kind === 'startup' ? changed : withReadiness(pod, changed, now);
}

function same(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  return a === undefined || a.every((each, index) => each === b?.[index]);
}

const hostIpLists = new Map<string, PodStatus['hostIPs']>();

function hostIps(ip: string): PodStatus['hostIPs'] {
  let list = hostIpLists.get(ip);
  if (!list) hostIpLists.set(ip, (list = [{ ip }]));
  return list;
}

/** A pod's address is its newest sandbox's; once stopped, what was known stays. */
function addresses({ runtime, previous, hostIp, pod }: PodStatusSources): Pick<PodStatus, 'podIP' | 'podIPs'> {
  const ip = pod.spec.hostNetwork ? hostIp : readySandbox(runtime)?.ip;
  if (!ip || ip === previous.podIP) return previous.podIP ? { podIP: previous.podIP, podIPs: previous.podIPs } : {};
  return { podIP: ip, podIPs: [{ ip }] };
}

/** What is said of a pod this machine does not take. */
export function rejectedStatus(pod: Pod, reason: string, message: string, now: number): PodStatus {
  return {
    observedGeneration: pod.metadata.generation,
    phase: 'Failed',
    message: `Pod was rejected: ${message}`,
    reason,
    startTime: pod.status?.startTime ?? wallClock(now),
    qosClass: pod.status?.qosClass ?? podQosClass(pod),
  };
}

/** The last word on a pod: whatever is not known to have ended has ended somehow, and the phase is a final one. */
export function finalStatus(pod: Pod, status: PodStatus): PodStatus {
  const initialized =
    !pod.spec.initContainers?.length ||
    status.containerStatuses?.some(({ state, lastState }) => !state?.waiting || lastState?.terminated);
  const close = (each: NonNullable<PodStatus['containerStatuses']>[number]) =>
    each.state?.terminated
      ? each
      : {
          ...each,
          state: {
            terminated: {
              ...UNKNOWN_END,
              message: 'The container could not be located when the pod was terminated',
              startedAt: null as never,
              finishedAt: null as never,
            },
          },
        };
  const phase = status.phase === 'Succeeded' || status.phase === 'Failed' ? status.phase : 'Failed';
  const containers = initialized ? status.containerStatuses?.map(close) : status.containerStatuses;
  const unchanged =
    phase === status.phase && containers?.every((each, index) => each === status.containerStatuses![index]);
  return unchanged ? status : { ...status, phase, ...(containers && { containerStatuses: containers }) };
}

/**
 * What is to be written over the status the API server has: conditions of others come first and stay; a phase that ends
 * the pod waits until its containers have stopped.
 */
export function mergedStatus(stored: PodStatus, own: PodStatus, mayStillRun: boolean): PodStatus {
  const others = (stored.conditions ?? []).filter((each) => !isKubeletCondition(each.type));
  const conditions = others.length > 0 ? [...others, ...(own.conditions ?? [])] : own.conditions;
  const merged: PodStatus = conditions ? { ...own, conditions } : own;
  const ends =
    (own.phase === 'Succeeded' || own.phase === 'Failed') && stored.phase !== 'Succeeded' && stored.phase !== 'Failed';
  if (!ends || !mayStillRun) return merged;
  const { reason: _, message: __, ...rest } = merged;
  return {
    ...rest,
    phase: stored.phase,
    ...(stored.reason && { reason: stored.reason }),
    ...(stored.message && { message: stored.message }),
  };
}
