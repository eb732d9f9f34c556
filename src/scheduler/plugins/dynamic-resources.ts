import type { DeviceResourceClaim, Pod, PodResourceClaim } from '../../api';
import type { PodInfo } from '../cache/pod-info';
import type { Plugin } from '../framework/plugin';
import { refuseForGood } from '../framework/plugin';
import type { World } from '../framework/world';

const noDevices = refuseForGood('cannot allocate all claims');

const wishesOf = ({ spec }: Pod): readonly PodResourceClaim[] => spec.resourceClaims ?? [];

/** What a pod's claim is called: as the pod says, or as the one made from its template is. */
const nameOf = ({ status }: Pod, { name, resourceClaimName }: PodResourceClaim): string | undefined =>
  resourceClaimName ?? status?.resourceClaimStatuses?.find((one) => one.name === name)?.resourceClaimName;

/** The pod's claims; undefined where not all of them are there yet. */
function claimsOf({ pod }: PodInfo, world: World): readonly DeviceResourceClaim[] | undefined {
  const claims = wishesOf(pod).map((wish) => {
    const name = nameOf(pod, wish);
    return name === undefined ? undefined : world.deviceClaim(pod.metadata.namespace ?? '', name);
  });
  return claims.every((claim) => claim !== undefined) ? claims : undefined;
}

/** Devices by claim. No machine here has devices: only what was allocated by somebody else can be used, from everywhere. */
export const dynamicResources: Plugin<readonly DeviceResourceClaim[], true> = {
  name: 'DynamicResources',
  hints: [{ events: ['device-claim/changed'], helps: (pod, _event, world) => claimsOf(pod, world) !== undefined }],
  preEnqueue: (pod, world) =>
    wishesOf(pod.pod).length > 0 && !claimsOf(pod, world) ? refuseForGood('waiting for resource claims') : undefined,
  preFilter(pod, world) {
    if (wishesOf(pod.pod).length === 0) return { skip: true };
    // A pod whose claims are not there doesn't come so far; one that went since is of no use to it either way.
    return { state: claimsOf(pod, world) ?? [] };
  },
  filter: (_pod, _node, claims) =>
    claims.some(({ spec, status }) => !status?.allocation && spec.devices?.requests?.length) ? noDevices : undefined,
  postFilter: ({ pod }) => ({
    message: wishesOf(pod.pod).length > 0 ? 'still not schedulable' : 'no new claims to deallocate',
  }),
  preScore: () => true,
  score: () => 0,
};
