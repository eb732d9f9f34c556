import type { Simulation } from '../simulation';
import type { JournalEntry, UserCommand } from './journal';
import type { Phrase } from './phrases';

/** What lies ahead of a session that stands in the past: what was done later, and where the recorded history ends. */
export interface Ahead {
  readonly journal: readonly JournalEntry[];
  readonly events: number;
  readonly now: number;
}

/** Looked at after every event: words for why the clock should stop here. */
export type Watch = () => Phrase | undefined;

/**
 * The way that simulated time takes: event by event, and, where a recorded history lies ahead, act by act as they were done.
 * Whoever paces it sees a clock with a queue; it ends where the record ends, or where a breakpoint is hit.
 */
export class Course {
  readonly simulation: Simulation;
  readonly #run: (command: UserCommand) => void;
  #ahead: Ahead | undefined;
  #entry = 0;
  #watch: Watch | undefined;
  #stopped: Phrase | undefined;

  constructor(simulation: Simulation, run: (command: UserCommand) => void, ahead?: Ahead) {
    this.simulation = simulation;
    this.#run = run;
    this.#ahead = ahead;
  }

  get now(): number {
    return this.simulation.now;
  }

  /** When the next event or act is due; Infinity where nothing is, the record ends, or a breakpoint was hit. */
  get nextInstant(): number {
    if (this.#stopped !== undefined) return Number.POSITIVE_INFINITY;
    const due = this.#due();
    if (due) return due.at;
    return this.#isRecorded() ? this.simulation.nextInstant : Number.POSITIVE_INFINITY;
  }

  /** True where a recorded history lay ahead and has been gone through. */
  get atEnd(): boolean {
    return this.#ahead !== undefined && !this.#due() && !this.#isRecorded();
  }

  /** It goes no further: a breakpoint was hit, or the record has been gone through. */
  get isHalted(): boolean {
    return this.#stopped !== undefined || (this.atEnd && this.now >= (this.#ahead?.now ?? 0));
  }

  /** Acts that lie ahead. */
  get actsAhead(): number {
    return (this.#ahead?.journal.length ?? 0) - (this.#ahead ? this.#entry : 0);
  }

  get ahead(): Ahead | undefined {
    return this.#ahead;
  }

  /** One event or one act further; false when there is nothing left, or the clock was stopped. */
  step(): boolean {
    if (this.#stopped !== undefined) return false;
    const due = this.#due();
    if (due) {
      this.simulation.idleUntil(due.at);
      this.#entry++;
      this.#run(due.command);
    } else if (!this.#isRecorded() || !this.simulation.step()) return false;
    this.#stopped = this.#watch?.();
    return true;
  }

  /** All that is due up to the instant, which it then is, unless it was stopped on the way. */
  runUntil(instant: number): void {
    while (this.nextInstant <= instant && this.step());
    if (this.#stopped !== undefined) return;
    const end = this.#ahead ? Math.min(instant, this.#ahead.now) : instant;
    if (end > this.now) this.simulation.idleUntil(end);
  }

  /** Stops where the watch finds words; undefined: nobody watches. */
  watch(watch: Watch | undefined): void {
    this.#watch = watch;
    this.#stopped = undefined;
  }

  /** Why it stopped, said once. */
  takeStop(): Phrase | undefined {
    const words = this.#stopped;
    this.#stopped = undefined;
    return words;
  }

  /** What lay ahead is forgotten: from here on a new history. */
  fork(): void {
    this.#ahead = undefined;
  }

  #due(): JournalEntry | undefined {
    const entry = this.#ahead?.journal[this.#entry];
    return entry && this.simulation.events >= entry.event ? entry : undefined;
  }

  #isRecorded(): boolean {
    return this.#ahead === undefined || this.simulation.events < this.#ahead.events;
  }
}
