import type { Condition } from '../api';
import { isConditionTrue } from '../api';
import type { KubeObject } from '../apimachinery';
import type { Cluster } from './cluster';

/** Of a node or a pod. */
export function isReady(object: KubeObject | undefined): boolean {
  const { status } = (object ?? {}) as { readonly status?: { readonly conditions?: readonly Condition[] } };
  return isConditionTrue(status?.conditions, 'Ready');
}

/**
 * All workers are Ready, and pods can be made: the default service account is there.
 * @param objects what etcd holds, by key
 */
export function hasComeUp({ machines }: Cluster, objects: ReadonlyMap<string, KubeObject>): boolean {
  return (
    objects.has('/registry/serviceaccounts/default/default') &&
    machines.every(({ name, role }) => role !== 'worker' || isReady(objects.get(`/registry/minions/${name}`)))
  );
}
