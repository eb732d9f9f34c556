import { attempt, sleep } from '../simulation';
import type { Process, ServerCall } from '../simulation';
import { CLIENT_PROTOCOL } from './calls';
import type { EtcdRequest, EtcdResponse, LeaseKeepAliveRequest, LeaseTimeToLiveRequest } from './calls';
import type { EtcdMember } from './member';
import { apply, checkRequest, EtcdError, NO_LEASE, refusal } from './mvcc';
import type { Command, LeaseGrantRequest, RangeRequest, TxnOperation, TxnRequest } from './mvcc';

type Served = EtcdRequest | (TxnRequest & { readonly serializable?: boolean });

/** One client's call: answered at once, or put where its answer will come from. */
export function serve(member: EtcdMember, request: Served, call: ServerCall): Process<void> | void {
  try {
    return dispatch(member, request, call);
  } catch (error) {
    if (!(error instanceof EtcdError)) throw error;
    call.respond(error.response);
  }
}

function dispatch(member: EtcdMember, request: Served, call: ServerCall): Process<void> | void {
  switch (request.kind) {
    case 'watch':
      return member.watchStreams.open(member.store, request, call);
    case 'watchProgress':
      member.watchStreams.progress(member.store, request.watchId);
      return call.respond({ kind: 'watchProgress' });
    case 'leaseKeepAlive':
    case 'leaseTimeToLive':
      return askLeader(member, request, call);
    case 'status':
      return call.respond(statusOf(member));
    case 'moveLeader':
      return moveLeader(member, request.target, call);
    case 'leaseGrant':
      return propose(member, withId(member, request), call);
    case 'range':
    case 'txn':
      if (request.kind === 'range' || isReadOnly(request)) return read(member, request, call);
      return propose(member, request, call);
    default:
      return propose(member, request, call);
  }
}

function propose(member: EtcdMember, command: Command, call: ServerCall): void {
  checkRequest(command);
  member.propose(command, call);
}

function read(
  member: EtcdMember,
  request: RangeRequest | (TxnRequest & { serializable?: boolean }),
  call: ServerCall,
): void {
  checkRequest(request);
  if (request.serializable) return answerRead(member, request, call);
  member.reads.add({ call, request, deadline: member.requestDeadline });
  member.work();
}

/** As this member has it now. */
export function answerRead(member: EtcdMember, request: RangeRequest | TxnRequest, call: ServerCall): void {
  try {
    call.respond(evaluate(member, request));
  } catch (error) {
    if (!(error instanceof EtcdError)) throw error;
    call.respond(error.response);
  }
}

function evaluate({ store }: EtcdMember, request: RangeRequest | TxnRequest): EtcdResponse {
  return request.kind === 'range' ? store.range(request) : apply(store, request, 0);
}

/** Nothing in either branch writes: it needs no log entry. */
function isReadOnly({ success, failure }: TxnRequest): boolean {
  const reads = (operation: TxnOperation): boolean =>
    operation.kind === 'range' || (operation.kind === 'txn' && isReadOnly(operation));
  return success.every(reads) && failure.every(reads);
}

function withId(member: EtcdMember, request: LeaseGrantRequest): LeaseGrantRequest {
  if ((request.id ?? NO_LEASE) !== NO_LEASE) return request;
  return {
    ...request,
    id: String(1 + member.component.random.integer(2 ** 31) * 2 ** 20 + member.component.random.integer(2 ** 20)),
  };
}

function statusOf(member: EtcdMember): EtcdResponse {
  const { term: raftTerm, lastIndex: raftIndex, appliedIndex: raftAppliedIndex } = member.status;
  return {
    kind: 'status',
    revision: member.store.revision,
    leader: member.leaderAddress,
    raftTerm,
    raftIndex,
    raftAppliedIndex,
  };
}

/** The successor campaigns once it has the whole log; given up after an election timeout, as Raft gives it up. */
function* moveLeader(member: EtcdMember, target: string, call: ServerCall): Process<void> {
  const { heartbeatMilliseconds, electionMilliseconds } = member.options;
  const deadline = member.now + electionMilliseconds;
  const refused = member.handOver(target);
  if (refused) return call.respond(refused.response);
  while (member.leaderAddress !== target) {
    if (member.now >= deadline) return call.respond(refusal('transferTimeout').response);
    yield* sleep(heartbeatMilliseconds);
  }
  call.respond({ kind: 'moveLeader' });
}

// ---- leases: only the leader knows how long they still live -------------------------------------------------------------

type LeaderRequest = LeaseKeepAliveRequest | LeaseTimeToLiveRequest;

function askLeader(member: EtcdMember, request: LeaderRequest, call: ServerCall): Process<void> | void {
  if (member.isLeader) return call.respond(answerAsLeader(member, request));
  if (member.leaderAddress === '' || member.options.peers.includes(call.from)) throw refusal('noLeader');
  return passToLeader(member, request, call);
}

function* passToLeader(member: EtcdMember, request: LeaderRequest, call: ServerCall): Process<void> {
  const options = { protocol: CLIENT_PROTOCOL, timeoutMilliseconds: 5_000 };
  const answer = yield* attempt(
    member.component.request<LeaderRequest, EtcdResponse>(member.leaderAddress, request, options),
  );
  call.respond(answer.ok ? answer.value : refusal('timeout').response);
}

function answerAsLeader(member: EtcdMember, request: LeaderRequest): EtcdResponse {
  const { id } = request;
  const lease = member.store.leases.get(id);
  if (request.kind === 'leaseKeepAlive') {
    if (lease) member.lessor.renew(id, lease.ttlSeconds, member.now);
    return { kind: 'leaseKeepAlive', id, ttlSeconds: lease?.ttlSeconds ?? 0 };
  }
  if (!lease) return { kind: 'leaseTimeToLive', id, ttlSeconds: -1, grantedSeconds: 0, keys: [] };
  const keys = request.keys ? member.store.leases.keysOf(id) : [];
  return {
    kind: 'leaseTimeToLive',
    id,
    ttlSeconds: member.lessor.remainingSeconds(id, member.now),
    grantedSeconds: lease.ttlSeconds,
    keys,
  };
}
