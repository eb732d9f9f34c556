import type { Pod } from '../../api';
import type { Cause, Process, Timer } from '../../simulation';
import { attempt, currentCause, joinCauses, Signal, workOn } from '../../simulation';
import { NEVER } from './pod-lifecycle';
import type { PodSync, PodTools, SyncOutcome } from './pod-sync';
import type { RuntimePod } from './runtime-pod';
import { readySandbox } from './runtime-pod';
import { graceOf } from './termination-order';

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
  /** Ends what it is doing now; undefined while it waits. */
  private stop: (() => void) | undefined;
  private pending: Cause | undefined;
  private lastSync = NEVER;
  private graceSeconds: number | undefined;
  private retry: Timer | undefined;

  constructor(tools: PodTools, work: PodSync, pod: Pod, onFinished: (worker: PodWorker) => void) {
    this.tools = tools;
    this.work = work;
    this.pod = pod;
    this.onFinished = onFinished;
    this.wake = new Signal(tools.component.simulation);
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
    const before = this.graceSeconds ?? Number.POSITIVE_INFINITY;
    this.graceSeconds = Math.min(before, asked);
    if (this.stage === 'syncing') this.stage = 'terminating';
    if (asked < before) this.stop?.();
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
      const runtime = yield* this.tools.lifecycle.seenSince(this.pod.metadata.uid!, this.lastSync);
      const acted = yield* this.round(runtime);
      this.lastSync = this.tools.lifecycle.moment();
      if (acted && this.goesOnAtOnce) this.tools.lifecycle.lookAt(this.pod.metadata.uid!);
    }
    this.onFinished(this);
  }

  /**
   * Something of the pod waits for what has just started. All others are left to the look of the second: that they run is said
   * up to a second later than a real kubelet says it, and a thousand of them cost a quarter less.
   */
  private get goesOnAtOnce(): boolean {
    return this.pod.spec.initContainers !== undefined || this.tools.probes.view(this.pod) !== undefined;
  }

  /** True when a sync did something, and all of it went well. */
  private *round(runtime: RuntimePod): Process<boolean> {
    if (this.stage === 'syncing') return yield* this.syncing(runtime);
    if (this.stage === 'terminating') yield* this.terminating(runtime);
    else if (readySandbox(runtime)) this.again();
    else {
      yield* this.work.finish(this.pod, runtime);
      this.stage = 'finished';
    }
    return false;
  }

  /** A sandbox was still being made when the pod was stopped. */
  private again(): void {
    this.stage = 'terminating';
    this.poke();
  }

  private *syncing(runtime: RuntimePod): Process<boolean> {
    const outcome = yield* this.unlessStopped(attempt(this.work.sync(this.pod, runtime)));
    this.retry?.cancel();
    if (!outcome || this.stage !== 'syncing') return false;
    if (!outcome.ok) this.tools.component.log(`${this.pod.metadata.name}: ${outcome.error.message}`);
    const { over, retryAt, acted }: SyncOutcome = outcome.ok
      ? outcome.value
      : { retryAt: this.tools.component.now + RETRY_MILLISECONDS };
    if (over) this.terminate();
    else this.plan(retryAt);
    return acted ?? false;
  }

  /** The body as a task of its own, which `stop` ends: then there is no value. */
  private *unlessStopped<T>(body: Process<T>): Process<T | undefined> {
    const { component } = this.tools;
    const outcome = { ended: new Signal(component.simulation), value: undefined as T | undefined };
    const task = component.spawn(`pod ${this.pod.metadata.name}`, keepOutcome(body, outcome));
    this.stop = () => {
      task.interrupt('the pod is to be stopped');
      outcome.ended.fire();
    };
    yield* outcome.ended.wait();
    this.stop = undefined;
    return outcome.value;
  }

  /** The next round without anything happening: a retry, or the pod's deadline. */
  private plan(retryAt: number | undefined): void {
    const { component, syncFrequencyMilliseconds } = this.tools;
    const wait =
      retryAt === undefined
        ? Number.POSITIVE_INFINITY
        : Math.min(Math.max(0, retryAt - component.now), syncFrequencyMilliseconds) *
          (1 + JITTER * component.random.next());
    const deadline = (this.work.deadline(this.pod) ?? Number.POSITIVE_INFINITY) - component.now;
    const next = Math.min(wait, Math.max(deadline, 0));
    if (next !== Number.POSITIVE_INFINITY) this.retry = component.after(next, () => this.poke());
  }

  private *terminating(runtime: RuntimePod): Process<void> {
    const grace = (this.graceSeconds ??= Math.max(1, graceOf(this.pod)));
    const stopped = yield* this.unlessStopped(this.work.terminate(this.pod, runtime, grace));
    if (stopped === false) return this.plan(this.tools.component.now + RETRY_MILLISECONDS);
    if (stopped) this.stage = 'terminated';
    this.poke();
  }
}

function* keepOutcome<T>(body: Process<T>, outcome: { readonly ended: Signal; value: T | undefined }): Process<void> {
  outcome.value = yield* body;
  outcome.ended.fire();
}
