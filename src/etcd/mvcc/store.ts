import { refusal } from './errors';
import { at, KeyIndex, latest } from './key-index';
import type { KeyHistory } from './key-index';
import { LeaseTable } from './leases';
import type { LeaseRecord } from './leases';
import { readRange } from './range';
import { NO_LEASE } from './requests';
import type {
  DeleteRangeRequest,
  KeySpan,
  KeyValue,
  LeaseId,
  PutRequest,
  RangeRequest,
  RangeResponse,
  WatchEvent,
} from './requests';
import { WatchHub } from './watch-hub';

/** Everything a store holds, by reference: what a snapshot sends or a disk keeps. */
export interface StoreSnapshot {
  readonly revision: number;
  readonly compactedRevision: number;
  readonly events: readonly WatchEvent[];
  readonly hops: readonly number[];
  readonly leases: readonly LeaseRecord[];
}

/** One change as an observer reads it. */
export interface Change {
  readonly revision: number;
  readonly key: string;
  readonly value: unknown;
  readonly createRevision: number;
  readonly version: number;
  readonly lease: LeaseId;
  readonly deleted: boolean;
  /** The hop of the request that wrote it. */
  readonly hop: number;
}

/**
 * A multi-version key space: every write makes a revision, reads may ask for any revision that is not compacted, and the
 * events in revision order are what watches are fed from. Values are neither copied nor looked at.
 *
 * Writes are made between `begin` and `commit`; one such span makes at most one revision.
 */
export class Store {
  private readonly index = new KeyIndex();
  readonly leases = new LeaseTable();
  readonly watches = new WatchHub();
  /** What compaction left, in revision order. */
  private events: WatchEvent[] = [];
  /** Beside each event, the hop that caused it. */
  private hops: number[] = [];
  private committedEvents = 0;
  private hop = 0;
  private liveKeys = 0;
  /** An empty store is at revision 1. */
  revision = 1;
  /** -1: never compacted. */
  compactedRevision = -1;

  get keyCount(): number {
    return this.liveKeys;
  }

  // ---- reading ------------------------------------------------------------------------------------------------------

  get(key: string): KeyValue | undefined {
    const history = this.index.get(key);
    return history && latest(history);
  }

  /** Throws for a revision that is compacted or not there yet. Within a transaction it sees what was written before it. */
  range(request: RangeRequest): RangeResponse {
    this.checkRevision(Math.max(0, request.revision ?? 0));
    return readRange(this.index, request, this.writing ? this.revision + 1 : this.revision);
  }

  checkRevision(revision: number): void {
    if (revision > this.revision) throw refusal('futureRevision');
    if (revision !== 0 && revision < this.compactedRevision) throw refusal('compacted');
  }

  /** The live keys of a span. */
  select(span: KeySpan): KeyValue[] {
    const found: KeyValue[] = [];
    const visit = (history: KeyHistory) => {
      const kv = latest(history);
      if (kv) found.push(kv);
    };
    if (span.rangeEnd) this.index.walk(span.key, endOf(span.rangeEnd), visit);
    else if (this.index.get(span.key)) visit(this.index.get(span.key)!);
    return found;
  }

  // ---- writing ------------------------------------------------------------------------------------------------------

  /** Whether something was written since `begin`. */
  get writing(): boolean {
    return this.events.length > this.committedEvents;
  }

  begin(hop: number): void {
    this.hop = hop;
  }

  /** Makes the revision, if there were writes, and tells the watches. */
  commit(): void {
    if (!this.writing) return;
    const first = this.committedEvents;
    this.revision++;
    this.committedEvents = this.events.length;
    this.watches.notify(this.events.slice(first), this.revision);
  }

  /** What the key held before. Throws when it should keep what isn't there, or names an unknown lease. */
  put(request: PutRequest): KeyValue | undefined {
    const previous = this.get(request.key);
    this.checkPut(request, previous);
    const revision = this.revision + 1;
    const kv: KeyValue = {
      key: request.key,
      value: request.ignoreValue ? previous!.value : request.value,
      createRevision: previous ? previous.createRevision : revision,
      modRevision: revision,
      version: previous ? previous.version + 1 : 1,
      lease: request.ignoreLease ? previous!.lease : (request.lease ?? NO_LEASE),
    };
    if (previous === undefined) this.liveKeys++;
    this.leases.move(kv.key, previous?.lease ?? NO_LEASE, kv.lease);
    this.record({ type: 'PUT', kv, prevKv: previous });
    return previous;
  }

  checkPut(request: PutRequest, previous = this.get(request.key)): void {
    if ((request.ignoreValue || request.ignoreLease) && !previous) throw refusal('keyNotFound');
    this.checkLease(request);
  }

  checkLease({ lease = NO_LEASE }: PutRequest): void {
    if (lease !== NO_LEASE && !this.leases.has(lease)) throw refusal('leaseNotFound');
  }

  deleteRange(request: Pick<DeleteRangeRequest, 'key' | 'rangeEnd'>): readonly KeyValue[] {
    const gone = this.select(request);
    for (const prevKv of gone) {
      this.leases.move(prevKv.key, prevKv.lease, NO_LEASE);
      const kv = {
        key: prevKv.key,
        value: undefined,
        createRevision: 0,
        modRevision: this.revision + 1,
        version: 0,
        lease: NO_LEASE,
      };
      this.record({ type: 'DELETE', kv, prevKv: this.beforeThisRevision(prevKv) });
    }
    this.liveKeys -= gone.length;
    return gone;
  }

  /** What a watch is told of a key that was put and deleted in one revision. */
  private beforeThisRevision(kv: KeyValue): KeyValue | undefined {
    return kv.modRevision > this.revision ? at(this.index.get(kv.key)!, this.revision) : kv;
  }

  private record(event: WatchEvent): void {
    this.events.push(event);
    this.hops.push(this.hop);
    this.index.add(event.kv);
  }

  // ---- history ------------------------------------------------------------------------------------------------------

  private positionOf(revision: number): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle]!.kv.modRevision < revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Events from a revision on. Throws when some of them are compacted. */
  eventsFrom(revision: number): readonly WatchEvent[] {
    if (revision < this.compactedRevision) throw refusal('compacted');
    return this.events.slice(this.positionOf(revision));
  }

  /** Changes after a revision, for observers; what compaction dropped is missing. */
  changesSince(revision: number): Change[] {
    const changes: Change[] = [];
    for (let i = this.positionOf(revision + 1); i < this.committedEvents; i++)
      changes.push(changeOf(this.events[i]!, this.hops[i]!));
    return changes;
  }

  /**
   * Drops what no read at or after a revision can see. A key's newest version at that revision stays, also when it is a
   * tombstone made by just that revision: a watch may begin there.
   */
  compact(revision: number): void {
    if (revision <= this.compactedRevision) throw refusal('compacted');
    if (revision > this.revision) throw refusal('futureRevision');
    this.compactedRevision = revision;
    const keep = new Set<KeyValue>();
    this.index.retain((history) => compactHistory(history, revision, keep));
    this.compactEvents(revision, keep);
  }

  private compactEvents(revision: number, keep: ReadonlySet<KeyValue>): void {
    const later = this.positionOf(revision + 1);
    const events: WatchEvent[] = [];
    const hops: number[] = [];
    for (let i = 0; i < later; i++) {
      const { type, kv } = this.events[i]!;
      if (!keep.has(kv)) continue;
      events.push({ type, kv });
      hops.push(this.hops[i]!);
    }
    this.events = events.concat(this.events.slice(later));
    this.hops = hops.concat(this.hops.slice(later));
    this.committedEvents = this.events.length;
  }

  /** What compaction left of a key, oldest first, for observers; a deletion has version 0. */
  versionsOf(key: string): readonly Change[] {
    return (this.index.get(key)?.versions ?? []).map((kv) => {
      let position = this.positionOf(kv.modRevision);
      while (position < this.committedEvents && this.events[position]!.kv !== kv) position++;
      return changeOf({ type: 'PUT', kv }, this.hops[position] ?? 0);
    });
  }

  snapshot(): StoreSnapshot {
    const { revision, compactedRevision } = this;
    return {
      revision,
      compactedRevision,
      events: this.events.slice(),
      hops: this.hops.slice(),
      leases: this.leases.records(),
    };
  }

  /** A store as it was when the snapshot was taken, without watches. */
  static restore(snapshot: StoreSnapshot): Store {
    const store = new Store();
    store.revision = snapshot.revision;
    store.compactedRevision = snapshot.compactedRevision;
    store.events = snapshot.events.slice();
    store.hops = snapshot.hops.slice();
    store.committedEvents = store.events.length;
    for (const { ttlSeconds, id } of snapshot.leases) store.leases.grant(id, ttlSeconds);
    for (const { kv } of store.events) store.index.add(kv);
    for (const kv of store.select({ key: '', rangeEnd: '\0' })) {
      store.liveKeys++;
      store.leases.move(kv.key, NO_LEASE, kv.lease);
    }
    return store;
  }
}

/** The bound a `rangeEnd` stands for; undefined: none. */
export function endOf(rangeEnd: string): string | undefined {
  return rangeEnd === '\0' ? undefined : rangeEnd;
}

function compactHistory(history: KeyHistory, revision: number, keep: Set<KeyValue>): boolean {
  const { versions } = history;
  let newest = versions.length - 1;
  while (newest >= 0 && versions[newest]!.modRevision > revision) newest--;
  if (newest < 0) return true;
  const kv = versions[newest]!;
  const stays = kv.version > 0 || kv.modRevision === revision;
  if (stays) keep.add(kv);
  const drop = stays ? newest : newest + 1;
  if (drop > 0) history.versions = versions.slice(drop);
  return history.versions.length > 0;
}

function changeOf({ kv }: WatchEvent, hop: number): Change {
  const { key, value, createRevision, modRevision: revision, version, lease } = kv;
  return { revision, key, value, createRevision, version, lease, deleted: version === 0, hop };
}
