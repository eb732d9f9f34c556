/** The service's row: its defaults, what an update keeps of what was allocated, its columns. */
import { equal } from '../../apimachinery';
import { addressWarnings, cidrWarnings } from './addresses';
import { labelsText, textColumn, wideColumn } from '../column';
import { ageColumn, defineKind, nameColumn, proxySubresource, statusSubresource } from '../kind';
import {
  earlyServiceErrors,
  validateService,
  validateServiceStatusUpdate,
  validateServiceUpdate,
} from './service-validation';
import { withFamilies } from './service-families';
import { keepGeneration, keepStatus, mapShared, withChanges, withDefaults, withField } from '../strategy';
import { isReachedFromOutside, needsHealthCheck } from './service-spec';
import type { Service, ServicePort, ServiceSpec } from './service-spec';

const identity = { group: '', version: 'v1', kind: 'Service' } as const;

/** What is out of date, what a service of this sort can't do, and what others would write differently. */
function serviceWarnings({ metadata, spec }: Service): readonly string[] {
  const { type, externalIPs = [], clusterIPs = [], loadBalancerSourceRanges: ranges = [] } = spec;
  const isExternal = type === 'ExternalName';
  const warnings = metadata.annotations?.[topologyHints] === undefined ? [] : [outdatedHints];
  if (!isExternal && spec.clusterIP === 'None') warnings.push(...headlessWarnings(spec));
  if (!isExternal)
    warnings.push(...clusterIPs.flatMap((ip, index) => addressWarnings(ip, `spec.clusterIPs[${index}]`)));
  warnings.push(
    ...externalIPs.flatMap((ip, index) => addressWarnings(ip, `spec.externalIPs[${index}]`)),
    ...addressWarnings(spec.loadBalancerIP, 'spec.loadBalancerIP'),
    ...ranges.flatMap((range, index) => cidrWarnings(range, `spec.loadBalancerSourceRanges[${index}]`)),
  );
  if (externalIPs.length > 0 && (isExternal || spec.clusterIP !== 'None')) {
    const outdated = 'is deprecated and may no longer be implemented in some clusters';
    warnings.push(`spec.externalIPs ${isExternal ? 'is ignored when spec.type is "ExternalName"' : outdated}`);
  }
  if (!isExternal && spec.externalName)
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === 'PreferClose')
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return warnings;
}

const headlessWarnings = (spec: ServiceSpec): readonly string[] =>
  [
    spec.loadBalancerIP && 'spec.loadBalancerIP',
    spec.externalIPs?.length && 'spec.externalIPs',
    spec.sessionAffinity === 'ClientIP' && 'spec.SessionAffinity',
  ]
    .filter(Boolean)
    .map((field) => `${field} is ignored for headless services`);

const topologyHints = 'service.kubernetes.io/topology-aware-hints';
const outdatedHints = `annotation ${topologyHints} is deprecated, please use service.kubernetes.io/topology-mode instead`;

export const serviceKind = defineKind<Service>({
  ...identity,
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/services/specs',
  subresources: [proxySubresource('Service'), statusSubresource(identity)],
  ownFieldLabels: true,
  defaults: (service) => withIpModes(withField(service, 'spec', defaultSpec(service.spec))),
  prepareForCreate: (service) => ({
    ...service,
    spec: withFamilies(withClusterIps(service.spec)),
    status: { loadBalancer: {} },
  }),
  prepareForUpdate: (next, previous) => {
    const spec = withAllocated(withClusterIpsOf(next.spec, previous.spec), previous.spec);
    const kept = keepGeneration(keepStatus(next, previous), previous);
    return withField(kept, 'spec', withFamilies(withoutOfFormerType(spec, previous.spec)));
  },
  warnings: serviceWarnings,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  validateFirst: ({ spec }) => earlyServiceErrors(spec),
  validateStatusUpdate: validateServiceStatusUpdate,
  fieldsOf: ({ metadata, spec }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'spec.clusterIP': spec.clusterIP ?? '',
    'spec.type': spec.type ?? '',
  }),
  columns: [
    nameColumn,
    textColumn('Type', 'How it is reached.', ({ spec }) => spec.type ?? ''),
    textColumn('Cluster-IP', 'Its address inside the cluster.', ({ spec }) => spec.clusterIPs?.[0] ?? '<none>'),
    textColumn('External-IP', 'Its addresses outside of the cluster.', externalText),
    textColumn('Port(s)', 'Its ports, with those of the nodes.', ({ spec }) => portsText(spec.ports)),
    ageColumn,
    wideColumn('Selector', 'Which pods answer for it.', ({ spec }) => labelsText(spec.selector)),
  ],
});

// ---- defaults --------------------------------------------------------------------------------------------------------

/** Three hours. */
const affinitySeconds = 10_800;

function defaultPort(port: ServicePort): ServicePort {
  const targetPort = port.targetPort === undefined || port.targetPort === '' ? 0 : port.targetPort;
  return withChanges(withDefaults(port, { protocol: 'TCP' }), {
    targetPort: targetPort === 0 ? port.port : targetPort,
  });
}

function defaultAffinity(spec: ServiceSpec): ServiceSpec {
  if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig) return without(spec, 'sessionAffinityConfig');
  if (spec.sessionAffinity !== 'ClientIP') return spec;
  const clientIP = withDefaults(spec.sessionAffinityConfig?.clientIP ?? {}, { timeoutSeconds: affinitySeconds });
  return { ...spec, sessionAffinityConfig: { ...spec.sessionAffinityConfig, clientIP } };
}

function defaultSpec(given: ServiceSpec): ServiceSpec {
  let spec = defaultAffinity(withDefaults<ServiceSpec>(given, { sessionAffinity: 'None', type: 'ClusterIP' }));
  if (spec.ports) spec = withField(spec, 'ports', mapShared(spec.ports, defaultPort));
  if (isReachedFromOutside(spec)) spec = withDefaults(spec, { externalTrafficPolicy: 'Cluster' });
  if (isReachedFromOutside(spec) || spec.type === 'ClusterIP')
    spec = withDefaults(spec, { internalTrafficPolicy: 'Cluster' });
  return spec.type === 'LoadBalancer' ? withDefaults(spec, { allocateLoadBalancerNodePorts: true }) : spec;
}

/** An address that somebody else answers at is one of the balancer's own, unless it is said to be a proxy's. */
function withIpModes(service: Service): Service {
  const { spec, status } = service;
  const ingress = status?.loadBalancer?.ingress;
  if (!ingress || spec.type !== 'LoadBalancer') return service;
  const moded = mapShared(ingress, (one) => (one.ip ? withDefaults(one, { ipMode: 'VIP' }) : one));
  if (moded === ingress) return service;
  return { ...service, status: { ...status, loadBalancer: { ...status.loadBalancer, ingress: moded } } };
}

// ---- addresses -------------------------------------------------------------------------------------------------------

function without<T extends object>(object: T, ...keys: readonly (keyof T)[]): T {
  const copy = { ...object };
  for (const key of keys) delete copy[key];
  return copy;
}

/** `clusterIP` is the older name of the first of `clusterIPs`. */
const withClusterIps = (spec: ServiceSpec): ServiceSpec =>
  spec.clusterIP && !spec.clusterIPs?.length ? { ...spec, clusterIPs: [spec.clusterIP] } : spec;

/** Who changes only one of the two means both. */
function withClusterIpsOf(spec: ServiceSpec, previous: ServiceSpec): ServiceSpec {
  const sameList = equal(spec.clusterIPs ?? [], previous.clusterIPs ?? []);
  if ((spec.clusterIP ?? '') === (previous.clusterIP ?? ''))
    return !sameList && !spec.clusterIPs?.length ? without(spec, 'clusterIP', 'clusterIPs') : spec;
  if (!sameList) return spec;
  return spec.clusterIP ? { ...spec, clusterIPs: [spec.clusterIP] } : without(spec, 'clusterIPs');
}

const needsNodePort = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);

const portKey = ({ protocol, port }: ServicePort): string => `${protocol}/${port}`;

function withNodePortsOf(spec: ServiceSpec, previous: ServiceSpec): ServiceSpec {
  const allocated = new Map(previous.ports?.map((port) => [portKey(port), port.nodePort]));
  const taken = new Set(spec.ports?.map((port) => port.nodePort));
  const change = (port: ServicePort): ServicePort => {
    const nodePort = allocated.get(portKey(port));
    return port.nodePort || !nodePort || taken.has(nodePort) ? port : { ...port, nodePort };
  };
  return spec.ports ? withField(spec, 'ports', mapShared(spec.ports, change)) : spec;
}

/** What was allocated stays although an update doesn't say it: people apply manifests without it. */
function withAllocated(spec: ServiceSpec, previous: ServiceSpec): ServiceSpec {
  let next = spec;
  if (spec.type !== 'ExternalName' && previous.type !== 'ExternalName') {
    if (!spec.clusterIP && !spec.clusterIPs?.length && previous.clusterIP)
      next = { ...next, clusterIP: previous.clusterIP, clusterIPs: previous.clusterIPs };
    next = withDefaults(next, { ipFamilies: previous.ipFamilies, ipFamilyPolicy: previous.ipFamilyPolicy });
  }
  if (needsNodePort(spec) && needsNodePort(previous)) next = withNodePortsOf(next, previous);
  return needsHealthCheck(spec) && needsHealthCheck(previous) && previous.healthCheckNodePort
    ? withDefaults(next, { healthCheckNodePort: previous.healthCheckNodePort })
    : next;
}

const withoutNodePorts = (spec: ServiceSpec): ServiceSpec => ({
  ...spec,
  ports: spec.ports?.map((port) => without(port, 'nodePort')),
});

/** What only the former type needed goes, unless the update changed it on purpose. */
function withoutOfFormerType(spec: ServiceSpec, previous: ServiceSpec): ServiceSpec {
  let next = spec;
  const drop = (...keys: readonly (keyof ServiceSpec)[]): void => {
    const same = keys.filter((key) => next[key] !== undefined && equal(next[key], previous[key]));
    if (same.length > 0) next = without(next, ...same);
  };
  if (spec.type === 'ExternalName' && previous.type !== 'ExternalName')
    drop('clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy');
  const ports = (of: ServiceSpec) => (of.ports ?? []).map((port) => port.nodePort ?? 0);
  if (!needsNodePort(spec) && needsNodePort(previous) && equal(ports(spec), ports(previous)))
    next = withoutNodePorts(next);
  if (!needsHealthCheck(spec)) drop('healthCheckNodePort');
  if (spec.type !== 'LoadBalancer') drop('allocateLoadBalancerNodePorts', 'loadBalancerClass');
  if (!isReachedFromOutside(spec)) drop('externalTrafficPolicy');
  return next;
}

// ---- its line --------------------------------------------------------------------------------------------------------

function externalText({ spec, status }: Service): string {
  const given = spec.externalIPs ?? [];
  if (spec.type === 'ExternalName') return spec.externalName ?? '';
  if (spec.type !== 'LoadBalancer') return given.join(',') || '<none>';
  const assigned = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return [...new Set(assigned)].sort().concat(given).join(',') || '<pending>';
}

const portsText = (ports: readonly ServicePort[] | undefined): string =>
  (ports ?? [])
    .map(({ port, nodePort, protocol }) => `${nodePort ? `${port}:${nodePort}` : port}/${protocol}`)
    .join(',') || '<none>';
