import type { EndpointSlice, Namespace, Service } from '../../api';
import { serviceKeyOf } from '../../api';
import { ApiClient, Informer } from '../../client';
import type { Component, Process } from '../../simulation';
import { all, sleep } from '../../simulation';
import { answerQuestion } from './cluster-names';
import type { ClusterState } from './cluster-names';
import type { DnsAnswer, DnsQuestion } from './dns-records';

/** What CoreDNS needs of the container it runs in. */
export interface DnsContainer {
  readonly component: Component;
  readFile(name: string): string | undefined;
  write(text: string): void;
  listen(port: number, listener: DnsListener): boolean;
  /** Where a connection to an address of the cluster leads now. */
  destination(host: string, port: number): string;
}

interface DnsListener {
  tell?(question: DnsQuestion): DnsAnswer;
  answer?(request: { readonly path: string }): {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

const VERSION = '1.13.1';
const API_SERVER = { address: '10.96.0.1', port: 443 } as const;
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const PORTS = { dns: 53, health: 8080, ready: 8181, metrics: 9153 } as const;
const BY_NAME = 'service';
const BY_ADDRESS = 'address';
/** How long the server waits for its mirrors before it answers all the same. */
const START_MILLISECONDS = 5000;
const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

interface Mirrors {
  readonly services: Informer<Service>;
  readonly slices: Informer<EndpointSlice>;
  readonly namespaces: Informer<Namespace>;
}

/**
 * CoreDNS with its `kubernetes` plugin, as a program in a pod: mirrors services, endpoint slices and namespaces through the
 * API, with the pod's own token and by the machine's rules for the service `kubernetes`, and answers questions from the mirrors.
 */
export function* coreDns(container: DnsContainer): Process<number> {
  const mirrors = mirrorsFor(container);
  const state = stateOf(mirrors);
  container.listen(PORTS.health, { answer: () => ({ status: 200, headers: TEXT, body: 'OK' }) });
  container.listen(PORTS.ready, {
    answer: () =>
      isReady(mirrors)
        ? { status: 200, headers: TEXT, body: 'OK' }
        : { status: 503, headers: TEXT, body: 'kubernetes' },
  });
  yield* all<void>([
    mirrors.services.run(),
    mirrors.slices.run(),
    mirrors.namespaces.run(),
    serve(container, mirrors, state),
  ]);
  return 0;
}

function* serve(container: DnsContainer, mirrors: Mirrors, state: ClusterState): Process<void> {
  for (let waited = 0; !isReady(mirrors) && waited < START_MILLISECONDS; waited += 100) yield* sleep(100);
  container.listen(PORTS.dns, { tell: (question) => answerQuestion(question, state) });
  container.listen(PORTS.metrics, { answer: () => ({ status: 200, headers: TEXT, body: '' }) });
  container.write(`.:53\nCoreDNS-${VERSION}\nlinux/amd64, go1.25.4\n`);
}

function isReady({ services, slices, namespaces }: Mirrors): boolean {
  return services.synced && slices.synced && namespaces.synced;
}

function mirrorsFor(container: DnsContainer): Mirrors {
  const { component } = container;
  const identity = {
    userAgent: `coredns/v${VERSION} (linux/amd64)`,
    get token() {
      return container.readFile(TOKEN)?.trim();
    },
  };
  const { address, port } = API_SERVER;
  const way = () => container.destination(address, port);
  const client = new ApiClient(component, `${address}:${port}`, identity, { way });
  return {
    services: new Informer<Service>(component, client, 'services', {
      indexers: { [BY_ADDRESS]: ({ spec }) => spec.clusterIPs ?? [] },
    }),
    slices: new Informer<EndpointSlice>(component, client, 'endpointslices.discovery.k8s.io', {
      indexers: { [BY_NAME]: (slice) => [serviceKeyOf(slice)], [BY_ADDRESS]: addressesOf },
    }),
    namespaces: new Informer<Namespace>(component, client, 'namespaces'),
  };
}

function addressesOf({ endpoints }: EndpointSlice): readonly string[] {
  return [...new Set((endpoints ?? []).flatMap(({ addresses }) => addresses))];
}

function stateOf({ services, slices, namespaces }: Mirrors): ClusterState {
  return {
    hasNamespace: (name) => namespaces.get(undefined, name) !== undefined,
    service: (namespace, name) => services.get(namespace, name),
    slicesOf: ({ metadata }) => slices.byIndex(BY_NAME, `${metadata.namespace}/${metadata.name}`),
    servicesAt: (address) => services.byIndex(BY_ADDRESS, address),
    slicesAt: (address) => slices.byIndex(BY_ADDRESS, address),
  };
}
