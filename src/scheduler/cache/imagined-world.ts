import type { Labels, Selector } from '../../apimachinery';
import type { DeviceResourceClaim, PodDisruptionBudget } from '../../api';
import type { VolumeWorld, World } from '../framework/world';
import type { NodeInfo } from './node-info';
import type { PodCount } from './pod-counts';
import type { PodInfo } from './pod-info';

/** The world with one node as it is not: to find out whether taking pods away, or bringing some, would change an answer. */
export class ImaginedWorld implements World {
  private readonly real: World;
  private readonly replaced: NodeInfo;
  private readonly instead: NodeInfo;

  constructor(real: World, replaced: NodeInfo, instead: NodeInfo) {
    this.real = real;
    this.replaced = replaced;
    this.instead = instead;
  }

  get nodes(): readonly NodeInfo[] {
    return this.real.nodes.map((node) => (node === this.replaced ? this.instead : node));
  }

  get nodesWithAffinity(): ReadonlySet<NodeInfo> {
    return this.swapped(this.real.nodesWithAffinity, this.instead.withAffinity.size > 0);
  }

  get nodesWithRequiredAntiAffinity(): ReadonlySet<NodeInfo> {
    return this.swapped(this.real.nodesWithRequiredAntiAffinity, this.instead.withRequiredAntiAffinity.size > 0);
  }

  node(name: string): NodeInfo | undefined {
    return name === this.instead.name ? this.instead : this.real.node(name);
  }

  imageSpread(image: string): number {
    return this.real.imageSpread(image);
  }

  namespaceLabels(namespace: string): Labels | undefined {
    return this.real.namespaceLabels(namespace);
  }

  siblingsOf(pod: PodInfo): Selector | undefined {
    return this.real.siblingsOf(pod);
  }

  get volumes(): VolumeWorld {
    return this.real.volumes;
  }

  deviceClaim(namespace: string, name: string): DeviceResourceClaim | undefined {
    return this.real.deviceClaim(namespace, name);
  }

  budgetsIn(namespace: string): readonly PodDisruptionBudget[] {
    return this.real.budgetsIn(namespace);
  }

  count(namespace: string, selector: Selector): PodCount {
    return this.real.count(namespace, selector).imagine(this.replaced, this.instead);
  }

  get hasNominations(): boolean {
    return this.real.hasNominations;
  }

  nominatedFor(node: NodeInfo): readonly PodInfo[] {
    return this.real.nominatedFor(node);
  }

  imagine(node: NodeInfo, without: readonly PodInfo[], added: readonly PodInfo[]): World {
    return new ImaginedWorld(this, node, node.imagine(without, added));
  }

  private swapped(nodes: ReadonlySet<NodeInfo>, belongs: boolean): ReadonlySet<NodeInfo> {
    const others = [...nodes].filter((node) => node !== this.replaced);
    return new Set(belongs ? [...others, this.instead] : others);
  }
}
