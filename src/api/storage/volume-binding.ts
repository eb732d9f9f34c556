/** Which volume a claim gets: the controller binds by it, and the scheduler where a pod has to come first. */
import { compareQuantities, matchesSelector, parseQuantity, selectorOf } from '../../apimachinery';
import { storageClassOf } from './persistent-volume-claim';
import type { PersistentVolumeClaim } from './persistent-volume-claim';
import type { PersistentVolume } from './persistent-volume-spec';
import type { Pod } from '../pod/pod-spec';
import type { Volume } from '../pod/volume';

/** Whether a volume is kept for this very claim: by name, and by uid where it says one. */
export function isFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { claimRef } = spec;
  if (!claimRef || claimRef.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

const sizeOf = ({ spec }: PersistentVolume) => parseQuantity(spec.capacity?.storage ?? '0');

function isLargeEnough(volume: PersistentVolume, { spec }: PersistentVolumeClaim): boolean {
  return compareQuantities(sizeOf(volume), parseQuantity(spec.resources?.requests?.storage ?? '0')) >= 0;
}

/** Why a volume can't serve a claim that names it, or is kept for it; undefined where it can. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (!isLargeEnough(volume, claim)) return 'requested PV is too small';
  if (storageClassOf(volume) !== storageClassOf(claim)) return 'storageClassName does not match';
  if ((volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem'))
    return 'incompatible volumeMode';
  return (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode))
    ? undefined
    : 'incompatible accessMode';
}

/** Free, and all that the claim asks for. */
export function suits(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (volume.spec.claimRef || volume.metadata.deletionTimestamp || volume.status?.phase !== 'Available') return false;
  const { selector } = claim.spec;
  if (selector && !matchesSelector(selectorOf(selector), volume.metadata.labels)) return false;
  return mismatch(volume, claim) === undefined;
}

/** The volume that is kept for a claim, else of those that suit it the smallest of the least versatile ones. */
export function bestVolume(
  volumes: readonly PersistentVolume[],
  claim: PersistentVolumeClaim,
): PersistentVolume | undefined {
  const kept = volumes.find((volume) => isFor(volume, claim) && mismatch(volume, claim) === undefined);
  if (kept) return kept;
  const modes = ({ spec }: PersistentVolume): number => spec.accessModes?.length ?? 0;
  const order = (a: PersistentVolume, b: PersistentVolume): number =>
    modes(a) - modes(b) || compareQuantities(sizeOf(a), sizeOf(b)) || (a.metadata.name < b.metadata.name ? -1 : 1);
  return volumes.filter((volume) => suits(volume, claim)).sort(order)[0];
}

export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

type Annotations = Readonly<Record<string, string>>;

export const markedWith = (annotations: Annotations | undefined, name: string): Annotations => ({
  ...annotations,
  [name]: 'yes',
});

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
  const annotations = claimRef
    ? volume.metadata.annotations
    : markedWith(volume.metadata.annotations, BOUND_BY_CONTROLLER);
  const reference = { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
  return {
    ...volume,
    metadata: { ...volume.metadata, ...(annotations && { annotations }) },
    spec: { ...volume.spec, claimRef: reference },
  };
}

/** What is wrong with a claim of the name of the pod's own that somebody else made. */
export function foreignClaim(pod: Pod, { metadata }: PersistentVolumeClaim): string | undefined {
  const isOwn = metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === pod.metadata.uid);
  if (isOwn) return undefined;
  const { namespace, name } = pod.metadata;
  return `PVC ${metadata.namespace}/${metadata.name} was not created for pod ${namespace}/${name} (pod is not owner)`;
}

/** The claim that a pod brings with it, as a template in one of its volumes, is called so. */
export const ownClaimName = ({ metadata }: Pod, volume: string): string => `${metadata.name}-${volume}`;

/** The claim behind a volume of a pod; undefined where there is none. */
export const claimNameOf = (pod: Pod, { name, persistentVolumeClaim, ephemeral }: Volume): string | undefined =>
  persistentVolumeClaim?.claimName ?? (ephemeral ? ownClaimName(pod, name) : undefined);
