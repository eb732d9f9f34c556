import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../api';
import { hasBeenBound, keptFor } from '../api';
import type { ApiClient } from '../client';
import type { Process } from '../simulation';
import { sleep } from '../simulation';
import type { NodeInfo } from './cache/node-info';
import type { VolumeWorld } from './framework/world';
import { claimNamesOf, volumeOn } from './plugins/volume-binding';

const POLL_MILLISECONDS = 1000;
const TRIES = 600;
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** Who gets which volume, decided with the pod's node and not yet carried out by those whose work that is. */
export class VolumeReservations {
  private readonly client: ApiClient;
  private readonly volumes: VolumeWorld;
  private readonly reserved: Set<string>;

  /** @param reserved by name; what `volumes` says is reserved */
  constructor(client: ApiClient, volumes: VolumeWorld, reserved: Set<string>) {
    this.client = client;
    this.volumes = volumes;
    this.reserved = reserved;
  }

  /** Claims of the pod that wait for it, with what they are to get on its node. Undefined where there are none. */
  reserve(pod: Pod, node: NodeInfo): Process<void> | undefined {
    const names = claimNamesOf(pod);
    if (names.length === 0) return undefined;
    const claims = names.map((name) => this.volumes.claim(pod.metadata.namespace ?? '', name)!);
    const chosen = claims
      .filter((claim) => !hasBeenBound(claim))
      .map((claim) => {
        const volume = volumeOn(node, claim, this.volumes);
        if (volume && volume !== 'made') this.reserved.add(volume.metadata.name);
        return { claim, volume };
      });
    return chosen.length === 0 ? undefined : this.carryOut(chosen, node);
  }

  private *carryOut(
    chosen: readonly {
      readonly claim: PersistentVolumeClaim;
      readonly volume: PersistentVolume | 'made' | undefined;
    }[],
    node: NodeInfo,
  ): Process<void> {
    try {
      for (const { claim, volume } of chosen) yield* this.tell(claim, volume, node);
      yield* this.untilBound(chosen.map(({ claim }) => claim));
    } finally {
      for (const { volume } of chosen) if (volume && volume !== 'made') this.reserved.delete(volume.metadata.name);
    }
  }

  private *tell(
    claim: PersistentVolumeClaim,
    volume: PersistentVolume | 'made' | undefined,
    node: NodeInfo,
  ): Process<void> {
    if (volume && volume !== 'made') {
      yield* this.client.update<PersistentVolume>('persistentvolumes', keptFor(volume, claim));
      return;
    }
    const annotations = { ...claim.metadata.annotations, [SELECTED_NODE]: node.name };
    const told = { ...claim, metadata: { ...claim.metadata, annotations } };
    yield* this.client.update<PersistentVolumeClaim>('persistentvolumeclaims', told);
  }

  private *untilBound(claims: readonly PersistentVolumeClaim[]): Process<void> {
    const isBound = ({ metadata: { namespace, name } }: PersistentVolumeClaim): boolean => {
      const claim = this.volumes.claim(namespace ?? '', name);
      return claim !== undefined && hasBeenBound(claim) && claim.status?.phase === 'Bound';
    };
    for (let tries = 0; tries < TRIES; tries++) {
      yield* sleep(POLL_MILLISECONDS);
      if (claims.every(isBound)) return;
    }
  }
}
