import type { HostPort, Node, Taint } from '../../api';
import { portsConflict, resourceAmounts } from '../../api';
import type { Labels } from '../../apimachinery';
import { equal } from '../../apimachinery';
import type { Amounts, PodInfo } from './pod-info';
import { amountsOf } from './pod-info';

const noTaints: readonly Taint[] = [];
const noLabels: Labels = {};
const nothing: Amounts = { cpu: 0, memory: 0, ephemeralStorage: 0, others: [] };

/** A node and what is on it, summed up as pods come and go. */
export class NodeInfo {
  readonly name: string;
  /** Undefined while only its pods are known. */
  node: Node | undefined;
  labels: Labels = noLabels;
  taints: readonly Taint[] = noTaints;
  allocatable: Amounts = nothing;
  allocatableOthers: ReadonlyMap<string, number> = new Map();
  maximumPods = 0;
  /** Cordoned. */
  unschedulable = false;
  /** Sizes in bytes, by every name an image has there. */
  images: ReadonlyMap<string, number> = new Map();
  /** By key. */
  readonly pods = new Map<string, PodInfo>();
  cpu = 0;
  memory = 0;
  ephemeralStorage = 0;
  readonly others = new Map<string, number>();
  /** With the guess for pods that don't say what they use. */
  scoredCpu = 0;
  scoredMemory = 0;
  readonly withAffinity = new Set<PodInfo>();
  readonly withRequiredAntiAffinity = new Set<PodInfo>();
  private readonly hostPorts = new Set<HostPort>();

  constructor(name: string) {
    this.name = name;
  }

  /** Takes over a node's new version. Heartbeats change nothing here. */
  setNode(node: Node): void {
    const before = this.node;
    this.node = node;
    this.labels = node.metadata.labels ?? noLabels;
    this.taints = node.spec.taints ?? noTaints;
    this.unschedulable = node.spec.unschedulable ?? false;
    if (before?.status === node.status && before) return;
    if (!before || !equal(before.status?.allocatable, node.status?.allocatable)) this.setAllocatable(node);
    if (!before || !equal(before.status?.images, node.status?.images)) this.images = imagesOf(node);
  }

  private setAllocatable(node: Node): void {
    const amounts = resourceAmounts(node.status?.allocatable);
    this.allocatable = amountsOf(amounts);
    this.allocatableOthers = new Map(this.allocatable.others);
    this.maximumPods = amounts.pods ?? 0;
  }

  add(pod: PodInfo): void {
    this.pods.set(pod.key, pod);
    this.count(pod, 1);
    if (pod.hasAffinity) this.withAffinity.add(pod);
    if (pod.requiredAntiAffinity.length > 0) this.withRequiredAntiAffinity.add(pod);
    for (const port of pod.hostPorts) this.hostPorts.add(port);
  }

  remove(pod: PodInfo): void {
    if (!this.pods.delete(pod.key)) return;
    this.count(pod, -1);
    this.withAffinity.delete(pod);
    this.withRequiredAntiAffinity.delete(pod);
    for (const port of pod.hostPorts) this.hostPorts.delete(port);
  }

  private count(pod: PodInfo, sign: 1 | -1): void {
    const { requests } = pod;
    this.cpu += sign * requests.cpu;
    this.memory += sign * requests.memory;
    this.ephemeralStorage += sign * requests.ephemeralStorage;
    for (const [name, amount] of requests.others) this.others.set(name, (this.others.get(name) ?? 0) + sign * amount);
    this.scoredCpu += sign * pod.scoredCpu;
    this.scoredMemory += sign * pod.scoredMemory;
  }

  /** Whether a pod here has this port already, on the same address or on all. */
  isTaken(wanted: HostPort): boolean {
    for (const port of this.hostPorts) if (portsConflict(port, wanted)) return true;
    return false;
  }

  /** The same node with other pods on it: for asking what would be. */
  imagine(without: readonly PodInfo[], added: readonly PodInfo[]): NodeInfo {
    const copy = new NodeInfo(this.name);
    copy.node = this.node;
    copy.labels = this.labels;
    copy.taints = this.taints;
    copy.unschedulable = this.unschedulable;
    copy.allocatable = this.allocatable;
    copy.allocatableOthers = this.allocatableOthers;
    copy.maximumPods = this.maximumPods;
    copy.images = this.images;
    for (const pod of this.pods.values()) if (!without.includes(pod)) copy.add(pod);
    for (const pod of added) copy.add(pod);
    return copy;
  }
}

function imagesOf(node: Node): ReadonlyMap<string, number> {
  const images = new Map<string, number>();
  for (const { names = [], sizeBytes = 0 } of node.status?.images ?? [])
    for (const name of names) images.set(name, sizeBytes);
  return images;
}
