import type { Disk } from '../simulation';
import { Store } from './mvcc';
import type { StoreSnapshot } from './mvcc';
import type { Entry, HardState, Persisted, Ready, Snapshot } from './raft';

const HARD_STATE = 'etcd/hard-state';
const LOG = 'etcd/log';
const SNAPSHOT = 'etcd/snapshot';

const NOTHING: Persisted['hardState'] = { term: 0, vote: 0, commit: 0 };

/** What a member finds on its disk: where Raft goes on, and the key space as of the last snapshot. */
export interface Recovered {
  readonly persisted: Persisted;
  readonly store: Store;
}

/** A member's files: hard state, log entries and the last snapshot of the key space, whose values are shared with it. */
export class WriteAheadLog {
  private readonly disk: Disk;
  /** The saved log begins after this index. */
  private base: number;

  constructor(disk: Disk) {
    this.disk = disk;
    const first = disk.log(LOG)[0] as Entry | undefined;
    this.base = first ? first.index - 1 : (this.snapshot?.index ?? 0);
  }

  private get snapshot(): Snapshot | undefined {
    return this.disk.read(SNAPSHOT) as Snapshot | undefined;
  }

  recover(): Recovered {
    const { snapshot } = this;
    const base = { index: snapshot?.index ?? 0, term: snapshot?.term ?? 0 };
    const entries = (this.disk.log(LOG) as readonly Entry[]).filter((entry) => entry.index > base.index);
    const hardState = (this.disk.read(HARD_STATE) as HardState | undefined) ?? NOTHING;
    const store = snapshot ? Store.restore(snapshot.data as StoreSnapshot) : new Store();
    return { persisted: { hardState, base, entries, applied: base.index }, store };
  }

  /** Writes what a Ready asks for; the caller syncs. */
  save(ready: Ready): void {
    if (ready.hardState) this.disk.write(HARD_STATE, ready.hardState);
    if (ready.snapshot) this.replaceBy(ready.snapshot);
    const first = ready.entries[0];
    if (!first) return;
    const kept = first.index - 1 - this.base;
    if (kept < this.disk.log(LOG).length) this.disk.truncate(LOG, kept);
    for (const entry of ready.entries) this.disk.append(LOG, entry);
  }

  private replaceBy(snapshot: Snapshot): void {
    this.disk.write(SNAPSHOT, snapshot);
    this.disk.truncate(LOG, 0);
    this.base = snapshot.index;
  }

  /** From now on the snapshot stands for what it contains; entries up to `dropTo` are forgotten. */
  compact(snapshot: Snapshot, dropTo: number): void {
    this.disk.write(SNAPSHOT, snapshot);
    if (dropTo <= this.base) return;
    this.disk.dropPrefix(LOG, dropTo - this.base);
    this.base = dropTo;
  }
}
