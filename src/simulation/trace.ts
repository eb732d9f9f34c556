import type { HopId } from './cause';
import { Fingerprint } from './fingerprint';

export type HopKind = 'act' | 'request' | 'response' | 'item' | 'end' | 'message' | 'reset';
export type HopOutcome = 'flying' | 'delivered' | 'lost' | 'refused';

/** A message from one component to another: what is drawn, stepped through and asked about. */
export interface Hop {
  readonly id: HopId;
  readonly kind: HopKind;
  /** Component ids. */
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly payload: unknown;
  readonly sentAt: number;
  /** When it arrives, or arrived; Infinity while a cut link holds it. */
  readonly arrivesAt: number;
  readonly outcome: HopOutcome;
  readonly cause: HopId;
  readonly others: readonly HopId[];
  /** The user's act at the end of the chain of causes; 0 is background. */
  readonly root: HopId;
  /** The request this belongs to; itself for a request. */
  readonly exchange: HopId;
}

/** A decision and its reasons, by the component that took it. */
export interface Note {
  readonly at: number;
  readonly component: string;
  readonly kind: string;
  readonly data: unknown;
  readonly cause: HopId;
  readonly others: readonly HopId[];
}

/** A write to a machine's disk. */
export interface DiskWrite {
  readonly at: number;
  readonly host: string;
  readonly file: string;
  readonly data: unknown;
  readonly cause: HopId;
}

type Recorded = { readonly sentAt?: number; readonly at?: number };

/** A list that forgets its beginning; an item's number never changes. */
class Log<T extends Recorded> {
  #items: T[] = [];
  /** Number of the first item still held. */
  first: number;

  constructor(first: number) {
    this.first = first;
  }

  get next(): number {
    return this.first + this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  get(number: number): T | undefined {
    return this.#items[number - this.first];
  }

  since(number: number): readonly T[] {
    return number <= this.first ? this.#items : this.#items.slice(number - this.first);
  }

  /** Drops what is older than the instant; what was dropped. */
  dropBefore(instant: number): readonly T[] {
    let count = 0;
    while (count < this.#items.length && timeOf(this.#items[count]!) < instant) count++;
    if (count === 0) return [];
    const dropped = this.#items.slice(0, count);
    this.#items = this.#items.slice(count);
    this.first += count;
    return dropped;
  }
}

function timeOf(item: Recorded): number {
  return item.sentAt ?? item.at ?? 0;
}

/** How many hops pass between two looks at what is too old. */
const DROP_INTERVAL = 4096;

/**
 * Everything that was sent, decided and written to disk, in order, for as long as the limit says. What is dropped has
 * gone into the fingerprint before.
 */
export class Trace {
  readonly limitMilliseconds: number;
  /** Everything before this instant has been dropped. */
  recordedSince = 0;
  readonly #hops = new Log<Hop>(1);
  readonly #notes = new Log<Note>(0);
  readonly #writes = new Log<DiskWrite>(0);
  readonly #dropped = new Fingerprint();
  #untilDrop = DROP_INTERVAL;

  constructor(limitMilliseconds: number) {
    this.limitMilliseconds = limitMilliseconds;
  }

  /** The number the next hop will get. */
  get nextHop(): HopId {
    return this.#hops.next;
  }

  get nextNote(): number {
    return this.#notes.next;
  }

  get nextWrite(): number {
    return this.#writes.next;
  }

  /** Undefined once dropped. */
  hop(id: HopId): Hop | undefined {
    return this.#hops.get(id);
  }

  /** All hops from this number on, in the order they were sent. */
  hopsSince(id: HopId): readonly Hop[] {
    return this.#hops.since(id);
  }

  notesSince(number: number): readonly Note[] {
    return this.#notes.since(number);
  }

  writesSince(number: number): readonly DiskWrite[] {
    return this.#writes.since(number);
  }

  addHop(hop: Hop): void {
    this.#hops.push(hop);
    if (--this.#untilDrop === 0) this.#drop(hop.sentAt - this.limitMilliseconds);
  }

  addNote(note: Note): void {
    this.#notes.push(note);
  }

  addWrite(write: DiskWrite): void {
    this.#writes.push(write);
  }

  /**
   * A hash of the whole history: sender, receiver, times, cause, outcome and payload of each hop, and each disk write.
   * Two runs with the same seed and acts have the same.
   */
  hash(): string {
    const fingerprint = this.#dropped.copy();
    for (const hop of this.#hops.since(0)) addHop(fingerprint, hop);
    for (const write of this.#writes.since(0)) addWrite(fingerprint, write);
    return fingerprint.toString();
  }

  #drop(before: number): void {
    this.#untilDrop = DROP_INTERVAL;
    if (before <= this.recordedSince) return;
    this.recordedSince = before;
    for (const hop of this.#hops.dropBefore(before)) addHop(this.#dropped, hop);
    for (const write of this.#writes.dropBefore(before)) addWrite(this.#dropped, write);
    this.#notes.dropBefore(before);
  }
}

function addHop(fingerprint: Fingerprint, hop: Hop): void {
  fingerprint.addText(`${hop.kind} ${hop.from} ${hop.to} ${hop.protocol} ${hop.outcome}`);
  fingerprint.addNumber(hop.sentAt);
  fingerprint.addNumber(hop.arrivesAt);
  fingerprint.addNumber(hop.cause);
  for (const other of hop.others) fingerprint.addNumber(other);
  fingerprint.addValue(hop.payload);
}

function addWrite(fingerprint: Fingerprint, write: DiskWrite): void {
  fingerprint.addText(`${write.host} ${write.file}`);
  fingerprint.addNumber(write.at);
  fingerprint.addNumber(write.cause);
  fingerprint.addValue(write.data);
}
