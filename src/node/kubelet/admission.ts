import {
  findUntoleratedTaint,
  hostPortsOf,
  maySelectNode,
  podRequests,
  portsConflict,
  resourceAmounts,
} from '../../api';
import type { Node, Pod, ResourceAmounts } from '../../api';

const OS_LABEL = 'kubernetes.io/os';

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/**
 * Whether this machine takes the pod: the scheduler may have been wrong, or nobody asked it. Kernel settings, the operating
 * system, resources, then selector and affinity, the machine's ports, and taints that do not let run. Undefined: it may.
 */
export function rejection(pod: Pod, others: readonly Pod[], node: Node): Rejection | undefined {
  return (
    forbiddenSysctl(pod) ??
    otherSystem(pod, node) ??
    missingResource(pod, others, resourceAmounts(node.status?.allocatable)) ??
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

/** Kernel settings that touch nobody but the pod (the documentation's safe set); others a kubelet has to be told to allow. */
const SAFE_SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

function forbiddenSysctl({ spec }: Pod): Rejection | undefined {
  for (const { name } of spec.securityContext?.sysctls ?? []) {
    const why = sysctlProblem(name.replaceAll('/', '.'), spec);
    if (why) return { reason: 'SysctlForbidden', message: `forbidden sysctl: "${name}" ${why}` };
  }
  return undefined;
}

function sysctlProblem(name: string, { hostNetwork, hostIPC }: Pod['spec']): string | undefined {
  if (!SAFE_SYSCTLS.has(name)) return 'not allowlisted';
  if (hostNetwork && name.startsWith('net.')) return 'not allowed with host net enabled';
  return hostIPC && name.startsWith('kernel.shm') ? 'not allowed with host ipc enabled' : undefined;
}

function otherSystem({ spec }: Pod, node: Node): Rejection | undefined {
  const own = node.metadata.labels?.[OS_LABEL];
  const selected = spec.nodeSelector?.[OS_LABEL];
  if (selected !== undefined && selected !== own)
    return {
      reason: 'PodOSSelectorNodeLabelDoesNotMatch',
      message: "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label",
    };
  if (spec.os === undefined || spec.os.name === own) return undefined;
  return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" };
}

function missingResource(pod: Pod, others: readonly Pod[], allocatable: ResourceAmounts): Rejection | undefined {
  const asked: ResourceAmounts = { ...podRequests(pod), pods: 1 };
  for (const name of ['pods', 'cpu', 'memory', 'ephemeral-storage']) {
    const requested = asked[name] ?? 0;
    if (requested === 0) continue;
    const used = name === 'pods' ? others.length : sumOf(others, name);
    const capacity = allocatable[name] ?? 0;
    if (used + requested <= capacity) continue;
    const message = `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
    return { reason: `OutOf${name}`, message };
  }
  return undefined;
}

function sumOf(pods: readonly Pod[], resource: string): number {
  let sum = 0;
  for (const pod of pods) sum += podRequests(pod)[resource] ?? 0;
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
