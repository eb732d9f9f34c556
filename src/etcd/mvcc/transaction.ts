import { refusal } from './errors';
import { compare } from './range';
import { NO_LEASE } from './requests';
import type { Compare, KeySpan, KeyValue, TxnOperation, TxnRequest, TxnResponse } from './requests';
import type { Store } from './store';
import { covers } from './watch-hub';

/** A transaction with the branches chosen: every comparison, nested ones too, is made before the first write. */
interface Plan {
  readonly succeeded: boolean;
  readonly steps: readonly (Plan | Exclude<TxnOperation, TxnRequest>)[];
}

export function applyTxn(store: Store, request: TxnRequest): TxnResponse {
  const chosen = plan(store, request);
  checkPuts(store, chosen);
  checkRanges(store, chosen);
  checkKept(chosen);
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

/** A put that keeps what the transaction itself deletes before it: etcd dies of that, this refuses it. */
function checkKept(chosen: Plan, gone: KeySpan[] = []): void {
  for (const step of chosen.steps) {
    if ('steps' in step) checkKept(step, gone);
    else if (step.kind === 'deleteRange') gone.push(step);
    else if (step.kind === 'put' && (step.ignoreValue || step.ignoreLease))
      if (gone.some((span) => covers(span, step.key))) throw refusal('keyNotFound');
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
  if (!condition.rangeEnd) {
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
  readonly deletes: KeySpan[];
}

/**
 * Throws for too many operations, and for a key that is put twice or put and deleted in one branch. Each nesting has as many operations
 * as those around it left.
 */
export function checkTxn(request: TxnRequest): void {
  checkSize(request, MOST_OPERATIONS);
  for (const branch of [request.success, request.failure]) if (mayClash(branch)) touchedBy(branch);
}

function checkSize({ compare: conditions, success, failure }: TxnRequest, most: number): void {
  const size = Math.max(conditions.length, success.length, failure.length);
  if (size > most) throw refusal('tooManyOperations');
  for (const { key } of conditions) if (key === '') throw refusal('emptyKey');
  for (const operation of success) checkOperation(operation, most - size);
  for (const operation of failure) checkOperation(operation, most - size);
}

function checkOperation(operation: TxnOperation, most: number): void {
  if (operation.kind === 'txn') checkSize(operation, most);
  else checkKeyRequest(operation);
}

/** A single put, delete or range can't be in its own way: most transactions are no more than that. */
function mayClash(operations: readonly TxnOperation[]): boolean {
  return operations.length > 1 || operations[0]?.kind === 'txn';
}

/** Deletes of this level count for all puts; those of a nested transaction only for the puts of later ones, and for this level's. */
function touchedBy(operations: readonly TxnOperation[]): Touched {
  const all: Touched = { puts: new Set(), deletes: operations.filter((one) => one.kind === 'deleteRange') };
  for (const operation of operations) if (operation.kind === 'txn') addNested(all, operation);
  for (const operation of operations) if (operation.kind === 'put') addPut(all, operation.key);
  return all;
}

/** Of the two branches only one happens: they may put the same keys. */
function addNested(all: Touched, { success, failure }: TxnRequest): void {
  const branches = [touchedBy(success), touchedBy(failure)];
  for (const key of new Set(branches.flatMap(({ puts }) => [...puts]))) addPut(all, key);
  for (const { deletes } of branches) all.deletes.push(...deletes);
}

function addPut({ puts, deletes }: Touched, key: string): void {
  if (puts.has(key) || deletes.some((span) => isNamedBy(span, key))) throw refusal('duplicateKey');
  puts.add(key);
}

/** etcd looks at the bounds as they are written: a delete of everything from a key on ('\0') is in no put's way. */
function isNamedBy(span: KeySpan, key: string): boolean {
  return key >= span.key && key < (span.rangeEnd || `${span.key}\0`);
}

/** Throws for a request no key space could make sense of. */
export function checkKeyRequest(request: Exclude<TxnOperation, TxnRequest>): void {
  if (request.key === '') throw refusal('emptyKey');
  if (request.kind !== 'put') return;
  if (request.ignoreValue && (request.value ?? '') !== '') throw refusal('valueProvided');
  if (request.ignoreLease && (request.lease ?? NO_LEASE) !== NO_LEASE) throw refusal('leaseProvided');
}
