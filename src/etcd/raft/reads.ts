import type { NodeId } from './messages';
import type { Raft } from './raft';
import { sendHeartbeats } from './sending';

interface PendingRead {
  /** Counts the leader's rounds. */
  readonly round: number;
  readonly from: NodeId;
  readonly read: number;
  readonly index: number;
}

/**
 * Reads that go around the log (dissertation §6.4): a leader notes its commit index, asks a majority whether it still leads,
 * and then says "once you have applied that index, read". One round answers all reads that came before it.
 */
export class ReadQueue {
  private round = 0;
  private pending: PendingRead[] = [];
  private readonly confirmed = new Map<NodeId, number>();
  /** Asked before the leader committed an entry of its own term, so before it knows what is committed. */
  waiting: { from: NodeId; read: number }[] = [];

  /** The round that heartbeats ask about; 0 when no read waits. */
  get newest(): number {
    return this.pending.length === 0 ? 0 : this.round;
  }

  clear(): void {
    this.pending = [];
    this.waiting = [];
    this.confirmed.clear();
  }

  add(from: NodeId, read: number, index: number): void {
    this.pending.push({ round: ++this.round, from, read, index });
  }

  /** A member still takes this leader for one at a round; returns the reads this settles. */
  confirm(by: NodeId, round: number, quorum: number): PendingRead[] {
    this.confirmed.set(by, Math.max(round, this.confirmed.get(by) ?? 0));
    if (this.pending.length === 0) return [];
    const settled = this.settledBy(quorum);
    const count = this.pending.findIndex((read) => read.round > settled);
    return this.pending.splice(0, count < 0 ? this.pending.length : count);
  }

  /** The newest round that so many have confirmed; 0 when there is none. */
  private settledBy(quorum: number): number {
    let settled = 0;
    for (const round of this.confirmed.values()) {
      let agreeing = 0;
      for (const other of this.confirmed.values()) if (other >= round) agreeing++;
      if (agreeing >= quorum && round > settled) settled = round;
    }
    return settled;
  }
}

export function queueRead(raft: Raft, from: NodeId, read: number): void {
  if (raft.log.term(raft.log.committed) !== raft.term) {
    raft.reads.waiting.push({ from, read });
    return;
  }
  raft.reads.add(from, read, raft.log.committed);
  sendHeartbeats(raft);
  confirmReads(raft, raft.id, raft.reads.newest);
}

export function releaseWaitingReads(raft: Raft): void {
  const waiting = raft.reads.waiting;
  raft.reads.waiting = [];
  for (const { from, read } of waiting) queueRead(raft, from, read);
}

export function confirmReads(raft: Raft, by: NodeId, round: number): void {
  if (round === 0) return;
  for (const { from, read, index } of raft.reads.confirm(by, round, raft.quorum)) {
    if (from === raft.id) raft.readStates.push({ read, index });
    else raft.send({ kind: 'read-index-answer', from: raft.id, to: from, term: raft.term, read, index });
  }
}
