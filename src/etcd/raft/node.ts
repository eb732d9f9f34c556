import { NOBODY } from './messages';
import type { Entry, HardState, Message, NodeId, Outgoing, ReadState, Role, Snapshot } from './messages';
import { Raft } from './raft';
import type { Persisted, RaftOptions } from './raft';
import { snapshotReported, unreachableReported } from './replication';

/** What a machine wants done; see `RaftNode`. */
export interface Ready {
  /** Present when it changed since the last one. */
  readonly hardState: HardState | undefined;
  /** To append to the saved log; the first may replace a saved one of the same index and all behind it. */
  readonly entries: readonly Entry[];
  /** To save and to replace the state machine by. */
  readonly snapshot: Snapshot | undefined;
  /** To apply, in order. */
  readonly committed: readonly Entry[];
  /** May leave now. */
  readonly messages: readonly Outgoing[];
  /** Promises; they leave when hard state, entries and snapshot are on disk. */
  readonly messagesAfterSave: readonly Outgoing[];
  readonly reads: readonly ReadState[];
  /** Saving must have reached the disk before `messagesAfterSave` leave; false when only the commit index moved. */
  readonly mustSync: boolean;
}

export interface RaftStatus {
  readonly role: Role;
  readonly term: number;
  readonly vote: NodeId;
  readonly leader: NodeId;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
}

/** Shared by every Ready that has nothing of a sort. */
const NOTHING: readonly never[] = [];

/**
 * The machine's door: step, tick, propose; then, while `hasReady`, take a `Ready`, do what it says and `advance`.
 * Between a Ready and its advance more may be stepped: it goes into the next Ready (so work batches while a disk syncs).
 */
export class RaftNode {
  readonly raft: Raft;
  private savedState: HardState;
  private toSelf: Message[] = [];
  private outstanding = false;

  constructor(options: RaftOptions, persisted: Persisted) {
    this.raft = new Raft(options, persisted);
    this.savedState = persisted.hardState.term === 0 ? this.raft.hardState : persisted.hardState;
  }

  /** What the next steps are done for: handed back beside every message that arises from them. */
  setCause(cause: unknown): void {
    this.raft.cause = cause;
  }

  tick(): void {
    this.raft.tick();
  }

  step(message: Message): boolean {
    return this.raft.step(message);
  }

  campaign(): void {
    this.raft.campaign();
  }

  /** False: there is nobody to propose to, now. True says nothing about the outcome. */
  propose(data: readonly unknown[]): boolean {
    return this.raft.step({ kind: 'propose', from: this.raft.id, to: NOBODY, term: 0, data });
  }

  /** Answered by a ReadState with the same number, or never: ask again with another number. */
  readIndex(read: number): boolean {
    return this.raft.step({ kind: 'read-index', from: this.raft.id, to: NOBODY, term: 0, read });
  }

  transferLeadership(to: NodeId): void {
    this.raft.step({ kind: 'transfer-leadership', from: to, to: this.raft.leader, term: 0 });
  }

  reportUnreachable(to: NodeId): void {
    unreachableReported(this.raft, to);
  }

  reportSnapshot(to: NodeId, arrived: boolean): void {
    snapshotReported(this.raft, to, arrived);
  }

  /** Forgets the log up to an applied index; members that lack it are sent a snapshot. */
  compact(index: number): void {
    this.raft.log.compact(index);
  }

  get status(): RaftStatus {
    const { role, term, vote, leader, log } = this.raft;
    const { firstIndex, lastIndex } = log;
    return { role, term, vote, leader, firstIndex, lastIndex, commitIndex: log.committed, appliedIndex: log.applied };
  }

  private get hardStateChanged(): boolean {
    const { term, vote, log } = this.raft;
    const saved = this.savedState;
    return term !== saved.term || vote !== saved.vote || log.committed !== saved.commit;
  }

  get hasReady(): boolean {
    const { raft } = this;
    if (raft.outbox.length > 0 || raft.outboxAfterSave.length > 0 || raft.readStates.length > 0) return true;
    return (
      raft.log.hasUnsaved || raft.log.hasCommitted || raft.log.pendingSnapshot !== undefined || this.hardStateChanged
    );
  }

  ready(): Ready {
    if (this.outstanding) throw new Error('raft: the last Ready was not advanced');
    this.outstanding = true;
    const { raft } = this;
    const hardState = this.hardStateChanged ? raft.hardState : undefined;
    const votes =
      hardState !== undefined && (hardState.term !== this.savedState.term || hardState.vote !== this.savedState.vote);
    const entries = raft.log.takeUnsaved();
    const snapshot = raft.log.pendingSnapshot;
    const committed = raft.log.takeCommitted();
    if (hardState) this.savedState = hardState;
    const messages = raft.outbox.length > 0 ? raft.outbox : NOTHING;
    const reads = raft.readStates.length > 0 ? raft.readStates : NOTHING;
    const messagesAfterSave = this.takePromises();
    if (messages.length > 0) raft.outbox = [];
    if (reads.length > 0) raft.readStates = [];
    const mustSync = votes || entries.length > 0 || snapshot !== undefined;
    return { hardState, entries, snapshot, committed, messages, messagesAfterSave, reads, mustSync };
  }

  /** A promise to oneself (a vote, an entry of one's own) is kept when it is on disk: it is stepped by `advance`. */
  private takePromises(): readonly Outgoing[] {
    const { outboxAfterSave, id } = this.raft;
    if (outboxAfterSave.length === 0) return NOTHING;
    this.raft.outboxAfterSave = [];
    const toOthers: Outgoing[] = [];
    for (const outgoing of outboxAfterSave) {
      if (outgoing.message.to === id) this.toSelf.push(outgoing.message);
      else toOthers.push(outgoing);
    }
    return toOthers;
  }

  /** What a Ready asked for is done. */
  advance(ready: Ready): void {
    this.outstanding = false;
    const { raft } = this;
    const toSelf = this.toSelf;
    if (toSelf.length > 0) this.toSelf = [];
    for (const message of toSelf) raft.step(message);
    const last = ready.entries.at(-1);
    if (last) raft.log.savedTo(last.index, last.term);
    if (ready.snapshot) raft.log.snapshotSaved(ready.snapshot);
    const applied = ready.committed.at(-1);
    if (applied) raft.log.appliedTo(applied.index);
  }
}
