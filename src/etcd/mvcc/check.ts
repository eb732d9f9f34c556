import { refusal } from './errors';
import { NO_LEASE } from './requests';
import type { Command, RangeRequest, TxnOperation } from './requests';
import { checkTxn } from './transaction';

const LONGEST_LEASE_SECONDS = 9_000_000_000;

/** Throws for a request no key space could make sense of, before it goes through the log. */
export function checkRequest(request: Command | RangeRequest): void {
  switch (request.kind) {
    case 'range':
    case 'put':
    case 'deleteRange':
      checkKeyRequest(request);
      return;
    case 'txn':
      for (const { key } of request.compare) if (key === '') throw refusal('emptyKey');
      for (const operation of request.success) checkRequest(operation);
      for (const operation of request.failure) checkRequest(operation);
      checkTxn(request);
      return;
    case 'leaseGrant':
      if (request.ttlSeconds > LONGEST_LEASE_SECONDS) throw refusal('leaseTtlTooLarge');
      return;
    default:
  }
}

function checkKeyRequest(request: Exclude<TxnOperation, { kind: 'txn' }>): void {
  if (request.key === '') throw refusal('emptyKey');
  if (request.kind !== 'put') return;
  if (request.ignoreValue && request.value !== undefined) throw refusal('valueProvided');
  if (request.ignoreLease && (request.lease ?? NO_LEASE) !== NO_LEASE) throw refusal('leaseProvided');
}
