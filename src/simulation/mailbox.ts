import type { Cause } from './cause';
import type { Process, Task, Wait } from './process';
import type { Simulation } from './simulation';

const NOBODY: readonly Task[] = [];

/** Wakes waiting tasks by an event of its own, so that whoever put the item runs to its next wait first. */
abstract class Waiters implements Wait {
  protected readonly simulation: Simulation;
  protected waiting: readonly Task[] = NOBODY;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  abstract begin(task: Task): boolean;

  abandon(task: Task): void {
    this.waiting = this.waiting.filter((other) => other !== task);
  }
}

/** A queue between processes of one component. An item carries the cause of whoever put it. */
export class Mailbox<T> extends Waiters {
  #items: { readonly item: T; readonly cause: Cause }[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  put(item: T): void {
    this.#items.push({ item, cause: this.simulation.context });
    if (this.waiting.length > 0) this.simulation.queueNow(this, undefined, this.simulation.context);
  }

  /** The oldest item, when there is one; its cause becomes the task's. */
  *take(): Process<T> {
    return (yield this) as T;
  }

  begin(task: Task): boolean {
    if (this.length === 0) {
      this.waiting = this.waiting.length === 0 ? [task] : [...this.waiting, task];
      return false;
    }
    const { item, cause } = this.#shift();
    task.cause = cause;
    task.ready = item;
    return true;
  }

  /** An item came: the task that waits longest has it. */
  occur(): void {
    if (this.length === 0) return;
    const task = this.waiting[0];
    if (!task) return;
    this.waiting = this.waiting.length === 1 ? NOBODY : this.waiting.slice(1);
    const { item, cause } = this.#shift();
    task.cause = cause;
    task.resume(item);
  }

  #shift(): { readonly item: T; readonly cause: Cause } {
    const first = this.#items[this.#head]!;
    this.#items[this.#head] = undefined as never;
    this.#head++;
    if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }
}

/** Wakes everyone who waits now; who comes later waits for the next time. */
export class Signal extends Waiters {
  fire(): void {
    if (this.waiting.length === 0) return;
    const woken = this.waiting;
    this.waiting = NOBODY;
    const cause = this.simulation.context;
    for (const task of woken) this.simulation.queueNow(new Wake(task, cause), undefined, cause);
  }

  /** The waker's cause becomes the task's. */
  *wait(): Process<void> {
    yield this;
  }

  begin(task: Task): boolean {
    this.waiting = this.waiting.length === 0 ? [task] : [...this.waiting, task];
    return false;
  }
}

class Wake {
  readonly #task: Task;
  readonly #cause: Cause;
  readonly #turn: number;

  constructor(task: Task, cause: Cause) {
    this.#task = task;
    this.#cause = cause;
    this.#turn = task.turn;
  }

  occur(): void {
    if (this.#task.turn !== this.#turn) return;
    this.#task.cause = this.#cause;
    this.#task.resume(undefined);
  }
}
