import type { Cause } from './cause';

/** What an event is delivered to. */
export interface EventHandler {
  occur(argument: unknown): void;
}

const INITIAL_CAPACITY = 1024;
/** A rebuild pays off when more than this many cancelled events lie in the heap, and they are the majority. */
const DEAD_BEFORE_REBUILD = 512;

/**
 * All that is to happen, ordered by (instant, sequence). A four-ary heap of slot numbers in typed arrays; what an event
 * carries lies in slots beside it, so that sifting moves numbers only. Instants are whole microseconds.
 *
 * Cancelling marks a slot dead; dead slots are skipped when they surface and swept when they are the majority.
 */
export class EventQueue {
  #instants = new Float64Array(INITIAL_CAPACITY);
  #sequences = new Float64Array(INITIAL_CAPACITY);
  #slots = new Int32Array(INITIAL_CAPACITY);
  #length = 0;
  #nextSequence = 0;
  #dead = 0;

  readonly #handlers: (EventHandler | undefined)[] = [];
  readonly #arguments: unknown[] = [];
  readonly #causes: (Cause | undefined)[] = [];
  /** The sequence number of the event a slot holds now: tells a stale handle from a live one. */
  readonly #holders: number[] = [];
  readonly #free: number[] = [];

  /** The event taken by the last `take()`. */
  instant = 0;
  handler: EventHandler | undefined;
  argument: unknown;
  cause: Cause | undefined;

  get pending(): number {
    return this.#length - this.#dead;
  }

  /** Where the event lies and which it is: what `cancel` wants to hear. */
  lastSlot = 0;
  lastSequence = 0;

  add(instant: number, handler: EventHandler, argument: unknown, cause: Cause): void {
    if (this.#length === this.#instants.length) this.#grow();
    const slot = this.#free.length > 0 ? this.#free.pop()! : this.#handlers.length;
    const sequence = this.#nextSequence++;
    this.#handlers[slot] = handler;
    this.#arguments[slot] = argument;
    this.#causes[slot] = cause;
    this.#holders[slot] = sequence;
    this.lastSlot = slot;
    this.lastSequence = sequence;
    this.#siftUp(this.#length++, instant, sequence, slot);
  }

  cancel(slot: number, sequence: number): void {
    if (this.#holders[slot] !== sequence || this.#handlers[slot] === undefined) return;
    this.#handlers[slot] = undefined;
    this.#arguments[slot] = undefined;
    this.#causes[slot] = undefined;
    this.#dead++;
    if (this.#dead > DEAD_BEFORE_REBUILD && this.#dead * 2 > this.#length) this.#sweep();
  }

  /** The instant of the next live event, Infinity when there is none. */
  peek(): number {
    this.#dropDead();
    return this.#length === 0 ? Number.POSITIVE_INFINITY : this.#instants[0]!;
  }

  /** Takes the first event out into the fields above; false when there is none. */
  take(): boolean {
    this.#dropDead();
    if (this.#length === 0) return false;
    const slot = this.#slots[0]!;
    this.instant = this.#instants[0]!;
    this.handler = this.#handlers[slot];
    this.argument = this.#arguments[slot];
    this.cause = this.#causes[slot];
    this.#release(slot);
    this.#removeFirst();
    return true;
  }

  /** Whether any pending event passes the test, in no order. */
  some(test: (instant: number, cause: Cause) => boolean): boolean {
    for (let index = 0; index < this.#length; index++) {
      const cause = this.#causes[this.#slots[index]!];
      if (cause && test(this.#instants[index]!, cause)) return true;
    }
    return false;
  }

  #release(slot: number): void {
    this.#handlers[slot] = undefined;
    this.#arguments[slot] = undefined;
    this.#causes[slot] = undefined;
    this.#holders[slot] = -1;
    this.#free.push(slot);
  }

  #dropDead(): void {
    while (this.#dead > 0 && this.#length > 0) {
      const slot = this.#slots[0]!;
      if (this.#handlers[slot] !== undefined) return;
      this.#release(slot);
      this.#dead--;
      this.#removeFirst();
    }
  }

  #removeFirst(): void {
    const last = --this.#length;
    if (last > 0) this.#siftDown(0, this.#instants[last]!, this.#sequences[last]!, this.#slots[last]!);
  }

  #siftUp(start: number, instant: number, sequence: number, slot: number): void {
    const instants = this.#instants;
    const sequences = this.#sequences;
    const slots = this.#slots;
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const above = instants[parent]!;
      // A new event has the highest sequence: it moves up only past later instants. (A sweep re-adds in order.)
      if (above < instant || (above === instant && sequences[parent]! < sequence)) break;
      instants[index] = above;
      sequences[index] = sequences[parent]!;
      slots[index] = slots[parent]!;
      index = parent;
    }
    instants[index] = instant;
    sequences[index] = sequence;
    slots[index] = slot;
  }

  #siftDown(start: number, instant: number, sequence: number, slot: number): void {
    const instants = this.#instants;
    const sequences = this.#sequences;
    const slots = this.#slots;
    const length = this.#length;
    let index = start;
    for (;;) {
      const first = index * 4 + 1;
      if (first >= length) break;
      const end = first + 4 < length ? first + 4 : length;
      let best = first;
      let bestInstant = instants[first]!;
      for (let child = first + 1; child < end; child++) {
        const candidate = instants[child]!;
        if (candidate > bestInstant) continue;
        if (candidate === bestInstant && sequences[child]! > sequences[best]!) continue;
        best = child;
        bestInstant = candidate;
      }
      if (bestInstant > instant || (bestInstant === instant && sequences[best]! > sequence)) break;
      instants[index] = bestInstant;
      sequences[index] = sequences[best]!;
      slots[index] = slots[best]!;
      index = best;
    }
    instants[index] = instant;
    sequences[index] = sequence;
    slots[index] = slot;
  }

  #sweep(): void {
    const length = this.#length;
    this.#length = 0;
    for (let index = 0; index < length; index++) {
      const slot = this.#slots[index]!;
      if (this.#handlers[slot] === undefined) this.#release(slot);
      else this.#siftUp(this.#length++, this.#instants[index]!, this.#sequences[index]!, slot);
    }
    this.#dead = 0;
  }

  #grow(): void {
    const capacity = this.#instants.length * 2;
    const instants = new Float64Array(capacity);
    const sequences = new Float64Array(capacity);
    const slots = new Int32Array(capacity);
    instants.set(this.#instants);
    sequences.set(this.#sequences);
    slots.set(this.#slots);
    this.#instants = instants;
    this.#sequences = sequences;
    this.#slots = slots;
  }
}
