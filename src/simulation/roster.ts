/** Where a member stands in a roster, until it leaves. */
export class Place<T> {
  readonly member: T | undefined;
  previous: Place<T> | undefined;
  next: Place<T> | undefined;

  constructor(member: T | undefined) {
    this.member = member;
  }

  /** Leaves the roster; nothing when it has left already. */
  leave(): void {
    const { previous, next } = this;
    if (!previous || !next) return;
    previous.next = next;
    next.previous = previous;
    this.previous = undefined;
    this.next = undefined;
  }
}

/**
 * Who belongs to something, in the order they came. As a Set has it, but a member knows its place: what comes and goes with
 * every message is neither hashed nor searched for.
 */
export class Roster<T> implements Iterable<T> {
  readonly #ring = new Place<T>(undefined);

  constructor() {
    this.#ring.previous = this.#ring;
    this.#ring.next = this.#ring;
  }

  add(member: T): Place<T> {
    const place = new Place<T>(member);
    const ring = this.#ring;
    const last = ring.previous!;
    place.previous = last;
    place.next = ring;
    last.next = place;
    ring.previous = place;
    return place;
  }

  /** All members; they have left. */
  dismiss(): readonly T[] {
    const members = [...this];
    while (this.#ring.next !== this.#ring) this.#ring.next!.leave();
    return members;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let place = this.#ring.next; place !== undefined && place !== this.#ring; place = place.next)
      yield place.member as T;
  }
}
