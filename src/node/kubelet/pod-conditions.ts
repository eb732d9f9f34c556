import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../../api';
import { isSidecar } from '../../api';

interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

const TRUE: Verdict = { status: 'True' };
const READY_TO_START = 'PodReadyToStartContainers';
export const RESIZE_IN_PROGRESS = 'PodResizeInProgress';

/** Conditions that are the kubelet's to say; all others in a pod's status are somebody else's and stay. */
const OWN = new Set([
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  READY_TO_START,
  'PodResizePending',
  RESIZE_IN_PROGRESS,
]);

export function isKubeletCondition(type: string): boolean {
  return OWN.has(type);
}

export interface ConditionSources {
  readonly pod: Pod;
  readonly previous: PodStatus;
  readonly phase: string;
  readonly sandboxReady: boolean;
  readonly statuses: readonly ContainerStatus[];
  readonly initStatuses: readonly ContainerStatus[];
  readonly isResizing: boolean;
  /** RFC 3339. */
  readonly now: string;
}

/** The kubelet's conditions in the order it writes them. One that says what it said before keeps its time. */
export function podConditions(sources: ConditionSources): readonly PodCondition[] {
  const containersReady = containersReadyVerdict(sources);
  const verdicts: readonly (readonly [string, Verdict])[] = [
    [READY_TO_START, sources.sandboxReady ? TRUE : { status: 'False' }],
    ['Initialized', initializedVerdict(sources)],
    ['Ready', readyVerdict(sources, containersReady)],
    ['ContainersReady', containersReady],
    ['PodScheduled', TRUE],
  ];
  const { pod, previous, now, isResizing } = sources;
  const conditions = verdicts.map(([type, verdict]) => condition(type, verdict, pod, previous, now));
  if (!isResizing) return conditions;
  const inProgress = condition(RESIZE_IN_PROGRESS, TRUE, pod, previous, now);
  return [{ ...inProgress, lastProbeTime: inProgress.lastProbeTime ?? now }, ...conditions];
}

/** The status with `PodReadyToStartContainers` true: said the moment the sandbox stands, before anything is pulled. */
export function withSandboxReady(pod: Pod, status: PodStatus, now: string): PodStatus {
  const conditions = (status.conditions ?? []).map((each) =>
    each.type === READY_TO_START ? condition(READY_TO_START, TRUE, pod, status, now) : each,
  );
  return { ...status, conditions };
}

/** The status with `Ready` and `ContainersReady` as its containers have it now. */
export function withReadiness(pod: Pod, status: PodStatus, now: string): PodStatus {
  const { containerStatuses: statuses = [], initContainerStatuses: initStatuses = [], phase = '' } = status;
  const sources = { pod, previous: status, phase, sandboxReady: true, statuses, initStatuses, isResizing: false, now };
  const containersReady = containersReadyVerdict(sources);
  const verdicts: Readonly<Record<string, Verdict | undefined>> = {
    Ready: readyVerdict(sources, containersReady),
    ContainersReady: containersReady,
  };
  const conditions = (status.conditions ?? []).map((each) => {
    const verdict = verdicts[each.type];
    return verdict ? condition(each.type, verdict, pod, status, now) : each;
  });
  return { ...status, conditions };
}

function condition(type: string, verdict: Verdict, pod: Pod, previous: PodStatus, now: string): PodCondition {
  const old = previous.conditions?.find((each) => each.type === type);
  const observedGeneration = pod.metadata.generation;
  const lastTransitionTime =
    old && old.status === verdict.status && old.lastTransitionTime ? old.lastTransitionTime : now;
  if (
    old &&
    says(old, verdict) &&
    old.lastTransitionTime === lastTransitionTime &&
    old.observedGeneration === observedGeneration
  )
    return old;
  return {
    type,
    observedGeneration,
    status: verdict.status,
    lastProbeTime: null,
    lastTransitionTime,
    ...rest(verdict),
  };
}

function says(old: PodCondition, { status, reason, message }: Verdict): boolean {
  return old.status === status && old.reason === reason && old.message === message;
}

function rest({ reason, message }: Verdict) {
  return { ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) };
}

function names(list: readonly string[]): string {
  return `[${list.join(' ')}]`;
}

function containersReadyVerdict({ pod, phase, statuses, initStatuses }: ConditionSources): Verdict {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const { containers, initContainers = [] } = pod.spec;
  const isReady = (list: readonly ContainerStatus[], name: string) => list.find((each) => each.name === name)?.ready;
  const unready = [
    ...initContainers.filter((container) => isSidecar(container) && !isReady(initStatuses, container.name)),
    ...containers.filter(({ name }) => !isReady(statuses, name)),
  ].map(({ name }) => name);
  if (unready.length === 0) return TRUE;
  const message = `containers with unready status: ${names(unready)}`;
  return { status: 'False', reason: 'ContainersNotReady', message };
}

function readyVerdict({ pod, previous }: ConditionSources, containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return containersReady;
  const messages: string[] = [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const gate = (pod.status?.conditions ?? previous.conditions ?? []).find((each) => each.type === conditionType);
    if (!gate) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (gate.status !== 'True')
      messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`);
  }
  return messages.length === 0
    ? TRUE
    : { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}

function initializedVerdict({ pod, phase, initStatuses, statuses }: ConditionSources): Verdict {
  const started = statuses.some(
    (status) => status.state?.running || status.state?.terminated || status.lastState?.terminated,
  );
  const incomplete = (pod.spec.initContainers ?? []).filter(({ name, restartPolicy }) => {
    const status = initStatuses.find((each) => each.name === name);
    return restartPolicy === 'Always' ? !status?.started && !status?.state?.terminated : !status?.ready;
  });
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  if (incomplete.length === 0 || started) return TRUE;
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: ${names(incomplete.map(({ name }) => name))}`,
  };
}
