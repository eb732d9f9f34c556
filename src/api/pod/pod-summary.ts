/** A pod in one line, as `kubectl get pods` prints it. */
import { humanDuration, instantOf } from '../../apimachinery';
import { findCondition, isConditionTrue } from '../condition';
import type { ContainerState, ContainerStatus } from './container-status';
import { textColumn, wideColumn } from '../column';
import { ageColumn, nameColumn, type PrinterColumn } from '../kind';
import { isSidecar } from './pod-sums';
import type { Pod } from './pod-spec';

export interface PodSummary {
  /** Running, Pending, ContainerCreating, CrashLoopBackOff, Init:0/2, Completed, Terminating … */
  readonly word: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** When the last container that ended did so, RFC 3339. */
  readonly lastRestart?: string;
}

/** What a state that is not running is called, if it has a name. */
function stateWord(state: ContainerState | undefined): string | undefined {
  if (state?.waiting?.reason) return state.waiting.reason;
  const ended = state?.terminated;
  if (!ended) return undefined;
  if (ended.reason) return ended.reason;
  return ended.signal ? `Signal:${ended.signal}` : `ExitCode:${ended.exitCode}`;
}

interface Starting {
  readonly word: string | undefined;
  readonly restarts: number;
  readonly sidecars: readonly ContainerStatus[];
}

function initialWord(status: ContainerStatus, index: number, of: number): string {
  const { terminated, waiting } = status.state ?? {};
  if (terminated) return `Init:${stateWord(status.state)}`;
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${of}`;
}

function starting(pod: Pod): Starting {
  const specs = pod.spec.initContainers ?? [];
  const sidecars: ContainerStatus[] = [];
  let restarts = 0;
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    restarts += status.restartCount;
    const isSide = specs.some((container) => container.name === status.name && isSidecar(container));
    if (isSide) sidecars.push(status);
    if (status.state?.terminated?.exitCode === 0 || (isSide && status.started)) continue;
    return { word: initialWord(status, index, specs.length), restarts, sidecars };
  }
  return { word: undefined, restarts, sidecars };
}

const isRunningReady = (status: ContainerStatus): boolean => status.ready && status.state?.running !== undefined;

function runningWord(pod: Pod, statuses: readonly ContainerStatus[], base: string): string {
  let word = base;
  for (const status of statuses.toReversed()) word = stateWord(status.state) ?? word;
  if (word !== 'Completed' || !statuses.some(isRunningReady)) return word;
  return isConditionTrue(pod.status?.conditions, 'Ready') ? 'Running' : 'NotReady';
}

function baseWord(pod: Pod): string {
  const scheduled = findCondition(pod.status?.conditions, 'PodScheduled');
  if (scheduled?.reason === 'SchedulingGated') return 'SchedulingGated';
  return pod.status?.reason || pod.status?.phase || '';
}

function finalWord(pod: Pod, word: string): string {
  if (pod.metadata.deletionTimestamp === undefined) return word;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed' ? word : 'Terminating';
}

function lastRestart(statuses: readonly ContainerStatus[]): string | undefined {
  const ends = statuses
    .map((status) => status.lastState?.terminated?.finishedAt)
    .filter((time) => typeof time === 'string');
  return ends.sort().at(-1);
}

/** How `kubectl get` sums a pod up. */
export function podSummary(pod: Pod): PodSummary {
  const init = starting(pod);
  const statuses = pod.status?.containerStatuses ?? [];
  const counted = [...statuses, ...init.sidecars];
  const initWord = isConditionTrue(pod.status?.conditions, 'Initialized') ? undefined : init.word;
  const isInitializing = initWord !== undefined;
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar).length;
  const last = lastRestart(isInitializing ? (pod.status?.initContainerStatuses ?? []) : counted);
  return {
    word: finalWord(pod, initWord ?? runningWord(pod, statuses, baseWord(pod))),
    ready: counted.filter((status) => status.ready && (status.state?.running || init.sidecars.includes(status))).length,
    total: pod.spec.containers.length + sidecars,
    restarts: isInitializing ? init.restarts : counted.reduce((sum, status) => sum + status.restartCount, 0),
    ...(last !== undefined && { lastRestart: last }),
  };
}

/** kubectl's STATUS column. */
export const podStatusWord = (pod: Pod): string => podSummary(pod).word;

function restartsCell(pod: Pod, now: number): string | number {
  const { restarts, lastRestart: last } = podSummary(pod);
  const instant = last === undefined ? undefined : instantOf(last);
  return restarts === 0 || instant === undefined
    ? String(restarts)
    : `${restarts} (${humanDuration(now - instant)} ago)`;
}

const orNone = (text: string | undefined): string => (text === undefined || text === '' ? '<none>' : text);

function gates(pod: Pod): string {
  const wanted = pod.spec.readinessGates ?? [];
  const met = wanted.filter((gate) => isConditionTrue(pod.status?.conditions, gate.conditionType)).length;
  return wanted.length === 0 ? '<none>' : `${met}/${wanted.length}`;
}

export const podColumns: readonly PrinterColumn<Pod>[] = [
  nameColumn,
  textColumn('Ready', 'The aggregate readiness state of this pod for accepting traffic.', readyCell),
  textColumn('Status', 'The aggregate status of the containers in this pod.', podStatusWord),
  textColumn(
    'Restarts',
    'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    restartsCell,
  ),
  ageColumn,
  wideColumn('IP', 'IP address allocated to the pod.', (pod) => orNone(pod.status?.podIP)),
  wideColumn('Node', 'The node the pod runs on.', (pod) => orNone(pod.spec.nodeName)),
  wideColumn('Nominated Node', 'The node that preemption made room on.', (pod) =>
    orNone(pod.status?.nominatedNodeName),
  ),
  wideColumn('Readiness Gates', 'Conditions beyond the containers themselves, met of wanted.', gates),
];

function readyCell(pod: Pod): string {
  const { ready, total } = podSummary(pod);
  return `${ready}/${total}`;
}
