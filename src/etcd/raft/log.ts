import type { Entry, Snapshot } from './messages';

const NO_ENTRIES: readonly Entry[] = [];

/**
 * A member's log in memory: the entries after the last compaction, and how far they are handed out for saving, saved,
 * committed and applied. Entries are shared with the messages that carry them.
 */
export class RaftLog {
  /** Everything up to here is in a snapshot (or never was). */
  private baseIndex: number;
  private baseTerm: number;
  private entries: Entry[];
  committed: number;
  applied: number;
  /** Handed out for applying, not yet reported as applied. */
  private applying: number;
  private saving: number;
  saved: number;
  /** Received, not yet handed out and saved. */
  pendingSnapshot: Snapshot | undefined = undefined;

  constructor(base: { index: number; term: number }, entries: readonly Entry[], committed: number, applied: number) {
    this.baseIndex = base.index;
    this.baseTerm = base.term;
    this.entries = entries.slice();
    this.saved = this.saving = base.index + entries.length;
    this.committed = Math.max(committed, base.index);
    this.applied = this.applying = Math.max(applied, base.index);
  }

  get firstIndex(): number {
    return this.baseIndex + 1;
  }

  get lastIndex(): number {
    return this.baseIndex + this.entries.length;
  }

  get lastTerm(): number {
    return this.entries.length === 0 ? this.baseTerm : this.entries[this.entries.length - 1]!.term;
  }

  /** The term of the entry at an index; -1 where it is compacted or not there yet. */
  term(index: number): number {
    if (index === this.baseIndex) return this.baseTerm;
    return this.entries[index - this.baseIndex - 1]?.term ?? -1;
  }

  entry(index: number): Entry | undefined {
    return this.entries[index - this.baseIndex - 1];
  }

  /** Entries from an index to the end, so many at most. */
  from(index: number, most = Infinity): readonly Entry[] {
    const first = index - this.baseIndex - 1;
    return first >= this.entries.length ? NO_ENTRIES : this.entries.slice(first, first + most);
  }

  private between(first: number, last: number): readonly Entry[] {
    return first > last ? NO_ENTRIES : this.entries.slice(first - this.baseIndex - 1, last - this.baseIndex);
  }

  /** Paper §5.4.1: the later last term wins, then the longer log. */
  isUpToDate(index: number, term: number): boolean {
    return term > this.lastTerm || (term === this.lastTerm && index >= this.lastIndex);
  }

  /** A leader's own new entries. */
  append(entry: Entry): void {
    this.entries.push(entry);
  }

  /** What a leader sent (paper figure 2, AppendEntries 2 to 5). Returns the last index now known to match; undefined when the previous entry doesn't. */
  accept(index: number, term: number, commit: number, entries: readonly Entry[]): number | undefined {
    if (this.term(index) !== term) return undefined;
    const fresh = entries.findIndex((entry) => this.term(entry.index) !== entry.term);
    if (fresh >= 0) this.replaceFrom(entries, fresh);
    const last = index + entries.length;
    this.commitTo(Math.min(commit, last));
    return last;
  }

  private replaceFrom(entries: readonly Entry[], fresh: number): void {
    const keep = entries[fresh]!.index - 1;
    if (keep < this.committed) throw new Error(`raft: entry ${keep + 1} is committed and would be replaced`);
    this.entries.length = keep - this.baseIndex;
    this.saved = Math.min(this.saved, keep);
    this.saving = Math.min(this.saving, keep);
    for (let i = fresh; i < entries.length; i++) this.entries.push(entries[i]!);
  }

  /** The greatest index up to `index` whose entry could agree with a log that has `term` at `index`: skips a whole term of conflicts at once. */
  lastPossibleMatch(index: number, term: number): { index: number; term: number } {
    for (let at = index; at > 0; at--) {
      const own = this.term(at);
      if (own < 0) return { index: at, term: 0 };
      if (own <= term) return { index: at, term: own };
    }
    return { index: 0, term: 0 };
  }

  commitTo(index: number): void {
    if (index <= this.committed) return;
    if (index > this.lastIndex) throw new Error(`raft: commit ${index} lies behind the log's end ${this.lastIndex}`);
    this.committed = index;
  }

  get hasUnsaved(): boolean {
    return this.saving < this.lastIndex;
  }

  /** New entries to save; they are handed out once. */
  takeUnsaved(): readonly Entry[] {
    const entries = this.between(this.saving + 1, this.lastIndex);
    this.saving = this.lastIndex;
    return entries;
  }

  /** The log may have been replaced while it was being saved: then the entry has another term and what was saved does not count. */
  savedTo(index: number, term: number): void {
    if (index > this.saved && this.term(index) === term) this.saved = index;
  }

  get hasCommitted(): boolean {
    return this.pendingSnapshot === undefined && this.committed > this.applying;
  }

  /** Committed entries to apply, in order; handed out once. They may not be saved here yet: a majority has them. */
  takeCommitted(): readonly Entry[] {
    if (!this.hasCommitted) return NO_ENTRIES;
    const entries = this.between(this.applying + 1, this.committed);
    this.applying = this.committed;
    return entries;
  }

  appliedTo(index: number): void {
    this.applied = Math.max(this.applied, index);
    this.applying = Math.max(this.applying, index);
  }

  /** Forgets entries up to an applied index; the term of the last one stays known. */
  compact(index: number): void {
    if (index <= this.baseIndex) return;
    if (index > this.applied) throw new Error(`raft: compacting to ${index}, applied is ${this.applied}`);
    const term = this.term(index);
    this.entries = [...this.from(index + 1)];
    this.baseIndex = index;
    this.baseTerm = term;
  }

  /** Replaces everything by a snapshot (paper figure 13, step 7). */
  restore(snapshot: Snapshot): void {
    this.baseIndex = this.committed = this.saving = snapshot.index;
    this.baseTerm = snapshot.term;
    this.entries = [];
    this.pendingSnapshot = snapshot;
  }

  snapshotSaved(snapshot: Snapshot): void {
    if (this.pendingSnapshot === snapshot) this.pendingSnapshot = undefined;
    this.saved = Math.max(this.saved, snapshot.index);
    this.appliedTo(snapshot.index);
  }
}
