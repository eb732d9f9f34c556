import type { EndpointSlice, Service } from '../../api';
import type { ServiceRule, Target, Transport } from '../network/service-rule';
import type { Candidate, Place } from './endpoint-choice';
import { candidatesOf, chooseCluster, chooseLocal } from './endpoint-choice';

type ServicePort = NonNullable<Service['spec']['ports']>[number];

/** Labels of services that another program looks after. */
const OTHER_PROXY = 'service.kubernetes.io/service-proxy-name';

/**
 * What a machine is to do with packets to services: a row for each address and port that a service has (its cluster
 * address, external addresses, a load balancer's, node ports). Pure; the same state gives the same rows in the same order.
 */
export function serviceRules(
  services: readonly Service[],
  slicesOf: (service: Service) => readonly EndpointSlice[],
  place: Place,
): readonly ServiceRule[] {
  return [...services]
    .filter(hasRules)
    .sort(byName)
    .flatMap((service) =>
      (service.spec.ports ?? []).flatMap((port) => portRules(service, port, slicesOf(service), place)),
    );
}

function hasRules({ metadata, spec }: Service): boolean {
  const address = spec.clusterIP;
  return (
    spec.type !== 'ExternalName' && !!address && address !== 'None' && metadata.labels?.[OTHER_PROXY] === undefined
  );
}

function byName(a: Service, b: Service): number {
  const [left, right] = [nameOf(a), nameOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function nameOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function portRules(
  service: Service,
  port: ServicePort,
  slices: readonly EndpointSlice[],
  place: Place,
): readonly ServiceRule[] {
  const { spec } = service;
  const candidates = candidatesOf(slices, port);
  const everywhere = chooseCluster(candidates, place);
  const here = chooseLocal(candidates, place);
  const base = {
    service: port.name ? `${nameOf(service)}:${port.name}` : nameOf(service),
    protocol: (port.protocol ?? 'TCP') as Transport,
    ...affinityOf(spec),
  };
  const inside = spec.internalTrafficPolicy === 'Local' ? within(here, candidates) : within(everywhere, everywhere);
  const rules: ServiceRule[] = [{ ...base, address: spec.clusterIP!, port: port.port, ...inside }];
  const external = { ...base, ...fromOutside(spec, everywhere, here, candidates) };
  for (const address of externalAddresses(service)) rules.push({ ...external, address, port: port.port });
  if (port.nodePort) rules.push({ ...external, port: port.nodePort });
  return rules;
}

/** Where no target is left, but the service has some, packets are dropped; where it has none, refused. */
function within(chosen: readonly Candidate[], all: readonly Candidate[]): Pick<ServiceRule, 'targets' | 'otherwise'> {
  return { targets: chosen.map(targetOf), otherwise: chooseCluster(all).length > 0 ? 'drop' : 'reject' };
}

/** Pods and the machine itself reach external addresses as if the policy were Cluster; who comes from outside does not. */
function fromOutside(
  { externalTrafficPolicy }: Service['spec'],
  everywhere: readonly Candidate[],
  here: readonly Candidate[],
  all: readonly Candidate[],
): Pick<ServiceRule, 'targets' | 'otherwise' | 'fromOutside' | 'keepsSource'> {
  const inside = within(everywhere, everywhere);
  return externalTrafficPolicy === 'Local' ? { ...inside, fromOutside: within(here, all), keepsSource: true } : inside;
}

function externalAddresses({ spec, status }: Service): readonly string[] {
  const balanced = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, ipMode }) =>
    ip && ipMode !== 'Proxy' ? [ip] : [],
  );
  return [...(spec.externalIPs ?? []), ...(spec.type === 'LoadBalancer' ? balanced : [])];
}

const THREE_HOURS = 10_800;

function affinityOf({ sessionAffinity, sessionAffinityConfig }: Service['spec']): Pick<ServiceRule, 'affinitySeconds'> {
  if (sessionAffinity !== 'ClientIP') return {};
  return { affinitySeconds: sessionAffinityConfig?.clientIP?.timeoutSeconds ?? THREE_HOURS };
}

function targetOf({ address, port }: Candidate): Target {
  return { address, port };
}
