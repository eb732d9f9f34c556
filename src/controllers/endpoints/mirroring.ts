import type { Endpoint, EndpointAddress, Endpoints, EndpointSlice, EndpointSubset, Service } from '../../api';
import { lastAppliedAnnotation, SERVICE_NAME_LABEL, serviceKeyOf } from '../../api';
import { equal } from '../../apimachinery';
import { keyOf, startWorkers, WorkQueue } from '../../client';
import type { Process } from '../../simulation';
import { attempt } from '../../simulation';
import type { Controller } from '../context';
import { controllerReference } from '../context';
import { ifFound, isNamespaceTerminating } from '../refusals';
import { portsKey } from './backends';
import { MANAGED_BY_LABEL } from './slices';

const RESOURCE = 'endpointslices.discovery.k8s.io';
const MANAGER = 'endpointslicemirroring-controller.k8s.io';
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const BY_SERVICE = 'mirrored-service';
/** Of a subset no more are mirrored. */
const MOST_ADDRESSES = 1000;

const isMirror = ({ metadata }: EndpointSlice): boolean => metadata.labels?.[MANAGED_BY_LABEL] === MANAGER;

/** Whether what somebody wrote has to be told to those who read slices alone. */
export function isMirrored({ metadata: { labels, annotations } }: Endpoints, service: Service | undefined): boolean {
  if (!service || service.spec.selector !== undefined) return false;
  return labels?.[SKIP] !== 'true' && annotations?.[LEADER] === undefined;
}

/** The slices that say what the endpoints say: one for each set of ports. What stands there already keeps its name. */
export function mirrorsOf(endpoints: Endpoints, known: readonly EndpointSlice[]): readonly EndpointSlice[] {
  const subsets = (endpoints.subsets ?? []).filter(
    ({ addresses, notReadyAddresses }) => addresses ?? notReadyAddresses,
  );
  return subsets.map((subset) => {
    const slice = known.find(({ ports }) => portsKey(ports) === portsKey(subset.ports));
    return mirrorOf(endpoints, subset, slice);
  });
}

function mirrorOf(endpoints: Endpoints, subset: EndpointSubset, known: EndpointSlice | undefined): EndpointSlice {
  const { name, namespace, labels, annotations } = endpoints.metadata;
  const { [lastAppliedAnnotation]: _, ...told } = annotations ?? {};
  const identity = known?.metadata ?? {
    generateName: `${name}-`,
    namespace,
    ownerReferences: [controllerReference(endpoints)],
  };
  const metadata = {
    ...identity,
    labels: { ...labels, [SERVICE_NAME_LABEL]: name, [MANAGED_BY_LABEL]: MANAGER },
    ...(Object.keys(told).length > 0 && { annotations: told }),
  } as EndpointSlice['metadata'];
  const ports = (subset.ports ?? []).map(({ name: called = '', ...port }) => ({ name: called, ...port }));
  const all = [
    ...(subset.addresses ?? []).map((address) => endpointOf(address, true)),
    ...(subset.notReadyAddresses ?? []).map((address) => endpointOf(address, false)),
  ];
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    endpoints: all.slice(0, MOST_ADDRESSES),
    ports,
  };
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname !== undefined && { hostname }),
    ...(nodeName !== undefined && { nodeName }),
    ...(targetRef && { targetRef }),
  };
}

/** Mirrors endpoints that people write for services without a selector: who proxies reads nothing but slices. */
export const endpointSliceMirroringController: Controller = ({ component, client, informers }) => {
  const services = informers.of<Service>('services');
  const endpoints = informers.of<Endpoints>('endpoints');
  const slices = informers.of<EndpointSlice>(RESOURCE);
  const queue = new WorkQueue(component, 'endpoint_slice_mirroring');
  slices.addIndexer(BY_SERVICE, (slice) => (isMirror(slice) ? [serviceKeyOf(slice)] : []));
  endpoints.onChange(({ type, object, previous }) => {
    const isNews =
      type !== 'updated' ||
      object.subsets !== previous!.subsets ||
      !equal(object.metadata.labels, previous!.metadata.labels);
    if (isNews) queue.add(keyOf(object));
  });
  services.onChange(({ type, object, previous }) => {
    if (type !== 'updated' || (object.spec.selector === undefined) !== (previous!.spec.selector === undefined))
      queue.add(keyOf(object));
  });

  function* reconcile(key: string): Process<void> {
    const known = slices.byIndex(BY_SERVICE, key).filter(({ metadata }) => !metadata.deletionTimestamp);
    const written = endpoints.getByKey(key);
    const wanted = written && isMirrored(written, services.getByKey(key)) ? mirrorsOf(written, known) : [];
    for (const slice of wanted) yield* write(slice, known);
    for (const { metadata } of known)
      if (!wanted.some((slice) => slice.metadata.name === metadata.name))
        yield* ifFound(client.delete(RESOURCE, metadata.namespace, metadata.name));
  }

  function* write(slice: EndpointSlice, known: readonly EndpointSlice[]): Process<void> {
    const before = known.find(({ metadata }) => metadata.name === slice.metadata.name);
    if (before && equal(before.endpoints, slice.endpoints) && equal(before.metadata.labels, slice.metadata.labels))
      return;
    const outcome = yield* attempt(before ? client.update(RESOURCE, slice) : client.create(RESOURCE, slice));
    if (!outcome.ok && !isNamespaceTerminating(outcome.error)) throw outcome.error;
  }

  return () => startWorkers(component, queue, { workers: 5, maximumRetries: 15 }, reconcile);
};
