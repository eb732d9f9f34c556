import { copyKeys, defineKey, equal, isObject } from './immutable';

type Fields = Readonly<Record<string, unknown>>;

function withoutNulls(value: unknown): unknown {
  return isObject(value) ? applyMergePatch({}, value) : value;
}

/** RFC 7386: null removes, objects merge, anything else replaces. Shares what did not change. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const base: Fields = isObject(target) ? target : {};
  let result: Record<string, unknown> | undefined;
  for (const key of Object.keys(patch)) {
    const change = patch[key];
    if (change === undefined) continue;
    const old = Object.hasOwn(base, key) ? base[key] : undefined;
    if (change === null) {
      if (Object.hasOwn(base, key)) delete (result ??= copyKeys(base))[key];
      continue;
    }
    const next = old === undefined ? withoutNulls(change) : applyMergePatch(old, change);
    if (next !== old) defineKey((result ??= copyKeys(base)), key, next);
  }
  return result ?? base;
}

function difference(from: unknown, to: unknown): unknown {
  if (isObject(from) && isObject(to)) return createMergePatch(from, to);
  return to;
}

/** The smallest merge patch that turns `from` into `to` (which must hold no nulls). */
export function createMergePatch(from: Fields, to: Fields): Fields {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(to)) {
    const old = Object.hasOwn(from, key) ? from[key] : undefined;
    if (equal(old, to[key])) continue;
    defineKey(patch, key, difference(old, to[key]));
  }
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) defineKey(patch, key, null);
  return patch;
}

/** What a patch sets, without what it removes (or the other way round). An empty object is a value, not a patch. */
function part(patch: Fields, removals: boolean): Fields {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (isObject(value) && Object.keys(value).length > 0) {
      const inner = part(value, removals);
      if (Object.keys(inner).length > 0) defineKey(kept, key, inner);
    } else if ((value === null) === removals) {
      defineKey(kept, key, value);
    }
  }
  return kept;
}

function mergePatches(first: unknown, second: unknown): unknown {
  if (!isObject(first) || !isObject(second)) return second;
  const merged = copyKeys(first);
  for (const key of Object.keys(second)) {
    defineKey(merged, key, Object.hasOwn(first, key) ? mergePatches(first[key], second[key]) : second[key]);
  }
  return merged;
}

/**
 * The merge patch with which kubectl applies kinds that have no merge keys: removes what was in `original` (last applied)
 * and is not in `modified`, sets what `modified` says and `current` (live) does not. `{}` when there is nothing to do.
 */
export function threeWayMergePatch(original: Fields | undefined, modified: Fields, current: Fields): Fields {
  const changes = part(createMergePatch(current, modified), false);
  const removals = part(createMergePatch(original ?? {}, modified), true);
  return mergePatches(removals, changes) as Fields;
}
