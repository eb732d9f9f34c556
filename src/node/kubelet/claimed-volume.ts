import type { PersistentVolume, PersistentVolumeClaim, Pod, Volume } from '../../api';
import { claimNameOf } from '../../api';
import type { ApiClient } from '../../client';
import type { Process } from '../../simulation';
import { attempt } from '../../simulation';

export type Found = { readonly disk: string } | { readonly problem: string };

/** Where a volume lies that isn't the pod's own: a folder of the machine, or what its claim has. Undefined for all others. */
export function diskOf(client: ApiClient, pod: Pod, volume: Volume): Process<Found> | undefined {
  const { hostPath } = volume;
  if (hostPath) return found({ disk: `host ${hostPath.path}` });
  const claim = claimNameOf(pod, volume);
  return claim === undefined ? undefined : ofClaim(client, pod.metadata.namespace!, claim);
}

function* found(what: Found): Process<Found> {
  return what;
}

function* ofClaim(client: ApiClient, namespace: string, name: string): Process<Found> {
  const subject = `error processing PVC ${namespace}/${name}`;
  const claim = yield* attempt(client.get<PersistentVolumeClaim>('persistentvolumeclaims', namespace, name));
  if (!claim.ok) return { problem: `${subject}: failed to fetch PVC from API server: ${claim.error.message}` };
  const { spec, status } = claim.value;
  if (status?.phase !== 'Bound' || !spec.volumeName) return { problem: `${subject}: PVC is not bound` };
  const volume = yield* attempt(client.get<PersistentVolume>('persistentvolumes', undefined, spec.volumeName));
  if (!volume.ok) return { problem: `failed to fetch PV ${spec.volumeName} from API server: ${volume.error.message}` };
  return lies(volume.value);
}

/** Drivers of storage are programs of their own, and of ours none is among them. */
function lies({ spec: { hostPath, local, nfs, csi } }: PersistentVolume): Found {
  if (hostPath ?? local) return { disk: `host ${(hostPath ?? local)!.path}` };
  if (nfs) return { disk: `nfs ${nfs.server}:${nfs.path}` };
  return {
    problem: csi
      ? `kubernetes.io/csi: driver name ${csi.driver} not found in the list of registered CSI drivers`
      : 'no volume plugin matched',
  };
}
