import type { EndpointAddress, EndpointSubset, Endpoints, Pod, Service } from '../../api';
import { equal } from '../../apimachinery';
import { groupByPorts, isHeadless, isReachable, takesRequests } from './backends';
import { addressOf, hostnameIn, targetOfPod } from './pod-address';
import { withTrigger } from './triggers';

const MANAGED_BY = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' };
const HEADLESS = { 'service.kubernetes.io/headless': '' };
/** An Endpoints object names no more than this. */
const MOST_ADDRESSES = 1000;

/** A service's pods as the older Endpoints have it: ready addresses and others, for each set of ports. */
export function subsetsOf(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const staying = pods.filter(
    (pod) => isReachable(pod) && (!pod.metadata.deletionTimestamp || service.spec.publishNotReadyAddresses),
  );
  return groupByPorts(service, staying.slice(0, MOST_ADDRESSES)).map(({ ports, pods: alike }) => {
    const ready = alike.filter((pod) => takesRequests(pod, service));
    const others = alike.filter((pod) => !takesRequests(pod, service));
    return {
      ...(ready.length > 0 && { addresses: addressesOf(service, ready) }),
      ...(others.length > 0 && { notReadyAddresses: addressesOf(service, others) }),
      ...(ports.length > 0 && {
        ports: ports.map(({ name, ...port }) => (name === '' ? port : { name, ...port })),
      }),
    };
  });
}

function addressesOf(service: Service, pods: readonly Pod[]): readonly EndpointAddress[] {
  const addresses = pods.map((pod): EndpointAddress => {
    const hostname = hostnameIn(service.metadata.name, pod);
    return {
      ip: addressOf(pod)!,
      ...(hostname !== undefined && { hostname }),
      ...(pod.spec.nodeName && { nodeName: pod.spec.nodeName }),
      targetRef: targetOfPod(pod),
    };
  });
  return addresses.sort((a, b) => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0));
}

/** What the object should be; the known one where it is that already. */
export function endpointsOf(
  service: Service,
  pods: readonly Pod[],
  known: Endpoints | undefined,
  triggeredAt: string | undefined,
): Endpoints {
  const subsets = subsetsOf(service, pods);
  const labels = { ...service.metadata.labels, ...MANAGED_BY, ...(isHeadless(service) && HEADLESS) };
  if (known && equal(known.subsets ?? [], subsets) && equal(known.metadata.labels, labels)) return known;
  const { name, namespace } = service.metadata;
  const annotations = withTrigger(known?.metadata.annotations, triggeredAt);
  const { annotations: _, ...identity } = known?.metadata ?? { name, namespace, annotations: undefined };
  const metadata = { ...identity, labels, ...(annotations && { annotations }) };
  return { apiVersion: 'v1', kind: 'Endpoints', metadata, ...(subsets.length > 0 && { subsets }) };
}
