import type { PersistentVolumeClaim, Pod } from '../api';
import { ownClaimName } from '../api';
import { keyOf, objectKey, startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import { attempt } from '../simulation';
import type { Controller } from './context';
import { controllerOf, controllerReference } from './context';
import { isConflictOrExists, isNamespaceTerminating } from './refusals';

/** The claims of a pod's own: they come from templates in its volumes, and go with it. */
export function ownClaimsOf(pod: Pod): readonly PersistentVolumeClaim[] {
  return (pod.spec.volumes ?? []).flatMap(({ name, ephemeral }) => {
    const template = ephemeral?.volumeClaimTemplate;
    if (!template) return [];
    const { labels, annotations } = template.metadata ?? {};
    const metadata = {
      name: ownClaimName(pod, name),
      namespace: pod.metadata.namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ownerReferences: [controllerReference(pod)],
    };
    return [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: template.spec }];
  });
}

/** Makes the claims that pods bring with them as templates. */
export const ephemeralVolumeController: Controller = ({ component, client, informers }) => {
  const pods = informers.of<Pod>('pods');
  const claims = informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
  const queue = new WorkQueue(component, 'ephemeral_volume');
  pods.onChange(({ type, object }) => {
    if (type === 'deleted' || object.metadata.deletionTimestamp) return;
    if (object.spec.volumes?.some(({ ephemeral }) => ephemeral)) queue.add(keyOf(object));
  });
  claims.onChange(({ type, object }) => {
    const owner = type === 'deleted' ? controllerOf(object) : undefined;
    if (owner?.kind === 'Pod') queue.add(objectKey(object.metadata.namespace, owner.name));
  });

  function* reconcile(key: string): Process<void> {
    const pod = pods.getByKey(key);
    if (!pod || pod.metadata.deletionTimestamp) return;
    for (const claim of ownClaimsOf(pod)) {
      if (claims.get(claim.metadata.namespace, claim.metadata.name)) continue;
      const made = yield* attempt(client.create('persistentvolumeclaims', claim));
      if (!made.ok && !isConflictOrExists(made.error) && !isNamespaceTerminating(made.error)) throw made.error;
    }
  }

  return () => startWorkers(component, queue, { workers: 5 }, reconcile);
};
