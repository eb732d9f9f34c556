import type { Namespace, ServiceAccount } from '../api';
import { startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import { attempt } from '../simulation';
import type { Controller } from './context';
import { isConflictOrExists, isNamespaceTerminating } from './refusals';

/** Every namespace has a service account `default`: pods that name no other run under it. */
export const serviceAccountController: Controller = ({ component, client, informers }) => {
  const namespaces = informers.of<Namespace>('namespaces');
  const accounts = informers.of<ServiceAccount>('serviceaccounts');
  const queue = new WorkQueue(component, 'serviceaccount');
  namespaces.onChange(({ type, object }) => {
    if (type !== 'deleted') queue.add(object.metadata.name);
  });
  accounts.onChange(({ type, object }) => {
    if (type === 'deleted' && object.metadata.name === 'default') queue.add(object.metadata.namespace!);
  });

  function* reconcile(name: string): Process<void> {
    const namespace = namespaces.get(undefined, name);
    if (!namespace || namespace.status?.phase === 'Terminating' || accounts.get(name, 'default')) return;
    const account: ServiceAccount = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: name },
    };
    const made = yield* attempt(client.create('serviceaccounts', account));
    if (!made.ok && !isConflictOrExists(made.error) && !isNamespaceTerminating(made.error)) throw made.error;
  }

  return () => startWorkers(component, queue, { workers: 1 }, reconcile);
};
