import type { PersistentVolume, PersistentVolumeClaim } from '../../api';
import type { ApiClient } from '../../client';
import type { Process } from '../../simulation';

const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';
const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

type Annotations = Readonly<Record<string, string>>;

/** Whether a claim has been bound once: from then on it has its volume or is lost. */
export const hasBeenBound = ({ metadata }: PersistentVolumeClaim): boolean =>
  metadata.annotations?.[BIND_COMPLETED] !== undefined;

export const wasChosenHere = ({ metadata }: PersistentVolume): boolean =>
  metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined;

/** A volume as it is kept for a claim. What somebody wrote by hand isn't marked as chosen here. */
export function keptFor(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const { claimRef } = volume.spec;
  if (claimRef?.uid === uid) return volume;
  const annotations = claimRef ? volume.metadata.annotations : marked(volume.metadata.annotations, BOUND_BY_CONTROLLER);
  const reference = { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
  return {
    ...volume,
    metadata: { ...volume.metadata, ...(annotations && { annotations }) },
    spec: { ...volume.spec, claimRef: reference },
  };
}

/** A claim as it has its volume. */
function having(claim: PersistentVolumeClaim, { metadata: { name } }: PersistentVolume): PersistentVolumeClaim {
  const chosen = claim.spec.volumeName
    ? claim.metadata.annotations
    : marked(claim.metadata.annotations, BOUND_BY_CONTROLLER);
  const annotations = marked(chosen, BIND_COMPLETED);
  return {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...claim.spec, volumeName: name },
  };
}

const marked = (annotations: Annotations | undefined, name: string): Annotations => ({ ...annotations, [name]: 'yes' });

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
  yield* client.updateStatus<PersistentVolume>(VOLUMES, {
    ...volume,
    status: { ...status, phase, ...(message && { message }) },
  });
}
