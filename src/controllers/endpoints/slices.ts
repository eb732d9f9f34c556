import type { Endpoint, EndpointSlice, Node, Pod, Service } from '../../api';
import { isPodReady, SERVICE_NAME_LABEL } from '../../api';
import { equal } from '../../apimachinery';
import { controllerReference } from '../context';
import type { PortGroup } from './backends';
import { groupByPorts, isHeadless, isReachable, portsKey, takesRequests } from './backends';
import { addressOf, hostnameIn, targetOfPod } from './pod-address';
import { withTrigger } from './triggers';

const MANAGER = 'endpointslice-controller.k8s.io';
export const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';
const HEADLESS_LABEL = 'service.kubernetes.io/headless';
const ZONE_LABEL = 'topology.kubernetes.io/zone';
/** No slice holds more than this. */
const MOST_ENDPOINTS = 100;

export const isOurs = ({ metadata }: EndpointSlice): boolean => metadata.labels?.[MANAGED_BY_LABEL] === MANAGER;

export interface SlicePlan {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly delete: readonly EndpointSlice[];
}

type NodeLookup = (name: string) => Node | undefined;

/**
 * What brings a service's slices to its pods with few writes: endpoints stay in the slice they are in, new ones fill slices
 * that have room, a slice that would go is used again for one that would come. A service without pods keeps one empty slice.
 */
export function planSlices(
  service: Service,
  pods: readonly Pod[],
  slices: readonly EndpointSlice[],
  nodeOf: NodeLookup,
  triggeredAt: string | undefined,
): SlicePlan {
  const groups = groupByPorts(service, pods.filter(isReachable));
  const wanted: Filled[] = [];
  const free = new Set(slices);
  for (const group of groups) {
    const alike = slices.filter(({ ports }) => portsKey(ports) === portsKey(group.ports));
    for (const slice of alike) free.delete(slice);
    const endpoints = group.pods.map((pod) => endpointOf(service, pod, nodeOf));
    wanted.push(...fill(group, alike, endpoints, free));
  }
  if (wanted.length === 0) wanted.push({ ports: null, endpoints: null, slice: placeholder(slices, free) });
  return planOf(service, wanted, [...free], triggeredAt);
}

interface Filled {
  readonly ports: EndpointSlice['ports'];
  readonly endpoints: readonly Endpoint[] | null;
  readonly slice: EndpointSlice | undefined;
}

function placeholder(slices: readonly EndpointSlice[], free: Set<EndpointSlice>): EndpointSlice | undefined {
  const kept = slices.find(({ endpoints }) => !endpoints?.length) ?? slices[0];
  if (kept) free.delete(kept);
  return kept;
}

/** @param free takes slices that have become empty */
function fill(
  { ports }: PortGroup,
  slices: readonly EndpointSlice[],
  endpoints: readonly Endpoint[],
  free: Set<EndpointSlice>,
): readonly Filled[] {
  const missing = new Map(endpoints.map((endpoint) => [endpoint.targetRef!.uid!, endpoint]));
  const kept = slices.map((slice) => ({ slice: slice as EndpointSlice | undefined, endpoints: keep(slice, missing) }));
  const fresh = [...missing.values()];
  for (const each of kept) {
    if (each.endpoints.length === 0 && kept.some((other) => other.endpoints.length > 0)) continue;
    each.endpoints.push(...fresh.splice(0, MOST_ENDPOINTS - each.endpoints.length));
  }
  while (fresh.length > 0) kept.push({ slice: undefined, endpoints: fresh.splice(0, MOST_ENDPOINTS) });
  for (const { slice, endpoints: here } of kept) if (slice && here.length === 0) free.add(slice);
  return kept
    .filter(({ endpoints: here }) => here.length > 0)
    .map(({ slice, endpoints: here }) => ({ ports, slice, endpoints: here }));
}

/** What of a slice is still wanted, as it is now; taken out of the missing ones. */
function keep(slice: EndpointSlice, missing: Map<string, Endpoint>): Endpoint[] {
  return (slice.endpoints ?? []).flatMap((endpoint) => {
    const uid = endpoint.targetRef?.uid ?? '';
    const wanted = missing.get(uid);
    missing.delete(uid);
    return wanted ? [wanted] : [];
  });
}

function planOf(
  service: Service,
  wanted: readonly Filled[],
  free: EndpointSlice[],
  triggeredAt: string | undefined,
): SlicePlan {
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  for (const filled of wanted) {
    const slice = filled.slice ?? free.shift();
    const next = sliceOf(service, filled, slice, triggeredAt);
    if (!slice) create.push(next);
    else if (!isSame(slice, next)) update.push(next);
  }
  return { create, update, delete: free };
}

function isSame(slice: EndpointSlice, next: EndpointSlice): boolean {
  return (
    equal(slice.endpoints ?? [], next.endpoints ?? []) &&
    portsKey(slice.ports) === portsKey(next.ports) &&
    equal(slice.metadata.labels, next.metadata.labels)
  );
}

function sliceOf(
  service: Service,
  { ports, endpoints }: Filled,
  known: EndpointSlice | undefined,
  triggeredAt: string | undefined,
): EndpointSlice {
  const { name, namespace, labels: own } = service.metadata;
  const labels = {
    ...own,
    [SERVICE_NAME_LABEL]: name,
    [MANAGED_BY_LABEL]: MANAGER,
    ...(isHeadless(service) && { [HEADLESS_LABEL]: '' }),
  };
  const annotations = withTrigger(known?.metadata.annotations, triggeredAt);
  const { annotations: _, ...identity } = known?.metadata ?? {
    generateName: `${name}-`,
    namespace,
    ownerReferences: [controllerReference(service)],
    annotations: undefined,
  };
  const metadata = { ...identity, labels, ...(annotations && { annotations }) } as EndpointSlice['metadata'];
  return { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType: 'IPv4', endpoints, ports };
}

function endpointOf(service: Service, pod: Pod, nodeOf: NodeLookup): Endpoint {
  const { nodeName } = pod.spec;
  const zone = nodeName ? nodeOf(nodeName)?.metadata.labels?.[ZONE_LABEL] : undefined;
  const hostname = hostnameIn(service.metadata.name, pod);
  const conditions = {
    ready: takesRequests(pod, service),
    serving: isPodReady(pod),
    terminating: pod.metadata.deletionTimestamp !== undefined,
  };
  return {
    addresses: [addressOf(pod)!],
    conditions,
    ...(hostname !== undefined && { hostname }),
    ...(nodeName && { nodeName }),
    targetRef: targetOfPod(pod),
    ...(zone !== undefined && { zone }),
    ...(conditions.ready && hintsFor(service, zone, nodeName)),
  };
}

/** Who should rather be sent here, as the service wishes: those of the same zone, or of the same machine first. */
function hintsFor(
  { spec }: Service,
  zone: string | undefined,
  nodeName: string | undefined,
): Pick<Endpoint, 'hints'> | undefined {
  const { trafficDistribution: wish } = spec;
  if (wish === undefined) return undefined;
  const hints = {
    ...(zone !== undefined && { forZones: [{ name: zone }] }),
    ...(wish === 'PreferSameNode' && nodeName && { forNodes: [{ name: nodeName }] }),
  };
  return Object.keys(hints).length > 0 ? { hints } : undefined;
}
