import type { Endpoints, EndpointSlice, Service } from '../../api';
import { SERVICE_NAME_LABEL } from '../../api';
import { equal, isRefusal, wallClock } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { attempt, sleep } from '../../simulation';
import type { Component, Process, Random } from '../../simulation';
import { newUid } from '../registry/uid';
import type { EtcdDoor } from '../storage/etcd-door';
import type { Store } from '../storage/store';
import type { ServiceAllocator } from './allocator';
import { addressText, serviceAddresses } from './ranges';

/** What the service `kubernetes` is made of. */
export interface KubernetesServiceParts {
  readonly component: Component;
  readonly etcd: EtcdDoor;
  readonly allocator: ServiceAllocator;
  readonly services: Store;
  readonly endpoints: Store;
  readonly slices: Store;
  /** Where this server can be reached by pods. */
  readonly address: string;
}

const renewMilliseconds = 10_000;
/** A server that has not renewed its entry for so long is taken out. */
const leaseSeconds = 15;
const leasesPrefix = '/registry/masterleases/';
const name = 'kubernetes';
const namespace = 'default';
const port = 6443;
/** The first address of the range. */
const clusterIP = addressText(serviceAddresses.base + 1);

/** Keeps `default/kubernetes` and its endpoints: every server that is alive says so, and writes down who else is. */
export class KubernetesService {
  private readonly parts: KubernetesServiceParts;
  private readonly random: Random;

  constructor(parts: KubernetesServiceParts) {
    this.parts = parts;
    this.random = parts.component.simulation.random(`kubernetes service of ${parts.component.id}`);
  }

  *keep(): Process<void> {
    for (;;) {
      yield* attempt(this.reconcile());
      yield* sleep(renewMilliseconds);
    }
  }

  private *reconcile(): Process<void> {
    const { etcd, address, services } = this.parts;
    if (!services.cache.get(services.key(namespace, name))) yield* this.createService();
    const { items } = yield* etcd.get(leasesPrefix + address);
    const lease = yield* etcd.grant(leaseSeconds);
    const alive = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: address },
      subsets: [{ addresses: [{ ip: address }], ports: null }],
    };
    yield* etcd.put(leasesPrefix + address, alive, items[0]?.modRevision ?? 0, lease);
    const page = yield* etcd.listPatiently(leasesPrefix);
    const addresses = page.items.map(({ key }) => key.slice(leasesPrefix.length)).sort();
    yield* this.write(this.parts.endpoints, endpointsOf(addresses));
    yield* this.write(this.parts.slices, sliceOf(addresses));
  }

  private *createService(): Process<void> {
    const { allocator, services } = this.parts;
    const service = this.born(kubernetesService);
    yield* allocator.claimAddress(clusterIP, service.metadata);
    yield* this.create(services, service);
  }

  /** Makes it, or changes what differs: the same from whichever server. */
  private *write(store: Store, wanted: KubeObject): Process<void> {
    const key = store.key(namespace, name);
    if (!store.cache.get(key)) return yield* this.create(store, this.born(wanted));
    const change = function* (current: KubeObject): Process<KubeObject> {
      const next = { ...current, ...wanted, metadata: { ...current.metadata, labels: wanted.metadata.labels } };
      return equal(next, current) ? current : counted(next);
    };
    yield* store.update(key, name, change);
  }

  private *create(store: Store, object: KubeObject): Process<void> {
    try {
      yield* store.create(store.key(namespace, name), object);
    } catch (error) {
      if (!isRefusal(error, 'AlreadyExists')) throw error;
    }
  }

  private born<T extends KubeObject>(object: T): T {
    const creationTimestamp = wallClock(this.parts.component.now);
    return { ...object, metadata: { ...object.metadata, uid: newUid(this.random), creationTimestamp } };
  }
}

function counted(object: KubeObject): KubeObject {
  const { generation } = object.metadata;
  if (generation === undefined) return object;
  return { ...object, metadata: { ...object.metadata, generation: generation + 1 } };
}

const kubernetesService: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels: { component: 'apiserver', provider: 'kubernetes' } },
  spec: {
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: port }],
    clusterIP,
    clusterIPs: [clusterIP],
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  },
  status: { loadBalancer: {} },
};

const endpointsOf = (addresses: readonly string[]): Endpoints => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name, namespace, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
  subsets: [{ addresses: addresses.map((ip) => ({ ip })), ports: [{ name: 'https', port, protocol: 'TCP' }] }],
});

const sliceOf = (addresses: readonly string[]): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace, generation: 1, labels: { [SERVICE_NAME_LABEL]: name } },
  addressType: 'IPv4',
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
  ports: [{ name: 'https', protocol: 'TCP', port }],
});
