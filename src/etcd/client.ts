import { attempt, NetworkError, sleep } from '../simulation';
import type { ClientStream, Component, Process } from '../simulation';
import { CLIENT_PROTOCOL } from './calls';
import type {
  EtcdRequest,
  EtcdResponse,
  LeaseKeepAliveResponse,
  LeaseTimeToLiveResponse,
  StatusResponse,
  WatchRequest,
  WatchResponse,
} from './calls';
import { EtcdError, refusal } from './mvcc';
import type {
  CompactResponse,
  DeleteRangeRequest,
  DeleteRangeResponse,
  ErrorResponse,
  LeaseGrantResponse,
  LeaseId,
  LeaseRevokeResponse,
  PutRequest,
  PutResponse,
  RangeRequest,
  RangeResponse,
  TxnRequest,
  TxnResponse,
} from './mvcc';

const TIMEOUT_MILLISECONDS = 10_000;
const BACK_OFF_MILLISECONDS = 100;
const CALL = { protocol: CLIENT_PROTOCOL, timeoutMilliseconds: TIMEOUT_MILLISECONDS };
const ROUNDS = 3;
/** How long a client stays with its second choice before it tries the first again. */
const RETURN_MILLISECONDS = 5_000;

type Body<T> = Omit<T, 'kind'>;

/** The watch asked for revisions that are compacted; read anew and begin behind `compactRevision`. */
export class WatchCompacted extends EtcdError {
  readonly compactRevision: number;

  constructor(compactRevision: number) {
    super('OutOfRange', refusal('compacted').message);
    this.compactRevision = compactRevision;
  }
}

/**
 * A client of the cluster. It talks to the first of its endpoints while that answers, and to the next when it doesn't. Reads are
 * tried again; a write is, when it is certain that nobody took it, else it fails with `etcdserver: request timed out` and
 * may have happened. Refusals are thrown as EtcdError.
 */
export class EtcdClient {
  readonly component: Component;
  private readonly endpoints: readonly string[];
  private current = 0;
  private leftPreferredAt = 0;

  constructor(component: Component, endpoints: readonly string[]) {
    this.component = component;
    this.endpoints = endpoints;
  }

  range(request: Body<RangeRequest>): Process<RangeResponse> {
    return this.call({ kind: 'range', ...request }, true);
  }

  put(request: Body<PutRequest>): Process<PutResponse> {
    return this.call({ kind: 'put', ...request }, false);
  }

  deleteRange(request: Body<DeleteRangeRequest>): Process<DeleteRangeResponse> {
    return this.call({ kind: 'deleteRange', ...request }, false);
  }

  txn({ compare, success, failure }: Body<TxnRequest>): Process<TxnResponse> {
    return this.call({ kind: 'txn', compare, success, failure }, false);
  }

  compact(revision: number): Process<CompactResponse> {
    return this.call({ kind: 'compact', revision }, false);
  }

  leaseGrant(ttlSeconds: number, id?: LeaseId): Process<LeaseGrantResponse> {
    return this.call({ kind: 'leaseGrant', ttlSeconds, id }, false);
  }

  leaseRevoke(id: LeaseId): Process<LeaseRevokeResponse> {
    return this.call({ kind: 'leaseRevoke', id }, false);
  }

  /** Throws `etcdserver: requested lease not found` when it is gone. */
  *leaseKeepAlive(id: LeaseId): Process<LeaseKeepAliveResponse> {
    const response = yield* this.call<LeaseKeepAliveResponse>({ kind: 'leaseKeepAlive', id }, true);
    if (response.ttlSeconds === 0) throw refusal('leaseNotFound');
    return response;
  }

  leaseTimeToLive(id: LeaseId, keys = false): Process<LeaseTimeToLiveResponse> {
    return this.call({ kind: 'leaseTimeToLive', id, keys }, true);
  }

  status(): Process<StatusResponse> {
    return this.call({ kind: 'status' }, true);
  }

  /** Hands leadership to the member at that address, as `etcdctl move-leader` does: the leader itself is asked. */
  *moveLeader(target: string): Process<void> {
    const { leader } = yield* this.status();
    if (leader === '') throw refusal('noLeader');
    const request: EtcdRequest = { kind: 'moveLeader', target };
    const answer = yield* this.component.request<EtcdRequest, EtcdResponse>(leader, request, CALL);
    if (answer.kind === 'error') throw new EtcdError(answer.code, answer.message);
  }

  /** Renews a lease, three times in its life, until it is gone. */
  *keepAlive(id: LeaseId): Process<void> {
    for (;;) {
      const renewed = yield* attempt(this.leaseKeepAlive(id));
      if (renewed.ok) yield* sleep((renewed.value.ttlSeconds * 1000) / 3);
      else if (renewed.error instanceof EtcdError && renewed.error.code === 'NotFound') return;
      else yield* sleep(BACK_OFF_MILLISECONDS);
    }
  }

  /** Opens a watch; it outlives broken connections. */
  *watch(request: Body<WatchRequest>): Process<EtcdWatch> {
    const watch = new EtcdWatch(this, { kind: 'watch', ...request });
    yield* watch.connect();
    return watch;
  }

  // ---- endpoints ----------------------------------------------------------------------------------------------------

  get endpoint(): string {
    if (this.current !== 0 && this.component.now - this.leftPreferredAt >= RETURN_MILLISECONDS) this.current = 0;
    return this.endpoints[this.current]!;
  }

  /** This one didn't answer: the next call goes to another. Others may have found out before. */
  leave(endpoint: string): void {
    if (this.endpoints[this.current] !== endpoint) return;
    this.current = (this.current + 1) % this.endpoints.length;
    this.leftPreferredAt = this.component.now;
  }

  private *call<A extends EtcdResponse>(request: EtcdRequest, repeatable: boolean): Process<A> {
    for (let attempts = ROUNDS * this.endpoints.length; ; attempts--) {
      const { endpoint } = this;
      try {
        const answer = yield* this.component.request<EtcdRequest, A | ErrorResponse>(endpoint, request, CALL);
        if (answer.kind !== 'error') return answer;
        throw new EtcdError(answer.code, answer.message);
      } catch (error) {
        this.failed(endpoint, error, repeatable, attempts <= 1);
      }
      yield* sleep(BACK_OFF_MILLISECONDS);
    }
  }

  /** Returns where it may be tried again, at another endpoint. */
  private failed(endpoint: string, error: unknown, repeatable: boolean, last: boolean): void {
    const refused = error instanceof EtcdError;
    if (!refused && !(error instanceof NetworkError)) throw error;
    if (refused && error.code !== 'Unavailable') throw error;
    this.leave(endpoint);
    if (!(repeatable || wasNotTaken(error))) throw refused ? error : refusal('timeout');
    if (last) throw refused ? error : new EtcdError('Unavailable', error.message);
  }
}

/** Nobody can have carried it out: no connection came about, or the member had no leader to propose to. */
function wasNotTaken(error: Error): boolean {
  if (error instanceof NetworkError) return error.reason === 'refused' || error.reason === 'unreachable';
  return error.message === refusal('noLeader').message;
}

/** A watch that goes on behind the last revision it saw, at another member when need be: each event comes once and in order. */
export class EtcdWatch {
  private readonly client: EtcdClient;
  private readonly request: WatchRequest;
  private stream: ClientStream<WatchResponse, WatchResponse> | undefined;
  private endpoint = '';
  private watchId = 0;
  private nextRevision: number;
  private closed = false;
  /** The member's revision when the watch was opened. */
  revision = 0;

  constructor(client: EtcdClient, request: WatchRequest) {
    this.client = client;
    this.request = request;
    this.nextRevision = request.startRevision ?? 0;
  }

  /** Until some member takes it. */
  *connect(): Process<void> {
    for (;;) {
      this.endpoint = this.client.endpoint;
      const opened = yield* attempt(this.open());
      if (opened.ok) break;
      this.client.leave(this.endpoint);
      yield* sleep(BACK_OFF_MILLISECONDS);
    }
  }

  private *open(): Process<void> {
    const request: WatchRequest = { ...this.request, startRevision: this.nextRevision };
    const stream = yield* this.client.component.open<WatchRequest, WatchResponse, WatchResponse>(
      this.endpoint,
      request,
      CALL,
    );
    this.stream = stream;
    this.watchId = stream.head!.watchId;
    this.revision = stream.head!.revision;
    if (this.nextRevision === 0) this.nextRevision = this.revision + 1;
  }

  /** The next item; undefined once closed. Throws WatchCompacted, or EtcdError when the span is empty. */
  *next(): Process<WatchResponse | undefined> {
    while (!this.closed) {
      let item: WatchResponse | undefined;
      try {
        item = yield* this.stream!.next();
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        if (!this.closed) this.client.leave(this.endpoint);
      }
      if (this.closed) return undefined;
      if (item) return this.received(item);
      yield* this.connect();
    }
    return undefined;
  }

  private received(item: WatchResponse): WatchResponse {
    if (item.canceled) {
      this.closed = true;
      throw item.compactRevision
        ? new WatchCompacted(item.compactRevision)
        : new EtcdError('InvalidArgument', 'etcdserver: watch canceled');
    }
    this.nextRevision = Math.max(this.nextRevision, item.revision + 1);
    return item;
  }

  /** Asks for an item that says how far the stream is. */
  *requestProgress(): Process<void> {
    const request: EtcdRequest = { kind: 'watchProgress', watchId: this.watchId };
    yield* attempt(this.client.component.request(this.endpoint, request, { protocol: CLIENT_PROTOCOL }));
  }

  close(): void {
    this.closed = true;
    this.stream?.close();
  }
}
