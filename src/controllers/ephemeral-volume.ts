import type { PersistentVolumeClaim, Pod } from '../api';
import { foreignClaim, ownClaimName } from '../api';
import { refuse } from '../apimachinery';
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
export const ephemeralVolumeController: Controller = ({ component, client, informers, recorder }) => {
  const events = recorder('ephemeral_volume');
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

  /** A claim of the name that somebody else made is in the way until it goes. */
  function tellForeign(pod: Pod, claim: PersistentVolumeClaim): void {
    const problem = foreignClaim(pod, claim);
    if (problem === undefined) return;
    const volume = pod.spec.volumes!.find(({ name }) => ownClaimName(pod, name) === claim.metadata.name)!;
    events.event(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volume.name}: ${problem}`);
    // Whoever frees the name is not watched for it: it is looked at again, later and later.
    throw refuse(409, 'Conflict', problem);
  }

  function* reconcile(key: string): Process<void> {
    const pod = pods.getByKey(key);
    if (!pod || pod.metadata.deletionTimestamp) return;
    for (const claim of ownClaimsOf(pod)) {
      const known = claims.get(claim.metadata.namespace, claim.metadata.name);
      if (known) tellForeign(pod, known);
      if (known) continue;
      const made = yield* attempt(client.create('persistentvolumeclaims', claim));
      if (!made.ok && !isConflictOrExists(made.error) && !isNamespaceTerminating(made.error)) throw made.error;
    }
  }

  return () => startWorkers(component, queue, { workers: 5 }, reconcile);
};
