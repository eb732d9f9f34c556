import { refusal } from './errors';
import type { Command, RangeRequest } from './requests';
import { checkKeyRequest, checkTxn } from './transaction';

const LONGEST_LEASE_SECONDS = 9_000_000_000;

/** Throws for a request no key space could make sense of, before it goes through the log. */
export function checkRequest(request: Command | RangeRequest): void {
  switch (request.kind) {
    case 'range':
    case 'put':
    case 'deleteRange':
      return checkKeyRequest(request);
    case 'txn':
      return checkTxn(request);
    case 'leaseGrant':
      if (request.ttlSeconds > LONGEST_LEASE_SECONDS) throw refusal('leaseTtlTooLarge');
      return;
    default:
  }
}
