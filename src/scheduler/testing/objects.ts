import type { DeviceResourceClaim, Node, Pod, PodDisruptionBudget } from '../../api';
import type { Selector } from '../../apimachinery';
import { ClusterCache } from '../cache/cluster-cache';
import { PodInfo } from '../cache/pod-info';
import type { VolumeWorld } from '../framework/world';

export interface NodeSketch {
  readonly labels?: Readonly<Record<string, string>>;
  readonly allocatable?: Readonly<Record<string, string>>;
  readonly spec?: Partial<Node['spec']>;
  readonly images?: NonNullable<Node['status']>['images'];
}

export function node(name: string, { labels = {}, allocatable, spec = {}, images }: NodeSketch = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec,
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable }, ...(images && { images }) },
  };
}

export interface PodSketch {
  readonly labels?: Readonly<Record<string, string>>;
  readonly requests?: Readonly<Record<string, string>>;
  readonly on?: string;
  readonly priority?: number;
  readonly spec?: Partial<Pod['spec']>;
}

export function pod(name: string, { labels = {}, requests, on, priority, spec }: PodSketch = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, labels },
    spec: {
      containers: [{ name: 'main', image: 'nginx', ...(requests && { resources: { requests } }) }],
      ...(on !== undefined && { nodeName: on }),
      ...(priority !== undefined && { priority }),
      ...spec,
    },
  };
}

/** What else a pod's place hangs on. */
export interface SurroundingsSketch {
  readonly siblings?: Selector;
  readonly budgets?: readonly PodDisruptionBudget[];
  readonly volumes?: VolumeWorld;
  readonly deviceClaim?: () => DeviceResourceClaim | undefined;
}

/** A world with these nodes and pods. */
export function world(
  nodes: readonly Node[],
  pods: readonly Pod[] = [],
  { siblings, budgets = [], ...others }: SurroundingsSketch = {},
): ClusterCache {
  const namespaceLabels = (namespace: string) => ({ 'kubernetes.io/metadata.name': namespace });
  const cache = new ClusterCache({ namespaceLabels, siblingsOf: () => siblings, budgetsIn: () => budgets, ...others });
  for (const each of nodes) cache.setNode(each);
  for (const each of pods) cache.setPod(each);
  return cache;
}

export const info = (name: string, sketch?: PodSketch): PodInfo => new PodInfo(pod(name, sketch));
