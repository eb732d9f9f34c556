import type { KeySpan, WatchEvent } from './requests';

/** Somebody who wants the events of a span from a revision on. */
export interface Watcher {
  readonly span: KeySpan;
  /** Events below it are not for this watcher. */
  readonly startRevision: number;
  deliver(events: readonly WatchEvent[], revision: number): void;
}

/**
 * Finds the watchers of a key without asking each of them: the spans' bounds cut the key space into segments, and each segment
 * knows who watches it. Rebuilt when watchers come or go, which is rare beside events.
 */
export class WatchHub {
  private readonly watchers = new Set<Watcher>();
  private bounds: string[] = [];
  private segments: Watcher[][] = [];
  private stale = false;

  add(watcher: Watcher): void {
    this.watchers.add(watcher);
    this.stale = true;
  }

  remove(watcher: Watcher): void {
    this.stale = this.watchers.delete(watcher) || this.stale;
  }

  /** Each watcher gets the events of one revision in one piece. */
  notify(events: readonly WatchEvent[], revision: number): void {
    if (this.watchers.size === 0) return;
    if (events.length === 1) {
      for (const watcher of this.of(events[0]!.kv.key))
        if (revision >= watcher.startRevision) watcher.deliver(events, revision);
      return;
    }
    const shares = new Map<Watcher, WatchEvent[]>();
    for (const event of events) {
      for (const watcher of this.of(event.kv.key)) {
        const share = shares.get(watcher);
        if (share) share.push(event);
        else shares.set(watcher, [event]);
      }
    }
    for (const [watcher, share] of shares) if (revision >= watcher.startRevision) watcher.deliver(share, revision);
  }

  private of(key: string): readonly Watcher[] {
    if (this.stale) this.rebuild();
    let low = 0;
    let high = this.bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.bounds[middle]! <= key) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? [] : this.segments[low - 1]!;
  }

  private rebuild(): void {
    const spans = [...this.watchers].map((watcher) => ({ watcher, ...boundsOf(watcher.span) }));
    this.bounds = [...new Set(spans.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])))].sort();
    this.segments = this.bounds.map((bound) =>
      spans.filter(({ from, to }) => from <= bound && (to === undefined || bound < to)).map(({ watcher }) => watcher),
    );
    this.stale = false;
  }
}

/** A span as a half-open interval; `to` undefined: no end. */
export function boundsOf({ key, rangeEnd }: KeySpan): { from: string; to: string | undefined } {
  if (!rangeEnd) return { from: key, to: `${key}\0` };
  return { from: key, to: rangeEnd === '\0' ? undefined : rangeEnd };
}

export function covers({ key, rangeEnd }: KeySpan, candidate: string): boolean {
  if (!rangeEnd) return candidate === key;
  return candidate >= key && (rangeEnd === '\0' || candidate < rangeEnd);
}
