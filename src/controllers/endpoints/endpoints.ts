import type { Endpoints, Pod, Service } from '../../api';
import { keyOf, splitKey, startWorkers, WorkQueue } from '../../client';
import type { Process } from '../../simulation';
import { attempt } from '../../simulation';
import type { Controller } from '../context';
import { ifFound, isNamespaceTerminating } from '../refusals';
import { hasBackends } from './backends';
import { enqueueServices, podsOf } from './pod-services';
import { endpointsOf } from './subsets';
import { TriggerTimes } from './triggers';

/** Keeps, under each service's name, the addresses of its pods in the older form that some clients still read. */
export const endpointsController: Controller = ({ component, client, informers }) => {
  const services = informers.of<Service>('services');
  const pods = informers.of<Pod>('pods');
  const endpoints = informers.of<Endpoints>('endpoints');
  const queue = new WorkQueue(component, 'endpoint');
  const triggers = new TriggerTimes();
  enqueueServices(services, pods, queue);
  endpoints.onChange(({ type, object }) => {
    if (type === 'deleted') queue.add(keyOf(object));
  });

  function* reconcile(key: string): Process<void> {
    const service = services.getByKey(key);
    if (!service) return yield* remove(key);
    if (!hasBackends(service)) return;
    const known = endpoints.getByKey(key);
    const own = podsOf(service, pods);
    const wanted = endpointsOf(service, own, known, triggers.note(key, service, own));
    if (wanted === known) return;
    if (known) return void (yield* client.update<Endpoints>('endpoints', wanted));
    const made = yield* attempt(client.create<Endpoints>('endpoints', wanted));
    if (!made.ok && !isNamespaceTerminating(made.error)) throw made.error;
  }

  /** The server takes them away with the service as a rule. */
  function* remove(key: string): Process<void> {
    triggers.forget(key);
    const { namespace, name } = splitKey(key);
    yield* ifFound(client.delete('endpoints', namespace, name));
  }

  return () => startWorkers(component, queue, { workers: 5, maximumRetries: 15 }, reconcile);
};
