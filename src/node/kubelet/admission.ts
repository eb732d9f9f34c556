import type { Node, Pod } from '../../api';
import type { Amounts } from './pod-resources';
import { amountOf, podResources } from './pod-resources';

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/**
 * Whether this machine takes the pod: the scheduler may have been wrong, or nobody asked it. Resources, then node name,
 * selector and affinity, then taints that do not let run. Undefined: it may.
 */
export function rejection(pod: Pod, others: readonly Pod[], node: Node): Rejection | undefined {
  return (
    missingResource(pod, others, node.status?.allocatable ?? {}) ??
    (matchesNode(pod, node)
      ? undefined
      : {
          reason: 'NodeAffinity',
          message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
        }) ??
    untolerated(pod, node)
  );
}

function missingResource(pod: Pod, others: readonly Pod[], allocatable: Amounts): Rejection | undefined {
  const asked: Amounts = { ...podResources(pod).requests, pods: '1' };
  for (const name of ['pods', 'cpu', 'memory', 'ephemeral-storage']) {
    if (asked[name] === undefined) continue;
    const requested = amountOf(name, asked[name]);
    const used = name === 'pods' ? others.length : sumOf(others, name);
    const capacity = amountOf(name, allocatable[name] ?? '0');
    if (requested === 0 || used + requested <= capacity) continue;
    const message = `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
    return { reason: `OutOf${name}`, message };
  }
  return undefined;
}

function sumOf(pods: readonly Pod[], resource: string): number {
  let sum = 0;
  for (const pod of pods) sum += amountOf(resource, podResources(pod).requests[resource] ?? '0');
  return sum;
}

function matchesNode(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const name in pod.spec.nodeSelector) if (labels[name] !== pod.spec.nodeSelector[name]) return false;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms) return true;
  return terms.some(
    ({ matchExpressions = [], matchFields = [] }) =>
      matchExpressions.length + matchFields.length > 0 &&
      matchExpressions.every((each) => holds(each, labels)) &&
      matchFields.every((each) => holds(each, { 'metadata.name': node.metadata.name })),
  );
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

function holds({ key, operator, values = [] }: Expression, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number(value) > Number(values[0]);
    default:
      return Number(value) < Number(values[0]);
  }
}

function untolerated(pod: Pod, node: Node): Rejection | undefined {
  const tolerations = pod.spec.tolerations ?? [];
  const taint = node.spec?.taints?.find(
    (each) =>
      each.effect === 'NoExecute' &&
      !tolerations.some(
        (toleration) =>
          (!toleration.effect || toleration.effect === each.effect) &&
          (!toleration.key || toleration.key === each.key) &&
          (toleration.operator === 'Exists' || (toleration.value ?? '') === (each.value ?? '')),
      ),
  );
  return (
    taint && {
      reason: 'TaintToleration',
      message: "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
    }
  );
}
