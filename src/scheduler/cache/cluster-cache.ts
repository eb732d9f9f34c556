import type { DeviceResourceClaim, Node, Pod, PodDisruptionBudget } from '../../api';
import type { Labels, Selector } from '../../apimachinery';
import { equal } from '../../apimachinery';
import type { VolumeWorld, World } from '../framework/world';
import { NO_VOLUMES } from '../framework/world';
import { ImaginedWorld } from './imagined-world';
import { NodeInfo } from './node-info';
import { zoneByZone, zoneOf } from './node-order';
import type { PodCount } from './pod-counts';
import { PodCounts } from './pod-counts';
import { PodInfo, podKey } from './pod-info';

/** What the cache can't know by itself: other objects' labels and selectors. */
export interface Surroundings {
  namespaceLabels(namespace: string): Labels | undefined;
  siblingsOf(pod: Pod): Selector | undefined;
  budgetsIn(namespace: string): readonly PodDisruptionBudget[];
  readonly volumes?: VolumeWorld;
  deviceClaim?(namespace: string, name: string): DeviceResourceClaim | undefined;
}

interface Placement {
  readonly info: PodInfo;
  readonly node: NodeInfo;
  /** Decided here, not yet seen in the cluster. */
  assumed: boolean;
}

/**
 * Nodes and the pods on them, as the scheduler believes them to be: what the cluster says, and ahead of it the pods it has
 * just decided about. Kept up event by event. A scheduling cycle never waits, so it needs no snapshot: this is one.
 */
export class ClusterCache implements World {
  readonly nodesWithAffinity = new Set<NodeInfo>();
  readonly nodesWithRequiredAntiAffinity = new Set<NodeInfo>();
  private readonly surroundings: Surroundings;
  private readonly infos = new Map<string, NodeInfo>();
  private readonly placements = new Map<string, Placement>();
  private readonly imageNodes = new Map<string, number>();
  private readonly counts = new PodCounts();
  private readonly nominations = new Map<string, { readonly pod: PodInfo; readonly node: string }>();
  private order: readonly NodeInfo[] | undefined;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  // ---- what plugins see

  get nodes(): readonly NodeInfo[] {
    this.order ??= zoneByZone([...this.infos.values()].filter((info) => info.node));
    return this.order;
  }

  node(name: string): NodeInfo | undefined {
    const info = this.infos.get(name);
    return info?.node && info;
  }

  imageSpread(image: string): number {
    return this.imageNodes.get(image) ?? 0;
  }

  get volumes(): VolumeWorld {
    return this.surroundings.volumes ?? NO_VOLUMES;
  }

  deviceClaim(namespace: string, name: string): DeviceResourceClaim | undefined {
    return this.surroundings.deviceClaim?.(namespace, name);
  }

  budgetsIn(namespace: string): readonly PodDisruptionBudget[] {
    return this.surroundings.budgetsIn(namespace);
  }

  namespaceLabels(namespace: string): Labels | undefined {
    return this.surroundings.namespaceLabels(namespace);
  }

  siblingsOf(pod: PodInfo): Selector | undefined {
    return this.surroundings.siblingsOf(pod.pod);
  }

  count(namespace: string, selector: Selector): PodCount {
    return this.counts.of(namespace, selector, this.infos.values());
  }

  get hasNominations(): boolean {
    return this.nominations.size > 0;
  }

  nominatedFor(node: NodeInfo): readonly PodInfo[] {
    return [...this.nominations.values()].filter((one) => one.node === node.name).map(({ pod }) => pod);
  }

  imagine(node: NodeInfo, without: readonly PodInfo[], added: readonly PodInfo[]): World {
    return new ImaginedWorld(this, node, node.imagine(without, added));
  }

  // ---- nominations

  /** Room is being made for the pod on this node. */
  nominate(pod: PodInfo, node: string): void {
    this.nominations.set(pod.key, { pod, node });
  }

  unnominate(pod: Pod): void {
    if (this.nominations.size > 0) this.nominations.delete(podKey(pod));
  }

  // ---- nodes

  setNode(node: Node): void {
    const info = this.infoOf(node.metadata.name);
    const { images, labels, node: before } = info;
    const zone = zoneOf(info);
    info.setNode(node);
    if (!before || zone !== zoneOf(info)) this.order = undefined;
    if (!before || !equal(labels, info.labels)) this.counts.forgetSums();
    if (images === info.images) return;
    this.countImages(images, -1);
    this.countImages(info.images, 1);
  }

  /** Its pods may stay for a while: their end is told on its own. */
  removeNode(name: string): void {
    const info = this.infos.get(name);
    if (!info?.node) return;
    this.countImages(info.images, -1);
    this.infos.delete(name);
    this.order = undefined;
    if (info.pods.size > 0) this.moveToUnknown(info);
    this.nodesWithAffinity.delete(info);
    this.nodesWithRequiredAntiAffinity.delete(info);
    this.counts.forgetSums();
  }

  /** Its pods wait for a node of that name to come back, or for their own deletion. */
  private moveToUnknown(gone: NodeInfo): void {
    const shadow = this.infoOf(gone.name);
    for (const pod of [...gone.pods.values()]) {
      this.counts.change(gone, pod, -1);
      shadow.add(pod);
      this.counts.change(shadow, pod, 1);
      const { assumed } = this.placements.get(pod.key)!;
      this.placements.set(pod.key, { info: pod, node: shadow, assumed });
    }
    this.noteAffinity(shadow);
  }

  private infoOf(name: string): NodeInfo {
    let info = this.infos.get(name);
    if (!info) this.infos.set(name, (info = new NodeInfo(name)));
    return info;
  }

  private countImages(images: ReadonlyMap<string, number>, by: 1 | -1): void {
    for (const image of images.keys()) this.imageNodes.set(image, this.imageSpread(image) + by);
  }

  // ---- pods

  isAssumed(pod: Pod): boolean {
    return this.placements.get(podKey(pod))?.assumed ?? false;
  }

  /** The decision was taken; from here on the node is as if the pod were there. */
  assume(info: PodInfo, node: NodeInfo): void {
    this.place(info, node, true);
  }

  /** The decision could not be carried out. */
  forget(info: PodInfo): void {
    const placement = this.placements.get(info.key);
    if (placement?.assumed) this.take(placement);
  }

  /** A pod that the cluster says is on a node: new, changed, or confirmed. */
  setPod(pod: Pod): void {
    const known = this.placements.get(podKey(pod));
    if (known && known.node.name === pod.spec.nodeName && sameDemands(known.info.pod, pod)) {
      known.info.pod = pod;
      known.assumed = false;
      return;
    }
    if (known) this.take(known);
    this.place(new PodInfo(pod), this.infoOf(pod.spec.nodeName!), false);
  }

  removePod(pod: Pod): void {
    const placement = this.placements.get(podKey(pod));
    if (placement) this.take(placement);
  }

  private place(info: PodInfo, node: NodeInfo, assumed: boolean): void {
    node.add(info);
    this.placements.set(info.key, { info, node, assumed });
    this.counts.change(node, info, 1);
    if (info.hasAffinity) this.noteAffinity(node);
  }

  private take({ info, node }: Placement): void {
    this.counts.change(node, info, -1);
    node.remove(info);
    this.placements.delete(info.key);
    if (info.hasAffinity) this.noteAffinity(node);
    if (!node.node && node.pods.size === 0) this.infos.delete(node.name);
  }

  private noteAffinity(node: NodeInfo): void {
    if (node.withAffinity.size > 0) this.nodesWithAffinity.add(node);
    else this.nodesWithAffinity.delete(node);
    if (node.withRequiredAntiAffinity.size > 0) this.nodesWithRequiredAntiAffinity.add(node);
    else this.nodesWithRequiredAntiAffinity.delete(node);
  }
}

/** Whether nothing differs that was counted: most updates are of the status alone. */
function sameDemands(before: Pod, after: Pod): boolean {
  if (before.metadata.uid !== after.metadata.uid) return false;
  if (before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp) return false;
  if (!equal(before.metadata.labels, after.metadata.labels)) return false;
  if (before.spec === after.spec) return true;
  const { containers, initContainers, affinity, priority, overhead } = before.spec;
  const { spec } = after;
  return (
    equal(containers, spec.containers) &&
    equal(initContainers, spec.initContainers) &&
    equal(affinity, spec.affinity) &&
    equal(overhead, spec.overhead) &&
    priority === spec.priority
  );
}
