/**
 * What clients ask of etcd and what it answers: the KV, lease and maintenance calls of etcd's v3 API as plain data, told apart by
 * `kind`. Keys are strings; values are opaque and shared by reference (in this cluster, API objects).
 */

/** A decimal int64 as text, as JSON clients of etcd see it; NO_LEASE stands for none. */
export type LeaseId = string;
export const NO_LEASE: LeaseId = '0';

export interface KeyValue {
  readonly key: string;
  readonly value: unknown;
  readonly createRevision: number;
  readonly modRevision: number;
  /** 1 when created, one more with each put; 0: a tombstone. */
  readonly version: number;
  readonly lease: LeaseId;
}

/** `rangeEnd` absent or empty: the one key; '\0': everything from key on; else the half-open interval. */
export interface KeySpan {
  readonly key: string;
  readonly rangeEnd?: string | undefined;
}

export type SortTarget = 'KEY' | 'VERSION' | 'CREATE' | 'MOD' | 'VALUE';

export interface RangeRequest extends KeySpan {
  readonly kind: 'range';
  /** 0 or absent: no limit. */
  readonly limit?: number | undefined;
  /** 0 or absent: now. */
  readonly revision?: number | undefined;
  readonly sortOrder?: 'NONE' | 'ASCEND' | 'DESCEND' | undefined;
  readonly sortTarget?: SortTarget | undefined;
  readonly keysOnly?: boolean | undefined;
  readonly countOnly?: boolean | undefined;
  readonly minModRevision?: number | undefined;
  readonly maxModRevision?: number | undefined;
  readonly minCreateRevision?: number | undefined;
  readonly maxCreateRevision?: number | undefined;
  /** Answer from what this member has applied, without asking whether it is the newest. */
  readonly serializable?: boolean | undefined;
}

export interface RangeResponse {
  readonly kind: 'range';
  readonly revision: number;
  readonly kvs: readonly KeyValue[];
  readonly more: boolean;
  /** All keys of the span, whatever limit and filters say. */
  readonly count: number;
}

export interface PutRequest {
  readonly kind: 'put';
  readonly key: string;
  readonly value?: unknown;
  readonly lease?: LeaseId | undefined;
  readonly prevKv?: boolean | undefined;
  /** Keep the value, or the lease, that the key has. */
  readonly ignoreValue?: boolean | undefined;
  readonly ignoreLease?: boolean | undefined;
}

export interface PutResponse {
  readonly kind: 'put';
  readonly revision: number;
  readonly prevKv?: KeyValue;
}

export interface DeleteRangeRequest extends KeySpan {
  readonly kind: 'deleteRange';
  readonly prevKv?: boolean | undefined;
}

export interface DeleteRangeResponse {
  readonly kind: 'deleteRange';
  readonly revision: number;
  readonly deleted: number;
  readonly prevKvs: readonly KeyValue[];
}

/** With a `rangeEnd`, every key of the span must pass. A key that isn't there has version, revisions and lease 0, and no value. */
export interface Compare extends KeySpan {
  readonly target: 'VALUE' | 'VERSION' | 'CREATE' | 'MOD' | 'LEASE';
  readonly result: 'EQUAL' | 'NOT_EQUAL' | 'GREATER' | 'LESS';
  readonly operand: unknown;
}

export type TxnOperation = RangeRequest | PutRequest | DeleteRangeRequest | TxnRequest;

export interface TxnRequest {
  readonly kind: 'txn';
  readonly compare: readonly Compare[];
  readonly success: readonly TxnOperation[];
  readonly failure: readonly TxnOperation[];
}

export interface TxnResponse {
  readonly kind: 'txn';
  /** 0 in a nested transaction's answer. */
  readonly revision: number;
  readonly succeeded: boolean;
  readonly responses: readonly (RangeResponse | PutResponse | DeleteRangeResponse | TxnResponse)[];
}

export interface CompactRequest {
  readonly kind: 'compact';
  readonly revision: number;
}

export interface CompactResponse {
  readonly kind: 'compact';
  readonly revision: number;
}

export interface LeaseGrantRequest {
  readonly kind: 'leaseGrant';
  /** NO_LEASE or absent: the member chooses. */
  readonly id?: LeaseId | undefined;
  readonly ttlSeconds: number;
}

export interface LeaseGrantResponse {
  readonly kind: 'leaseGrant';
  readonly revision: number;
  readonly id: LeaseId;
  readonly ttlSeconds: number;
}

export interface LeaseRevokeRequest {
  readonly kind: 'leaseRevoke';
  readonly id: LeaseId;
}

export interface LeaseRevokeResponse {
  readonly kind: 'leaseRevoke';
  readonly revision: number;
}

export interface ErrorResponse {
  readonly kind: 'error';
  readonly code: ErrorCode;
  readonly message: string;
}

export type ErrorCode = 'InvalidArgument' | 'NotFound' | 'OutOfRange' | 'FailedPrecondition' | 'Unavailable';

/** What goes through the log. */
export type Command =
  | PutRequest
  | DeleteRangeRequest
  | TxnRequest
  | CompactRequest
  | LeaseGrantRequest
  | LeaseRevokeRequest;
export type CommandResponse =
  | PutResponse
  | DeleteRangeResponse
  | TxnResponse
  | CompactResponse
  | LeaseGrantResponse
  | LeaseRevokeResponse;

/** A change of one key; `prevKv` is what stood there one revision before, unless that is compacted. */
export interface WatchEvent {
  readonly type: 'PUT' | 'DELETE';
  readonly kv: KeyValue;
  readonly prevKv?: KeyValue | undefined;
}
