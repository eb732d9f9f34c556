import { campaign, answerVoteRequest, countVote } from './election';
import { RaftLog } from './log';
import { NOBODY } from './messages';
import type { Entry, HardState, Message, NodeId, Outgoing, ReadState, Role } from './messages';
import { Progress } from './progress';
import { ReadQueue, confirmReads, queueRead } from './reads';
import {
  acceptAppend,
  acceptHeartbeat,
  acceptSnapshot,
  appendAnswered,
  heartbeatAnswered,
  propose,
} from './replication';
import { sendAppends, sendHeartbeats } from './sending';
import { transferLeadership } from './transfer';

export interface RaftOptions {
  readonly id: NodeId;
  readonly voters: readonly NodeId[];
  /** Ticks without a leader's word before a follower campaigns; the real one is drawn from [n, 2n). */
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  /** Ask whether an election could be won before starting one (dissertation §9.6). */
  readonly preVote: boolean;
  /** A leader that hears from no majority steps down, and a follower that hears from its leader gives no votes (dissertation §6.2, §4.2.3). */
  readonly checkQuorum: boolean;
  /** Appends sent ahead to one follower, and entries in one of them. */
  readonly maxInFlight: number;
  readonly maxEntries: number;
  /** A whole number in [0, below). */
  readonly random: (below: number) => number;
}

/** What a member finds on its disk. */
export interface Persisted {
  readonly hardState: HardState;
  /** Of the snapshot the log begins after. */
  readonly base: { readonly index: number; readonly term: number };
  readonly entries: readonly Entry[];
  /** What the state machine has applied; the base's index when it is rebuilt from the snapshot. */
  readonly applied: number;
}

/**
 * One member of a Raft group as a pure machine: messages and ticks go in, messages and what is to be saved and applied
 * come out (through `RaftNode`). It knows no clock, no network and no disk.
 */
export class Raft {
  readonly id: NodeId;
  readonly voters: readonly NodeId[];
  readonly options: RaftOptions;
  readonly log: RaftLog;
  term: number;
  vote: NodeId;
  leader: NodeId = NOBODY;
  role: Role = 'follower';
  readonly progress = new Map<NodeId, Progress>();
  readonly votes = new Map<NodeId, boolean>();
  electionElapsed = 0;
  heartbeatElapsed = 0;
  /** This term's drawn election timeout in ticks. */
  electionTimeout = 0;
  /** Whom leadership is being handed to. */
  transferee: NodeId = NOBODY;
  readonly reads = new ReadQueue();
  readStates: ReadState[] = [];
  /** May leave at once. */
  outbox: Outgoing[] = [];
  /** Promises: they may leave when what arose with them is on disk. */
  outboxAfterSave: Outgoing[] = [];
  /** The driver's name for what it is stepping now; opaque here, put beside every message that arises. */
  cause: unknown = undefined;

  constructor(options: RaftOptions, persisted: Persisted) {
    this.options = options;
    this.id = options.id;
    this.voters = options.voters.slice().sort((a, b) => a - b);
    this.term = persisted.hardState.term;
    this.vote = persisted.hardState.vote;
    this.log = new RaftLog(persisted.base, persisted.entries, persisted.hardState.commit, persisted.applied);
    this.becomeFollower(this.term, NOBODY);
  }

  get hardState(): HardState {
    return { term: this.term, vote: this.vote, commit: this.log.committed };
  }

  get quorum(): number {
    return (this.voters.length >> 1) + 1;
  }

  send(message: Message): void {
    this.outbox.push({ message, cause: this.cause });
  }

  sendAfterSave(message: Message): void {
    this.outboxAfterSave.push({ message, cause: this.cause });
  }

  // ---- roles --------------------------------------------------------------------------------------------------------

  private reset(term: number): void {
    if (this.term !== term) {
      this.term = term;
      this.vote = NOBODY;
    }
    this.leader = NOBODY;
    this.electionElapsed = this.heartbeatElapsed = 0;
    this.electionTimeout = this.options.electionTicks + this.options.random(this.options.electionTicks);
    this.transferee = NOBODY;
    this.votes.clear();
    this.reads.clear();
  }

  becomeFollower(term: number, leader: NodeId): void {
    this.reset(term);
    this.role = 'follower';
    this.leader = leader;
    this.progress.clear();
  }

  /** Neither term nor vote changes: nothing is promised yet. */
  becomePreCandidate(): void {
    this.role = 'pre-candidate';
    this.leader = NOBODY;
    this.votes.clear();
  }

  becomeCandidate(): void {
    this.reset(this.term + 1);
    this.role = 'candidate';
    this.vote = this.id;
  }

  /** Begins with an empty entry: only an entry of its own term tells a leader what is committed (paper §8, §5.4.2). */
  becomeLeader(): void {
    this.reset(this.term);
    this.role = 'leader';
    this.leader = this.id;
    for (const voter of this.voters)
      this.progress.set(voter, new Progress(this.log.lastIndex, this.options.maxInFlight));
    const own = this.progress.get(this.id)!;
    own.match = this.log.lastIndex;
    own.replicate();
    own.recentlyActive = true;
    this.appendOwn([undefined]);
    sendAppends(this);
  }

  /** A leader's own entries count for the majority once they are on its disk (dissertation §10.2.1). */
  appendOwn(data: readonly unknown[]): void {
    for (const item of data) this.log.append({ term: this.term, index: this.log.lastIndex + 1, data: item });
    this.sendAfterSave({
      kind: 'append-answer',
      from: this.id,
      to: this.id,
      term: this.term,
      index: this.log.lastIndex,
      reject: false,
      rejectHint: 0,
      logTerm: 0,
    });
  }

  // ---- time ---------------------------------------------------------------------------------------------------------

  tick(): void {
    this.electionElapsed++;
    if (this.role === 'leader') this.tickLeader();
    else if (this.electionElapsed >= this.electionTimeout && this.log.pendingSnapshot === undefined) {
      this.electionElapsed = 0;
      this.campaign();
    }
  }

  private tickLeader(): void {
    this.heartbeatElapsed++;
    if (this.electionElapsed >= this.options.electionTicks) {
      this.electionElapsed = 0;
      if (this.options.checkQuorum) this.checkQuorum();
      this.transferee = NOBODY;
      if (this.role !== 'leader') return;
    }
    if (this.heartbeatElapsed < this.options.heartbeatTicks) return;
    this.heartbeatElapsed = 0;
    sendHeartbeats(this);
  }

  private checkQuorum(): void {
    let active = 0;
    for (const [id, progress] of this.progress) {
      if (id === this.id || progress.recentlyActive) active++;
      if (id !== this.id) progress.recentlyActive = false;
    }
    if (active < this.quorum) this.becomeFollower(this.term, NOBODY);
  }

  campaign(): void {
    if (this.role === 'leader' || this.log.pendingSnapshot) return;
    campaign(this, this.options.preVote ? 'pre-vote' : 'vote', false);
  }

  // ---- messages -----------------------------------------------------------------------------------------------------

  /** False when a proposal was dropped: there is no leader to give it to, or leadership is changing hands. */
  step(message: Message): boolean {
    if (message.term > this.term) {
      if (this.keepsLease(message)) return true;
      this.learnTerm(message);
    } else if (message.term !== 0 && message.term < this.term) {
      this.answerStale(message);
      return true;
    }
    if (message.kind === 'vote' || message.kind === 'pre-vote') {
      answerVoteRequest(this, message);
      return true;
    }
    if (this.role === 'leader') return this.stepLeader(message);
    return this.role === 'follower' ? this.stepFollower(message) : this.stepCandidate(message);
  }

  /** A member that has a leader ignores campaigns, so one that was cut off can't disturb (dissertation §4.2.3). */
  private keepsLease(message: Message): boolean {
    if ((message.kind !== 'vote' && message.kind !== 'pre-vote') || message.transfer) return false;
    return this.options.checkQuorum && this.leader !== NOBODY && this.electionElapsed < this.options.electionTicks;
  }

  private learnTerm(message: Message): void {
    const { kind } = message;
    if (kind === 'pre-vote' || (kind === 'pre-vote-answer' && !message.reject)) return;
    const leads = kind === 'append' || kind === 'heartbeat' || kind === 'snapshot';
    this.becomeFollower(message.term, leads ? message.from : NOBODY);
  }

  /** A leader of the past is told the term, or it and a member with a higher term would ignore each other for ever. */
  private answerStale(message: Message): void {
    const { kind, from: to } = message;
    if ((this.options.checkQuorum || this.options.preVote) && (kind === 'heartbeat' || kind === 'append')) {
      const nothing = { index: 0, reject: false, rejectHint: 0, logTerm: 0 };
      this.sendAfterSave({ kind: 'append-answer', from: this.id, to, term: this.term, ...nothing });
    } else if (kind === 'pre-vote') {
      this.sendAfterSave({ kind: 'pre-vote-answer', from: this.id, to, term: this.term, reject: true });
    }
  }

  private stepLeader(message: Message): boolean {
    switch (message.kind) {
      case 'propose':
        return propose(this, message.data);
      case 'append-answer':
        appendAnswered(this, message);
        return true;
      case 'heartbeat-answer':
        heartbeatAnswered(this, message);
        confirmReads(this, message.from, message.read);
        return true;
      case 'transfer-leadership':
        transferLeadership(this, message.from);
        return true;
      case 'read-index':
        queueRead(this, message.from, message.read);
        return true;
      default:
        return true;
    }
  }

  private stepCandidate(message: Message): boolean {
    switch (message.kind) {
      case 'propose':
        return false;
      case 'append':
      case 'heartbeat':
      case 'snapshot':
        this.becomeFollower(message.term, message.from);
        return this.stepFollower(message);
      case 'vote-answer':
      case 'pre-vote-answer':
        countVote(this, message);
        return true;
      default:
        return true;
    }
  }

  private stepFollower(message: Message): boolean {
    switch (message.kind) {
      case 'propose':
      case 'transfer-leadership':
      case 'read-index':
        return this.passOn(message);
      case 'append':
      case 'heartbeat':
      case 'snapshot':
        this.heardFromLeader(message.from);
        if (message.kind === 'append') acceptAppend(this, message);
        else if (message.kind === 'heartbeat') acceptHeartbeat(this, message);
        else acceptSnapshot(this, message);
        return true;
      case 'timeout-now':
        if (!this.log.pendingSnapshot) campaign(this, 'vote', true);
        return true;
      case 'read-index-answer':
        this.readStates.push({ read: message.read, index: message.index });
        return true;
      default:
        return true;
    }
  }

  private heardFromLeader(leader: NodeId): void {
    this.electionElapsed = 0;
    this.leader = leader;
  }

  private passOn(message: Extract<Message, { kind: 'propose' | 'transfer-leadership' | 'read-index' }>): boolean {
    if (this.leader === NOBODY) return false;
    const term = message.kind === 'transfer-leadership' ? this.term : 0;
    this.send({ ...message, term, to: this.leader });
    return true;
  }
}
