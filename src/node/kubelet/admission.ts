import { findUntoleratedTaint, hostPortsOf, maySelectNode, portsConflict } from '../../api';
import type { Node, Pod } from '../../api';
import type { Amounts } from './pod-resources';
import { amountOf, podResources } from './pod-resources';

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/**
 * Whether this machine takes the pod: the scheduler may have been wrong, or nobody asked it. Resources, then selector
 * and affinity, the machine's ports, and taints that do not let run. Undefined: it may.
 */
export function rejection(pod: Pod, others: readonly Pod[], node: Node): Rejection | undefined {
  return (
    missingResource(pod, others, node.status?.allocatable ?? {}) ??
    (maySelectNode(pod.spec, node)
      ? undefined
      : {
          reason: 'NodeAffinity',
          message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
        }) ??
    takenPort(pod, others) ??
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

function takenPort(pod: Pod, others: readonly Pod[]): Rejection | undefined {
  const wanted = hostPortsOf(pod);
  if (wanted.length === 0) return undefined;
  const taken = others.flatMap(hostPortsOf);
  if (!wanted.some((port) => taken.some((other) => portsConflict(port, other)))) return undefined;
  const why = "node(s) didn't have free ports for the requested pod ports";
  return { reason: 'NodePorts', message: `Predicate NodePorts failed: ${why}` };
}

function untolerated(pod: Pod, node: Node): Rejection | undefined {
  const taint = findUntoleratedTaint(node.spec?.taints, pod.spec.tolerations, ['NoExecute']);
  return (
    taint && {
      reason: 'TaintToleration',
      message: "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
    }
  );
}
