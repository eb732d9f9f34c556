import { elementKey, sameOrder, sortedLike } from './element-order';
import { defineKey, equal, isObject } from './immutable';
import { PatchError } from './json-patch';
import { deletionPrefix, directive, innerSchema, orderPrefix, patchField, retainKeysDirective } from './patch-schema';
import type { PatchField, PatchSchema } from './patch-schema';
import { mergeStrategicPatches } from './strategic-merge-patch';

type Fields = Readonly<Record<string, unknown>>;
type List = readonly unknown[];

/** A three-way patch is made of two: what to set (against the live object) and what to remove (against what was applied last). */
interface Wanted {
  readonly changes: boolean;
  readonly removals: boolean;
}

/** The fields that stay, where the schema asks for `$retainKeys` and there is something to say. */
function addRetainKeys(patch: Record<string, unknown>, from: Fields, to: Fields): void {
  const kept = Object.keys(to).filter((key) => to[key] !== null);
  const drops = Object.keys(from).some((key) => from[key] !== null && !Object.hasOwn(to, key));
  if (kept.length > 0 && (Object.keys(patch).length > 0 || drops)) patch[retainKeysDirective] = kept.sort();
}

function diffFields(
  from: Fields,
  to: Fields,
  schema: PatchSchema,
  wanted: Wanted,
  retainKeys = false,
): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(to)) {
    if (key === directive || to[key] === undefined) continue;
    if (!Object.hasOwn(from, key) || from[key] === undefined) {
      if (wanted.changes) defineKey(patch, key, to[key]);
    } else if (from[key] !== to[key]) diffValue(patch, key, from[key], to[key], patchField(schema, key), wanted);
  }
  if (wanted.removals) for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) defineKey(patch, key, null);
  if (retainKeys) addRetainKeys(patch, from, to);
  return patch;
}

function diffValue(
  patch: Record<string, unknown>,
  key: string,
  from: unknown,
  to: unknown,
  field: PatchField,
  wanted: Wanted,
): void {
  if (isObject(from) && isObject(to) && field.strategy !== 'replace') {
    const inner = diffFields(from, to, innerSchema(field), wanted, field.retainKeys);
    if (Object.keys(inner).length > 0) defineKey(patch, key, inner);
  } else if (Array.isArray(from) && Array.isArray(to) && field.strategy === 'merge') {
    diffLists(patch, key, from, to, field, wanted);
  } else if (wanted.changes && !equal(from, to)) {
    defineKey(patch, key, to);
  }
}

// ---- lists -----------------------------------------------------------------------------------------------------------

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface ListDiff {
  readonly changes: unknown[];
  readonly removals: unknown[];
}

function keyed(list: List, mergeKey: string): { readonly key: string; readonly item: Fields }[] {
  const pairs = (list as readonly Fields[]).map((item) => {
    if (!Object.hasOwn(item, mergeKey)) {
      throw new PatchError(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    }
    return { key: elementKey(item, mergeKey), item };
  });
  return pairs.sort((a, b) => byText(a.key, b.key));
}

/** Walks both lists in the order of their keys, so that the n-th of equal keys meets the n-th. */
function diffObjects(from: List, to: List, field: PatchField, wanted: Wanted): ListDiff {
  const mergeKey = field.mergeKey ?? '';
  const diff: ListDiff = { changes: [], removals: [] };
  const [old, next] = [keyed(from, mergeKey), keyed(to, mergeKey)];
  let [left, right] = [0, 0];
  while (left < old.length || right < next.length) {
    const order = left >= old.length ? 1 : right >= next.length ? -1 : byText(old[left]!.key, next[right]!.key);
    if (order === 0) {
      const { item } = next[right++]!;
      const inner = diffFields(old[left++]!.item, item, innerSchema(field), wanted, field.retainKeys);
      if (Object.keys(inner).length > 0) diff.changes.push({ ...inner, [mergeKey]: item[mergeKey] });
    } else if (order > 0) {
      const { item } = next[right++]!;
      if (wanted.changes) diff.changes.push(item);
    } else {
      const { item } = old[left++]!;
      if (wanted.removals) diff.removals.push({ [mergeKey]: item[mergeKey], [directive]: 'delete' });
    }
  }
  return { changes: sortedLike(diff.changes, to, mergeKey), removals: diff.removals };
}

function diffPlainValues(from: List, to: List, wanted: Wanted): ListDiff {
  const unique = (list: List) => [...new Set(list)];
  return {
    changes: wanted.changes ? unique(to).filter((item) => !from.includes(item)) : [],
    removals: wanted.removals
      ? unique(from)
          .filter((item) => !to.includes(item))
          .sort((a, b) => byText(String(a), String(b)))
      : [],
  };
}

function diffLists(
  patch: Record<string, unknown>,
  key: string,
  from: List,
  to: List,
  field: PatchField,
  wanted: Wanted,
): void {
  if (from.length === 0) {
    if (to.length > 0 && wanted.changes) defineKey(patch, key, to);
    return;
  }
  const ofObjects = isObject(from[0]);
  const { changes, removals } = ofObjects ? diffObjects(from, to, field, wanted) : diffPlainValues(from, to, wanted);
  const items = ofObjects ? [...changes, ...removals] : changes;
  if (items.length > 0) defineKey(patch, key, items);
  if (!ofObjects && removals.length > 0) patch[deletionPrefix + key] = removals;
  const mergeKey = ofObjects ? (field.mergeKey ?? '') : '';
  const reordered = wanted.changes && !sameOrder(from, to, mergeKey);
  if (to.length === 0 || (items.length === 0 && removals.length === 0 && !reordered)) return;
  patch[orderPrefix + key] = ofObjects ? (to as readonly Fields[]).map((item) => ({ [mergeKey]: item[mergeKey] })) : to;
}

/** The strategic merge patch that turns one object into the other; `{}` when they are the same. */
export function createStrategicMergePatch(from: Fields, to: Fields, schema: PatchSchema): Fields {
  return diffFields(from, to, schema, { changes: true, removals: true });
}

/**
 * The patch `kubectl apply` sends: removes what was in `original` (last applied) and is not in `modified` (the file), sets
 * what `modified` says and `current` (live) does not, and leaves alone what others added. `{}` when there is nothing to do.
 */
export function threeWayStrategicMergePatch(
  original: Fields | undefined,
  modified: Fields,
  current: Fields,
  schema: PatchSchema,
): Fields {
  const changes = diffFields(current, modified, schema, { changes: true, removals: false });
  const removals = diffFields(original ?? {}, modified, schema, { changes: false, removals: true });
  return mergeStrategicPatches(removals, changes, schema);
}
