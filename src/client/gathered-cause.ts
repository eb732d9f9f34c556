import type { Cause, HopId } from '../simulation';

/** Joins causes as they come, as `joinCauses` does, without a new list for each: a busy key gathers thousands. */
export class GatheredCause {
  private first: HopId;
  private root: HopId;
  private readonly others: HopId[];

  constructor({ first, others, root }: Cause) {
    this.first = first;
    this.root = root ?? 0;
    this.others = [...others];
  }

  add({ first, others, root }: Cause): void {
    if (first === 0 || first === this.first || first === this.others.at(-1)) return;
    if (this.first === 0 || (!this.root && root)) this.lead(first, root ?? 0);
    else this.others.push(first);
    for (const other of others) this.others.push(other);
  }

  /** What a person set in motion is the better answer to "why" than what runs by itself. */
  private lead(first: HopId, root: HopId): void {
    if (this.first !== 0) this.others.push(this.first);
    this.first = first;
    this.root = root;
  }

  get cause(): Cause {
    return { first: this.first, others: this.others, root: this.root };
  }
}
