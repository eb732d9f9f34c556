import type { Pod, Service, ServicePort } from '../../api';
import { isPodReady, isPodTerminal, isSidecar } from '../../api';
import { addressOf } from './pod-address';

/** A port as endpoints carry it: where the pod listens, under the service's name for it. */
export interface BackendPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

/** Pods of one service that listen on the same ports. */
export interface PortGroup {
  readonly ports: readonly BackendPort[];
  readonly pods: readonly Pod[];
}

export const isHeadless = ({ spec }: Service): boolean => spec.clusterIP === 'None';

/** Services without a selector, and names for something outside, have no pods. */
export const hasBackends = ({ spec }: Service): boolean => spec.selector !== undefined && spec.type !== 'ExternalName';

/** What can be reached: it has an address and hasn't ended. */
export const isReachable = (pod: Pod): boolean => !isPodTerminal(pod) && addressOf(pod) !== undefined;

/** Whether requests are to be sent there; some services want them sent to pods that aren't ready too. */
export const takesRequests = (pod: Pod, { spec }: Service): boolean =>
  spec.publishNotReadyAddresses === true || (isPodReady(pod) && !pod.metadata.deletionTimestamp);

/** Pods whose port of that name has another number make a group of their own. */
export function groupByPorts(service: Service, pods: readonly Pod[]): readonly PortGroup[] {
  const groups = new Map<string, { ports: readonly BackendPort[]; pods: Pod[] }>();
  for (const pod of pods) {
    const ports = portsOf(service, pod);
    if (ports.length === 0 && !(isHeadless(service) && !service.spec.ports?.length)) continue;
    const key = portsKey(ports);
    const group = groups.get(key);
    if (group) group.pods.push(pod);
    else groups.set(key, { ports, pods: [pod] });
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

interface AnyPort {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

export const portsKey = (ports: readonly AnyPort[] | null | undefined): string =>
  (ports ?? [])
    .map(({ name = '', port, protocol, appProtocol = '' }) => `${name} ${port} ${protocol} ${appProtocol}`)
    .sort()
    .join(',');

function portsOf({ spec }: Service, pod: Pod): readonly BackendPort[] {
  return (spec.ports ?? []).flatMap((servicePort) => {
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    const port = targetOf(servicePort, pod);
    return port === undefined ? [] : [{ name, port, protocol, ...(appProtocol && { appProtocol }) }];
  });
}

/** A number as it is, a name as the pod's containers know it. */
function targetOf({ targetPort, port, protocol = 'TCP' }: ServicePort, { spec }: Pod): number | undefined {
  if (typeof targetPort !== 'string') return targetPort || port;
  const sidecars = (spec.initContainers ?? []).filter(isSidecar);
  for (const { ports = [] } of [...spec.containers, ...sidecars])
    for (const each of ports)
      if (each.name === targetPort && (each.protocol ?? 'TCP') === protocol) return each.containerPort;
  return undefined;
}
