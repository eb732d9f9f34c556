import type { PersistentVolume, PersistentVolumeClaim } from '../../api';
import { storageClassOf } from '../../api';
import { compareQuantities, matchesSelector, parseQuantity, selectorOf } from '../../apimachinery';

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
