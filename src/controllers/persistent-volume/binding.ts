import type { PersistentVolume, PersistentVolumeClaim } from '../../api';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, hasBeenBound, keptFor, markedWith } from '../../api';
import { wallClock } from '../../apimachinery';
import type { ApiClient } from '../../client';
import type { Process } from '../../simulation';

const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';

/** A claim as it has its volume. */
function having(claim: PersistentVolumeClaim, { metadata: { name } }: PersistentVolume): PersistentVolumeClaim {
  const chosen = claim.spec.volumeName
    ? claim.metadata.annotations
    : markedWith(claim.metadata.annotations, BOUND_BY_CONTROLLER);
  const annotations = markedWith(chosen, BIND_COMPLETED);
  return {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...claim.spec, volumeName: name },
  };
}

/** Binds the two in four writes, each of which may be the last before a crash: whoever looks then goes on from there. */
export function* bind(client: ApiClient, volume: PersistentVolume, claim: PersistentVolumeClaim): Process<void> {
  const kept = keptFor(volume, claim);
  const written = kept === volume ? volume : yield* client.update<PersistentVolume>(VOLUMES, kept);
  yield* writePhase(client, written, 'Bound');
  const bound =
    hasBeenBound(claim) && claim.spec.volumeName
      ? claim
      : yield* client.update<PersistentVolumeClaim>(CLAIMS, having(claim, volume));
  const { accessModes, capacity } = volume.spec;
  if (bound.status?.phase === 'Bound') return;
  yield* client.updateStatus<PersistentVolumeClaim>(CLAIMS, {
    ...bound,
    status: { ...bound.status, phase: 'Bound', accessModes, capacity },
  });
}

/** Says how a volume is, unless it says so already. */
export function* writePhase(
  client: ApiClient,
  volume: PersistentVolume,
  phase: string,
  message?: string,
): Process<void> {
  if (volume.status?.phase === phase) return;
  const { message: _, ...status } = volume.status ?? {};
  const lastPhaseTransitionTime = wallClock(client.component.now);
  yield* client.updateStatus<PersistentVolume>(VOLUMES, {
    ...volume,
    status: { ...status, phase, lastPhaseTransitionTime, ...(message && { message }) },
  });
}
