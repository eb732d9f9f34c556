import type { Pod } from '../../api';
import type { Component, Process } from '../../simulation';
import { currentCause, joinCauses, NO_CAUSE, Signal } from '../../simulation';
import { PodInfo, podKey } from '../cache/pod-info';
import type { ProfileRow } from '../framework/profile';
import type { ClusterEvent } from './cluster-event';
import { pendingPodUpdated } from './cluster-event';
import { Heap } from './heap';
import type { QueuePlace } from './queued-pod';
import { isTriedBefore, NOBODY, QueuedPod } from './queued-pod';
import type { QueueingHints } from './queueing-hints';

interface Ticket {
  readonly pod: QueuedPod;
  readonly move: number;
}

const isCurrent = ({ pod, move }: Ticket): boolean => pod.move === move;

const endsBefore = (a: Ticket, b: Ticket): boolean => {
  const [one, other] = [a.pod.backoffEnds, b.pod.backoffEnds];
  return one === other ? isTriedBefore(a.pod, b.pod) : one < other;
};

const OUT_OF_DATE_AT_LEAST = 32;
const LOOK_AT_UNSCHEDULABLE_EVERY_MILLISECONDS = 30_000;
const UNSCHEDULABLE_AT_MOST_MILLISECONDS = 300_000;

/**
 * Pods that wait for a node. Ready ones are tried by priority and age; refused ones stay away until an event may help
 * them, and then for the rest of their back-off, unless there is nothing else to try (as upstream does since 1.33).
 */
export class SchedulingQueue {
  private readonly component: Component;
  private readonly rows: readonly ProfileRow[];
  private readonly hints: QueueingHints;
  private readonly pods = new Map<string, QueuedPod>();
  private readonly active = new Heap<Ticket>((a, b) => isTriedBefore(a.pod, b.pod));
  private readonly backoff = new Heap<Ticket>(endsBefore);
  private readonly errorBackoff = new Heap<Ticket>(endsBefore);
  private readonly unschedulable = new Set<QueuedPod>();
  private readonly changed: Signal;
  private sequence = 0;
  private isWatching = false;

  constructor(component: Component, rows: readonly ProfileRow[], hints: QueueingHints) {
    this.component = component;
    this.rows = rows;
    this.hints = hints;
    this.changed = new Signal(component.simulation);
  }

  get size(): number {
    return this.pods.size;
  }

  /** What its heaps hold, out of date or not. */
  get held(): number {
    return this.active.size + this.backoff.size + this.errorBackoff.size;
  }

  /** Where a pod is now; undefined: not here. */
  placeOf(key: string): QueuePlace | undefined {
    return this.pods.get(key)?.place;
  }

  // ---- what the cluster says

  add(pod: Pod): void {
    const known = this.pods.get(podKey(pod));
    if (known) return this.update(known.info.pod, pod);
    const queued = new QueuedPod(new PodInfo(pod), ++this.sequence, this.cause);
    queued.since = this.component.now;
    this.pods.set(queued.key, queued);
    this.admit(queued);
  }

  update(previous: Pod, pod: Pod): void {
    const queued = this.pods.get(podKey(pod));
    if (!queued) return this.add(pod);
    const event = pendingPodUpdated(previous, pod);
    const sameSpec = previous.spec === pod.spec && !event;
    if (sameSpec) queued.info.pod = pod;
    else queued.info = new PodInfo(pod);
    if (queued.place === 'gated') this.admit(queued);
    else if (event && queued.place === 'unschedulable') this.reconsider(queued, event);
  }

  remove(pod: Pod): void {
    const queued = this.pods.get(podKey(pod));
    if (!queued) return;
    this.leave(queued, 'gone');
    this.pods.delete(queued.key);
  }

  /** Something changed in the cluster: pods it may help are tried again. */
  happened(event: ClusterEvent | undefined): void {
    if (!event) return;
    if (event.names.includes('device-claim/changed')) this.lookAtGates();
    for (const queued of [...this.unschedulable]) this.reconsider(queued, event);
  }

  private lookAtGates(): void {
    for (const queued of this.pods.values()) if (queued.place === 'gated') this.admit(queued);
  }

  // ---- what the scheduling loop does

  /** The next pod to try; it is in flight from here on, until it is done or put back. */
  *take(): Process<QueuedPod> {
    for (;;) {
      const queued = this.pop();
      if (queued) return queued;
      yield* this.changed.wait();
    }
  }

  pop(): QueuedPod | undefined {
    this.endBackoffs();
    const ticket = popCurrent(this.active) ?? popCurrent(this.backoff);
    if (!ticket) return undefined;
    this.leave(ticket.pod, 'in flight');
    ticket.pod.attempts++;
    return ticket.pod;
  }

  /** It is on its way to a node. */
  done(queued: QueuedPod): void {
    if (this.pods.get(queued.key) === queued) this.pods.delete(queued.key);
  }

  /** It fits nowhere, says who; it comes back when something helps. */
  putBackRefused(queued: QueuedPod, refusedBy: ReadonlySet<string>): void {
    if (refusedBy.size === 0) return this.putBackFailed(queued);
    if (!this.mayReturn(queued)) return;
    queued.refusals++;
    queued.errors = 0;
    queued.refusedBy = refusedBy;
    queued.place = 'unschedulable';
    this.unschedulable.add(queued);
    this.watchUnschedulable();
  }

  /** Something went wrong; it comes back after a while. */
  putBackFailed(queued: QueuedPod): void {
    if (!this.mayReturn(queued)) return;
    queued.errors++;
    queued.refusedBy = NOBODY;
    queued.place = 'error-backoff';
    this.enter(this.errorBackoff, queued);
    const wait = queued.backoffEnds - this.component.now;
    this.component.simulation.withCause(queued.cause, () => this.component.after(wait, () => this.changed.fire()));
  }

  /** Unless it went, got a node, or was made anew under the same name in the meantime. */
  private mayReturn(queued: QueuedPod): boolean {
    if (this.pods.get(queued.key) !== queued) return false;
    queued.since = this.component.now;
    return true;
  }

  // ---- moves

  private admit(queued: QueuedPod): void {
    const refusing = this.rows.find(({ plugin }) => plugin.preEnqueue?.(queued.info, this.hints.world));
    if (!refusing) return this.activate(queued);
    this.leave(queued, 'gated');
    queued.refusedBy = new Set([refusing.plugin.name]);
  }

  private activate(queued: QueuedPod): void {
    this.leave(queued, 'active');
    this.enter(this.active, queued);
    this.changed.fire();
  }

  private reconsider(queued: QueuedPod, event: ClusterEvent): void {
    if (!this.hints.isWorthATry(queued.info, queued.refusedBy, event)) return;
    // What happened now is the better answer to why it is tried, before who made the pod.
    queued.cause = joinCauses(this.cause, queued.cause);
    this.moveOn(queued);
  }

  private moveOn(queued: QueuedPod): void {
    if (queued.backoffEnds <= this.component.now) return this.activate(queued);
    this.leave(queued, 'backoff');
    this.enter(this.backoff, queued);
    this.changed.fire();
  }

  /** A scheduler that doesn't lead takes nothing out: what is out of date goes when it is the larger part. */
  private enter(heap: Heap<Ticket>, queued: QueuedPod): void {
    if (heap.size > 2 * this.pods.size + OUT_OF_DATE_AT_LEAST) heap.retain(isCurrent);
    heap.push({ pod: queued, move: queued.move });
  }

  private leave(queued: QueuedPod, place: QueuePlace): void {
    queued.move++;
    if (queued.place === 'unschedulable') this.unschedulable.delete(queued);
    queued.place = place;
  }

  private endBackoffs(): void {
    for (const heap of [this.backoff, this.errorBackoff]) {
      for (let ticket = heap.first; ticket; ticket = heap.first) {
        if (isCurrent(ticket) && ticket.pod.backoffEnds > this.component.now) break;
        heap.pop();
        if (isCurrent(ticket)) this.activate(ticket.pod);
      }
    }
  }

  // ---- a net under the hints: nothing stays away for more than five minutes

  private watchUnschedulable(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    const look = () => this.flushUnschedulable();
    this.component.simulation.withCause(NO_CAUSE, () =>
      this.component.after(LOOK_AT_UNSCHEDULABLE_EVERY_MILLISECONDS, look),
    );
  }

  private flushUnschedulable(): void {
    this.isWatching = false;
    const longAgo = this.component.now - UNSCHEDULABLE_AT_MOST_MILLISECONDS;
    for (const queued of [...this.unschedulable]) if (queued.since <= longAgo) this.moveOn(queued);
    if (this.unschedulable.size > 0) this.watchUnschedulable();
  }

  private get cause() {
    return currentCause(this.component.simulation);
  }
}

function popCurrent(heap: Heap<Ticket>): Ticket | undefined {
  for (let ticket = heap.pop(); ticket; ticket = heap.pop()) if (isCurrent(ticket)) return ticket;
  return undefined;
}
