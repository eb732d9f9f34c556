import type { Labels, Selector } from '../../apimachinery';
import type {
  DeviceResourceClaim,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  StorageClass,
} from '../../api';
import type { NodeInfo } from '../cache/node-info';
import type { PodCount } from '../cache/pod-counts';
import type { PodInfo } from '../cache/pod-info';

/** What plugins may look at. Nothing changes in it during a scheduling cycle. */
export interface World {
  /** Nodes in the order they are tried: zone by zone in turn. */
  readonly nodes: readonly NodeInfo[];
  node(name: string): NodeInfo | undefined;
  /** Nodes with pods that have an opinion on other pods (any kind of pod affinity). */
  readonly nodesWithAffinity: ReadonlySet<NodeInfo>;
  /** Nodes with pods that don't tolerate some others near them. */
  readonly nodesWithRequiredAntiAffinity: ReadonlySet<NodeInfo>;
  /** On how many nodes an image lies. */
  imageSpread(image: string): number;
  namespaceLabels(namespace: string): Labels | undefined;
  /** What the pod's services and its owner select: the pods it should be spread among by default. */
  siblingsOf(pod: PodInfo): Selector | undefined;
  budgetsIn(namespace: string): readonly PodDisruptionBudget[];
  readonly volumes: VolumeWorld;
  /** A claim of devices. */
  deviceClaim(namespace: string, name: string): DeviceResourceClaim | undefined;
  /** Pods in the namespace that the selector selects and that are not being deleted, by node. */
  count(namespace: string, selector: Selector): PodCount;
  /** Whether room was made for any pod, anywhere. */
  readonly hasNominations: boolean;
  /** Pods that room was made for on this node by preemption, and that aren't there yet. */
  nominatedFor(node: NodeInfo): readonly PodInfo[];
  /** The same world, were some pods not on this node and others there. */
  imagine(node: NodeInfo, without: readonly PodInfo[], added: readonly PodInfo[]): World;
}

/** Storage, as far as it decides where pods go. */
export interface VolumeWorld {
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  all(): readonly PersistentVolume[];
  storageClass(name: string): StorageClass | undefined;
  /** Promised to another pod's claim. */
  isReserved(volume: string): boolean;
}

export const NO_VOLUMES: VolumeWorld = {
  claim: () => undefined,
  volume: () => undefined,
  all: () => [],
  storageClass: () => undefined,
  isReserved: () => false,
};
