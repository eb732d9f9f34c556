import type { Node, Pod } from '../api';
import { isPodTerminal } from '../api';
import type { Change } from '../client';
import type { ClusterCache } from './cache/cluster-cache';
import { PodInfo } from './cache/pod-info';
import {
  assignedPodAdded,
  assignedPodRemoved,
  assignedPodUpdated,
  nodeAdded,
  nodeRemoved,
  nodeUpdated,
} from './queue/cluster-event';
import type { SchedulingQueue } from './queue/scheduling-queue';

export const SCHEDULER_NAME = 'default-scheduler';

const isOurs = (pod: Pod): boolean => (pod.spec.schedulerName ?? SCHEDULER_NAME) === SCHEDULER_NAME;
const isAssigned = (pod: Pod | undefined): pod is Pod => !!pod?.spec.nodeName;

/** Brings what watches tell into cache and queue: pods with a node into the one, pods without into the other. */
export class ClusterChanges {
  private readonly cache: ClusterCache;
  private readonly queue: SchedulingQueue;

  constructor(cache: ClusterCache, queue: SchedulingQueue) {
    this.cache = cache;
    this.queue = queue;
  }

  readonly node = ({ type, object, previous }: Change<Node>): void => {
    if (type === 'deleted') {
      this.cache.removeNode(object.metadata.name);
      this.queue.happened(nodeRemoved(object));
      return;
    }
    this.cache.setNode(object);
    this.queue.happened(previous ? nodeUpdated(previous, object) : nodeAdded(object));
  };

  readonly pod = ({ type, object, previous }: Change<Pod>): void => {
    if (type === 'deleted' || isPodTerminal(object)) this.podGone(object, previous);
    else if (isAssigned(object)) this.podAssigned(object, previous);
    else if (isOurs(object)) this.podPending(object, previous);
  };

  private podGone(pod: Pod, previous: Pod | undefined): void {
    this.queue.remove(pod);
    this.cache.unnominate(pod);
    const last = isAssigned(pod) ? pod : previous;
    if (!isAssigned(last)) return;
    this.cache.removePod(last);
    this.queue.happened(assignedPodRemoved(last));
  }

  private podAssigned(pod: Pod, previous: Pod | undefined): void {
    const before = isAssigned(previous) ? previous : undefined;
    if (!before) {
      this.queue.remove(pod);
      this.cache.unnominate(pod);
    }
    this.cache.setPod(pod);
    this.queue.happened(before ? assignedPodUpdated(before, pod) : assignedPodAdded(pod));
  }

  private podPending(pod: Pod, previous: Pod | undefined): void {
    if (this.cache.isAssumed(pod)) return;
    const nominated = pod.status?.nominatedNodeName;
    if (nominated && nominated !== previous?.status?.nominatedNodeName)
      this.cache.nominate(new PodInfo(pod), nominated);
    if (previous) this.queue.update(previous, pod);
    else this.queue.add(pod);
  }
}
