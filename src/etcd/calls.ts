import type {
  Command,
  CommandResponse,
  ErrorResponse,
  KeySpan,
  LeaseId,
  RangeRequest,
  RangeResponse,
  WatchEvent,
} from './mvcc';

/** Calls that no log entry comes of, beside range. */
export interface WatchRequest extends KeySpan {
  readonly kind: 'watch';
  /** Events from this revision on; 0 or absent: from now on. */
  readonly startRevision?: number | undefined;
  readonly prevKv?: boolean | undefined;
  readonly filters?: readonly ('NOPUT' | 'NODELETE')[] | undefined;
  /** Say now and then how far the stream is when nothing happens. */
  readonly progressNotify?: boolean | undefined;
}

/** Asks a watch of this member to say how far it is, in its own stream. */
export interface WatchProgressRequest {
  readonly kind: 'watchProgress';
  readonly watchId: number;
}

export interface LeaseKeepAliveRequest {
  readonly kind: 'leaseKeepAlive';
  readonly id: LeaseId;
}

export interface LeaseTimeToLiveRequest {
  readonly kind: 'leaseTimeToLive';
  readonly id: LeaseId;
  readonly keys?: boolean | undefined;
}

export interface StatusRequest {
  readonly kind: 'status';
}

/** Asks a leader to hand leadership to that member; answered when it has. */
export interface MoveLeaderRequest {
  readonly kind: 'moveLeader';
  /** The member's address. */
  readonly target: string;
}

export type EtcdRequest =
  | Command
  | RangeRequest
  | WatchRequest
  | WatchProgressRequest
  | LeaseKeepAliveRequest
  | LeaseTimeToLiveRequest
  | StatusRequest
  | MoveLeaderRequest;

/** Both the head of a watch's stream (`created`) and its items. Without events it only says how far the stream is. */
export interface WatchResponse {
  readonly kind: 'watch';
  readonly watchId: number;
  readonly revision: number;
  readonly events: readonly WatchEvent[];
  readonly created?: boolean;
  /** The watch is over; `compactRevision` above 0: what it asked for is compacted up to there. */
  readonly canceled?: boolean;
  readonly compactRevision?: number;
}

/** `ttlSeconds` 0: there is no such lease. */
export interface LeaseKeepAliveResponse {
  readonly kind: 'leaseKeepAlive';
  readonly id: LeaseId;
  readonly ttlSeconds: number;
}

/** `ttlSeconds` -1: there is no such lease. */
export interface LeaseTimeToLiveResponse {
  readonly kind: 'leaseTimeToLive';
  readonly id: LeaseId;
  readonly ttlSeconds: number;
  readonly grantedSeconds: number;
  readonly keys: readonly string[];
}

export interface StatusResponse {
  readonly kind: 'status';
  readonly revision: number;
  /** The leader's address; empty when there is none. */
  readonly leader: string;
  readonly raftTerm: number;
  readonly raftIndex: number;
  readonly raftAppliedIndex: number;
}

export type EtcdResponse =
  | CommandResponse
  | RangeResponse
  | ErrorResponse
  | WatchResponse
  | LeaseKeepAliveResponse
  | LeaseTimeToLiveResponse
  | StatusResponse
  | { readonly kind: 'watchProgress' }
  | { readonly kind: 'moveLeader' };

/** What a log entry carries. `hop` is the request that asked for it, so that what it does on every member has its cause. */
export interface Proposal {
  readonly id: number;
  readonly command: Command;
  readonly hop: number;
}

export const CLIENT_PROTOCOL = 'grpc';
export const PEER_PROTOCOL = 'raft';
