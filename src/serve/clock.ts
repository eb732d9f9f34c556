import type { Simulation } from '../simulation';
import type { Progress } from './world';

/** How simulated time passes while a cluster is served. */
export interface Clock {
  readonly kind: 'real' | 'stepped';
  start(): void;
  stop(): void;
  /** Does something to the simulation at its present moment. */
  act(deed: () => void): void;
  /** With a stepped clock: runs until the answer is there, of a stream until its first items. */
  awaitAnswer(progress: Progress): void;
  /** With a stepped clock: runs until more comes on the stream, a moment at most. */
  awaitReaction(progress: Progress): void;
  /** With a stepped clock: runs until the stream is over; what doesn't end is left alone after two minutes. */
  awaitEnd(progress: Progress): void;
  /** With a stepped clock: lets that much time pass, in portions, so that what it brings can leave meanwhile. */
  advance(milliseconds: number): Promise<void>;
  /** Lets time pass until the test holds; false when that takes longer than the limit. */
  until(test: () => boolean, limitMilliseconds: number): Promise<boolean>;
}

const ANSWER_LIMIT_MILLISECONDS = 120_000;
/** A stream that says nothing is left alone after this long. */
const STREAM_MILLISECONDS = 100;
/** The rest of what a stream begins with comes right behind the first. */
const REST_MILLISECONDS = 1;
const PORTION_MILLISECONDS = 100;

const breathe = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Nothing moves but by requests. */
export class SteppedClock implements Clock {
  readonly kind = 'stepped';
  readonly #simulation: Simulation;
  readonly #moved: () => void;

  /** @param moved called after time has passed */
  constructor(simulation: Simulation, moved: () => void) {
    this.#simulation = simulation;
    this.#moved = moved;
  }

  start(): void {}

  stop(): void {}

  act(deed: () => void): void {
    deed();
  }

  awaitAnswer(progress: Progress): void {
    this.#simulation.runWhile(() => !progress.answered, ANSWER_LIMIT_MILLISECONDS);
    if (progress.streaming && !progress.ended) {
      this.#simulation.runWhile(() => progress.items === 0 && !progress.ended, STREAM_MILLISECONDS);
      if (progress.items > 0) this.#simulation.runFor(REST_MILLISECONDS);
    }
    this.#moved();
  }

  awaitReaction(progress: Progress): void {
    const before = progress.items;
    this.#simulation.runWhile(() => progress.items === before && !progress.ended, STREAM_MILLISECONDS);
    this.#simulation.runFor(REST_MILLISECONDS);
    this.#moved();
  }

  awaitEnd(progress: Progress): void {
    this.#simulation.runWhile(() => !progress.ended, ANSWER_LIMIT_MILLISECONDS);
    this.#moved();
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.#simulation.roundInstant(this.#simulation.now + milliseconds);
    while (this.#simulation.now < end) {
      this.#simulation.runUntil(Math.min(end, this.#simulation.now + PORTION_MILLISECONDS));
      this.#moved();
      await breathe();
    }
  }

  async until(test: () => boolean, limitMilliseconds: number): Promise<boolean> {
    const end = this.#simulation.roundInstant(this.#simulation.now + limitMilliseconds);
    while (!test() && this.#simulation.now < end) {
      const portionEnd = Math.min(end, this.#simulation.now + PORTION_MILLISECONDS);
      this.#simulation.runWhile(() => !test(), portionEnd - this.#simulation.now);
      if (!test()) this.#simulation.runUntil(portionEnd);
      this.#moved();
      await breathe();
    }
    return test();
  }
}

const TICK_MILLISECONDS = 5;
/** What the simulation may use up before the port is looked after again. */
const BUDGET_MILLISECONDS = 40;

/** Simulated time passes as real time does; where the machine can't keep up, it passes more slowly. */
export class RealClock implements Clock {
  readonly kind = 'real';
  readonly #simulation: Simulation;
  readonly #moved: () => void;
  #timer: NodeJS.Timeout | undefined;
  #last = 0;

  constructor(simulation: Simulation, moved: () => void) {
    this.#simulation = simulation;
    this.#moved = moved;
  }

  start(): void {
    this.#last = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MILLISECONDS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** What happens now happens after all that was due before. */
  act(deed: () => void): void {
    if (this.#timer) this.#tick();
    deed();
  }

  awaitAnswer(): void {}

  awaitReaction(): void {}

  awaitEnd(): void {}

  advance(): Promise<void> {
    return Promise.reject(new Error('the clock is not stepped'));
  }

  async until(test: () => boolean, limitMilliseconds: number): Promise<boolean> {
    const end = this.#simulation.roundInstant(this.#simulation.now + limitMilliseconds);
    while (!test() && this.#simulation.now < end) await new Promise((done) => setTimeout(done, TICK_MILLISECONDS));
    return test();
  }

  #tick(): void {
    const began = performance.now();
    const from = this.#simulation.now;
    const elapsed = began - this.#last;
    this.#last = began;
    for (let portion = 1; portion < elapsed + 1; portion++) {
      this.#simulation.runUntil(from + Math.min(portion, elapsed));
      if (performance.now() - began < BUDGET_MILLISECONDS) continue;
      this.#last = performance.now();
      break;
    }
    this.#moved();
  }
}
