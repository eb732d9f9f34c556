interface Entry {
  readonly delay: number;
  readonly since: number;
}

/** Waits that double for each key, from a first to a longest; a key that was quiet for twice the longest begins anew. Milliseconds. */
export class BackOff {
  private readonly first: number;
  private readonly longest: number;
  private readonly entries = new Map<string, Entry>();

  constructor(first: number, longest: number) {
    this.first = first;
    this.longest = longest;
  }

  /** How long the key still has to wait; 0 where it may go on. */
  remaining(key: string, now: number): number {
    const entry = this.entries.get(key);
    return entry ? Math.max(0, entry.since + entry.delay - now) : 0;
  }

  next(key: string, now: number): void {
    this.forgetOld(now);
    const entry = this.entries.get(key);
    const delay = entry ? Math.min(entry.delay * 2, this.longest) : this.first;
    this.entries.set(key, { delay, since: now });
  }

  private forgetOld(now: number): void {
    for (const [key, { since }] of this.entries) if (now - since > 2 * this.longest) this.entries.delete(key);
  }
}
