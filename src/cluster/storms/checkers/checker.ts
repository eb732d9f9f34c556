import type { Hop } from '../../../simulation';
import type { SeenChange, Witness } from '../witness';

/** Says what is wrong; the storm ends with it. */
export type Complain = (what: string) => void;

/** Something that must always be true of a cluster, whatever breaks in it. */
export interface Checker {
  /** Each change of etcd, once, in the order of revisions. */
  changed?(change: SeenChange): void;
  /** Each message when it has been sent. */
  sent?(hop: Hop): void;
  /** Once a simulated second. */
  look?(): void;
  /** When faults have long ended and nothing moves any more. */
  atRest?(): void;
}

export type CheckerOf = (witness: Witness, complain: Complain) => Checker;

/** How old what a component acts on may be: longer than a watch is ever held back here, with the time to find out. */
export const STALE_MILLISECONDS = 60_000;

/** Values of the last while: what somebody with an old cache may still act on. */
export class Recent<T> {
  readonly #values: { readonly value: T; at: number }[] = [];

  /** The value from now on; the one before it was true until now. */
  add(value: T, now: number): void {
    const last = this.#values.at(-1);
    if (last) last.at = now;
    this.#values.push({ value, at: Number.POSITIVE_INFINITY });
    while (this.#values.length > 1 && this.#values[0]!.at < now - STALE_MILLISECONDS) this.#values.shift();
  }

  since(now: number): readonly T[] {
    return this.#values.filter(({ at }) => at >= now - STALE_MILLISECONDS).map(({ value }) => value);
  }
}
