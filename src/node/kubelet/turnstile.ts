import type { Process, Simulation } from '../../simulation';
import { Signal, workOn, currentCause } from '../../simulation';

/** Lets one process through at a time, in the order in which they came. */
export class Turnstile {
  private readonly simulation: Simulation;
  private readonly queue: Signal[] = [];

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  *through<T>(body: () => Process<T>): Process<T> {
    const turn = new Signal(this.simulation);
    this.queue.push(turn);
    try {
      if (this.queue[0] !== turn) yield* this.waitFor(turn);
      return yield* body();
    } finally {
      const wasFirst = this.queue[0] === turn;
      this.queue.splice(this.queue.indexOf(turn), 1);
      if (wasFirst) this.queue[0]?.fire();
    }
  }

  /** Whose turn it becomes still works for its own cause, not for that of whoever left. */
  private *waitFor(turn: Signal): Process<void> {
    const cause = currentCause(this.simulation);
    yield* turn.wait();
    yield* workOn(cause);
  }
}
