import type { Component, Process, Timer } from '../simulation';
import { currentCause, Mailbox, workOn } from '../simulation';
import { GatheredCause } from './gathered-cause';
import { TokenBucket } from './token-bucket';

export interface RateLimit {
  /** A failing key waits this long, then twice as long, and so on. */
  readonly baseMilliseconds: number;
  readonly maximumMilliseconds: number;
  /** All failing keys together. */
  readonly permitsPerSecond: number;
  readonly burst: number;
}

/** client-go's default for controllers. */
export const CONTROLLER_RATE_LIMIT: RateLimit = {
  baseMilliseconds: 5,
  maximumMilliseconds: 1_000_000,
  permitsPerSecond: 10,
  burst: 100,
};

interface Delayed {
  readonly at: number;
  readonly timer: Timer;
  readonly gathered: GatheredCause;
}

/**
 * Keys to be worked on: one that waits already is not queued twice, one that is being worked on comes back once it is
 * done. A key keeps the causes of all who enqueued it, and whoever takes it goes on under them.
 */
export class WorkQueue {
  readonly name: string;
  private readonly component: Component;
  private readonly rateLimit: RateLimit;
  private readonly bucket: TokenBucket;
  private readonly ready: Mailbox<string>;
  /** Keys that wait to be taken (or to be done, when `working` holds them too), with their causes. */
  private readonly waiting = new Map<string, GatheredCause>();
  private readonly working = new Set<string>();
  private readonly delayed = new Map<string, Delayed>();
  private readonly failures = new Map<string, number>();

  constructor(component: Component, name: string, rateLimit: RateLimit = CONTROLLER_RATE_LIMIT) {
    this.component = component;
    this.name = name;
    this.rateLimit = rateLimit;
    this.bucket = new TokenBucket(rateLimit.permitsPerSecond, rateLimit.burst);
    this.ready = new Mailbox<string>(component.simulation);
  }

  /** How many keys are ready to be taken. */
  get length(): number {
    return this.ready.length;
  }

  add(key: string): void {
    const cause = currentCause(this.component.simulation);
    const known = this.waiting.get(key);
    if (known) return known.add(cause);
    this.waiting.set(key, new GatheredCause(cause));
    if (!this.working.has(key)) this.ready.put(key);
  }

  /** Adds the key later; of several delayed adds of one key the earliest counts. */
  addAfter(key: string, milliseconds: number): void {
    if (milliseconds <= 0) return this.add(key);
    const at = this.component.now + milliseconds;
    const { simulation } = this.component;
    const known = this.delayed.get(key);
    const gathered = known?.gathered ?? new GatheredCause(currentCause(simulation));
    gathered.add(currentCause(simulation));
    if (known && known.at <= at) return;
    known?.timer.cancel();
    const timer = this.component.after(milliseconds, () => {
      this.delayed.delete(key);
      simulation.withCause(gathered.cause, () => this.add(key));
    });
    this.delayed.set(key, { at, timer, gathered });
  }

  /** Adds a key that failed, later each time, until `forget`. */
  addRateLimited(key: string): void {
    const failures = this.failures.get(key) ?? 0;
    this.failures.set(key, failures + 1);
    const own = Math.min(this.rateLimit.baseMilliseconds * 2 ** failures, this.rateLimit.maximumMilliseconds);
    this.addAfter(key, Math.max(own, this.bucket.reserve(this.component.now)));
  }

  forget(key: string): void {
    this.failures.delete(key);
  }

  /** How often the key was added after a failure since it was last forgotten. */
  failuresOf(key: string): number {
    return this.failures.get(key) ?? 0;
  }

  *take(): Process<string> {
    const key = yield* this.ready.take();
    const gathered = this.waiting.get(key);
    this.waiting.delete(key);
    this.working.add(key);
    if (gathered) yield* workOn(gathered.cause);
    return key;
  }

  /** The work on a key has ended; if it was added meanwhile, it is queued again. */
  done(key: string): void {
    this.working.delete(key);
    if (this.waiting.has(key)) this.ready.put(key);
  }
}
