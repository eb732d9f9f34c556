interface Entry {
  readonly milliseconds: number;
  readonly updatedAt: number;
}

/**
 * Delays that double from an initial one to a limit, by key; what has been quiet for twice the limit begins anew. The
 * kubelet uses it for crashing containers and failing pulls (10 s, 20 s … 5 min).
 */
export class BackOff {
  private readonly initial: number;
  private readonly limit: number;
  private readonly entries = new Map<string, Entry>();

  constructor(initialMilliseconds = 10_000, limitMilliseconds = 300_000) {
    this.initial = initialMilliseconds;
    this.limit = limitMilliseconds;
  }

  /** The delay that holds now, in milliseconds. */
  delay(key: string): number {
    return this.entries.get(key)?.milliseconds ?? 0;
  }

  next(key: string, eventAt: number, now: number): void {
    const entry = this.entries.get(key);
    const fresh = !entry || this.expired(eventAt, entry);
    this.entries.set(key, {
      milliseconds: fresh ? this.initial : Math.min(entry.milliseconds * 2, this.limit),
      updatedAt: now,
    });
  }

  /** When the wait that began with the event is over; undefined where nothing has to wait. */
  endsAt(key: string, eventAt: number, now: number): number | undefined {
    const entry = this.entries.get(key);
    if (!entry || this.expired(eventAt, entry)) return undefined;
    return now - eventAt < entry.milliseconds ? eventAt + entry.milliseconds : undefined;
  }

  /** The same, counted from the last failure. */
  endsAtSinceUpdate(key: string, now: number): number | undefined {
    const entry = this.entries.get(key);
    if (!entry || this.expired(now, entry)) return undefined;
    return now - entry.updatedAt < entry.milliseconds ? entry.updatedAt + entry.milliseconds : undefined;
  }

  forget(prefix: string): void {
    for (const key of this.entries.keys()) if (key.startsWith(prefix)) this.entries.delete(key);
  }

  private expired(eventAt: number, entry: Entry): boolean {
    return eventAt - entry.updatedAt > this.limit * 2;
  }
}
