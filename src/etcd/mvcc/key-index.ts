import type { KeyValue } from './requests';

/** One key's versions that compaction left, oldest first; a tombstone has version 0. */
export interface KeyHistory {
  readonly key: string;
  versions: KeyValue[];
}

export function latest(history: KeyHistory): KeyValue | undefined {
  const kv = history.versions[history.versions.length - 1];
  return kv !== undefined && kv.version > 0 ? kv : undefined;
}

/** The key as it was at a revision. */
export function at(history: KeyHistory, revision: number): KeyValue | undefined {
  const { versions } = history;
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (versions[middle]!.modRevision <= revision) low = middle + 1;
    else high = middle;
  }
  const kv = versions[low - 1];
  return kv !== undefined && kv.version > 0 ? kv : undefined;
}

const CHUNK_LIMIT = 256;

/** So many new keys find their places one by one; more are sorted and merged in one go. */
const FEW = 32;

/**
 * The sorted key space: runs of at most 256 keys, so an insert moves little and a range is a walk. Keys that came since the last
 * walk are put in their places by the next one: a member that nobody asks for a range never sorts.
 */
export class KeyIndex {
  private readonly byKey = new Map<string, KeyHistory>();
  private chunks: KeyHistory[][] = [];
  private unplaced: KeyHistory[] = [];
  /** Who compares a key in a transaction then writes it: the one asked for last is mostly asked for again. */
  private last: KeyHistory | undefined;

  get(key: string): KeyHistory | undefined {
    if (this.last?.key === key) return this.last;
    const found = this.byKey.get(key);
    if (found) this.last = found;
    return found;
  }

  /** A key's newest version. */
  add(kv: KeyValue): void {
    const found = this.get(kv.key);
    if (found !== undefined) {
      found.versions.push(kv);
      return;
    }
    const history: KeyHistory = { key: kv.key, versions: [kv] };
    this.byKey.set(kv.key, history);
    this.unplaced.push(history);
  }

  private placeAll(): void {
    const { unplaced } = this;
    if (unplaced.length === 0) return;
    this.unplaced = [];
    if (unplaced.length <= FEW) for (const history of unplaced) this.insert(history);
    else this.merge(unplaced.sort(inOrder));
  }

  private merge(added: readonly KeyHistory[]): void {
    const there = this.chunks.flat();
    const merged: KeyHistory[] = [];
    let next = 0;
    for (const history of added) {
      while (next < there.length && there[next]!.key < history.key) merged.push(there[next++]!);
      merged.push(history);
    }
    while (next < there.length) merged.push(there[next++]!);
    this.chunks = [];
    for (let start = 0; start < merged.length; start += CHUNK_LIMIT / 2)
      this.chunks.push(merged.slice(start, start + CHUNK_LIMIT / 2));
  }

  private insert(history: KeyHistory): void {
    const number = this.chunkOf(history.key);
    const chunk = this.chunks[number];
    if (chunk === undefined) {
      this.chunks.push([history]);
      return;
    }
    chunk.splice(lowerBound(chunk, history.key), 0, history);
    if (chunk.length > CHUNK_LIMIT) this.chunks.splice(number + 1, 0, chunk.splice(chunk.length >> 1));
  }

  /** The last chunk that begins at or before a key; the first when none does. */
  private chunkOf(key: string): number {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.chunks[middle]![0]!.key <= key) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : low - 1;
  }

  /** Visits histories of [key, end) in order; `end` undefined: to the last. */
  walk(key: string, end: string | undefined, visit: (history: KeyHistory) => void): void {
    this.placeAll();
    let number = this.chunkOf(key);
    let position = lowerBound(this.chunks[number] ?? [], key);
    for (; number < this.chunks.length; number++, position = 0) {
      const chunk = this.chunks[number]!;
      for (; position < chunk.length; position++) {
        const history = chunk[position]!;
        if (end !== undefined && history.key >= end) return;
        visit(history);
      }
    }
  }

  /** Keeps the histories that pass; called by compaction, so once in a while for all. */
  retain(keep: (history: KeyHistory) => boolean): void {
    this.last = undefined;
    this.placeAll();
    const chunks: KeyHistory[][] = [];
    for (const chunk of this.chunks) {
      const kept = chunk.filter((history) => keep(history) || !this.byKey.delete(history.key));
      if (kept.length > 0) chunks.push(kept);
    }
    this.chunks = chunks;
  }
}

function inOrder(a: KeyHistory, b: KeyHistory): number {
  return a.key < b.key ? -1 : 1;
}

function lowerBound(chunk: readonly KeyHistory[], key: string): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (chunk[middle]!.key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
