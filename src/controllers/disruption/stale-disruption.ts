import type { Pod } from '../../api';
import { isPodTerminal } from '../../api';
import { instantOf, wallClock } from '../../apimachinery';
import type { ApiClient, Informer } from '../../client';
import { keyOf, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';

/** A pod that was to be disrupted and isn't being deleted by then stays. */
const STALE_MILLISECONDS = 120_000;

/** How long the pod's mark of disruption may still stand; undefined where none stands, or the kubelet set it, or it comes true. */
export function staleIn(pod: Pod, now: number): number | undefined {
  if (pod.metadata.deletionTimestamp || isPodTerminal(pod)) return undefined;
  const mark = pod.status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  if (mark?.status !== 'True' || mark.reason === 'TerminationByKubelet') return undefined;
  return Math.max(0, (instantOf(mark.lastTransitionTime ?? '') ?? 0) + STALE_MILLISECONDS - now);
}

function takenBack(pod: Pod, now: number): Pod {
  const conditions = pod.status!.conditions!.map((each) =>
    each.type === 'DisruptionTarget'
      ? {
          type: each.type,
          status: 'False' as const,
          ...(pod.status?.observedGeneration !== undefined && { observedGeneration: pod.metadata.generation }),
          lastProbeTime: null,
          lastTransitionTime: wallClock(now),
        }
      : each,
  );
  return { ...pod, status: { ...pod.status, conditions } };
}

/** Takes back marks of disruption that nothing came of. */
export function startStaleDisruptions(component: Component, client: ApiClient, pods: Informer<Pod>): void {
  const queue = new WorkQueue(component, 'stale-disruption');
  pods.onChange(({ type, object }) => {
    const wait = type === 'deleted' ? undefined : staleIn(object, component.now);
    if (wait !== undefined) queue.addAfter(keyOf(object), wait);
  });
  startWorkers(component, queue, { workers: 1 }, function* (key): Process<void> {
    const pod = pods.getByKey(key);
    const wait = pod && staleIn(pod, component.now);
    if (wait === undefined) return;
    if (wait > 0) return queue.addAfter(key, wait);
    yield* client.updateStatus<Pod>('pods', takenBack(pod!, component.now));
  });
}
