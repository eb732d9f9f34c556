import type { Pod } from '../../api';
import type { Cause, Process, Timer } from '../../simulation';
import { attempt, currentCause, firstOf, joinCauses, Signal, workOn } from '../../simulation';
import type { PodSync, PodTools } from './pod-sync';
import { graceOf } from './pod-sync';
import type { RuntimePod } from './runtime-pod';

const RETRY_MILLISECONDS = 10_000;
/** Retries are spread by up to half. */
const JITTER = 0.5;

/**
 * One pod's process: makes it run, then (once it ended or is to go) stops it, then clears up. It goes forward only. What
 * happens meanwhile coalesces into one more round, which sees the newest pod.
 */
export class PodWorker {
  pod: Pod;
  stage: 'syncing' | 'terminating' | 'terminated' | 'finished' = 'syncing';
  private readonly tools: PodTools;
  private readonly work: PodSync;
  private readonly onFinished: (worker: PodWorker) => void;
  private readonly wake: Signal;
  private readonly stop: Signal;
  private pending: Cause | undefined;
  private lastSyncAt = 0;
  private graceSeconds: number | undefined;
  private retry: Timer | undefined;

  constructor(tools: PodTools, work: PodSync, pod: Pod, onFinished: (worker: PodWorker) => void) {
    this.tools = tools;
    this.work = work;
    this.pod = pod;
    this.onFinished = onFinished;
    this.wake = new Signal(tools.component.simulation);
    this.stop = new Signal(tools.component.simulation);
  }

  /** Whether containers of it may still run. */
  get mayStillRun(): boolean {
    return this.stage === 'syncing' || this.stage === 'terminating';
  }

  /** A newer version of the pod. */
  update(pod: Pod): void {
    this.pod = pod;
    if (pod.metadata.deletionTimestamp) this.terminate();
    if (this.stage === 'finished') this.tools.statuses.deletionWanted(pod);
    this.poke();
  }

  /** The pod is to go (or is gone already); a later call may only shorten the grace. */
  terminate(): void {
    const asked = Math.max(1, graceOf(this.pod));
    this.graceSeconds = Math.min(this.graceSeconds ?? asked, asked);
    if (this.stage === 'syncing') this.stage = 'terminating';
    this.stop.fire();
    this.poke();
  }

  /** Look again. */
  poke(): void {
    const cause = currentCause(this.tools.component.simulation);
    this.pending = this.pending ? joinCauses(this.pending, cause) : cause;
    this.wake.fire();
  }

  *run(): Process<void> {
    while (this.stage !== 'finished') {
      while (!this.pending) yield* this.wake.wait();
      const cause: Cause = this.pending;
      this.pending = undefined;
      yield* workOn(cause);
      const runtime = yield* this.tools.lifecycle.seenSince(this.pod.metadata.uid!, this.lastSyncAt);
      yield* this.round(runtime);
      this.lastSyncAt = this.tools.component.now;
    }
    this.onFinished(this);
  }

  private *round(runtime: RuntimePod): Process<void> {
    if (this.stage === 'syncing') return yield* this.syncing(runtime);
    if (this.stage === 'terminating') return yield* this.terminating(runtime);
    yield* this.work.finish(this.pod, runtime);
    this.stage = 'finished';
  }

  private *syncing(runtime: RuntimePod): Process<void> {
    const { which, value } = yield* firstOf({ done: attempt(this.work.sync(this.pod, runtime)), stopped: this.stopped() });
    this.retry?.cancel();
    if (which === 'stopped' || this.stage !== 'syncing') return;
    if (!value.ok) this.tools.component.log(`${this.pod.metadata.name}: ${value.error.message}`);
    const { over, retryAt } = value.ok ? value.value : { over: false, retryAt: this.tools.component.now + RETRY_MILLISECONDS };
    if (over) this.terminate();
    else this.plan(retryAt);
  }

  private *stopped(): Process<void> {
    if (this.stage === 'syncing') yield* this.stop.wait();
  }

  /** The next round without anything happening: a retry, or the pod's deadline. */
  private plan(retryAt: number | undefined): void {
    const { component } = this.tools;
    const wait = retryAt === undefined ? Number.POSITIVE_INFINITY : Math.max(0, retryAt - component.now) * (1 + JITTER * component.random.next());
    const deadline = (this.work.deadline(this.pod) ?? Number.POSITIVE_INFINITY) - component.now;
    const next = Math.min(wait, Math.max(deadline, 0));
    if (next !== Number.POSITIVE_INFINITY) this.retry = component.after(next, () => this.poke());
  }

  private *terminating(runtime: RuntimePod): Process<void> {
    const grace = (this.graceSeconds ??= Math.max(1, graceOf(this.pod)));
    const { which } = yield* firstOf({ done: this.work.terminate(this.pod, runtime, grace), shorter: this.shorter(grace) });
    if (which === 'done') this.stage = 'terminated';
    this.poke();
  }

  private *shorter(grace: number): Process<void> {
    while (this.graceSeconds! >= grace) yield* this.stop.wait();
  }
}
