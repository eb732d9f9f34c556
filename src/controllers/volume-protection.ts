import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../api';
import { claimNameOf, isPodTerminal, pvcProtection, pvProtection } from '../api';
import type { KubeObject } from '../apimachinery';
import type { ApiClient, ResourceName } from '../client';
import { keyOf, startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import type { Controller } from './context';
import { ifFound } from './refusals';

const BY_CLAIM = 'claim';

/** `namespace/name` of the claims that a pod names, under the pod's own name where the claim is the pod's. */
export function claimsOf(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    const claim = claimNameOf(pod, volume);
    return claim === undefined ? [] : [`${pod.metadata.namespace}/${claim}`];
  });
}

/** A claim that is deleted goes when no pod that could still run names it. */
export const claimProtectionController: Controller = ({ component, client, informers }) => {
  const claims = informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
  const pods = informers.of<Pod>('pods');
  const queue = new WorkQueue(component, 'pvcprotection');
  pods.addIndexer(BY_CLAIM, claimsOf);
  claims.onChange(({ type, object }) => {
    if (type !== 'deleted' && isHeld(object, pvcProtection)) queue.add(keyOf(object));
  });
  pods.onChange(({ type, object }) => {
    if (type === 'added' || (type === 'updated' && !isPodTerminal(object))) return;
    for (const key of claimsOf(object)) if (claims.getByKey(key)) queue.add(key);
  });

  function* reconcile(key: string): Process<void> {
    const claim = claims.getByKey(key);
    if (!claim || !isHeld(claim, pvcProtection)) return;
    const isUsed = pods.byIndex(BY_CLAIM, key).some((pod) => pod.spec.nodeName && !isPodTerminal(pod));
    if (!isUsed) yield* release(client, 'persistentvolumeclaims', claim, pvcProtection);
  }

  return () => startWorkers(component, queue, { workers: 1 }, reconcile);
};

/** A volume that is deleted goes when no claim has it. */
export const volumeProtectionController: Controller = ({ component, client, informers }) => {
  const volumes = informers.of<PersistentVolume>('persistentvolumes');
  const queue = new WorkQueue(component, 'pvprotection');
  volumes.onChange(({ type, object }) => {
    if (type !== 'deleted' && isHeld(object, pvProtection)) queue.add(keyOf(object));
  });

  function* reconcile(key: string): Process<void> {
    const volume = volumes.getByKey(key);
    if (!volume || !isHeld(volume, pvProtection) || volume.status?.phase === 'Bound') return;
    yield* release(client, 'persistentvolumes', volume, pvProtection);
  }

  return () => startWorkers(component, queue, { workers: 1 }, reconcile);
};

const isHeld = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer);

function* release(client: ApiClient, resource: ResourceName, object: KubeObject, finalizer: string): Process<void> {
  const { metadata } = object;
  const finalizers = (metadata.finalizers ?? []).filter((one) => one !== finalizer);
  yield* ifFound(client.update(resource, { ...object, metadata: { ...metadata, finalizers } }));
}
