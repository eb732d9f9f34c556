import type { Cause, Component, Process } from '../../simulation';
import { currentCause, joinCauses, Signal, workOn } from '../../simulation';
import type { RuntimePod } from './runtime-pod';
import { NO_RUNTIME_POD, stateChanged } from './runtime-pod';

const RELIST_MILLISECONDS = 1000;

/**
 * The kubelet looks at its containers once a second (its pod life-cycle event generator): a container that ended is
 * noticed then, and pod workers wait for a look that is younger than their own last work. A sync that started or stopped
 * something has its pod looked at right away (PLEGOnDemandRelist, beta in 1.36). Seconds in which nothing changed and
 * nobody waits are skipped.
 */
export class PodLifecycle {
  private readonly component: Component;
  private readonly current = new Map<string, RuntimePod>();
  private readonly seen = new Map<string, RuntimePod>();
  private readonly changed = new Map<string, Cause>();
  private readonly looked: Signal;
  private lookedAt = 0;
  /** When pods were last looked at by themselves. */
  private readonly lookedAtPod = new Map<string, number>();
  private planned = false;
  /** Hears of pods whose containers or sandboxes changed, under the cause of the change. */
  onChange: (uid: string) => void = () => {};

  constructor(component: Component) {
    this.component = component;
    this.looked = new Signal(component.simulation);
  }

  /** What there is now, whether or not a look has noticed. */
  now(uid: string): RuntimePod {
    return this.current.get(uid) ?? NO_RUNTIME_POD;
  }

  uids(): readonly string[] {
    return [...this.current.keys()];
  }

  update(uid: string, pod: RuntimePod): void {
    this.current.set(uid, pod);
    this.mark(uid);
  }

  forget(uid: string): void {
    this.current.delete(uid);
    this.mark(uid);
  }

  /** The runtime was asked for everything: nothing else exists, and that counts as a look. */
  replace(pods: ReadonlyMap<string, RuntimePod>): void {
    for (const uid of this.current.keys()) if (!pods.has(uid)) this.forget(uid);
    for (const [uid, pod] of pods) this.update(uid, pod);
    this.look();
  }

  /** What a look at that instant or later saw. */
  *seenSince(uid: string, instant: number): Process<RuntimePod> {
    const cause = currentCause(this.component.simulation);
    while (Math.max(this.lookedAt, this.lookedAtPod.get(uid) ?? 0) < instant) {
      this.plan();
      yield* this.looked.wait();
    }
    yield* workOn(cause);
    return this.seen.get(uid) ?? NO_RUNTIME_POD;
  }

  /** Looks at one pod, out of turn. */
  lookAt(uid: string): void {
    const cause = this.changed.get(uid) ?? currentCause(this.component.simulation);
    this.lookedAtPod.set(uid, this.component.now);
    this.changed.delete(uid);
    this.compare(uid, cause);
  }

  private mark(uid: string): void {
    const cause = currentCause(this.component.simulation);
    const before = this.changed.get(uid);
    this.changed.set(uid, before ? joinCauses(before, cause) : cause);
    this.plan();
  }

  private plan(): void {
    if (this.planned) return;
    this.planned = true;
    const { now } = this.component;
    this.component.after(RELIST_MILLISECONDS - (now % RELIST_MILLISECONDS), () => {
      this.planned = false;
      this.look();
    });
  }

  private look(): void {
    this.lookedAt = this.component.now;
    this.lookedAtPod.clear();
    const changed = [...this.changed];
    this.changed.clear();
    for (const [uid, cause] of changed) this.compare(uid, cause);
    this.looked.fire();
  }

  private compare(uid: string, cause: Cause): void {
    const before = this.seen.get(uid) ?? NO_RUNTIME_POD;
    const after = this.current.get(uid);
    if (after) this.seen.set(uid, after);
    else this.seen.delete(uid);
    if (stateChanged(before, after ?? NO_RUNTIME_POD))
      this.component.simulation.withCause(cause, () => this.onChange(uid));
  }
}
