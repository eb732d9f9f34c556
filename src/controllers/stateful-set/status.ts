import type { Pod, StatefulSet, StatefulSetStatus } from '../../api';
import { isPodAvailable, isPodReady } from '../../api';
import { revisionOf, wantedReplicas } from './identity';
import type { Revisions } from './plan';

/** What the set's status should say after its pods were brought a step on. */
export function statusOf(set: StatefulSet, pods: readonly Pod[], revisions: Revisions, now: number): StatefulSetStatus {
  const { conditions } = set.status ?? ({} as Partial<StatefulSetStatus>);
  const living = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const ready = pods.filter((pod) => pod.status?.phase === 'Running' && isPodReady(pod));
  const available = ready.filter((pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now));
  const current = living.filter((pod) => revisionOf(pod) === revisions.current).length;
  const updated = living.filter((pod) => revisionOf(pod) === revisions.update).length;
  const isRolling = set.spec.updateStrategy?.type !== 'OnDelete';
  const isDone = isRolling && updated === pods.length && updated === ready.length && updated === wantedReplicas(set);
  const currentNow = isDone ? updated : current;
  return {
    availableReplicas: available.length,
    ...(conditions && { conditions }),
    collisionCount: set.status?.collisionCount ?? 0,
    ...(currentNow > 0 && { currentReplicas: currentNow }),
    currentRevision: isDone ? revisions.update : revisions.current,
    ...(set.metadata.generation && { observedGeneration: set.metadata.generation }),
    ...(ready.length > 0 && { readyReplicas: ready.length }),
    replicas: pods.length,
    updateRevision: revisions.update,
    ...(updated > 0 && { updatedReplicas: updated }),
  };
}
