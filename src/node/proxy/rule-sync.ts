import type { Cause, Component, Process } from '../../simulation';
import { currentCause, joinCauses, NO_CAUSE, Signal, sleep, workOn } from '../../simulation';

/** Rules are written at most once in this time: what changes meanwhile is written together (`--iptables-min-sync-period`). */
const LEAST_INTERVAL_MILLISECONDS = 1000;

/** Writes when asked to, now or a second after it last did, under the causes of all who asked meanwhile. */
export class RuleSync {
  private readonly component: Component;
  private readonly write: () => Process<void>;
  private readonly asked: Signal;
  private cause: Cause | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;

  constructor(component: Component, write: () => Process<void>) {
    this.component = component;
    this.write = write;
    this.asked = new Signal(component.simulation);
  }

  request(): void {
    const cause = currentCause(this.component.simulation);
    this.cause = this.cause ? joinCauses(this.cause, cause) : cause;
    this.asked.fire();
  }

  *run(): Process<void> {
    for (;;) {
      if (!this.cause) yield* this.asked.wait();
      const early = this.lastAt + LEAST_INTERVAL_MILLISECONDS - this.component.now;
      if (early > 0) yield* sleep(early);
      const cause = this.cause ?? NO_CAUSE;
      this.cause = undefined;
      this.lastAt = this.component.now;
      yield* workOn(cause);
      yield* this.write();
      yield* workOn(NO_CAUSE);
    }
  }
}
