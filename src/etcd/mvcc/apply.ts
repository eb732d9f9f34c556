import { EtcdError, refusal } from './errors';
import { NO_LEASE } from './requests';
import type {
  Command,
  CommandResponse,
  DeleteRangeRequest,
  DeleteRangeResponse,
  ErrorResponse,
  LeaseGrantRequest,
  LeaseRevokeRequest,
  PutRequest,
  PutResponse,
} from './requests';
import type { Store } from './store';
import { applyTxn } from './transaction';

/** The least a lease may live: one and a half election timeouts, rounded up to seconds. */
const MINIMUM_LEASE_SECONDS = 2;

/** What a committed command does to the key space; the same on every member. `hop` is the hop of the request that asked for it. */
export function apply(store: Store, command: Command, hop: number): CommandResponse | ErrorResponse {
  store.begin(hop);
  try {
    return dispatch(store, command);
  } catch (error) {
    if (error instanceof EtcdError) return error.response;
    throw error;
  }
}

function dispatch(store: Store, command: Command): CommandResponse {
  switch (command.kind) {
    case 'put':
      return applyPut(store, command);
    case 'deleteRange':
      return applyDelete(store, command);
    case 'txn':
      return applyTxn(store, command);
    case 'compact':
      store.compact(command.revision);
      return { kind: 'compact', revision: store.revision };
    case 'leaseGrant':
      return applyGrant(store, command);
    case 'leaseRevoke':
      return applyRevoke(store, command);
  }
}

/** Outside a transaction the lease is looked for before the key. */
function applyPut(store: Store, request: PutRequest): PutResponse {
  store.checkLease(request);
  const previous = store.put(request);
  store.commit();
  const { revision } = store;
  return request.prevKv && previous ? { kind: 'put', revision, prevKv: previous } : { kind: 'put', revision };
}

function applyDelete(store: Store, request: DeleteRangeRequest): DeleteRangeResponse {
  const gone = store.deleteRange(request);
  store.commit();
  return { kind: 'deleteRange', revision: store.revision, deleted: gone.length, prevKvs: request.prevKv ? gone : [] };
}

function applyGrant(store: Store, { id = NO_LEASE, ttlSeconds }: LeaseGrantRequest): CommandResponse {
  if (id === NO_LEASE) throw refusal('leaseNotFound');
  const granted = Math.max(ttlSeconds, MINIMUM_LEASE_SECONDS);
  store.leases.grant(id, granted);
  return { kind: 'leaseGrant', revision: store.revision, id, ttlSeconds: granted };
}

/** Takes the lease's keys along, in one revision. */
function applyRevoke(store: Store, { id }: LeaseRevokeRequest): CommandResponse {
  for (const key of store.leases.keysOf(id)) store.deleteRange({ key });
  store.leases.remove(id);
  store.commit();
  return { kind: 'leaseRevoke', revision: store.revision };
}
