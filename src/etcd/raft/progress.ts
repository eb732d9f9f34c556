/**
 * What a leader knows of one follower. The three states are etcd's (its `raft/design.md` describes them):
 * `probe` looks for the last matching entry, one message per heartbeat; `replicate` sends ahead without waiting; `snapshot`
 * waits for a snapshot to arrive.
 */
export class Progress {
  match = 0;
  next: number;
  state: 'probe' | 'replicate' | 'snapshot' = 'probe';
  /** Nothing more is sent until the follower is heard of. */
  paused = false;
  /** Heard of since the last quorum check. */
  recentlyActive = false;
  snapshotIndex = 0;
  /** The highest commit index this follower was told. */
  toldCommit = 0;
  /** Last indexes of the messages that were sent ahead and not answered, oldest first. */
  private inFlight: number[] = [];
  private readonly maxInFlight: number;

  constructor(lastIndex: number, maxInFlight: number) {
    this.next = lastIndex + 1;
    this.maxInFlight = maxInFlight;
  }

  get full(): boolean {
    return this.inFlight.length >= this.maxInFlight;
  }

  get blocked(): boolean {
    return this.state === 'snapshot' || this.paused;
  }

  private enter(state: Progress['state'], next: number): void {
    this.paused = false;
    this.snapshotIndex = 0;
    this.inFlight = [];
    this.state = state;
    this.next = next;
  }

  probe(): void {
    const next = this.state === 'snapshot' ? Math.max(this.match, this.snapshotIndex) + 1 : this.match + 1;
    this.enter('probe', next);
    this.toldCommit = Math.min(this.toldCommit, this.next - 1);
  }

  replicate(): void {
    this.enter('replicate', this.match + 1);
  }

  awaitSnapshot(index: number): void {
    this.enter('snapshot', index + 1);
    this.snapshotIndex = index;
    this.toldCommit = index;
  }

  /** After an append left; a probe with entries waits for its answer, replication waits when too much is in flight. */
  sent(entryCount: number, commit: number): void {
    this.toldCommit = commit;
    if (this.state === 'probe') {
      if (entryCount > 0) this.paused = true;
      return;
    }
    if (entryCount > 0) {
      this.next += entryCount;
      this.inFlight.push(this.next - 1);
    }
    this.paused = this.full;
  }

  /** The follower matches up to an index. False when that was known. */
  accepted(index: number): boolean {
    if (index <= this.match) return false;
    this.match = index;
    this.next = Math.max(this.next, index + 1);
    this.paused = false;
    return true;
  }

  /** The follower refused the append after `index` and offers `hint`. False when the answer is out of date. */
  refused(index: number, hint: number): boolean {
    if (this.state === 'replicate') {
      if (index <= this.match) return false;
      this.next = this.match + 1;
      return true;
    }
    if (this.next - 1 !== index) return false;
    this.next = Math.max(Math.min(index, hint + 1), this.match + 1);
    this.toldCommit = Math.min(this.toldCommit, this.next - 1);
    this.paused = false;
    return true;
  }

  freeUpTo(index: number): void {
    let count = 0;
    while (count < this.inFlight.length && this.inFlight[count]! <= index) count++;
    if (count > 0) this.inFlight.splice(0, count);
  }

  /** Telling the commit index would be news, and the follower may hold entries that are waiting for it. */
  wantsCommit(commit: number): boolean {
    return commit > this.toldCommit && this.toldCommit < this.next - 1;
  }
}
