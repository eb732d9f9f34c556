import type { ContainerStatus, Pod } from '../../api';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

interface Counts {
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
}

/** A pod's phase from its containers. `ending`: it is being stopped or was, so nothing of it starts again. */
export function podPhase(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
  ending: boolean,
): PodPhase {
  const policy = pod.spec.restartPolicy ?? 'Always';
  const init = initPhase(pod, statuses, initStatuses, policy);
  if (init) return init;
  const counts: Counts = { running: 0, waiting: 0, stopped: 0, succeeded: 0 };
  for (const status of statuses) count(status, counts);
  if (counts.waiting > 0) return 'Pending';
  if (counts.running > 0) return 'Running';
  if (counts.stopped === 0) return 'Pending';
  if (ending || policy === 'Never') return counts.stopped === counts.succeeded ? 'Succeeded' : 'Failed';
  if (policy === 'Always') return 'Running';
  return counts.stopped === counts.succeeded ? 'Succeeded' : 'Running';
}

function count(status: ContainerStatus, counts: Counts): void {
  const { state } = status;
  if (state?.running) counts.running++;
  else if (state?.terminated) {
    counts.stopped++;
    if (state.terminated.exitCode === 0) counts.succeeded++;
  } else if (status.lastState?.terminated) counts.stopped++;
  else counts.waiting++;
}

/** Init containers that have not all run keep a pod Pending; one that failed for good fails it. Undefined: they are done. */
function initPhase(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
  policy: string,
): PodPhase | undefined {
  if (statuses.some(({ state, lastState }) => state?.running || state?.terminated || lastState?.terminated))
    return undefined;
  for (const container of pod.spec.initContainers ?? []) {
    const status = initStatuses.find((each) => each.name === container.name);
    if (container.restartPolicy === 'Always' ? status?.started : status?.state?.terminated?.exitCode === 0) continue;
    const failed =
      status?.state?.terminated !== undefined && container.restartPolicy !== 'Always' && policy === 'Never';
    return failed ? 'Failed' : 'Pending';
  }
  return undefined;
}
