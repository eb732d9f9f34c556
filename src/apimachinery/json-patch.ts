import { copyKeys, defineKey, equal, isObject } from './immutable';

/** One step of a JSON patch (RFC 6902). */
export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** The patch does not apply. An API server tells its client no more than that the request was in error. */
export class PatchError extends Error {
  /** Of strategic patches: 'malformed' for one that is no patch, 'unfit' for one that can't be applied to anything like this. */
  readonly sort: 'malformed' | 'unfit' | undefined;

  constructor(message: string, sort?: 'malformed' | 'unfit') {
    super(message);
    this.sort = sort;
  }
}

function pointerOf(text: unknown, member: string): string[] {
  if (typeof text !== 'string') throw new PatchError(`operation lacks a ${member}`);
  if (text === '') return [];
  if (!text.startsWith('/')) throw new PatchError(`not a JSON pointer: ${text}`);
  return text
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function indexIn(list: readonly unknown[], step: string, limit: number): number {
  if (!/^(0|[1-9]\d*)$/.test(step) || Number(step) > limit)
    throw new PatchError(`no place ${step} in a list of ${list.length}`);
  return Number(step);
}

function childAt(parent: unknown, step: string): unknown {
  if (Array.isArray(parent)) return parent[indexIn(parent, step, parent.length - 1)];
  if (!isObject(parent) || !Object.hasOwn(parent, step)) throw new PatchError(`missing value at ${step}`);
  return parent[step];
}

/** Changes what lies at the end of a path: `change` gets the parent and the last step and answers the new parent. */
function changeAt(root: unknown, path: readonly string[], change: (parent: unknown, step: string) => unknown): unknown {
  const [step, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) return change(root, step);
  return withChild(root, step, changeAt(childAt(root, step), rest, change));
}

function withChild(parent: unknown, step: string, child: unknown): unknown {
  if (Array.isArray(parent)) return parent.with(Number(step), child);
  const copy = copyKeys(parent as Record<string, unknown>);
  defineKey(copy, step, child);
  return copy;
}

function add(root: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  return changeAt(root, path, (parent, step) => {
    if (Array.isArray(parent))
      return parent.toSpliced(step === '-' ? parent.length : indexIn(parent, step, parent.length), 0, value);
    if (!isObject(parent)) throw new PatchError(`cannot add ${step} to what is neither object nor list`);
    return withChild(parent, step, value);
  });
}

function remove(root: unknown, path: readonly string[]): unknown {
  if (path.length === 0) throw new PatchError('cannot remove the whole document');
  return changeAt(root, path, (parent, step) => {
    childAt(parent, step);
    if (Array.isArray(parent)) return parent.toSpliced(Number(step), 1);
    return Object.fromEntries(Object.entries(parent as object).filter(([key]) => key !== step));
  });
}

function replace(root: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  return changeAt(root, path, (parent, step) => {
    childAt(parent, step);
    return withChild(parent, step, value);
  });
}

function valueAtPointer(root: unknown, path: readonly string[]): unknown {
  return path.reduce(childAt, root);
}

function move(root: unknown, from: readonly string[], path: readonly string[]): unknown {
  const value = valueAtPointer(root, from);
  if (path.length > from.length && from.every((step, index) => path[index] === step))
    throw new PatchError('cannot move into itself');
  return from.length === 0 ? add(root, path, value) : add(remove(root, from), path, value);
}

function valueOf(operation: JsonPatchOperation): unknown {
  if (!Object.hasOwn(operation, 'value') || operation.value === undefined)
    throw new PatchError(`${operation.op} lacks a value`);
  return operation.value;
}

function apply(root: unknown, operation: JsonPatchOperation): unknown {
  const path = pointerOf(operation.path, 'path');
  switch (operation.op) {
    case 'add':
      return add(root, path, valueOf(operation));
    case 'remove':
      return remove(root, path);
    case 'replace':
      return replace(root, path, valueOf(operation));
    case 'move':
      return move(root, pointerOf(operation.from, 'from'), path);
    case 'copy':
      return add(root, path, valueAtPointer(root, pointerOf(operation.from, 'from')));
    case 'test':
      if (!equal(valueAtPointer(root, path), valueOf(operation)))
        throw new PatchError(`testing value ${operation.path} failed`);
      return root;
    default:
      throw new PatchError(`unexpected kind: ${operation.op}`);
  }
}

/** RFC 6902: all steps or none. Answers a new document that shares what did not change; throws PatchError. */
export function applyJsonPatch(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  return operations.reduce(apply, document);
}
