import type { Cause, Component, Process } from '../../simulation';
import { currentCause, joinCauses, Signal, workOn } from '../../simulation';
import type { RuntimePod } from './runtime-pod';
import { NO_RUNTIME_POD, stateChanged } from './runtime-pod';

const RELIST_MILLISECONDS = 1000;

/** Looks and those who wait for one are numbered in the order they come, for instants may be the same. */
export interface Moment {
  readonly number: number;
  readonly at: number;
}

/** Who waits for a look after it waits for none. */
export const NEVER: Moment = { number: 0, at: -1 };

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
  private number = 1;
  private lastLook = 1;
  /** The last look at a pod by itself. */
  private readonly lastLookAt = new Map<string, number>();
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

  /** This one, behind all looks so far. */
  moment(): Moment {
    return { number: ++this.number, at: this.component.now };
  }

  /** What a look after that moment saw. */
  *seenSince(uid: string, moment: Moment): Process<RuntimePod> {
    const cause = currentCause(this.component.simulation);
    while (!this.hasLooked(uid, moment)) {
      this.plan();
      yield* this.looked.wait();
    }
    yield* workOn(cause);
    return this.seen.get(uid) ?? NO_RUNTIME_POD;
  }

  /** A second in which nothing changed was skipped, but counts. */
  private hasLooked(uid: string, { number, at }: Moment): boolean {
    if (Math.max(this.lastLook, this.lastLookAt.get(uid) ?? 0) > number) return true;
    const sinceSecond = this.component.now % RELIST_MILLISECONDS;
    const isDue = this.planned && sinceSecond === 0;
    return this.component.now - (isDue ? RELIST_MILLISECONDS : sinceSecond) > at;
  }

  /** Looks at one pod, out of turn. */
  lookAt(uid: string): void {
    const cause = this.changed.get(uid) ?? currentCause(this.component.simulation);
    this.lastLookAt.set(uid, ++this.number);
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
    this.lastLook = ++this.number;
    this.lastLookAt.clear();
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
