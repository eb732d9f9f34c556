import type { EndpointSlice, Node, Pod, Service } from '../../api';
import { serviceKeyOf } from '../../api';
import { keyOf, startWorkers, WorkQueue } from '../../client';
import type { Process } from '../../simulation';
import { attempt } from '../../simulation';
import type { Controller } from '../context';
import { ifFound, isNamespaceTerminating } from '../refusals';
import { hasBackends } from './backends';
import { enqueueServices, podsOf } from './pod-services';
import { isOurs, planSlices } from './slices';
import { TriggerTimes } from './triggers';

const RESOURCE = 'endpointslices.discovery.k8s.io';
const BY_SERVICE = 'service';
const STALE_WAIT_MILLISECONDS = 1000;

/** Keeps the addresses of each service's pods in slices: who proxies watches these. */
export const endpointSliceController: Controller = ({ component, client, informers }) => {
  const services = informers.of<Service>('services');
  const pods = informers.of<Pod>('pods');
  const nodes = informers.of<Node>('nodes');
  const slices = informers.of<EndpointSlice>(RESOURCE);
  const queue = new WorkQueue(component, 'endpoint_slice');
  const written = new WrittenSlices();
  slices.addIndexer(BY_SERVICE, (slice) => [serviceKeyOf(slice)]);
  const triggers = new TriggerTimes();
  enqueueServices(services, pods, queue);
  slices.onChange(({ type, object, previous }) => {
    if (!isOurs(object) && !(previous && isOurs(previous))) return;
    const key = serviceKeyOf(object);
    const isOwnWrite = written.seen(key, object, type === 'deleted');
    if (!isOwnWrite) queue.addAfter(key, STALE_WAIT_MILLISECONDS);
  });

  function* reconcile(key: string): Process<void> {
    const service = services.getByKey(key);
    if (!service) {
      triggers.forget(key);
      return written.forget(key);
    }
    if (!hasBackends(service) || service.metadata.deletionTimestamp) return;
    if (written.isOutstanding(key)) return queue.addAfter(key, STALE_WAIT_MILLISECONDS);
    const own = podsOf(service, pods);
    const known = slices.byIndex(BY_SERVICE, key).filter((slice) => isOurs(slice) && !slice.metadata.deletionTimestamp);
    const nodeOf = (name: string): Node | undefined => nodes.get(undefined, name);
    const plan = planSlices(service, own, known, nodeOf, triggers.note(key, service, own));
    for (const slice of plan.create) yield* create(key, slice);
    for (const slice of plan.update) written.add(key, yield* client.update<EndpointSlice>(RESOURCE, slice));
    for (const { metadata } of plan.delete) yield* ifFound(client.delete(RESOURCE, metadata.namespace, metadata.name));
  }

  function* create(key: string, slice: EndpointSlice): Process<void> {
    const made = yield* attempt(client.create<EndpointSlice>(RESOURCE, slice));
    if (made.ok) written.add(key, made.value);
    else if (!isNamespaceTerminating(made.error)) throw made.error;
  }

  return () => startWorkers(component, queue, { workers: 5, maximumRetries: 15 }, reconcile);
};

/** What was written and not yet seen in the cache: reckoning from an older state would write the same again. */
class WrittenSlices {
  private readonly outstanding = new Map<string, Map<string, number>>();
  private readonly newest = new Map<string, number>();

  /** A write may show in the cache before its answer has arrived. */
  add(service: string, slice: EndpointSlice): void {
    const { generation = 0 } = slice.metadata;
    if ((this.newest.get(keyOf(slice)) ?? 0) >= generation) return;
    const known = this.outstanding.get(service) ?? new Map<string, number>();
    this.outstanding.set(service, known.set(keyOf(slice), generation));
  }

  /** Answers whether that was to come. */
  seen(service: string, slice: EndpointSlice, isGone: boolean): boolean {
    const key = keyOf(slice);
    const { generation = 0 } = slice.metadata;
    if (isGone) this.newest.delete(key);
    else this.newest.set(key, generation);
    const wanted = this.outstanding.get(service)?.get(key);
    if (wanted === undefined || (!isGone && generation < wanted)) return false;
    this.outstanding.get(service)!.delete(key);
    return !isGone && generation === wanted;
  }

  isOutstanding(service: string): boolean {
    return (this.outstanding.get(service)?.size ?? 0) > 0;
  }

  forget(service: string): void {
    this.outstanding.delete(service);
  }
}
