/** What objects take of a resource quota: one reckoning for who refuses and for who reports. */
import { addQuantities, parseQuantity, quantityOf, quantityString } from '../../apimachinery';
import type { KubeObject, Quantity } from '../../apimachinery';
import { resourceName } from '../kind';
import { findKind } from '../registry';
import type { PodAffinityTerm } from '../pod/affinity';
import { podQosClass } from '../pod/pod-resources';
import { podQuantities, quantitiesOf } from '../pod/pod-quantities';
import { isPodTerminal } from '../pod/pod';
import type { PersistentVolumeClaim } from '../storage/persistent-volume-claim';
import type { Pod } from '../pod/pod-spec';
import type { ResourceQuota, ScopedResourceSelectorRequirement } from './resource-quota';
import type { Service } from '../networking/service-spec';

/** By the names that a quota's `hard` uses. */
export type Usage = Readonly<Record<string, Quantity>>;

const ONE = quantityOf(1);
/** Kinds that may be counted by their plain name too. */
const countedByName = ['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas'];

/** @param resource of a kind that no table has: `widgets.example.com` */
export function quotaUsageOf(object: KubeObject, resource?: string): Usage {
  const kind = findKind(object.apiVersion, object.kind);
  const name = kind ? resourceName(kind) : resource;
  if (name === undefined) return {};
  const counted = { [`count/${name}`]: ONE };
  if (name === 'pods') return { ...counted, ...podUsage(object as Pod) };
  if (name === 'services') return { ...counted, ...serviceUsage(object as Service) };
  if (name === 'persistentvolumeclaims') return { ...counted, ...claimUsage(object as PersistentVolumeClaim) };
  return countedByName.includes(name) ? { ...counted, [name]: ONE } : counted;
}

/** A pod that has ended takes up nothing but its place among the objects. */
function podUsage(pod: Pod): Usage {
  if (isPodTerminal(pod)) return {};
  return { pods: ONE, ...amountsUsage(podQuantities(pod, 'requests'), podQuantities(pod, 'limits')) };
}

/** Requests may be limited by their plain name too, but for those of extended resources. */
function amountsUsage(requests: Usage, limits: Usage): Usage {
  const usage: Record<string, Quantity> = {};
  for (const name in requests) {
    usage[`requests.${name}`] = requests[name]!;
    if (isPlain(name) || name.startsWith('hugepages-')) usage[name] = requests[name]!;
  }
  for (const name in limits) if (isPlain(name)) usage[`limits.${name}`] = limits[name]!;
  return usage;
}

const isPlain = (name: string): boolean => name === 'cpu' || name === 'memory' || name === 'ephemeral-storage';

/** Where one of these is limited, every container has to say how much of it it wants. */
const demanded = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

/** What a pod leaves unsaid though the quota limits it: `requests.cpu for: main; …`. '' where all is said. */
export function quotaUnsaid({ spec }: ResourceQuota, object: KubeObject): string {
  if (object.kind !== 'Pod') return '';
  const pod = object as Pod;
  const wanted = demanded.filter((name) => spec.hard?.[name] !== undefined);
  const parts = wanted.flatMap((name) => {
    const silent = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].filter(
      ({ resources }) => !amountsUsage(quantitiesOf(resources?.requests), quantitiesOf(resources?.limits))[name],
    );
    const names = [...new Set(silent.map((container) => container.name))].sort();
    return names.length === 0 ? [] : [`${name} for: ${names.join(',')}`];
  });
  return parts.join('; ');
}

function serviceUsage({ spec }: Service): Usage {
  const ports = spec.ports ?? [];
  const hasNodePorts = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  const nodePorts = !hasNodePorts
    ? 0
    : spec.allocateLoadBalancerNodePorts === false
      ? ports.filter(({ nodePort }) => nodePort).length
      : ports.length;
  return {
    services: ONE,
    'services.nodeports': quantityOf(nodePorts),
    'services.loadbalancers': quantityOf(spec.type === 'LoadBalancer' ? 1 : 0),
  };
}

function claimUsage({ spec }: PersistentVolumeClaim): Usage {
  const storage = parseQuantity(String(spec.resources?.requests?.storage ?? '0'));
  const usage: Record<string, Quantity> = { persistentvolumeclaims: ONE, 'requests.storage': storage };
  if (spec.storageClassName) {
    const prefix = `${spec.storageClassName}.storageclass.storage.k8s.io`;
    usage[`${prefix}/requests.storage`] = storage;
    usage[`${prefix}/persistentvolumeclaims`] = ONE;
  }
  return usage;
}

/** Whether a quota is about an object: one with scopes is about some pods, or claims, only. */
export function quotaCovers({ spec }: ResourceQuota, object: KubeObject): boolean {
  const scopes = (spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  const all: readonly ScopedResourceSelectorRequirement[] = [
    ...scopes,
    ...(spec.scopeSelector?.matchExpressions ?? []),
  ];
  if (all.length === 0) return true;
  if (object.kind === 'Pod') return all.every((scope) => isInScope(scope, object as Pod));
  return object.kind === 'PersistentVolumeClaim' && all.every((scope) => isClaimInScope(scope, object));
}

function isInScope(scope: ScopedResourceSelectorRequirement, pod: Pod): boolean {
  const isTerminating = pod.spec.activeDeadlineSeconds !== undefined;
  const isBestEffort = podQosClass(pod) === 'BestEffort';
  switch (scope.scopeName) {
    case 'Terminating':
      return isTerminating;
    case 'NotTerminating':
      return !isTerminating;
    case 'BestEffort':
      return isBestEffort;
    case 'NotBestEffort':
      return !isBestEffort;
    case 'PriorityClass':
      return isNamed(scope, pod.spec.priorityClassName ?? '');
    case 'CrossNamespacePodAffinity':
      return affinityTerms(pod).some(({ namespaces, namespaceSelector }) => namespaces?.length || namespaceSelector);
    default:
      return false;
  }
}

const isClaimInScope = (scope: ScopedResourceSelectorRequirement, claim: KubeObject): boolean =>
  scope.scopeName === 'VolumeAttributesClass' &&
  isNamed(scope, (claim as PersistentVolumeClaim).spec.volumeAttributesClassName ?? '');

function isNamed({ operator, values = [] }: ScopedResourceSelectorRequirement, name: string): boolean {
  if (operator === 'In') return values.includes(name);
  if (operator === 'NotIn') return !values.includes(name);
  return (operator === 'Exists') === (name !== '');
}

function affinityTerms({ spec: { affinity = {} } }: Pod): readonly PodAffinityTerm[] {
  return [affinity.podAffinity, affinity.podAntiAffinity].flatMap((one) => [
    ...(one?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(one?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]);
}

/** What objects take together of what a quota limits, written as its status has it. */
/** @param resourceOf of objects whose kinds no table has */
export function quotaUsed(
  quota: ResourceQuota,
  objects: Iterable<KubeObject>,
  resourceOf?: (object: KubeObject) => string | undefined,
): Readonly<Record<string, string>> {
  const hard = quota.spec.hard ?? {};
  const sum: Record<string, Quantity> = {};
  for (const object of objects) {
    if (!quotaCovers(quota, object)) continue;
    const usage = quotaUsageOf(object, resourceOf?.(object));
    for (const name in usage)
      if (hard[name] !== undefined) sum[name] = sum[name] ? addQuantities(sum[name], usage[name]!) : usage[name]!;
  }
  return Object.fromEntries(Object.keys(hard).map((name) => [name, sum[name] ? quantityString(sum[name]) : '0']));
}
