import type { Node, PersistentVolumeClaim, Pod } from '../../api';
import { equal } from '../../apimachinery';

/** What happened in the cluster, as far as it may help a pod that fits nowhere. */
export type EventName =
  | 'node/added'
  | 'node/removed'
  | 'node/allocatable'
  | 'node/labels'
  | 'node/taints'
  | 'assigned-pod/added'
  | 'assigned-pod/labels'
  | 'assigned-pod/scaled-down'
  | 'assigned-pod/removed'
  | 'pod/labels'
  | 'pod/tolerations'
  | 'pod/gates'
  | 'pod/scaled-down'
  | 'claim/changed'
  | 'volume/changed'
  | 'class/changed'
  | 'device-claim/changed';

export interface ClusterEvent {
  /** An update may be several at once. */
  readonly names: readonly EventName[];
  readonly node?: Node;
  readonly previousNode?: Node;
  readonly pod?: Pod;
  readonly previousPod?: Pod;
  readonly claim?: PersistentVolumeClaim;
}

export function nodeAdded(node: Node): ClusterEvent {
  return { names: ['node/added'], node };
}

export function nodeRemoved(node: Node): ClusterEvent {
  return { names: ['node/removed'], previousNode: node };
}

/** undefined when nothing changed that a scheduler cares for: heartbeats above all. */
export function nodeUpdated(previousNode: Node, node: Node): ClusterEvent | undefined {
  const names: EventName[] = [];
  if (!equal(previousNode.status?.allocatable, node.status?.allocatable)) names.push('node/allocatable');
  if (!equal(previousNode.metadata.labels, node.metadata.labels)) names.push('node/labels');
  const { taints, unschedulable } = node.spec;
  const cordoned = (unschedulable ?? false) !== (previousNode.spec.unschedulable ?? false);
  if (cordoned || !equal(previousNode.spec.taints, taints)) names.push('node/taints');
  return names.length === 0 ? undefined : { names, node, previousNode };
}

export function assignedPodAdded(pod: Pod): ClusterEvent {
  return { names: ['assigned-pod/added'], pod };
}

export function assignedPodRemoved(previousPod: Pod): ClusterEvent {
  return { names: ['assigned-pod/removed'], previousPod };
}

export function assignedPodUpdated(previousPod: Pod, pod: Pod): ClusterEvent | undefined {
  const names: EventName[] = [];
  if (!equal(previousPod.metadata.labels, pod.metadata.labels)) names.push('assigned-pod/labels');
  if (resized(previousPod, pod)) names.push('assigned-pod/scaled-down');
  return names.length === 0 ? undefined : { names, pod, previousPod };
}

/** A waiting pod itself was changed. */
export function pendingPodUpdated(previousPod: Pod, pod: Pod): ClusterEvent | undefined {
  const names: EventName[] = [];
  if (!equal(previousPod.metadata.labels, pod.metadata.labels)) names.push('pod/labels');
  if (!equal(previousPod.spec.tolerations, pod.spec.tolerations)) names.push('pod/tolerations');
  if (previousPod.spec.schedulingGates?.length && !pod.spec.schedulingGates?.length) names.push('pod/gates');
  if (resized(previousPod, pod)) names.push('pod/scaled-down');
  return names.length === 0 ? undefined : { names, pod, previousPod };
}

function resized(before: Pod, after: Pod): boolean {
  return before.spec.containers !== after.spec.containers && !equal(before.spec.containers, after.spec.containers);
}
