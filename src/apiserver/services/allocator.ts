import { earlyServiceErrors } from '../../api';
import type { Service, ServicePort, ServiceSpec } from '../../api';
import { fieldInvalid, internalError, invalid, wallClock } from '../../apimachinery';
import type { KubeObject, Refusal } from '../../apimachinery';
import type { Component, Process, Random } from '../../simulation';
import { newUid } from '../registry/uid';
import type { EtcdDoor } from '../storage/etcd-door';
import {
  addressNumber,
  addressText,
  isInRange,
  nodePorts,
  nodePortsText,
  PortSet,
  serviceAddresses,
  serviceAddressesText,
  staticAddresses,
} from './ranges';

/** What a service was given and must give back. */
export interface Claims {
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

const portsKey = '/registry/ranges/servicenodeports';
const addressKey = (address: string): string => `/registry/ipaddresses/${address}`;
/** So often an address is drawn before the range counts as full. */
const draws = 64;

type PortRecord = KubeObject & { readonly range: string; readonly data: string };

/** Gives services their addresses and ports. Who has which stands in etcd, so all servers agree. */
export class ServiceAllocator {
  private readonly component: Component;
  private readonly etcd: EtcdDoor;
  private readonly random: Random;

  constructor(component: Component, etcd: EtcdDoor) {
    this.component = component;
    this.etcd = etcd;
    this.random = component.simulation.random(`service addresses of ${component.id}`);
  }

  /**
   * The service with all it needs; what it had before stays.
   * @param previous undefined for a new one
   * @param dryRun nothing is taken
   * @throws Refusal 422 when it asks for what it can't have
   */
  *complete(
    next: Service,
    previous: Service | undefined,
    dryRun: boolean,
  ): Process<{ service: Service; taken: Claims }> {
    if (!previous && earlyServiceErrors(next.spec).length > 0)
      return { service: next, taken: { addresses: [], ports: [] } };
    const addresses: string[] = [];
    const ports: number[] = [];
    try {
      let service = yield* this.withAddress(next, previous, dryRun, addresses);
      service = yield* this.withPorts(service, previous, dryRun, ports);
      return { service, taken: { addresses, ports } };
    } catch (error) {
      yield* this.release({ addresses, ports });
      throw error;
    }
  }

  *release({ addresses, ports }: Claims): Process<void> {
    for (const address of addresses) {
      const { items } = yield* this.etcd.get(addressKey(address));
      if (items[0]) yield* this.etcd.remove(items[0].key, items[0].modRevision);
    }
    if (ports.length > 0) yield* this.changePorts((set) => ports.forEach((port) => set.remove(port)));
  }

  /** Takes one address, if it is free. */
  *claimAddress(address: string, { namespace = '', name }: KubeObject['metadata']): Process<boolean> {
    const record = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: {
        name: address,
        uid: newUid(this.random),
        creationTimestamp: wallClock(this.component.now),
        labels: {
          'ipaddress.kubernetes.io/ip-family': 'IPv4',
          'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
        },
      },
      spec: { parentRef: { resource: 'services', namespace, name } },
    };
    return (yield* this.etcd.put(addressKey(address), record, 0)).succeeded;
  }

  // ---- addresses ----------------------------------------------------------------------------------------------------

  private *withAddress(
    service: Service,
    previous: Service | undefined,
    dryRun: boolean,
    taken: string[],
  ): Process<Service> {
    if (!needsAddress(service.spec)) return service;
    const wanted = service.spec.clusterIPs?.[0];
    if (wanted !== undefined && wanted === previous?.spec.clusterIPs?.[0]) return service;
    const address = wanted ?? (yield* this.draw(service, dryRun, taken));
    if (wanted !== undefined) yield* this.claim(service, wanted, dryRun, taken);
    return { ...service, spec: { ...service.spec, clusterIP: address, clusterIPs: [address] } };
  }

  private *claim(service: Service, address: string, dryRun: boolean, taken: string[]): Process<void> {
    if (!isInRange(address, serviceAddresses)) {
      const rehearsed = `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${serviceAddressesText}`;
      throw refusedAddress(
        service,
        address,
        dryRun ? rehearsed : 'the provided network does not match the current range',
      );
    }
    if (dryRun) return;
    if (!(yield* this.claimAddress(address, service.metadata)))
      throw refusedAddress(service, address, 'provided IP is already allocated');
    taken.push(address);
  }

  private *draw(service: Service, dryRun: boolean, taken: string[]): Process<string> {
    const { base, size } = serviceAddresses;
    const low = staticAddresses(serviceAddresses);
    for (let attempt = 0; attempt < draws; attempt++) {
      const address = addressText(base + low + this.random.integer(size - low - 1));
      if (dryRun) return address;
      if (!(yield* this.claimAddress(address, service.metadata))) continue;
      taken.push(address);
      return address;
    }
    throw internalError('failed to allocate a serviceIP: range is full');
  }

  // ---- ports --------------------------------------------------------------------------------------------------------

  private *withPorts(
    service: Service,
    previous: Service | undefined,
    dryRun: boolean,
    taken: number[],
  ): Process<Service> {
    const had = new Set(previous ? portsOf(previous.spec) : []);
    if (!needsPorts(service.spec) || !asksForPorts(service.spec, had)) return service;
    let result = service;
    yield* this.changePorts((set) => {
      taken.length = 0;
      result = this.assigned(service, had, dryRun ? rehearsalOf(set) : set, taken);
    }, dryRun);
    if (dryRun) taken.length = 0;
    return result;
  }

  private assigned(service: Service, had: ReadonlySet<number>, set: Ports, taken: number[]): Service {
    const { spec } = service;
    const take = (port: number): number => {
      set.add(port);
      taken.push(port);
      return port;
    };
    const draw = (): number => {
      const port = set.free((below) => this.random.integer(below));
      if (port === undefined) throw internalError('failed to allocate a nodePort: range is full');
      return take(port);
    };
    spec.ports?.forEach((port, index) => {
      const { nodePort, protocol } = port;
      if (!nodePort || had.has(nodePort)) return;
      const twin = spec.ports!.slice(0, index).filter((other) => other.nodePort === nodePort);
      if (twin.length > 0 && twin.every((other) => other.protocol !== protocol)) return;
      const why = portProblem(nodePort, set);
      if (why !== undefined)
        throw invalid('Service', service.metadata.name, [fieldInvalid(`spec.ports[${index}].nodePort`, nodePort, why)]);
      take(nodePort);
    });
    const ports = spec.ports?.map((port): ServicePort => (port.nodePort ? port : { ...port, nodePort: draw() }));
    if (!needsHealthCheck(spec)) return { ...service, spec: { ...spec, ports } };
    const { healthCheckNodePort: asked } = spec;
    if (asked && !had.has(asked)) {
      const why = portProblem(asked, set);
      if (why !== undefined) throw internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${why}`);
      take(asked);
    }
    return { ...service, spec: { ...spec, ports, healthCheckNodePort: asked || draw() } };
  }

  /** Looks, changes, writes; again when another server was faster. */
  private *changePorts(change: (set: PortSet) => void, dryRun = false): Process<void> {
    for (;;) {
      const { items } = yield* this.etcd.get(portsKey);
      const record = items[0]?.value as PortRecord | undefined;
      const set = record ? PortSet.read(nodePorts, record.data) : new PortSet(nodePorts);
      change(set);
      if (dryRun) return;
      const metadata = { name: 'servicenodeports' };
      const next = { apiVersion: 'v1', kind: 'RangeAllocation', metadata, range: nodePortsText, data: set.write() };
      const written = yield* this.etcd.put(portsKey, next, items[0]?.modRevision ?? 0);
      if (written.succeeded) return;
    }
  }
}

const needsAddress = ({ type, clusterIPs }: ServiceSpec): boolean =>
  type !== 'ExternalName' && clusterIPs?.[0] !== 'None';

const needsPorts = ({ type, allocateLoadBalancerNodePorts: allocates }: ServiceSpec): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocates !== false);

const needsHealthCheck = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local';

const portsOf = ({ ports = [], healthCheckNodePort }: ServiceSpec): readonly number[] =>
  [...ports.map(({ nodePort }) => nodePort), healthCheckNodePort].filter(
    (port) => port !== undefined && port > 0,
  ) as number[];

function asksForPorts(spec: ServiceSpec, had: ReadonlySet<number>): boolean {
  const missing = spec.ports?.some(({ nodePort }) => !nodePort || !had.has(nodePort)) ?? false;
  return missing || (needsHealthCheck(spec) && !had.has(spec.healthCheckNodePort ?? 0));
}

/** All that a service has been given. */
export function claimsOf({ spec }: Service): Claims {
  const addresses = needsAddress(spec) ? (spec.clusterIPs ?? []).filter((ip) => addressNumber(ip) !== undefined) : [];
  return { addresses, ports: [...new Set(portsOf(spec))] };
}

/** What the first has and the second doesn't. */
export const claimsBetween = (had: Claims, kept: Claims): Claims => ({
  addresses: had.addresses.filter((address) => !kept.addresses.includes(address)),
  ports: had.ports.filter((port) => !kept.ports.includes(port)),
});

type Ports = Pick<PortSet, 'add' | 'covers' | 'free' | 'has'>;

/** Where nothing is taken nobody looks whether it could be: only what is taken already is known. */
const rehearsalOf = (set: PortSet): Ports => ({
  add: (port) => set.covers(port) && set.add(port),
  covers: () => true,
  free: (random) => set.free(random),
  has: (port) => set.covers(port) && set.has(port),
});

function portProblem(port: number, set: Ports): string | undefined {
  if (!set.covers(port)) return `provided port is not in the valid range. The range of valid ports is ${nodePortsText}`;
  return set.has(port) ? 'provided port is already allocated' : undefined;
}

const refusedAddress = ({ metadata, spec }: Service, address: string, why: string): Refusal =>
  invalid('Service', metadata.name, [
    fieldInvalid('spec.clusterIPs', spec.clusterIPs ?? [address], `failed to allocate IP ${address}: ${why}`),
  ]);
