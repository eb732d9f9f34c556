import type { Pod } from '../api';
import type { ApiClient, EventRecorder } from '../client';
import { refusedWith } from '../client';
import type { Component, Process } from '../simulation';
import { attempt } from '../simulation';
import type { NodeInfo } from './cache/node-info';
import { SCHEDULER_NAME } from './cluster-changes';
import { patchStatus, statusPatch } from './pod-status';

const disruption = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'PreemptionByScheduler',
  message: `${SCHEDULER_NAME}: preempting to accommodate a higher priority pod`,
} as const;

/** Makes room: every victim is told why, then deleted with its grace. Who is gone already needs no telling. */
export class Preemption {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly events: EventRecorder;

  constructor(component: Component, client: ApiClient, events: EventRecorder) {
    this.component = component;
    this.client = client;
    this.events = events;
  }

  *makeRoom(preemptor: Pod, node: NodeInfo, victims: readonly Pod[]): Process<void> {
    for (const victim of victims) {
      const outcome = yield* attempt(this.evict(preemptor, node, victim));
      if (!outcome.ok && !refusedWith(outcome.error, 404)) {
        this.component.log(`preempting ${victim.metadata.namespace}/${victim.metadata.name}: ${outcome.error.message}`);
      }
    }
  }

  private *evict(preemptor: Pod, node: NodeInfo, victim: Pod): Process<void> {
    if (victim.metadata.deletionTimestamp !== undefined) return;
    yield* patchStatus(this.client, victim, statusPatch(victim, disruption, this.component.now));
    yield* this.client.delete('pods', victim.metadata.namespace, victim.metadata.name);
    const message = `Preempted by pod ${preemptor.metadata.uid} on node ${node.name}`;
    this.events.event(victim, 'Normal', 'Preempted', message, { action: 'Preempting' });
  }
}
