const FORGOTTEN_AFTER_MILLISECONDS = 300_000;

interface Expected {
  creations: number;
  readonly deletions: Set<string>;
  readonly since: number;
}

/**
 * What a controller has asked for and not yet seen in its cache. While something is outstanding it doesn't count its
 * objects again, or it would create twice what a slow watch hasn't shown. After five minutes it looks anyway.
 */
export class Expectations {
  private readonly expected = new Map<string, Expected>();

  expect(key: string, creations: number, deletions: readonly string[], now: number): void {
    this.expected.set(key, { creations, deletions: new Set(deletions), since: now });
  }

  /** Seen, or not to come because the creation failed. */
  creationObserved(key: string, count = 1): void {
    const expected = this.expected.get(key);
    if (expected) expected.creations = Math.max(0, expected.creations - count);
  }

  deletionObserved(key: string, objectKey: string): void {
    this.expected.get(key)?.deletions.delete(objectKey);
  }

  satisfied(key: string, now: number): boolean {
    const expected = this.expected.get(key);
    if (!expected) return true;
    if (expected.creations === 0 && expected.deletions.size === 0) return true;
    return now - expected.since > FORGOTTEN_AFTER_MILLISECONDS;
  }

  forget(key: string): void {
    this.expected.delete(key);
  }
}
