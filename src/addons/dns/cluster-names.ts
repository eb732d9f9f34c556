import type { Endpoint, EndpointSlice, Service } from '../../api';
import { SERVICE_NAME_LABEL } from '../../api';
import type { KubeObject } from '../../apimachinery';
import type { DnsAnswer, DnsQuestion, DnsRecord } from './dns-records';

/** What the names are made of: the server's mirrors of the cluster's state. */
export interface ClusterState {
  hasNamespace(name: string): boolean;
  service(namespace: string, name: string): Service | undefined;
  slicesOf(service: Service): readonly EndpointSlice[];
  /** Services that have this cluster address, and slices that have this endpoint. */
  servicesAt(address: string): readonly Service[];
  slicesAt(address: string): readonly EndpointSlice[];
}

export const DOMAIN = 'cluster.local';
const TTL_SECONDS = 30;
const REVERSE = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/;
/** An alias that leads to an alias that leads …: this far. */
const MOST_ALIASES = 8;

const UNKNOWN: DnsAnswer = { code: 'NXDOMAIN', records: [] };
const EMPTY: DnsAnswer = { code: 'NOERROR', records: [] };
const FAILED: DnsAnswer = { code: 'SERVFAIL', records: [] };

function found(records: readonly DnsRecord[]): DnsAnswer {
  return { code: 'NOERROR', records };
}

/**
 * What a name server of the cluster says: names of services, of endpoints and of pods, and names of addresses. Pure. Other
 * names would be asked of the machine's own servers, which nobody answers here: single words are unknown, as the internet's
 * root would say, the rest can't be found out.
 */
export function answerQuestion(question: DnsQuestion, state: ClusterState, aliases = 0): DnsAnswer {
  const { name } = question;
  const reverse = REVERSE.exec(name);
  if (reverse) return pointers(question, reverse.slice(1).reverse().join('.'), state);
  if (name === DOMAIN) return EMPTY;
  if (!name.endsWith(`.${DOMAIN}`)) return name.includes('.') ? FAILED : UNKNOWN;
  const labels = name.slice(0, -DOMAIN.length - 1).split('.');
  const kind = labels.pop();
  if (kind === 'pod') return podAnswer(question, labels, state);
  return kind === 'svc' ? serviceAnswer(question, labels, state, aliases) : UNKNOWN;
}

/** `10-244-1-2.default.pod.cluster.local`: any address, in a namespace that there is. */
function podAnswer(question: DnsQuestion, labels: readonly string[], state: ClusterState): DnsAnswer {
  const [dashed, namespace] = labels.length === 2 ? labels : [undefined, labels[0]];
  if (namespace === undefined) return EMPTY;
  if (!state.hasNamespace(namespace)) return UNKNOWN;
  if (dashed === undefined) return EMPTY;
  if (!/^\d+-\d+-\d+-\d+$/.test(dashed)) return UNKNOWN;
  return question.type === 'A' ? found([record(question.name, 'A', dashed.replaceAll('-', '.'))]) : EMPTY;
}

/** `web.default.svc…`, `web-0.web.default.svc…`, `_http._tcp.web.default.svc…` */
function serviceAnswer(
  question: DnsQuestion,
  labels: readonly string[],
  state: ClusterState,
  aliases: number,
): DnsAnswer {
  const namespace = labels.at(-1);
  const name = labels.at(-2);
  if (namespace === undefined) return EMPTY;
  if (!state.hasNamespace(namespace)) return UNKNOWN;
  if (name === undefined) return EMPTY;
  const service = state.service(namespace, name);
  if (!service) return UNKNOWN;
  const before = labels.slice(0, -2);
  if (service.spec.type === 'ExternalName')
    return before.length === 0 ? alias(question, service, state, aliases) : UNKNOWN;
  const [port, protocol] = before.length === 2 ? before : [];
  if (port?.startsWith('_') && protocol?.startsWith('_'))
    return portAnswer(question, service, { name: port.slice(1), protocol: protocol.slice(1) }, state);
  if (before.length > 1) return UNKNOWN;
  const isHeadless = service.spec.clusterIP === 'None';
  if (before.length === 0 && !isHeadless) return clusterAddress(question, service);
  const chosen = endpointsOf(state.slicesOf(service)).filter(({ label }) => before.length === 0 || label === before[0]);
  return endpointAnswer(question, service, chosen);
}

function alias(question: DnsQuestion, service: Service, state: ClusterState, aliases: number): DnsAnswer {
  const target = (service.spec.externalName ?? '').replace(/\.$/, '').toLowerCase();
  const first = record(question.name, 'CNAME', target);
  if (question.type === 'CNAME' || aliases >= MOST_ALIASES) return found([first]);
  const behind = answerQuestion({ name: target, type: question.type }, state, aliases + 1);
  return found([first, ...behind.records]);
}

function clusterAddress({ name, type }: DnsQuestion, service: Service): DnsAnswer {
  if (type === 'A') return found([record(name, 'A', service.spec.clusterIP!)]);
  if (type !== 'SRV') return EMPTY;
  const target = `${serviceName(service)}.`;
  return found((service.spec.ports ?? []).map(({ port }) => record(name, 'SRV', `0 100 ${port} ${target}`)));
}

/** A port by its name: of the service, or of each endpoint where the service has no address. */
function portAnswer(
  { name, type }: DnsQuestion,
  service: Service,
  wanted: { readonly name: string; readonly protocol: string },
  state: ClusterState,
): DnsAnswer {
  const matches = (port: { readonly name?: string; readonly protocol?: string }) =>
    port.name === wanted.name && (port.protocol ?? 'TCP').toLowerCase() === wanted.protocol;
  const ports =
    service.spec.clusterIP === 'None'
      ? endpointsOf(state.slicesOf(service)).flatMap(({ label, slice }) =>
          (slice.ports ?? [])
            .filter(matches)
            .map(({ port }) => ({ port, target: `${label}.${serviceName(service)}.` })),
        )
      : (service.spec.ports ?? []).filter(matches).map(({ port }) => ({ port, target: `${serviceName(service)}.` }));
  if (ports.length === 0) return UNKNOWN;
  const weight = Math.floor(100 / ports.length);
  return type === 'SRV'
    ? found(ports.map(({ port, target }) => record(name, 'SRV', `0 ${weight} ${port ?? 0} ${target}`)))
    : EMPTY;
}

interface NamedEndpoint {
  readonly label: string;
  readonly address: string;
  readonly slice: EndpointSlice;
}

function endpointAnswer({ name, type }: DnsQuestion, service: Service, chosen: readonly NamedEndpoint[]): DnsAnswer {
  if (chosen.length === 0) return UNKNOWN;
  if (type === 'A')
    return found([...new Set(chosen.map(({ address }) => address))].map((each) => record(name, 'A', each)));
  if (type !== 'SRV') return EMPTY;
  const targets = chosen.flatMap(({ label, slice }) =>
    (slice.ports ?? []).map(({ port }) => `${port ?? 0} ${label}.${serviceName(service)}.`),
  );
  const weight = Math.floor(100 / Math.max(1, targets.length));
  return found(targets.map((target) => record(name, 'SRV', `0 ${weight} ${target}`)));
}

/** Those that are ready, in the order of their slices. */
function endpointsOf(slices: readonly EndpointSlice[]): readonly NamedEndpoint[] {
  return slices.flatMap((slice) =>
    (slice.endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap((endpoint) =>
        endpoint.addresses.map((address) => ({ label: labelOf(endpoint, address), address, slice })),
      ),
  );
}

/** An endpoint goes by its pod's host name where the service's name stands in the pod's subdomain, else by its address. */
function labelOf({ hostname }: Endpoint, address: string): string {
  return hostname ?? address.replaceAll('.', '-');
}

function serviceName({ metadata }: Pick<KubeObject, 'metadata'>): string {
  return `${metadata.name}.${metadata.namespace}.svc.${DOMAIN}`;
}

function pointers({ name, type }: DnsQuestion, address: string, state: ClusterState): DnsAnswer {
  const services = state.servicesAt(address).map(serviceName);
  const endpoints = state.slicesAt(address).flatMap((slice) => {
    const { namespace = '', labels } = slice.metadata;
    const service = serviceName({ metadata: { namespace, name: labels?.[SERVICE_NAME_LABEL] ?? '' } });
    return (slice.endpoints ?? [])
      .filter(({ addresses }) => addresses.includes(address))
      .map((endpoint) => `${labelOf(endpoint, address)}.${service}`);
  });
  const names = services.length > 0 ? services : endpoints;
  if (names.length === 0) return UNKNOWN;
  return type === 'PTR' ? found([...new Set(names)].map((each) => record(name, 'PTR', `${each}.`))) : EMPTY;
}

function record(name: string, type: DnsRecord['type'], data: string): DnsRecord {
  return { name, type, ttlSeconds: TTL_SECONDS, data };
}
