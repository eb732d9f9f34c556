import type { PersistentVolumeClaim, Pod } from '../../api';
import type { PodInfo } from '../cache/pod-info';
import type { Plugin } from '../framework/plugin';
import { refuse } from '../framework/plugin';
import type { World } from '../framework/world';
import { claimNamesOf, OWN_CLAIM } from './volume-binding';

const inUse = refuse(
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
);

const isForOnePod = (claim: PersistentVolumeClaim | undefined): boolean =>
  claim?.spec.accessModes?.includes('ReadWriteOncePod') ?? false;

/** Names of the pod's claims that no two pods may use. */
function exclusiveClaims({ pod }: PodInfo, { volumes }: World): readonly string[] {
  return claimNamesOf(pod).filter((name) => isForOnePod(volumes.claim(pod.metadata.namespace ?? '', name)));
}

const uses = (pod: Pod, namespace: string, names: readonly string[]): boolean =>
  pod.metadata.namespace === namespace && claimNamesOf(pod).some((name) => names.includes(name));

/** A volume that is for one pod alone keeps every other pod from everywhere, until that one is gone. */
export const volumeRestrictions: Plugin<true> = {
  name: 'VolumeRestrictions',
  hints: [OWN_CLAIM, { events: ['assigned-pod/removed'] }],
  preFilter(pod, world) {
    const names = exclusiveClaims(pod, world);
    if (names.length === 0) return { skip: true };
    const isTaken = world.nodes.some((node) =>
      [...node.pods.values()].some((other) => other.key !== pod.key && uses(other.pod, pod.namespace, names)),
    );
    return isTaken ? { state: true } : { skip: true };
  },
  filter: () => inUse,
};
