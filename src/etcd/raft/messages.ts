/**
 * What members of a Raft group say to each other: plain data, told apart by `kind`. Names follow the Raft paper
 * (Ongaro and Ousterhout 2014, figures 2 and 13) and Ongaro's dissertation; what neither has says where it comes from.
 */

/** A member's number in its group, from 1 on. */
export type NodeId = number;
export const NOBODY: NodeId = 0;

/** One line of the replicated log. `data` is opaque and shared by reference; undefined is the empty entry a new leader begins with. */
export interface Entry {
  readonly term: number;
  readonly index: number;
  readonly data: unknown;
}

/** The state machine's state after everything up to `index`; stands for the log that was dropped (paper §7). */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly data: unknown;
}

/** What must be on disk before a member answers (paper figure 2, "persistent state"); `commit` may lag behind. */
export interface HardState {
  readonly term: number;
  readonly vote: NodeId;
  readonly commit: number;
}

interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  /** The sender's term; 0 for what is passed on in a client's name (propose, read-index). A pre-vote names the term it would campaign in. */
  readonly term: number;
}

export interface VoteRequest extends Envelope {
  readonly kind: 'vote' | 'pre-vote';
  readonly index: number;
  readonly logTerm: number;
  /** The leader asked for this election itself, so a voter's lease on the old leader does not count (dissertation §4.2.3, §3.10). */
  readonly transfer: boolean;
}

export interface VoteAnswer extends Envelope {
  readonly kind: 'vote-answer' | 'pre-vote-answer';
  readonly reject: boolean;
}

export interface Append extends Envelope {
  readonly kind: 'append';
  /** The entry before the first one sent, and its term: the follower must have it. */
  readonly index: number;
  readonly logTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
}

export interface AppendAnswer extends Envelope {
  readonly kind: 'append-answer';
  /** Accepted: the last index known to match. Refused: the index that was asked for. */
  readonly index: number;
  readonly reject: boolean;
  /** Refused: the greatest index that may still match, and the term of the follower's entry there (paper §5.3, last paragraphs). */
  readonly rejectHint: number;
  readonly logTerm: number;
}

export interface Heartbeat extends Envelope {
  readonly kind: 'heartbeat';
  readonly commit: number;
  /** The newest read that waits for this round; 0 for none (dissertation §6.4). */
  readonly read: number;
}

export interface HeartbeatAnswer extends Envelope {
  readonly kind: 'heartbeat-answer';
  readonly read: number;
}

export interface InstallSnapshot extends Envelope {
  readonly kind: 'snapshot';
  readonly snapshot: Snapshot;
}

export interface Propose extends Envelope {
  readonly kind: 'propose';
  readonly data: readonly unknown[];
}

/** `from` is the member that shall lead. */
export interface TransferLeadership extends Envelope {
  readonly kind: 'transfer-leadership';
}

/** The leader to its successor: campaign at once (dissertation §3.10). */
export interface TimeoutNow extends Envelope {
  readonly kind: 'timeout-now';
}

export interface ReadIndexRequest extends Envelope {
  readonly kind: 'read-index';
  /** The asking member's own number for the read. */
  readonly read: number;
}

export interface ReadIndexAnswer extends Envelope {
  readonly kind: 'read-index-answer';
  readonly read: number;
  readonly index: number;
}

export type Message =
  | VoteRequest
  | VoteAnswer
  | Append
  | AppendAnswer
  | Heartbeat
  | HeartbeatAnswer
  | InstallSnapshot
  | Propose
  | TransferLeadership
  | TimeoutNow
  | ReadIndexRequest
  | ReadIndexAnswer;

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** A message to send and what the driver said was the cause when it arose (see `Raft.cause`). */
export interface Outgoing {
  readonly message: Message;
  readonly cause: unknown;
}

/** A read that may be served once everything up to `index` is applied. */
export interface ReadState {
  readonly read: number;
  readonly index: number;
}
