import type { Cause } from './cause';
import type { EventHandler } from './event-queue';
import type { Place } from './roster';
import type { Simulation } from './simulation';

/** Something a process waits for. */
export interface Wait {
  /** Starts waiting. True when there is nothing to wait for: `task.ready` holds the value, and the process goes on at once. */
  begin(task: Task): boolean;
  /** The task was interrupted, or died with its component: forget it. */
  abandon(task: Task, died: boolean): void;
}

/**
 * A process: a generator whose every wait is a `yield*`. The phantom `then` is never there; it makes the linter's
 * rule against floating promises see a process that somebody forgot to wait for.
 */
export interface Process<T = void> extends Generator<Wait, T, any> {
  readonly then?: (resolved: (value: T) => unknown, rejected: (error: unknown) => unknown) => unknown;
}

/** Thrown into a process that somebody else stopped. */
export class Interrupted extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Interrupted';
  }

  /** Where it was made says nothing, and to write that down costs more than the rest of it: one for each reason does. */
  static because(reason: string): Interrupted {
    let known = INTERRUPTIONS.get(reason);
    if (!known) INTERRUPTIONS.set(reason, (known = new Interrupted(reason)));
    return known;
  }
}

/** The reasons are a handful of sentences. */
const INTERRUPTIONS = new Map<string, Interrupted>();

/** Failures that end a task without being a bug: answers and broken connections, not mistakes in our code. */
const EXPECTED = new Set(['NetworkError', 'Interrupted', 'Refusal']);

export function isExpected(error: unknown): error is Error {
  return error instanceof Error && EXPECTED.has(error.name);
}

/** What hears of a task's end. */
export interface TaskObserver {
  finished(task: Task): void;
}

const WAITING = 0;
const RUNNING = 1;
const DONE = 2;

/** One running process. It keeps the cause of what it is working on; messages it sends carry it. */
export class Task implements EventHandler {
  readonly name: string;
  readonly simulation: Simulation;
  cause: Cause;
  /** The value of a wait that was over at once. */
  ready: unknown;
  value: unknown;
  error: unknown;
  observer: TaskObserver | undefined;
  onEnd: ((task: Task) => void) | undefined;
  /** Where it stands among the tasks of its component. */
  place: Place<Task> | undefined;
  /** Counts its waits: a late wake-up for an earlier one is told by it. */
  turn = 0;
  readonly #generator: Process<unknown>;
  #wait: Wait | undefined;
  #state = WAITING;
  #interruption: Interrupted | undefined;

  constructor(simulation: Simulation, name: string, body: Process<unknown>, cause: Cause) {
    this.simulation = simulation;
    this.name = name;
    this.#generator = body;
    this.cause = cause;
  }

  get done(): boolean {
    return this.#state === DONE;
  }

  /** The first step, or the interruption, as an event of its own. */
  occur(): void {
    if (this.#state === DONE) return;
    const interruption = this.#interruption;
    this.#interruption = undefined;
    this.#wait?.abandon(this, false);
    this.#wait = undefined;
    this.#advance(interruption, interruption !== undefined);
  }

  /** The wait is over. */
  resume(value: unknown): void {
    if (this.#state !== WAITING || this.#interruption) return;
    this.#wait = undefined;
    this.#advance(value, false);
  }

  fail(error: unknown): void {
    if (this.#state !== WAITING || this.#interruption) return;
    this.#wait = undefined;
    this.#advance(error, true);
  }

  /** Stops the process where it waits; its `finally` blocks run, as an event of their own. */
  interrupt(reason = 'interrupted'): void {
    if (this.#state === DONE || this.#interruption) return;
    this.#wait?.abandon(this, false);
    this.#wait = undefined;
    this.#interruption = Interrupted.because(reason);
    this.simulation.queueNow(this, undefined, this.cause);
  }

  /** The memory it lived in is gone: nothing of it runs any more. */
  abandon(): void {
    if (this.#state === DONE) return;
    this.#state = DONE;
    this.#wait?.abandon(this, true);
    this.#wait = undefined;
  }

  #advance(input: unknown, thrown: boolean): void {
    const simulation = this.simulation;
    const outer = simulation.context;
    simulation.context = this.cause;
    this.#state = RUNNING;
    try {
      this.#run(thrown ? this.#generator.throw(input) : this.#generator.next(input));
    } catch (error) {
      this.#end(undefined, error ?? new Error('thrown without a reason'));
    } finally {
      simulation.context = outer;
    }
  }

  #run(first: IteratorResult<Wait, unknown>): void {
    let result = first;
    // It may have died while it ran, by a crash it caused itself.
    while (this.#state !== DONE) {
      if (result.done) return this.#end(result.value, undefined);
      this.turn++;
      this.#wait = result.value;
      this.#state = WAITING;
      if (!result.value.begin(this)) return;
      this.#wait = undefined;
      this.#state = RUNNING;
      this.simulation.context = this.cause;
      const value = this.ready;
      this.ready = undefined;
      result = this.#generator.next(value);
    }
  }

  #end(value: unknown, error: unknown): void {
    const bug = error !== undefined && !isExpected(error);
    if (this.#state === DONE) {
      if (bug) throw error;
      return;
    }
    this.#state = DONE;
    this.value = value;
    this.error = error;
    this.onEnd?.(this);
    if (this.observer) this.observer.finished(this);
    else if (bug) throw error;
  }
}

/** What `sleep` waits for, for those who needn't a process of their own for it. */
export class SleepWait implements Wait, EventHandler {
  readonly #milliseconds: number;
  #task: Task | undefined;
  #slot = 0;
  #sequence = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  begin(task: Task): boolean {
    this.#task = task;
    const queue = task.simulation.schedule(this.#milliseconds, this, undefined, task.cause);
    this.#slot = queue.lastSlot;
    this.#sequence = queue.lastSequence;
    return false;
  }

  abandon(task: Task): void {
    this.#task = undefined;
    task.simulation.cancelEvent(this.#slot, this.#sequence);
  }

  occur(): void {
    this.#task?.resume(undefined);
  }
}

/** Lets so much simulated time pass. */
export function* sleep(milliseconds: number): Process<void> {
  yield new SleepWait(milliseconds);
}

class CauseWait implements Wait {
  readonly #cause: Cause;

  constructor(cause: Cause) {
    this.#cause = cause;
  }

  begin(task: Task): boolean {
    task.cause = this.#cause;
    return true;
  }

  abandon(): void {}
}

/** From here on the process works for this cause: a work queue's worker says so for each key it takes. */
export function* workOn(cause: Cause): Process<void> {
  yield new CauseWait(cause);
}

/** A failure that is an answer (a refusal, a broken connection) as a value; bugs go through. */
export function* attempt<T>(
  body: Process<T>,
): Process<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Error }> {
  try {
    return { ok: true, value: yield* body };
  } catch (error) {
    if (isExpected(error) && error.name !== 'Interrupted') return { ok: false, error };
    throw error;
  }
}

/** Child tasks of one process: it goes on when `enough` of them have ended. */
class ChildrenWait implements Wait, TaskObserver {
  readonly #bodies: readonly Process<unknown>[];
  readonly #first: boolean;
  #parent: Task | undefined;
  #children: Task[] = [];
  #left: number;

  constructor(bodies: readonly Process<unknown>[], first: boolean) {
    this.#bodies = bodies;
    this.#first = first;
    this.#left = bodies.length;
  }

  begin(parent: Task): boolean {
    this.#parent = parent;
    const { simulation } = parent;
    this.#children = this.#bodies.map((body) => new Task(simulation, parent.name, body, parent.cause));
    for (const child of this.#children) child.observer = this;
    for (const child of this.#children) simulation.queueNow(child, undefined, child.cause);
    return false;
  }

  abandon(_parent: Task, died: boolean): void {
    this.#parent = undefined;
    for (const child of this.#children) {
      if (died) child.abandon();
      else child.interrupt('its parent was stopped');
    }
  }

  finished(child: Task): void {
    const parent = this.#parent;
    if (!parent) {
      if (child.error !== undefined && !isExpected(child.error)) throw child.error;
      return;
    }
    this.#left--;
    if (child.error === undefined && !this.#first && this.#left > 0) return;
    this.#parent = undefined;
    for (const other of this.#children) other.interrupt('another was first');
    if (child.error !== undefined) parent.fail(child.error);
    else if (this.#first) this.#adopt(parent, child);
    else parent.resume(this.#children.map((each) => each.value));
  }

  /** The winner's cause becomes the parent's: it goes on because of that. */
  #adopt(parent: Task, winner: Task): void {
    parent.cause = winner.cause;
    parent.resume({ index: this.#children.indexOf(winner), value: winner.value });
  }
}

/** Runs them side by side; all their values, in order. The first failure stops the others and is thrown. */
export function* all<T>(bodies: readonly Process<T>[]): Process<T[]> {
  if (bodies.length === 0) return [];
  return (yield new ChildrenWait(bodies, false)) as T[];
}

/** Runs them side by side until one ends; the others are interrupted. */
export function* firstOf<T = any>(
  bodies: Readonly<Record<string, Process<any>>>,
): Process<{ readonly which: string; readonly value: T }> {
  const names = Object.keys(bodies);
  const winner = yield new ChildrenWait(Object.values(bodies), true);
  return { which: names[winner.index]!, value: winner.value };
}

/** The body's value, or undefined when it took longer. */
export function* withTimeout<T>(milliseconds: number, body: Process<T>): Process<T | undefined> {
  const { which, value } = yield* firstOf({ body, timeout: sleep(milliseconds) });
  return which === 'body' ? (value as T) : undefined;
}
