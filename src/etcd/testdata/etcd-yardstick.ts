/** Translates the yardstick's requests and answers; what answers them is the three-member cluster behind the simulated network. */
import { attempt, withTimeout } from '../../simulation';
import type { Process } from '../../simulation';
import type { EtcdClient } from '../client';
import type { Compare, DeleteRangeRequest, DeleteRangeResponse, KeyValue, PutRequest, PutResponse, RangeRequest, RangeResponse, TxnOperation, TxnRequest, TxnResponse, WatchEvent } from '../mvcc';
import { cluster } from './cluster';
import type { Cluster } from './cluster';

type Query = Record<string, any>;

const kvOut = ({ key, value, createRevision, modRevision, version, lease }: KeyValue) => ({
  key,
  value: value ?? '',
  create: createRevision,
  mod: modRevision,
  version,
  lease,
});

function rangeIn(q: Query): RangeRequest {
  const { minMod, maxMod, minCreate, maxCreate, ...rest } = q;
  const bounds = { minModRevision: minMod, maxModRevision: maxMod, minCreateRevision: minCreate, maxCreateRevision: maxCreate };
  return { kind: 'range', ...rest, ...bounds } as RangeRequest;
}
const rangeOut = ({ revision: rev, kvs, more, count }: RangeResponse) => ({ rev, kvs: kvs.map(kvOut), more, count });
const putIn = ({ value, ...q }: Query) => ({ kind: 'put', ...q, ...(!q['ignoreValue'] && { value: value ?? '' }) }) as PutRequest;
const putOut = ({ revision: rev, prevKv }: PutResponse) => ({ rev, ...(prevKv && { prev: kvOut(prevKv) }) });
const deleteIn = (q: Query) => ({ kind: 'deleteRange', ...q }) as DeleteRangeRequest;
const deleteOut = ({ revision: rev, deleted, prevKvs }: DeleteRangeResponse) => ({ rev, deleted, prevs: prevKvs.map(kvOut) });
const compareIn = ({ val, ...q }: Query) => ({ ...q, operand: val }) as Compare;

function operationIn(o: Query): TxnOperation {
  if (o['put']) return putIn(o['put']);
  if (o['del']) return deleteIn(o['del']);
  return o['txn'] ? txnIn(o['txn']) : rangeIn(o['range']);
}

function txnIn(t: Query): TxnRequest {
  return { kind: 'txn', compare: t['cmps'].map(compareIn), success: t['then'].map(operationIn), failure: t['else'].map(operationIn) };
}

function responseOut(response: TxnResponse['responses'][number]): Query {
  if (response.kind === 'put') return { put: putOut(response) };
  if (response.kind === 'deleteRange') return { del: deleteOut(response) };
  return response.kind === 'txn' ? { txn: txnOut(response) } : { range: rangeOut(response) };
}

function txnOut({ revision: rev, succeeded, responses }: TxnResponse): Query {
  return { rev, succeeded, responses: responses.map(responseOut) };
}

const eventOut = ({ type, kv, prevKv }: WatchEvent) => ({
  type,
  kv: type === 'DELETE' ? { key: kv.key, mod: kv.modRevision } : kvOut(kv),
  ...(prevKv && { prev: kvOut(prevKv) }),
});

class Adapter {
  readonly cluster: Cluster;
  private calls = 0;

  constructor(seed: string) {
    this.cluster = cluster(seed);
    this.cluster.untilLed();
  }

  /** A client of each member in turn. */
  private get client(): EtcdClient {
    return this.cluster.client(this.calls++ % 3);
  }

  private async answer<T>(body: Process<T>, out: (response: T) => unknown): Promise<unknown> {
    const answer = this.cluster.run(attempt(body));
    if (!answer.ok) return { error: answer.error.message };
    return JSON.parse(JSON.stringify(out(answer.value)));
  }

  put = (q: Query) => this.answer(this.client.put(putIn(q)), putOut);
  range = (q: Query) => this.answer(this.client.range(rangeIn(q)), rangeOut);
  deleteRange = (q: Query) => this.answer(this.client.deleteRange(deleteIn(q)), deleteOut);
  txn = (q: Query) => this.answer(this.client.txn(txnIn(q)), txnOut);
  compact = (q: Query) => this.answer(this.client.compact(q['revision']), () => ({}));
  leaseGrant = (q: Query) => this.answer(this.client.leaseGrant(q['ttl'], q['id']), ({ id, ttlSeconds: ttl }) => ({ id, ttl }));
  leaseRevoke = (q: Query) => this.answer(this.client.leaseRevoke(q['id']), () => ({}));
  watchHistory = (q: Query) => {
    this.cluster.simulation.runFor(250); // a follower hears of the last commit with the next heartbeat at the latest
    return this.answer(history(this.client, q), (history) => history);
  };
}

function* history(client: EtcdClient, { key, rangeEnd, startRevision, prevKv }: Query): Process<unknown> {
  const watch = yield* client.watch({ key, rangeEnd, startRevision, prevKv });
  const events: unknown[] = [];
  for (;;) {
    const item = yield* withTimeout(250, attempt(watch.next()));
    if (item === undefined) break;
    if (!item.ok) return { events, canceled: true, compactRevision: (item.error as { compactRevision?: number }).compactRevision ?? 0 };
    events.push(...item.value!.events.map(eventOut));
  }
  watch.close();
  return { events };
}

export async function create(seed = 'yardstick'): Promise<Adapter> {
  return new Adapter(seed);
}
