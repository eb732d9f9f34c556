/** What objects take of a resource quota: one reckoning for who refuses and for who reports. */
import { addQuantities, parseQuantity, quantityOf, quantityOfMillis, quantityString } from '../apimachinery';
import type { KubeObject, Quantity } from '../apimachinery';
import { resourceName } from './kind';
import { findKind } from './registry';
import { podLimits, podQosClass, podRequests } from './pod-resources';
import { isPodTerminal } from './pod';
import type { ResourceAmounts } from './pod-resources';
import type { PersistentVolumeClaim } from './persistent-volume-claim';
import type { Pod } from './pod-spec';
import type { ResourceQuota, ScopedResourceSelectorRequirement } from './resource-quota';
import type { Service } from './service-spec';

/** By the names that a quota's `hard` uses. */
export type Usage = Readonly<Record<string, Quantity>>;

const ONE = quantityOf(1);
/** Kinds that may be counted by their plain name too. */
const countedByName = ['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas'];

export function quotaUsageOf(object: KubeObject): Usage {
  const kind = findKind(object.apiVersion, object.kind);
  if (!kind) return {};
  const name = resourceName(kind);
  const counted = { [`count/${name}`]: ONE };
  if (name === 'pods') return { ...counted, ...podUsage(object as Pod) };
  if (name === 'services') return { ...counted, ...serviceUsage(object as Service) };
  if (name === 'persistentvolumeclaims') return { ...counted, ...claimUsage(object as PersistentVolumeClaim) };
  return countedByName.includes(name) ? { ...counted, [name]: ONE } : counted;
}

/** A pod that has ended takes up nothing but its place among the objects. */
function podUsage(pod: Pod): Usage {
  if (isPodTerminal(pod)) return {};
  const usage: Record<string, Quantity> = { pods: ONE };
  addAmounts(usage, podRequests(pod), (name) => (isPlain(name) ? [name, `requests.${name}`] : [`requests.${name}`]));
  addAmounts(usage, podLimits(pod), (name) => (isPlain(name) ? [`limits.${name}`] : []));
  return usage;
}

const isPlain = (name: string): boolean => name === 'cpu' || name === 'memory' || name === 'ephemeral-storage';

function addAmounts(
  usage: Record<string, Quantity>,
  amounts: ResourceAmounts,
  namesOf: (name: string) => readonly string[],
): void {
  for (const name in amounts) {
    const amount = amounts[name]!;
    const quantity =
      name === 'cpu' ? quantityOfMillis(amount) : quantityOf(amount, isPlain(name) ? 'BinarySI' : 'DecimalSI');
    for (const key of namesOf(name)) usage[key] = quantity;
  }
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

/** Whether a quota is about an object: one with scopes is about some pods only. */
export function quotaCovers({ spec }: ResourceQuota, object: KubeObject): boolean {
  const scopes = (spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  const all: readonly ScopedResourceSelectorRequirement[] = [
    ...scopes,
    ...(spec.scopeSelector?.matchExpressions ?? []),
  ];
  if (all.length === 0) return true;
  return object.kind === 'Pod' && all.every((scope) => isInScope(scope, object as Pod));
}

function isInScope({ scopeName, operator, values = [] }: ScopedResourceSelectorRequirement, pod: Pod): boolean {
  const isTerminating = pod.spec.activeDeadlineSeconds !== undefined;
  const isBestEffort = podQosClass(pod) === 'BestEffort';
  const { priorityClassName = '' } = pod.spec;
  switch (scopeName) {
    case 'Terminating':
      return isTerminating;
    case 'NotTerminating':
      return !isTerminating;
    case 'BestEffort':
      return isBestEffort;
    case 'NotBestEffort':
      return !isBestEffort;
    case 'PriorityClass':
      if (operator === 'In') return values.includes(priorityClassName);
      if (operator === 'NotIn') return !values.includes(priorityClassName);
      return (operator === 'Exists') === (priorityClassName !== '');
    default:
      return false;
  }
}

/** What objects take together of what a quota limits, written as its status has it. */
export function quotaUsed(quota: ResourceQuota, objects: Iterable<KubeObject>): Readonly<Record<string, string>> {
  const hard = quota.spec.hard ?? {};
  const sum: Record<string, Quantity> = {};
  for (const object of objects) {
    if (!quotaCovers(quota, object)) continue;
    const usage = quotaUsageOf(object);
    for (const name in usage)
      if (hard[name] !== undefined) sum[name] = sum[name] ? addQuantities(sum[name], usage[name]!) : usage[name]!;
  }
  return Object.fromEntries(Object.keys(hard).map((name) => [name, sum[name] ? quantityString(sum[name]) : '0']));
}
