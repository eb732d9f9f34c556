import { refusal } from './errors';
import { compare } from './range';
import { NO_LEASE } from './requests';
import type { Compare, KeyValue, TxnOperation, TxnRequest, TxnResponse } from './requests';
import type { Store } from './store';

/** A transaction with the branches chosen: every comparison, nested ones too, is made before the first write. */
interface Plan {
  readonly succeeded: boolean;
  readonly steps: readonly (Plan | Exclude<TxnOperation, TxnRequest>)[];
}

export function applyTxn(store: Store, request: TxnRequest): TxnResponse {
  const chosen = plan(store, request);
  checkPuts(store, chosen);
  checkRanges(store, chosen);
  const responses = run(store, chosen);
  store.commit();
  return { kind: 'txn', revision: store.revision, succeeded: chosen.succeeded, responses };
}

function plan(store: Store, request: TxnRequest): Plan {
  const succeeded = allHold(store, request.compare);
  const operations = succeeded ? request.success : request.failure;
  const steps = operations.map((operation) => (operation.kind === 'txn' ? plan(store, operation) : operation));
  return { succeeded, steps };
}

function allHold(store: Store, conditions: readonly Compare[]): boolean {
  for (const condition of conditions) if (!holds(store, condition)) return false;
  return true;
}

/** All or nothing: what could fail is looked at first, puts before reads as etcd does. */
function checkPuts(store: Store, chosen: Plan): void {
  for (const step of chosen.steps) {
    if ('steps' in step) checkPuts(store, step);
    else if (step.kind === 'put') store.checkPut(step);
  }
}

function checkRanges(store: Store, chosen: Plan): void {
  for (const step of chosen.steps) {
    if ('steps' in step) checkRanges(store, step);
    else if (step.kind === 'range') store.checkRevision(step.revision ?? 0);
  }
}

function run(store: Store, chosen: Plan): TxnResponse['responses'] {
  return chosen.steps.map((step) => ('steps' in step ? runNested(store, step) : runOne(store, step)));
}

function runNested(store: Store, chosen: Plan): TxnResponse {
  return { kind: 'txn', revision: 0, succeeded: chosen.succeeded, responses: run(store, chosen) };
}

function runOne(store: Store, operation: Exclude<TxnOperation, TxnRequest>): TxnResponse['responses'][number] {
  if (operation.kind === 'range') return store.range(operation);
  if (operation.kind === 'put') {
    const previous = store.put(operation);
    const revision = store.revision + 1;
    return operation.prevKv && previous ? { kind: 'put', revision, prevKv: previous } : { kind: 'put', revision };
  }
  const gone = store.deleteRange(operation);
  const revision = store.writing ? store.revision + 1 : store.revision;
  return { kind: 'deleteRange', revision, deleted: gone.length, prevKvs: operation.prevKv ? gone : [] };
}

// ---- comparisons ------------------------------------------------------------------------------------------------------

const absent: KeyValue = { key: '', value: undefined, createRevision: 0, modRevision: 0, version: 0, lease: NO_LEASE };
const fields = {
  VALUE: 'value',
  VERSION: 'version',
  CREATE: 'createRevision',
  MOD: 'modRevision',
  LEASE: 'lease',
} as const;

function holds(store: Store, condition: Compare): boolean {
  if (condition.rangeEnd === undefined) {
    const kv = store.get(condition.key);
    return kv ? passes(kv, condition) : condition.target !== 'VALUE' && passes(absent, condition);
  }
  const kvs = store.select(condition);
  if (kvs.length === 0) return condition.target !== 'VALUE' && passes(absent, condition);
  return kvs.every((kv) => passes(kv, condition));
}

function passes(kv: KeyValue, { target, result, operand }: Compare): boolean {
  const actual = kv[fields[target]];
  switch (result) {
    case 'EQUAL':
      return actual === operand;
    case 'NOT_EQUAL':
      return actual !== operand;
    case 'GREATER':
      return order(target, actual, operand) > 0;
    case 'LESS':
      return order(target, actual, operand) < 0;
  }
}

function order(target: Compare['target'], actual: unknown, operand: unknown): number {
  return target === 'LEASE' ? compare(Number(actual), Number(operand)) : compare(actual, operand);
}

// ---- what a member refuses before it proposes -------------------------------------------------------------------------

const MOST_OPERATIONS = 128;

interface Touched {
  readonly puts: Set<string>;
  readonly deletes: { key: string; rangeEnd?: string | undefined }[];
}

/** Throws for too many operations, and for a key that is put twice or put and deleted in one branch. */
export function checkTxn(request: TxnRequest): void {
  const most = Math.max(request.compare.length, request.success.length, request.failure.length);
  if (most > MOST_OPERATIONS) throw refusal('tooManyOperations');
  for (const branch of [request.success, request.failure]) if (mayClash(branch)) touchedBy(branch);
}

/** A single put, delete or range can't be in its own way: most transactions are no more than that. */
function mayClash(operations: readonly TxnOperation[]): boolean {
  return operations.length > 1 || operations[0]?.kind === 'txn';
}

function touchedBy(operations: readonly TxnOperation[]): Touched {
  const all: Touched = { puts: new Set(), deletes: [] };
  for (const operation of operations) {
    if (operation.kind === 'put') merge(all, { puts: new Set([operation.key]), deletes: [] });
    else if (operation.kind === 'deleteRange') merge(all, { puts: new Set(), deletes: [operation] });
    else if (operation.kind === 'txn') merge(all, union(touchedBy(operation.success), touchedBy(operation.failure)));
  }
  return all;
}

function union(left: Touched, right: Touched): Touched {
  return { puts: new Set([...left.puts, ...right.puts]), deletes: [...left.deletes, ...right.deletes] };
}

function merge(all: Touched, more: Touched): void {
  for (const key of more.puts) if (all.puts.has(key) || isDeleted(all, key)) throw refusal('duplicateKey');
  for (const key of all.puts) if (isDeleted(more, key)) throw refusal('duplicateKey');
  for (const key of more.puts) all.puts.add(key);
  all.deletes.push(...more.deletes);
}

function isDeleted({ deletes }: Touched, key: string): boolean {
  return deletes.some(
    (span) =>
      key === span.key ||
      (span.rangeEnd !== undefined && key > span.key && (span.rangeEnd === '\0' || key < span.rangeEnd)),
  );
}
