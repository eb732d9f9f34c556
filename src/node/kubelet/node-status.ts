import type { Node, NodeCondition, NodeStatus } from '../../api';
import { equal } from '../../apimachinery';
import type { StoredImage } from '../runtime/cri';
import { digestOf } from '../runtime/commands/digest';

export const KUBELET_VERSION = 'v1.36.0';
export const USER_AGENT = `kubelet/${KUBELET_VERSION} (linux/amd64) kubernetes/4f3a5e1`;
const KUBELET_PORT = 10250;
const IMAGES_REPORTED = 50;

export interface NodeCapacity {
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
  readonly 'ephemeral-storage': string;
}

export interface NodeFacts {
  readonly name: string;
  readonly address: string;
  readonly capacity: NodeCapacity;
  readonly images: readonly StoredImage[];
  /** Why the machine can't run pods yet; empty when it can. */
  readonly problems: readonly string[];
  /** RFC 3339. */
  readonly now: string;
}

const LABELS = {
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/os': 'linux',
};

/** The Node object as a kubelet registers it. */
export function newNode(facts: NodeFacts): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: facts.name,
      labels: { ...LABELS, 'kubernetes.io/hostname': facts.name },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: {},
    status: nodeStatus(facts, {}),
  };
}

/** What the kubelet says of its machine; what others wrote into the status stays. */
export function nodeStatus(facts: NodeFacts, before: NodeStatus): NodeStatus {
  const { name, address, capacity } = facts;
  const amounts: NodeStatus['capacity'] = { ...capacity };
  return {
    ...before,
    capacity: amounts,
    allocatable: amounts,
    conditions: conditions(facts, before.conditions ?? []),
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: KUBELET_PORT } },
    nodeInfo: systemInfo(name),
    images: imageList(facts.images),
    declaredFeatures: [
      'ExtendWebSocketsToKubelet',
      'InPlacePodLevelResourcesVerticalScaling',
      'InPlacePodVerticalScalingInitContainers',
      'RestartAllContainersOnContainerExits',
    ],
  };
}

const systems = new Map<string, NodeStatus['nodeInfo']>();

/** The same as long as the machine has its name, and asked for with every heartbeat. */
function systemInfo(name: string): NodeStatus['nodeInfo'] {
  let system = systems.get(name);
  if (!system) {
    system = {
      machineID: digestOf(`machine ${name}`).slice(0, 32),
      systemUUID: uuid(`system ${name}`),
      bootID: uuid(`boot ${name}`),
      kernelVersion: '6.12.48+deb13-amd64',
      osImage: 'Debian GNU/Linux 13 (trixie)',
      containerRuntimeVersion: 'containerd://2.2.0',
      kubeletVersion: KUBELET_VERSION,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    };
    systems.set(name, system);
  }
  return system;
}

function uuid(seed: string): string {
  return digestOf(seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** The largest first, each by digest and by tag. */
function imageList(images: readonly StoredImage[]): NodeStatus['images'] {
  return [...images]
    .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.name < b.name ? -1 : 1))
    .slice(0, IMAGES_REPORTED)
    .map(({ name, reference, sizeBytes }) => ({ names: [reference, name], sizeBytes }));
}

const PRESSURES = [
  ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
] as const;

function conditions({ problems, now }: NodeFacts, before: readonly NodeCondition[]): readonly NodeCondition[] {
  const own = PRESSURES.map(([type, reason, message]) =>
    condition(before, now, { type, status: 'False', reason, message }),
  );
  const message = problems.length > 1 ? `[${problems.join(', ')}]` : problems[0];
  const ready =
    message === undefined
      ? ({ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' } as const)
      : ({ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message } as const);
  const mine = [...own, condition(before, now, ready)];
  return [...before.filter(({ type }) => !mine.some((each) => each.type === type)), ...mine];
}

function condition(before: readonly NodeCondition[], now: string, said: NodeCondition): NodeCondition {
  const old = before.find(({ type }) => type === said.type);
  const lastTransitionTime = old?.status === said.status && old.lastTransitionTime ? old.lastTransitionTime : now;
  return {
    type: said.type,
    status: said.status,
    lastHeartbeatTime: now,
    lastTransitionTime,
    reason: said.reason,
    message: said.message,
  };
}

/** Whether a status says anything new: heartbeats alone don't count. */
export function nodeStatusChanged(before: NodeStatus, after: NodeStatus): boolean {
  const conditions = before.conditions ?? [];
  const later = after.conditions ?? [];
  return (
    conditions.length !== later.length ||
    conditions.some((each, index) => !saysTheSame(each, later[index]!)) ||
    !equal({ ...before, conditions: later }, after)
  );
}

function saysTheSame(before: NodeCondition, after: NodeCondition): boolean {
  return equal({ ...before, lastHeartbeatTime: after.lastHeartbeatTime }, after);
}

export function isReady(status: NodeStatus | undefined): boolean {
  return status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
}
