import type { HopId } from './cause';
import { Fingerprint } from './fingerprint';
import type { Hop } from './hop-log';
import { HopLog } from './hop-log';
import type { DiskWrite, WriteKind } from './write-log';
import { WriteLog } from './write-log';

/** A decision and its reasons, by the component that took it. */
export interface Note {
  readonly at: number;
  readonly component: string;
  readonly kind: string;
  readonly data: unknown;
  readonly cause: HopId;
  readonly others: readonly HopId[];
}

/** Notes in order; the list forgets its beginning, and a note's number never changes. */
class NoteLog {
  #notes: Note[] = [];
  #first = 0;

  get next(): number {
    return this.#first + this.#notes.length;
  }

  push(note: Note): void {
    this.#notes.push(note);
  }

  since(number: number): readonly Note[] {
    return number <= this.#first ? this.#notes : this.#notes.slice(number - this.#first);
  }

  dropBefore(instant: number): void {
    let count = 0;
    while (count < this.#notes.length && this.#notes[count]!.at < instant) count++;
    if (count === 0) return;
    this.#notes = this.#notes.slice(count);
    this.#first += count;
  }
}

/** How many hops pass between two looks at what is too old. */
const DROP_INTERVAL = 4096;

/**
 * Everything that was sent, decided and written to disk, in order, for as long as the limit says. What is dropped has
 * gone into the fingerprint before.
 */
export class Trace {
  readonly limitMilliseconds: number;
  readonly hops = new HopLog();
  readonly #notes = new NoteLog();
  readonly #writes = new WriteLog();
  readonly #droppedHops = new Fingerprint();
  readonly #droppedWrites = new Fingerprint();
  readonly #hashed: boolean;
  #untilDrop = DROP_INTERVAL;

  constructor(limitMilliseconds: number, hashed = true) {
    this.limitMilliseconds = limitMilliseconds;
    this.#hashed = hashed;
  }

  /** Hops before this instant have been dropped; 0 when none was. */
  get recordedSince(): number {
    const { first } = this.hops;
    return first === 1 ? 0 : (this.hops.get(first)?.sentAt ?? 0);
  }

  /** The number the next hop will get. */
  get nextHop(): HopId {
    return this.hops.next;
  }

  get nextNote(): number {
    return this.#notes.next;
  }

  /** Undefined once dropped. */
  hop(id: HopId): Hop | undefined {
    return this.hops.get(id);
  }

  /** All hops from this number on that are still held, in the order they were sent. */
  hopsSince(id: HopId): readonly Hop[] {
    const hops: Hop[] = [];
    for (let each = Math.max(id, this.hops.first); each < this.hops.next; each++) hops.push(this.hops.get(each)!);
    return hops;
  }

  notesSince(number: number): readonly Note[] {
    return this.#notes.since(number);
  }

  /** All writes that are still held, in order. */
  get writes(): readonly DiskWrite[] {
    return this.#writes.all();
  }

  addNote(note: Note): void {
    this.#notes.push(note);
  }

  addWrite(at: number, host: string, kind: WriteKind, file: string, data: unknown, cause: HopId): void {
    this.#writes.add(at, host, kind, file, data, cause);
  }

  /** Forgets what is too old, now and then. */
  tidy(now: number): void {
    if (--this.#untilDrop > 0) return;
    this.#untilDrop = DROP_INTERVAL;
    const before = now - this.limitMilliseconds;
    this.hops.dropBefore(before, this.#hashed ? (hop) => addHop(this.#droppedHops, hop) : undefined);
    this.#writes.dropBefore(before, this.#hashed ? (write) => addWrite(this.#droppedWrites, write) : undefined);
    this.#notes.dropBefore(before);
  }

  /**
   * A hash of the whole history: sender, receiver, times, cause, outcome and payload of each hop, and each disk write.
   * Two runs with the same seed and acts have the same.
   */
  hash(): string {
    const hops = this.#droppedHops.copy();
    for (let id = this.hops.first; id < this.hops.next; id++) addHop(hops, this.hops.get(id)!);
    const writes = this.#droppedWrites.copy();
    for (const write of this.#writes.all()) addWrite(writes, write);
    return `${hops}${writes}`;
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
  fingerprint.addText(`${write.kind} ${write.host} ${write.file}`);
  fingerprint.addNumber(write.at);
  fingerprint.addNumber(write.cause);
  fingerprint.addValue(write.data);
}
