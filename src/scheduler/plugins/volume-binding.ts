import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../api';
import {
  bestVolume,
  claimNameOf,
  foreignClaim,
  hasBeenBound,
  nodeTermHolds,
  nodeTermsOf,
  ownClaimName,
  storageClassOf,
} from '../../api';
import type { NodeInfo } from '../cache/node-info';
import type { Plugin, QueueingHint, Rejection } from '../framework/plugin';
import { refuseForGood } from '../framework/plugin';
import type { VolumeWorld } from '../framework/world';

const elsewhere = refuseForGood("node(s) didn't match PersistentVolume's node affinity");
const nothingThere = refuseForGood("node(s) didn't find available persistent volumes to bind");
const unbound = refuseForGood('pod has unbound immediate PersistentVolumeClaims');

/** What a pod's claims have, and what they will have once it is known where the pod goes. */
interface Needs {
  readonly bound: readonly PersistentVolume[];
  readonly waiting: readonly PersistentVolumeClaim[];
  readonly volumes: VolumeWorld;
}

export const claimNamesOf = (pod: Pod): readonly string[] =>
  (pod.spec.volumes ?? []).flatMap((volume) => claimNameOf(pod, volume) ?? []);

/** Claims of others that change help nobody. */
export const OWN_CLAIM: QueueingHint = {
  events: ['claim/changed'],
  helps: ({ pod }, { claim }) =>
    claim?.metadata.namespace === pod.metadata.namespace && claimNamesOf(pod).includes(claim?.metadata.name ?? ''),
};

function wrongWith(
  pod: Pod,
  name: string,
  claim: PersistentVolumeClaim | undefined,
  isOwn: boolean,
): string | undefined {
  const which = `persistentvolumeclaim "${name}"`;
  if (!claim) return isOwn ? `waiting for ephemeral volume controller to create the ${which}` : `${which} not found`;
  if (claim.status?.phase === 'Lost')
    return `${which} bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`;
  if (claim.metadata.deletionTimestamp) return `${which} is being deleted`;
  return isOwn ? foreignClaim(pod, claim) : undefined;
}

function needsOf(pod: Pod, names: readonly string[], volumes: VolumeWorld): Needs | Rejection {
  const claims = names.map((name) => volumes.claim(pod.metadata.namespace ?? '', name));
  const isOwn = (claim: string): boolean =>
    pod.spec.volumes?.some(({ name, ephemeral }) => ephemeral && ownClaimName(pod, name) === claim) ?? false;
  const problem = names
    .map((name, index) => wrongWith(pod, name, claims[index], isOwn(name)))
    .find((found) => found !== undefined);
  if (problem !== undefined) return refuseForGood(problem);
  const bound: PersistentVolume[] = [];
  const waiting: PersistentVolumeClaim[] = [];
  for (const claim of claims as readonly PersistentVolumeClaim[]) {
    const volume = hasBeenBound(claim) && claim.spec.volumeName ? volumes.volume(claim.spec.volumeName) : undefined;
    if (volume) bound.push(volume);
    else if (volumes.storageClass(storageClassOf(claim))?.volumeBindingMode !== 'WaitForFirstConsumer') return unbound;
    else waiting.push(claim);
  }
  return { bound, waiting, volumes };
}

function isReachable({ spec }: PersistentVolume, node: NodeInfo): boolean {
  const required = spec.nodeAffinity?.required;
  return !required || nodeTermsOf(required).some((term) => nodeTermHolds(term, node.labels, node.name));
}

/** The volume that a claim which waits for its pod gets on a node; `made`: somebody will make one. */
export function volumeOn(
  node: NodeInfo,
  claim: PersistentVolumeClaim,
  volumes: VolumeWorld,
): PersistentVolume | 'made' | undefined {
  const free = volumes.all().filter((volume) => !volumes.isReserved(volume.metadata.name) && isReachable(volume, node));
  const { provisioner } = volumes.storageClass(storageClassOf(claim)) ?? {};
  return (
    bestVolume(free, claim) ?? (provisioner && provisioner !== 'kubernetes.io/no-provisioner' ? 'made' : undefined)
  );
}

/** A pod goes where its volumes are, and not before its claims have them. */
export const volumeBinding: Plugin<Needs> = {
  name: 'VolumeBinding',
  hints: [OWN_CLAIM, { events: ['volume/changed', 'class/changed', 'node/added', 'node/labels'] }],
  preFilter({ pod }, { volumes }) {
    const names = claimNamesOf(pod);
    if (names.length === 0) return { skip: true };
    const needs = needsOf(pod, names, volumes);
    return 'bound' in needs ? { state: needs } : { rejection: needs };
  },
  filter(_pod, node, { bound, waiting, volumes }) {
    if (!bound.every((volume) => isReachable(volume, node))) return elsewhere;
    return waiting.every((claim) => volumeOn(node, claim, volumes)) ? undefined : nothingThere;
  },
};
