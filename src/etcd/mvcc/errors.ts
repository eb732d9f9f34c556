import type { ErrorCode, ErrorResponse } from './requests';

/** An answer that says no, in the words and with the gRPC code of etcd (its `api/v3rpc/rpctypes`). */
export class EtcdError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    // The simulation tells answers that say no from bugs by this name.
    this.name = 'Refusal';
    this.code = code;
  }

  get response(): ErrorResponse {
    return { kind: 'error', code: this.code, message: this.message };
  }
}

const refusals = {
  emptyKey: ['InvalidArgument', 'etcdserver: key is not provided'],
  keyNotFound: ['InvalidArgument', 'etcdserver: key not found'],
  valueProvided: ['InvalidArgument', 'etcdserver: value is provided'],
  leaseProvided: ['InvalidArgument', 'etcdserver: lease is provided'],
  tooManyOperations: ['InvalidArgument', 'etcdserver: too many operations in txn request'],
  duplicateKey: ['InvalidArgument', 'etcdserver: duplicate key given in txn request'],
  compacted: ['OutOfRange', 'etcdserver: mvcc: required revision has been compacted'],
  futureRevision: ['OutOfRange', 'etcdserver: mvcc: required revision is a future revision'],
  leaseNotFound: ['NotFound', 'etcdserver: requested lease not found'],
  leaseExists: ['FailedPrecondition', 'etcdserver: lease already exists'],
  leaseTtlTooLarge: ['OutOfRange', 'etcdserver: too large lease TTL'],
  noLeader: ['Unavailable', 'etcdserver: no leader'],
  notLeader: ['FailedPrecondition', 'etcdserver: not leader'],
  badTransferee: ['FailedPrecondition', 'etcdserver: bad leader transferee'],
  transferTimeout: ['Unavailable', 'etcdserver: request timed out, leader transfer took too long'],
  leaderChanged: ['Unavailable', 'etcdserver: leader changed'],
  timeout: ['Unavailable', 'etcdserver: request timed out'],
} as const satisfies Record<string, readonly [ErrorCode, string]>;

export function refusal(name: keyof typeof refusals): EtcdError {
  const [code, message] = refusals[name];
  return new EtcdError(code, message);
}
