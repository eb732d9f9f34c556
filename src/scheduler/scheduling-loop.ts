import type { Binding, Pod } from '../api';
import type { ApiClient, EventRecorder } from '../client';
import type { Component, Process } from '../simulation';
import { attempt, sleep, workOn } from '../simulation';
import type { ClusterCache } from './cache/cluster-cache';
import type { NodeInfo } from './cache/node-info';
import type { PodInfo } from './cache/pod-info';
import { decisionNote } from './decision-note';
import type { Decision, SchedulingCycle } from './framework/scheduling-cycle';
import { patchStatus, statusPatch } from './pod-status';
import { Preemption } from './preemption';
import { assignedPodRemoved } from './queue/cluster-event';
import type { QueuedPod } from './queue/queued-pod';
import type { SchedulingQueue } from './queue/scheduling-queue';
import type { VolumeReservations } from './volume-reservations';

/** About what the real one takes for a pod in a small cluster; pods are decided about one after another. */
const CYCLE_MILLISECONDS = 0.5;

export interface SchedulingParts {
  readonly component: Component;
  readonly client: ApiClient;
  readonly events: EventRecorder;
  readonly queue: SchedulingQueue;
  readonly cache: ClusterCache;
  readonly cycle: SchedulingCycle;
  readonly reservations: VolumeReservations;
}

/** Takes the next pod, decides where it goes, has that carried out while it turns to the one after. */
export class SchedulingLoop {
  private readonly parts: SchedulingParts;
  private readonly preemption: Preemption;

  constructor(parts: SchedulingParts) {
    this.parts = parts;
    this.preemption = new Preemption(parts.component, parts.client, parts.events);
  }

  *run(): Process<void> {
    const { component, queue } = this.parts;
    for (;;) {
      const queued = yield* queue.take();
      yield* workOn(queued.cause);
      this.schedule(queued);
      component.publish({ pending: queue.size });
      yield* sleep(CYCLE_MILLISECONDS);
    }
  }

  private schedule(queued: QueuedPod): void {
    const { component, cache, cycle } = this.parts;
    const { info } = queued;
    if (info.isBeingDeleted || cache.isAssumed(info.pod)) return this.skip(queued);
    const decision = cycle.decide(info, cache);
    component.note('scheduling', decisionNote(decision));
    if (!decision.winner) return this.fitsNowhere(queued, decision);
    cache.assume(info, decision.winner);
    cache.unnominate(info.pod);
    const storage = this.parts.reservations.reserve(info.pod, decision.winner);
    component.spawn(`bind ${info.key}`, this.bind(queued, info, decision.winner, storage));
  }

  private skip(queued: QueuedPod): void {
    const { pod, isBeingDeleted, key } = queued.info;
    if (isBeingDeleted) this.warn(pod, `skip schedule deleting pod: ${key}`);
    this.parts.queue.done(queued);
  }

  /** @param storage what has to be done first, so that the pod's claims have their volumes */
  private *bind(queued: QueuedPod, info: PodInfo, node: NodeInfo, storage: Process<void> | undefined): Process<void> {
    const { client, events } = this.parts;
    const { pod } = info;
    const { namespace, name } = pod.metadata;
    const prepared = storage && (yield* attempt(storage));
    if (prepared && !prepared.ok) return this.bindingFailed(queued, info, 'PreBind', 'VolumeBinding', prepared.error);
    const outcome = yield* attempt(
      client.subresource('POST', 'pods', namespace, name, 'binding', bindingOf(pod, node)),
    );
    if (!outcome.ok) return this.bindingFailed(queued, info, 'Bind', 'DefaultBinder', outcome.error);
    this.parts.queue.done(queued);
    events.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${info.key} to ${node.name}`, {
      action: 'Binding',
    });
  }

  /** The node has its room again, which may help others. */
  private bindingFailed(queued: QueuedPod, info: PodInfo, phase: string, plugin: string, error: Error): void {
    const { cache, queue } = this.parts;
    cache.forget(info);
    queue.happened(assignedPodRemoved(info.pod));
    queue.putBackFailed(queued);
    this.report(info.pod, 'SchedulerError', `running ${phase} plugin "${plugin}": ${error.message}`);
  }

  private fitsNowhere(queued: QueuedPod, { pod: info, message = '', refusedBy, nominated }: Decision): void {
    const { queue, cache, component } = this.parts;
    const { pod } = info;
    queue.putBackRefused(queued, refusedBy);
    if (nominated) cache.nominate(info, nominated.node.name);
    this.report(pod, 'Unschedulable', message, nominated?.node.name);
    if (!nominated) return;
    const victims = nominated.victims.map((victim) => victim.pod);
    component.spawn(`preempt for ${info.key}`, this.preemption.makeRoom(pod, nominated.node, victims));
  }

  /** Tells the pod's status, when that says something new, and whoever reads events. */
  private report(pod: Pod, reason: string, message: string, nominatedNodeName?: string): void {
    const { component, client } = this.parts;
    const condition = { type: 'PodScheduled', status: 'False', reason, message } as const;
    const patch = statusPatch(pod, condition, component.now, nominatedNodeName);
    component.spawn(`status of ${pod.metadata.name}`, patchStatus(client, pod, patch));
    this.warn(pod, message);
  }

  private warn(pod: Pod, message: string): void {
    this.parts.events.event(pod, 'Warning', 'FailedScheduling', message, { action: 'Scheduling' });
  }
}

function bindingOf(pod: Pod, node: NodeInfo): Binding {
  const { namespace, name, uid } = pod.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) },
    target: { kind: 'Node', name: node.name },
  };
}
