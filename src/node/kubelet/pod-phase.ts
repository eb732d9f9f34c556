import { restartsAfter } from '../../api';
import type { ContainerStatus, Pod } from '../../api';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

interface Counts {
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
  /** Stopped, but only for now. */
  returning: number;
}

/** A pod's phase from its containers. `ending`: it is being stopped or was, so nothing of it starts again. */
export function podPhase(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
  ending: boolean,
): PodPhase {
  const init = initPhase(pod, statuses, initStatuses);
  if (init) return init;
  const counts: Counts = { running: 0, waiting: 0, stopped: 0, succeeded: 0, returning: 0 };
  for (const status of statuses) count(pod, status, counts);
  if (counts.waiting > 0) return 'Pending';
  if (counts.running > 0) return 'Running';
  if (counts.stopped === 0) return 'Pending';
  if (!ending && counts.returning > 0) return 'Running';
  return counts.stopped === counts.succeeded ? 'Succeeded' : 'Failed';
}

function count(pod: Pod, { name, state, lastState }: ContainerStatus, counts: Counts): void {
  const ended = state?.terminated ?? (state?.running ? undefined : lastState?.terminated);
  if (state?.running) counts.running++;
  else if (!ended) counts.waiting++;
  else {
    counts.stopped++;
    if (state?.terminated && ended.exitCode === 0) counts.succeeded++;
    const container = pod.spec.containers.find((each) => each.name === name);
    if (container && restartsAfter(ended.exitCode, container, pod.spec)) counts.returning++;
  }
}

/** Init containers that have not all run keep a pod Pending; one that failed for good fails it. Undefined: they are done. */
function initPhase(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
): PodPhase | undefined {
  if (statuses.some(({ state, lastState }) => state?.running || state?.terminated || lastState?.terminated))
    return undefined;
  for (const container of pod.spec.initContainers ?? []) {
    const status = initStatuses.find((each) => each.name === container.name);
    if (container.restartPolicy === 'Always' ? status?.started : status?.state?.terminated?.exitCode === 0) continue;
    const ended = status?.state?.terminated;
    const failed = ended !== undefined && !restartsAfter(ended.exitCode, container, pod.spec);
    return failed ? 'Failed' : 'Pending';
  }
  return undefined;
}
