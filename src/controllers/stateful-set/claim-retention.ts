import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../api';
import type { OwnerReference } from '../../apimachinery';
import { controllerOf, controllerReference } from '../context';

/** Whether a claim is to go with the set, with its pod, or with nobody. */
type Fate = 'set' | 'pod' | undefined;

/** @param isCondemned the pod's place is no longer wanted */
function fateOf({ spec }: StatefulSet, isCondemned: boolean): Fate {
  const { whenDeleted, whenScaled } = spec.persistentVolumeClaimRetentionPolicy ?? {};
  if (isCondemned && whenScaled === 'Delete') return 'pod';
  return whenDeleted === 'Delete' ? 'set' : undefined;
}

/**
 * A claim with the owners that its set's policy wants it to have, so that it is collected with them; undefined where it has them,
 * or where somebody else manages it.
 */
export function withOwners(
  set: StatefulSet,
  pod: Pod,
  claim: PersistentVolumeClaim,
  isCondemned: boolean,
): PersistentVolumeClaim | undefined {
  const ours = new Set([set.metadata.uid, pod.metadata.uid]);
  const manager = controllerOf(claim);
  if (manager && !ours.has(manager.uid)) return undefined;
  const before = claim.metadata.ownerReferences ?? [];
  const wanted = ownerOf(set, pod, fateOf(set, isCondemned));
  const others = before.filter(({ uid }) => !ours.has(uid));
  const after = wanted ? [...others, wanted] : others;
  if (before.length === after.length && after.every(({ uid }) => before.some((each) => each.uid === uid)))
    return undefined;
  const { ownerReferences: _, ...metadata } = claim.metadata;
  return { ...claim, metadata: { ...metadata, ...(after.length > 0 && { ownerReferences: after }) } };
}

function ownerOf(set: StatefulSet, pod: Pod, fate: Fate): OwnerReference | undefined {
  return fate && controllerReference(fate === 'set' ? set : pod);
}
