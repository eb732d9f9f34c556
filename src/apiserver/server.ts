import { kinds } from '../api';
import type { KindDefinition } from '../api';
import type { ApiRequest } from '../apimachinery';
import { attempt, sleep } from '../simulation';
import type { Component, Process, Program, ServerCall } from '../simulation';
import type { AdmissionView } from './admission/plugin';
import type { Auditor } from './audit';
import type { AuthenticationOptions } from './authentication';
import { Rbac } from './authorization/rbac';
import { serveCustomResources } from './custom-resources';
import { keepIdentityLease, keepSystemNamespaces, makeBootstrapRoles } from './bootstrap';
import { makeMissing, ownApiServices, serviceRange, systemPriorityClasses } from './bootstrap-objects';
import { listedGroups } from './discovery/groups';
import { Handler } from './handler';
import { PodGraph } from './node-view';
import { Resource } from './registry/resource';
import { compactHistory } from './storage/compaction';
import { ServiceAllocator } from './services/allocator';
import { KubernetesService } from './services/kubernetes-service';
import { EtcdDoor } from './storage/etcd-door';
import { EventLeases } from './storage/event-leases';
import { Store } from './storage/store';

export interface ApiServerOptions extends Partial<AuthenticationOptions> {
  /** Addresses of etcd's members, the one beside this server first. */
  readonly etcd: readonly string[];
  /** Where pods can reach this server: one of the endpoints of the service `kubernetes`, which there is none of without. */
  readonly advertiseAddress?: string;
  /** Where the audit log goes. */
  readonly audit?: Auditor;
}

const etcdRetryMilliseconds = 500;

/**
 * The program of one API server. It listens once etcd has answered, keeps one etcd watch per resource and serves everybody
 * else's from that; it remembers nothing that another one like it would not find in etcd.
 */
export function apiServer(options: ApiServerOptions): Program {
  return (component) => new Server(component, options).run();
}

class Server {
  private readonly component: Component;
  private readonly etcd: EtcdDoor;
  private readonly stores = new Map<string, Store>();
  private readonly resources: readonly Resource[];
  private readonly graph: PodGraph;
  private readonly rbac: Rbac;
  private readonly handler: Handler;
  private readonly allocator: ServiceAllocator;
  private readonly address: string | undefined;
  private readonly clusterSecret: string;
  private readonly view: AdmissionView;

  constructor(component: Component, options: ApiServerOptions) {
    this.component = component;
    this.etcd = new EtcdDoor(component, options.etcd);
    const leases = new EventLeases(component, this.etcd);
    this.address = options.advertiseAddress;
    this.allocator = new ServiceAllocator(component, this.etcd);
    const { allocator } = this;
    this.resources = kinds.map((kind) => {
      const isService = kind.group === '' && kind.plural === 'services';
      return new Resource(kind, this.storeOf(kind, leases), isService ? allocator : undefined);
    });
    this.rbac = new Rbac({
      roles: this.store('/registry/roles'),
      clusterRoles: this.store('/registry/clusterroles'),
      roleBindings: this.store('/registry/rolebindings'),
      clusterRoleBindings: this.store('/registry/clusterrolebindings'),
    });
    this.graph = new PodGraph(this.store('/registry/pods'), this.store('/registry/persistentvolumes'));
    this.clusterSecret = options.clusterSecret ?? 'wheelhouse';
    this.view = {
      namespaces: this.store('/registry/namespaces'),
      serviceAccounts: this.store('/registry/serviceaccounts'),
      pods: this.store('/registry/pods'),
      nodes: this.store('/registry/minions'),
      priorityClasses: this.store('/registry/priorityclasses'),
      runtimeClasses: this.store('/registry/runtimeclasses'),
      storageClasses: this.store('/registry/storageclasses'),
      ingressClasses: this.store('/registry/ingressclasses'),
      limitRanges: this.store('/registry/limitranges'),
      resourceQuotas: this.store('/registry/resourcequotas'),
      endpointSlices: this.store('/registry/endpointslices'),
      disruptionBudgets: this.store('/registry/poddisruptionbudgets'),
      rbac: this.rbac,
      random: component.random,
    };
    this.handler = new Handler({
      component,
      etcd: this.etcd,
      resources: this.resources,
      clusterSecret: this.clusterSecret,
      staticTokens: options.staticTokens,
      audit: options.audit,
      view: this.view,
      nodes: this.graph,
      synced: () => this.cached.every((store) => store.cache.ready),
    });
  }

  *run(): Process<void> {
    yield* this.waitForEtcd();
    for (const store of this.cached) this.component.spawn(`cache of ${store.resource}`, store.feed.run());
    this.component.listen({ request: (call: ServerCall<ApiRequest>) => this.handler.handle(call) });
    this.component.publish({ watches: 0, requests: 0, inflight: 0 });
    this.component.log('serving');
    const namespaces = this.store('/registry/namespaces');
    yield* namespaces.feed.waitUntilReady();
    this.component.spawn('system namespaces', keepSystemNamespaces(this.component, namespaces));
    this.component.spawn('roles', this.openRbac());
    this.makeMissingObjects();
    this.component.spawn('identity lease', keepIdentityLease(this.component, this.store('/registry/leases')));
    this.component.spawn('compaction', compactHistory(this.component, this.etcd.client));
    this.serveCustomResources();
    yield* this.store('/registry/pods').feed.waitUntilReady();
    this.graph.follow();
    yield* this.keepKubernetesService();
    yield* this.tellFacts();
  }

  private makeMissingObjects(): void {
    const groups = listedGroups(this.resources.map(({ kind }) => kind));
    const wanted = {
      '/registry/priorityclasses': systemPriorityClasses,
      '/registry/servicecidrs': [serviceRange],
      '/registry/apiregistration.k8s.io/apiservices': ownApiServices(groups),
    };
    for (const [prefix, objects] of Object.entries(wanted))
      this.component.spawn(`objects of ${prefix}`, makeMissing(this.component, this.store(prefix), objects));
  }

  private serveCustomResources(): void {
    const { component, etcd, stores, view, clusterSecret, handler } = this;
    const parts = {
      ...{ component, etcd, stores, view, clusterSecret },
      definitions: this.store('/registry/apiextensions.k8s.io/customresourcedefinitions'),
      apiServices: this.store('/registry/apiregistration.k8s.io/apiservices'),
      serve: handler.serve.bind(handler),
    };
    component.spawn('custom resources', serveCustomResources(parts));
  }

  private *openRbac(): Process<void> {
    yield* makeBootstrapRoles(this.component, this.stores);
    this.rbac.open();
  }

  private *keepKubernetesService(): Process<void> {
    const { component, etcd, allocator, address } = this;
    if (address === undefined) return;
    const services = this.store('/registry/services/specs');
    const endpoints = this.store('/registry/services/endpoints');
    const slices = this.store('/registry/endpointslices');
    for (const store of [services, endpoints, slices]) yield* store.feed.waitUntilReady();
    const service = new KubernetesService({ component, etcd, allocator, services, endpoints, slices, address });
    component.spawn('kubernetes service', service.keep());
  }

  private *waitForEtcd(): Process<void> {
    for (;;) {
      const answered = yield* attempt(this.etcd.revision());
      if (answered.ok) return;
      this.component.log(`waiting for etcd: ${answered.error.message}`);
      yield* sleep(etcdRetryMilliseconds);
    }
  }

  private get cached(): readonly Store[] {
    return [...this.stores.values()].filter((store) => store.cached);
  }

  private store(prefix: string): Store {
    return this.stores.get(prefix)!;
  }

  /** One for each place in etcd: events of both groups lie in the same. */
  private storeOf(kind: KindDefinition, leases: EventLeases): Store {
    let store = this.stores.get(kind.storagePrefix);
    if (!store) {
      store = new Store(
        this.component,
        this.etcd,
        kind,
        kind.storagePrefix === '/registry/events' ? leases : undefined,
      );
      this.stores.set(kind.storagePrefix, store);
    }
    return store;
  }

  private *tellFacts(): Process<void> {
    for (;;) {
      let watches = 0;
      for (const store of this.stores.values()) watches += store.watchers;
      this.component.publish({ watches, requests: this.handler.requests, inflight: this.handler.inflight });
      yield* sleep(1000);
    }
  }
}
