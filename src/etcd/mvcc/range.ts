import { at, latest } from './key-index';
import type { KeyHistory, KeyIndex } from './key-index';
import type { KeyValue, RangeRequest, RangeResponse } from './requests';

/** Reads a span; the revision asked for was checked. `revision` is what the answer's header says. */
export function readRange(index: KeyIndex, request: RangeRequest, revision: number): RangeResponse {
  if (request.countOnly)
    return { kind: 'range', revision, kvs: [], more: false, count: collect(index, request, 0).count };
  const limit = request.limit ?? 0;
  const { kvs: found, count } = collect(index, request, limit > 0 && !readsWhole(request) ? limit + 1 : Infinity);
  const sorted = sort(isFiltered(request) ? filter(found, request) : found, request);
  const more = limit > 0 && sorted.length > limit;
  const kvs = more ? sorted.slice(0, limit) : sorted;
  return { kind: 'range', revision, kvs: request.keysOnly ? kvs.map(withoutValue) : kvs, more, count };
}

function collect(index: KeyIndex, request: RangeRequest, wanted: number): { kvs: KeyValue[]; count: number } {
  const { key, rangeEnd, revision = 0 } = request;
  if (!rangeEnd) return single(index.get(key), revision, wanted);
  const kvs: KeyValue[] = [];
  let count = 0;
  const visit = (history: KeyHistory) => {
    const kv = revision > 0 ? at(history, revision) : latest(history);
    if (kv === undefined) return;
    if (count++ < wanted) kvs.push(kv);
  };
  index.walk(key, rangeEnd === '\0' ? undefined : rangeEnd, visit);
  return { kvs, count };
}

/** Most reads are of one key. */
function single(history: KeyHistory | undefined, revision: number, wanted: number): { kvs: KeyValue[]; count: number } {
  const kv = history && (revision > 0 ? at(history, revision) : latest(history));
  if (kv === undefined) return { kvs: [], count: 0 };
  return { kvs: wanted > 0 ? [kv] : [], count: 1 };
}

/** Like etcd: a limit counts after sorting and filtering, but before a sorting that names a target and no order. */
function readsWhole(request: RangeRequest): boolean {
  return (request.sortOrder ?? 'NONE') !== 'NONE' || isFiltered(request);
}

function isFiltered(request: RangeRequest): boolean {
  return Boolean(
    request.minModRevision || request.maxModRevision || request.minCreateRevision || request.maxCreateRevision,
  );
}

/** Keys come in ascending order as they are. */
function isSorted(request: RangeRequest): boolean {
  return (request.sortTarget ?? 'KEY') !== 'KEY' || request.sortOrder === 'DESCEND';
}

function filter(kvs: readonly KeyValue[], request: RangeRequest): KeyValue[] {
  const { minModRevision, maxModRevision, minCreateRevision, maxCreateRevision } = request;
  return kvs.filter(
    (kv) =>
      kv.modRevision >= (minModRevision || 0) &&
      kv.modRevision <= (maxModRevision || Infinity) &&
      kv.createRevision >= (minCreateRevision || 0) &&
      kv.createRevision <= (maxCreateRevision || Infinity),
  );
}

const sortFields = {
  KEY: 'key',
  VERSION: 'version',
  CREATE: 'createRevision',
  MOD: 'modRevision',
  VALUE: 'value',
} as const;

/** Stable, so equal targets stay in key order. Values are compared as text or numbers; objects count as equal. */
function sort(kvs: KeyValue[], request: RangeRequest): KeyValue[] {
  if (!isSorted(request)) return kvs;
  const field = sortFields[request.sortTarget ?? 'KEY'];
  const sign = request.sortOrder === 'DESCEND' ? -1 : 1;
  return kvs.sort((a, b) => sign * compare(a[field], b[field]));
}

/** Order of keys, numbers and texts; 0 where there is none. No value sorts as the empty text. */
export function compare(left: unknown, right: unknown): number {
  const a = (left ?? '') as string;
  const b = (right ?? '') as string;
  if (typeof a !== typeof b || typeof a === 'object') return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

function withoutValue(kv: KeyValue): KeyValue {
  return { ...kv, value: undefined };
}
