import type { Cause, HopId } from './cause';
import { NO_CAUSE } from './cause';
import type { Component } from './component';
import type { EventHandler } from './event-queue';
import { EventQueue } from './event-queue';
import { published } from './frozen';
import { Host } from './host';
import { Network } from './network';
import { Random } from './random';
import { Trace } from './trace';
import type { DiskWrite } from './write-log';

export interface SimulationOptions {
  /** Decides everything random. */
  readonly seed: string | number;
  /** How much of the past the trace keeps; half an hour unless said otherwise. */
  readonly traceLimitMilliseconds?: number;
  /** False: what the trace forgets does not go into its hash, which costs as much as a tenth of everything. */
  readonly traceHashed?: boolean;
}

const HALF_AN_HOUR = 30 * 60_000;
const MICROSECONDS = 1000;

/** A bug: it stops the simulation, and says how to see it again. */
export class SimulationBug extends Error {
  readonly seed: string;
  readonly event: number;

  constructor(cause: unknown, seed: string, event: number) {
    const words = cause instanceof Error ? cause.message : String(cause);
    super(`${words} (seed ${seed}, event ${event})`, { cause });
    this.name = 'SimulationBug';
    this.seed = seed;
    this.event = event;
    if (cause instanceof Error && cause.stack) this.stack = `${this.message}\n${cause.stack}`;
  }
}

/** Something that will be called at its instant, unless cancelled. */
export class Timer implements EventHandler {
  readonly #simulation: Simulation;
  readonly #callback: () => void;
  #slot = -1;
  #sequence = -1;

  constructor(simulation: Simulation, callback: () => void) {
    this.#simulation = simulation;
    this.#callback = callback;
  }

  arm(slot: number, sequence: number): void {
    this.#slot = slot;
    this.#sequence = sequence;
  }

  occur(): void {
    this.#callback();
  }

  cancel(): void {
    this.#simulation.cancelEvent(this.#slot, this.#sequence);
  }
}

/**
 * One universe with one queue of events, ordered by (virtual time, sequence). The seed and what the user did, in order,
 * decide all that happens in it.
 */
export class Simulation {
  readonly seed: string;
  readonly trace: Trace;
  readonly network: Network;
  /** Events delivered so far. */
  events = 0;
  /** The cause of what runs now. */
  context: Cause = NO_CAUSE;
  /** Counts changes of what components publish, and of who is up: for those who show them. */
  factsVersion = 0;
  /** Requests that a user's act caused and that wait for their answer (a stream: for its head). */
  openRequests = 0;
  machinesVersion = 0;
  #microseconds = 0;
  readonly #queue = new EventQueue();
  readonly #hosts = new Map<string, Host>();
  readonly #randoms = new Map<string, Random>();

  constructor(options: SimulationOptions) {
    this.seed = String(options.seed);
    this.trace = new Trace(options.traceLimitMilliseconds ?? HALF_AN_HOUR, options.traceHashed ?? true);
    this.network = new Network(this);
  }

  /** Simulated milliseconds since the beginning. */
  get now(): number {
    return this.#microseconds / MICROSECONDS;
  }

  get cause(): HopId {
    return this.context.first;
  }

  /** Events not yet delivered. */
  get pending(): number {
    return this.#queue.pending;
  }

  get hosts(): readonly Host[] {
    return [...this.#hosts.values()];
  }

  /** When the next event is due; Infinity when nothing is pending. */
  get nextInstant(): number {
    return this.#queue.peek() / MICROSECONDS;
  }

  /** The stream of this name; the same name gives the same stream. */
  random(name: string): Random {
    let random = this.#randoms.get(name);
    if (!random) this.#randoms.set(name, (random = new Random(`${this.seed}/${name}`)));
    return random;
  }

  addHost(name: string): Host {
    if (this.#hosts.has(name)) throw new Error(`there is a machine ${name} already`);
    const host = new Host(this, name);
    this.#hosts.set(name, host);
    this.machinesVersion++;
    return host;
  }

  host(name: string): Host {
    const host = this.#hosts.get(name);
    if (!host) throw new Error(`there is no machine ${name}`);
    return host;
  }

  /** Calls back after so long, under the cause that runs now. */
  after(milliseconds: number, callback: () => void): Timer {
    return this.timer(milliseconds, callback);
  }

  timer(milliseconds: number, callback: () => void): Timer {
    const timer = new Timer(this, callback);
    const queue = this.schedule(milliseconds, timer, undefined, this.context);
    timer.arm(queue.lastSlot, queue.lastSequence);
    return timer;
  }

  /** A user's act: the root of all it sets in motion. It runs nothing; what is done `withCause` of it does. */
  act(component: Component, title: string, payload: unknown): HopId {
    const outer = this.context;
    this.context = NO_CAUSE;
    const { hops } = this.trace;
    const you = hops.componentNumber('you');
    const hop = this.network.record('act', you, component.number, 'act', { title, payload }, 0);
    hops.setOutcome(hop, 'delivered');
    this.context = outer;
    return hop;
  }

  withCause<T>(cause: Cause, run: () => T): T {
    const outer = this.context;
    this.context = cause.root === undefined ? { ...cause, root: this.#rootOf(cause) } : cause;
    try {
      return run();
    } finally {
      this.context = outer;
    }
  }

  /** Delivers exactly one event; what it sets in motion is queued. False when nothing is pending. */
  step(): boolean {
    const queue = this.#queue;
    if (!queue.take()) return false;
    this.#microseconds = queue.instant;
    this.events++;
    this.context = queue.cause!;
    try {
      queue.handler!.occur(queue.argument);
    } catch (error) {
      throw error instanceof SimulationBug ? error : new SimulationBug(error, this.seed, this.events);
    } finally {
      this.context = NO_CAUSE;
    }
    return true;
  }

  runFor(milliseconds: number): void {
    this.runUntil(this.now + milliseconds);
  }

  /** Delivers all that is due up to the instant, which it then is. */
  runUntil(instant: number): void {
    const end = Math.round(instant * MICROSECONDS);
    while (this.#queue.peek() <= end) this.step();
    if (end > this.#microseconds) this.#microseconds = end;
  }

  /** Moves the clock on, delivering nothing: nothing may be due before. What is due at that very instant stays pending. */
  idleUntil(instant: number): void {
    const end = Math.round(instant * MICROSECONDS);
    if (this.#queue.peek() < end) throw new Error(`something is due before ${instant} ms`);
    if (end > this.#microseconds) this.#microseconds = end;
  }

  /** Steps while the test holds, at most so long; whether the test came to fail in time. */
  runWhile(test: () => boolean, limitMilliseconds: number): boolean {
    const end = Math.round((this.now + limitMilliseconds) * MICROSECONDS);
    while (test()) {
      if (this.#queue.peek() > end || !this.step()) return false;
    }
    return true;
  }

  /**
   * Whether anything that a user's act caused is still under way: a request without its answer, or an event due within
   * so long (messages in the air among them). What waits longer is a timer, not work; so is what works patiently.
   */
  isBusy(withinMilliseconds: number): boolean {
    if (this.openRequests > 0) return true;
    const end = this.#microseconds + withinMilliseconds * MICROSECONDS;
    return this.#queue.some((instant, { root, patient }) => Boolean(root) && !patient && instant <= end);
  }

  // ---- for the parts of the simulation itself

  schedule(milliseconds: number, handler: EventHandler, argument: unknown, cause: Cause): EventQueue {
    // At least one microsecond: who waits for what is left until a deadline, less than half of one for rounding, gets there.
    const delay = milliseconds > 0 ? Math.max(1, Math.round(milliseconds * MICROSECONDS)) : 0;
    this.#queue.add(this.#microseconds + delay, handler, argument, cause);
    return this.#queue;
  }

  queueNow(handler: EventHandler, argument: unknown, cause: Cause): void {
    this.#queue.add(this.#microseconds, handler, argument, cause);
  }

  queueAt(instant: number, handler: EventHandler, argument: unknown, cause: Cause): void {
    this.#queue.add(Math.round(instant * MICROSECONDS), handler, argument, cause);
  }

  cancelEvent(slot: number, sequence: number): void {
    this.#queue.cancel(slot, sequence);
  }

  roundInstant(instant: number): number {
    return Math.round(instant * MICROSECONDS) / MICROSECONDS;
  }

  recordWrite(host: Host, { kind, file, data }: Pick<DiskWrite, 'kind' | 'file' | 'data'>): void {
    this.trace.addWrite(this.now, host.name, kind, file, published(data), this.context.first);
  }

  #rootOf(cause: Cause): HopId {
    for (const hop of [cause.first, ...cause.others]) {
      const root = this.trace.hops.rootOf(hop);
      if (root) return root;
    }
    return 0;
  }
}

/** The cause of what runs now, for those who put work off. */
export function currentCause(simulation: Simulation): Cause {
  return simulation.context;
}
