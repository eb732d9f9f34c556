import type { Pod, PodStatus } from '../../api';
import { equal } from '../../apimachinery';
import type { ApiClient } from '../../client';
import { refusedWith } from '../../client';
import type { Cause, Component, Process } from '../../simulation';
import { attempt, currentCause, joinCauses, Signal, workOn } from '../../simulation';
import { finalStatus, mergedStatus } from './pod-status';
import { statusPatch } from './status-patch';

interface Entry {
  readonly pod: Pod;
  readonly status: PodStatus;
  /** Nothing of the pod is left on this machine. */
  readonly finished: boolean;
}

/** What could not be written is tried again with the next round of the manager's ticker. */
const ROUND_MILLISECONDS = 10_000;

/**
 * Reports pods' statuses to the API server, one after another: reads the pod, patches what differs, and deletes the pod
 * for good when it is to be deleted and nothing of it is left here. Statuses set meanwhile coalesce into the newest.
 */
export class StatusManager {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly entries = new Map<string, Entry>();
  private readonly changed = new Map<string, Cause>();
  /** Pods of which the API server says something else, as of its newest word. */
  private readonly contradicted = new Map<string, Pod>();
  private readonly wake: Signal;
  /** Whether containers of the pod may still run: a final phase waits for them. */
  mayStillRun: (uid: string) => boolean = () => false;

  constructor(component: Component, client: ApiClient) {
    this.component = component;
    this.client = client;
    this.wake = new Signal(component.simulation);
  }

  /** What was last reported, or is about to be. */
  status(pod: Pod): PodStatus {
    return this.entries.get(pod.metadata.uid!)?.status ?? pod.status ?? {};
  }

  set(pod: Pod, status: PodStatus): void {
    const uid = pod.metadata.uid!;
    const before = this.entries.get(uid);
    if (before?.finished || (before && (before.status === status || equal(before.status, status)))) return;
    this.entries.set(uid, { pod, status, finished: false });
    this.enqueue(uid, currentCause(this.component.simulation));
  }

  /** Nothing of the pod is left: its last status, and if it is to be deleted, it may go now. */
  finish(pod: Pod): void {
    const uid = pod.metadata.uid!;
    if (this.entries.get(uid)?.finished) return;
    this.entries.set(uid, { pod, status: finalStatus(pod, this.status(pod)), finished: true });
    this.enqueue(uid, currentCause(this.component.simulation));
  }

  /** A finished pod is to be deleted now: the next round sees to it. */
  deletionWanted(pod: Pod): void {
    const entry = this.entries.get(pod.metadata.uid!);
    if (!entry?.finished) return;
    this.entries.set(pod.metadata.uid!, { ...entry, pod });
    this.later(pod.metadata.uid!, currentCause(this.component.simulation));
  }

  /**
   * What the API server says of a pod. Where somebody else changed it (pods of a node that was silent are said to be not
   * ready), it is said again in the manager's next round, unless it agrees by then.
   */
  heard(pod: Pod): void {
    const uid = pod.metadata.uid!;
    if (this.contradicted.has(uid) || this.differs(pod)) {
      if (!this.contradicted.has(uid)) this.component.after(this.untilNextRound, () => this.contradict(uid));
      this.contradicted.set(uid, pod);
    }
  }

  private contradict(uid: string): void {
    const pod = this.contradicted.get(uid);
    this.contradicted.delete(uid);
    if (pod && this.differs(pod)) this.enqueue(uid, currentCause(this.component.simulation));
  }

  private differs(pod: Pod): boolean {
    const uid = pod.metadata.uid!;
    const entry = this.entries.get(uid);
    if (!entry) return false;
    const stored = pod.status ?? {};
    return statusPatch(uid, stored, mergedStatus(stored, entry.status, this.mayStillRun(uid))) !== undefined;
  }

  forget(uid: string): void {
    this.entries.delete(uid);
    this.contradicted.delete(uid);
    this.changed.delete(uid);
  }

  *run(): Process<void> {
    for (;;) {
      const [next] = this.changed;
      if (!next) {
        yield* this.wake.wait();
        continue;
      }
      const [uid, cause] = next;
      this.changed.delete(uid);
      yield* workOn(cause);
      const outcome = yield* attempt(this.report(uid));
      if (!outcome.ok) {
        this.component.log(`status of ${this.entries.get(uid)?.pod.metadata.name}: ${outcome.error.message}`);
        this.later(uid, cause);
      }
    }
  }

  private enqueue(uid: string, cause: Cause): void {
    const before = this.changed.get(uid);
    this.changed.set(uid, before ? joinCauses(before, cause) : cause);
    this.wake.fire();
  }

  private later(uid: string, cause: Cause): void {
    this.component.after(this.untilNextRound, () => this.entries.has(uid) && this.enqueue(uid, cause));
  }

  private get untilNextRound(): number {
    return ROUND_MILLISECONDS - (this.component.now % ROUND_MILLISECONDS);
  }

  private *report(uid: string): Process<void> {
    // What is written is what was known when the round began; what comes meanwhile has a round of its own.
    const entry = this.entries.get(uid);
    if (!entry) return;
    const { namespace, name } = entry.pod.metadata;
    const stored = yield* this.read(namespace!, name);
    if (!stored || !this.entries.has(uid)) return;
    if (stored.metadata.uid !== uid) return this.forget(uid);
    const merged = mergedStatus(stored.status ?? {}, entry.status, this.mayStillRun(uid));
    const patch = statusPatch(uid, stored.status ?? {}, merged);
    if (patch) yield* this.client.patch('pods', namespace, name, patch, { type: 'strategic', subresource: 'status' });
    if (entry.finished && (stored.metadata.deletionTimestamp || entry.pod.metadata.deletionTimestamp))
      yield* this.remove(entry.pod);
  }

  /** Undefined where the pod is gone: then nobody wants its status. */
  private *read(namespace: string, name: string): Process<Pod | undefined> {
    const outcome = yield* attempt(this.client.get<Pod>('pods', namespace, name));
    if (outcome.ok) return outcome.value;
    if (refusedWith(outcome.error, 404)) return undefined;
    throw outcome.error;
  }

  private *remove({ metadata: { namespace, name, uid } }: Pod): Process<void> {
    const outcome = yield* attempt(
      this.client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } }),
    );
    if (!outcome.ok && !refusedWith(outcome.error, 404)) throw outcome.error;
    this.forget(uid!);
  }
}
