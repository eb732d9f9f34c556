import { podLimits, podRequests } from '../../api';
import { canonicalQuantity, humanDuration, instantOf, longTime, milliValue, wholeValue } from '../../apimachinery';
import type { Loose } from './description';
import { Description } from './description';
import { describeEvents } from './events';

const rolePrefix = 'node-role.kubernetes.io/';
const oldRole = 'kubernetes.io/role';

function rolesText(labels: Readonly<Record<string, string>> = {}): string {
  const roles = Object.keys(labels)
    .map((key) => (key.startsWith(rolePrefix) ? key.slice(rolePrefix.length) : key === oldRole ? labels[key]! : ''))
    .filter((role) => role !== '');
  return [...new Set(roles)].sort().join(',') || '<none>';
}

function taintLines(taints: readonly Loose[] = []): string[] {
  if (taints.length === 0) return ['Taints:\t<none>'];
  // By effect, then by key.
  const rank = ({ key, effect }: Loose) => `${effect},${key}`;
  const texts = taints
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`);
  return texts.map((text, index) => `${index === 0 ? 'Taints:' : ''}\t${text}`);
}

function leaseLines(lease: Loose, name: string): string[] {
  if (!lease) return [`Lease:\tFailed to get lease: leases.coordination.k8s.io ${JSON.stringify(name)} not found`];
  const { holderIdentity = '<unset>', acquireTime, renewTime } = lease.spec ?? {};
  return [
    'Lease:',
    `  HolderIdentity:\t${holderIdentity}`,
    `  AcquireTime:\t${acquireTime ? longTime(acquireTime) : '<unset>'}`,
    `  RenewTime:\t${renewTime ? longTime(renewTime) : '<unset>'}`,
  ];
}

function conditionLines(conditions: readonly Loose[] = []): string[] {
  return [
    'Conditions:',
    '  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t-----------------\t------------------\t------\t-------',
    ...conditions.map(({ type, status, lastHeartbeatTime, lastTransitionTime, reason, message }) => {
      return `  ${type} \t${status} \t${longTime(lastHeartbeatTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}`;
    }),
  ];
}

function amountLines(title: string, amounts: Readonly<Record<string, string>> = {}): string[] {
  return [
    `${title}:`,
    ...Object.keys(amounts)
      .sort()
      .map((name) => `  ${name}:\t${amounts[name]}`),
  ];
}

const systemFields: readonly (readonly [string, string])[] = [
  ['machineID', 'Machine ID'],
  ['systemUUID', 'System UUID'],
  ['bootID', 'Boot ID'],
  ['kernelVersion', 'Kernel Version'],
  ['osImage', 'OS Image'],
  ['operatingSystem', 'Operating System'],
  ['architecture', 'Architecture'],
  ['containerRuntimeVersion', 'Container Runtime Version'],
  ['kubeletVersion', 'Kubelet Version'],
  ['kubeProxyVersion', 'Kube-Proxy Version'],
];

const units: Readonly<Record<string, (amount: number) => string>> = {
  cpu: (milli) => canonicalQuantity(`${milli}m`),
  memory: bytesText,
};

function bytesText(bytes: number): string {
  for (const [unit, size] of [
    ['Gi', 1 << 30],
    ['Mi', 1 << 20],
    ['Ki', 1 << 10],
  ] as const)
    if (bytes !== 0 && bytes % size === 0) return `${bytes / size}${unit}`;
  return String(bytes);
}

type Amounts = Readonly<Record<string, number>>;

/** Millicores and bytes. */
function amountsOf({ cpu = '0', memory = '0' }: Readonly<Record<string, string>>): Amounts {
  return { cpu: milliValue(cpu), memory: wholeValue(memory) };
}

function share(amounts: Amounts, total: Amounts, name: 'cpu' | 'memory'): string {
  const percent = total[name] ? Math.trunc((100 * amounts[name]!) / total[name]) : 0;
  return `${units[name]!(amounts[name]!)} (${percent}%)`;
}

function sum(all: readonly Amounts[]): Amounts {
  const add = (name: string) => all.reduce((total, amounts) => total + amounts[name]!, 0);
  return { cpu: add('cpu'), memory: add('memory') };
}

function containersAmounts(pod: Loose, which: 'requests' | 'limits'): Amounts {
  const { cpu = 0, memory = 0 } = which === 'requests' ? podRequests(pod) : podLimits(pod);
  return { cpu, memory };
}

function podTable(pods: readonly Loose[], total: Amounts, now: number): string[] {
  const lines = pods.map((pod) => {
    const [requests, limits] = [containersAmounts(pod, 'requests'), containersAmounts(pod, 'limits')];
    const cells = [
      share(requests, total, 'cpu'),
      share(limits, total, 'cpu'),
      share(requests, total, 'memory'),
      share(limits, total, 'memory'),
    ];
    const age = humanDuration(now - (instantOf(pod.metadata.creationTimestamp) ?? now));
    return `  ${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cells.join('\t')}\t${age}`;
  });
  return [
    `Non-terminated Pods:\t(${pods.length} in total)`,
    '  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge',
    '  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---',
    ...lines,
  ];
}

function allocatedLines(pods: readonly Loose[], total: Amounts): string[] {
  const requests = sum(pods.map((pod) => containersAmounts(pod, 'requests')));
  const limits = sum(pods.map((pod) => containersAmounts(pod, 'limits')));
  const row = (name: 'cpu' | 'memory') => `  ${name}\t${share(requests, total, name)}\t${share(limits, total, name)}`;
  return [
    'Allocated resources:',
    '  (Total limits may be over 100 percent, i.e., overcommitted.)',
    '  Resource\tRequests\tLimits',
    '  --------\t--------\t------',
    row('cpu'),
    row('memory'),
    '  ephemeral-storage\t0 (0%)\t0 (0%)',
  ];
}

/** @param pods those of the node that have not ended */
export function describeNode(
  node: Loose,
  lease: Loose,
  pods: readonly Loose[],
  events: readonly Loose[] | undefined,
  now: number,
): string {
  const { metadata, spec = {}, status = {} } = node;
  const total = amountsOf(status.allocatable ?? {});
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Roles:\t${rolesText(metadata.labels)}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
    .lines(taintLines(spec.taints))
    .line(`Unschedulable:\t${spec.unschedulable ?? false}`)
    .lines(leaseLines(lease, metadata.name))
    .lines(conditionLines(status.conditions))
    .line('Addresses:')
    .lines((status.addresses ?? []).map(({ type, address }: Loose) => `  ${type}:\t${address}`))
    .lines(amountLines('Capacity', status.capacity))
    .lines(amountLines('Allocatable', status.allocatable))
    .line('System Info:')
    .lines(
      systemFields.flatMap(([key, title]) =>
        key in (status.nodeInfo ?? {}) ? [`  ${title}:\t${status.nodeInfo[key]}`] : [],
      ),
    )
    .lines(spec.podCIDR ? [`PodCIDR:\t${spec.podCIDR}`, `PodCIDRs:\t${(spec.podCIDRs ?? []).join(',')}`] : [])
    .lines(spec.providerID ? [`ProviderID:\t${spec.providerID}`] : [])
    .lines(podTable(pods, total, now))
    .lines(allocatedLines(pods, total));
  describeEvents(description, events, now);
  return description.text();
}
