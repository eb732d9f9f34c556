import { elementKey, inWantedOrder } from './element-order';
import { copyKeys, defineKey, equal, isObject } from './immutable';
import { PatchError } from './json-patch';
import {
  deletionPrefix,
  directive,
  innerSchema,
  keyText,
  orderPrefix,
  patchField,
  retainKeysDirective,
} from './patch-schema';
import type { PatchField, PatchSchema } from './patch-schema';

type Fields = Readonly<Record<string, unknown>>;
type List = readonly unknown[];

/** Patches merge into an object (nulls and directives do their work) or into another patch (they are kept). */
type Target = 'object' | 'patch';

/** Go's `%v` of plain data, for messages. */
function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${goValue(value[key])}`)
    .join(' ')}]`;
}

function asList(value: unknown, name: string): List {
  if (!Array.isArray(value)) throw new PatchError(`invalid list in patch: ${name} must be a list`);
  return value;
}

/** New parts of an object must not bring directives or nulls with them. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .filter((item) => !(isObject(item) && directive in item && item[directive] !== 'merge'))
      .map(withoutDirectives);
  if (!isObject(value)) return value;
  const clean: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (value[key] === null || key === directive || key === retainKeysDirective) continue;
    if (key.startsWith(orderPrefix) || key.startsWith(deletionPrefix)) continue;
    defineKey(clean, key, withoutDirectives(value[key]));
  }
  return clean;
}

function taken(value: unknown, target: Target): unknown {
  return target === 'object' ? withoutDirectives(value) : value;
}

function byDirective(patch: Fields): Fields {
  const word = patch[directive];
  if (word === 'delete') return {};
  if (word === 'replace') {
    const { [directive]: _, ...rest } = patch;
    return rest;
  }
  throw new PatchError(`unknown patch type: ${goValue(word)} in map: ${goValue(patch)}`);
}

// ---- $retainKeys -----------------------------------------------------------------------------------------------------

function retain(original: Record<string, unknown>, patch: Fields, target: Target): void {
  if (!Object.hasOwn(patch, retainKeysDirective)) return;
  const keys = asList(patch[retainKeysDirective], retainKeysDirective);
  if (target === 'patch') {
    const other = original[retainKeysDirective];
    if (other !== undefined && !equal(other, keys))
      throw new PatchError(`${retainKeysDirective} directives of two patches differ`);
    original[retainKeysDirective] = keys;
    return;
  }
  const kept = new Set(keys);
  for (const key of Object.keys(patch)) {
    if (key.startsWith('$') || patch[key] === null || kept.has(key)) continue;
    throw new PatchError(`invalid patch format of ${retainKeysDirective}: ${key} is not in the list`);
  }
  for (const key of Object.keys(original)) if (!kept.has(key)) delete original[key];
}

// ---- $setElementOrder ------------------------------------------------------------------------------------------------

/** The patch's elements must come in the order that the directive names. */
function checkOrder(list: List, order: List, mergeKey: string): void {
  if (list.length === 0 || order.length === 0) return;
  let next = 0;
  const changes = list.filter((item) => !(isObject(item) && item[directive] === 'delete'));
  for (const item of order) {
    if (next < changes.length && elementKey(item, mergeKey) === elementKey(changes[next], mergeKey)) next++;
  }
  if (next === changes.length) return;
  throw new PatchError(
    `The order in patch list:\n${goValue(list)}\n doesn't match $setElementOrder list:\n${goValue(order)}\n`,
  );
}

function mergedForOrder(
  original: List | undefined,
  patch: List | undefined,
  field: PatchField,
  target: Target,
): List | undefined {
  if (original && patch) return mergeListField(original, patch, field, target);
  return original ?? (patch && (taken(patch, target) as List));
}

/** Merges the lists that have an order directive; answers the keys of the patch that are done with. */
function mergeOrdered(
  result: Record<string, unknown>,
  patch: Fields,
  schema: PatchSchema,
  target: Target,
): Set<string> {
  const done = new Set<string>();
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    done.add(key);
    const order = asList(patch[key], key);
    if (target === 'patch') keepOrder(result, key, order);
    const name = key.slice(orderPrefix.length);
    const field = patchField(schema, name);
    const original = result[name] === undefined || result[name] === null ? undefined : asList(result[name], name);
    const list = patch[name] === undefined || patch[name] === null ? undefined : asList(patch[name], name);
    const mergeKey = field.mergeKey ?? '';
    checkOrder(list ?? [], order, mergeKey);
    const merged = mergedForOrder(original, list, field, target);
    if (!merged) continue;
    defineKey(
      result,
      name,
      inWantedOrder(merged, order, slots(original ?? [], list ?? [], merged, mergeKey), mergeKey),
    );
    done.add(name);
  }
  return done;
}

/**
 * The places that elements which only the server knows are kept by. As in Kubernetes, a new element that moves into the slot
 * a removed one has left counts as having stood there.
 */
function slots(original: List, patch: List, merged: List, mergeKey: string): List {
  if (patch.some((item) => isObject(item) && item[directive] === 'replace')) return original;
  const stillThere = new Set(merged.map((item) => elementKey(item, mergeKey)));
  const before = new Set(original.map((item) => elementKey(item, mergeKey)));
  const remaining = original.filter((item) => stillThere.has(elementKey(item, mergeKey)));
  const added = patch.filter((item) => !before.has(elementKey(item, mergeKey)));
  return [...remaining, ...added].slice(0, original.length);
}

function keepOrder(result: Record<string, unknown>, key: string, order: List): void {
  const other = result[key];
  if (other !== undefined && !equal(other, order)) throw new PatchError(`${key} directives of two patches differ`);
  result[key] = order;
}

// ---- lists -----------------------------------------------------------------------------------------------------------

function keyOf(item: Fields, mergeKey: string): string {
  if (!Object.hasOwn(item, mergeKey)) {
    throw new PatchError(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
  }
  return keyText(item[mergeKey]);
}

/** Takes the elements with a `$patch` of their own out of the patch and does what they say to the original. */
function specialElements(original: List, patch: List, mergeKey: string): { original: List; patch: List } {
  let remaining = original;
  let replaces = false;
  const rest: unknown[] = [];
  for (const item of patch as readonly Fields[]) {
    if (!Object.hasOwn(item, directive)) rest.push(item);
    else if (item[directive] === 'replace') replaces = true;
    else if (item[directive] === 'delete') {
      const key = keyOf(item, mergeKey);
      remaining = remaining.filter((other) => keyOf(other as Fields, mergeKey) !== key);
    } else if (item[directive] === 'merge') throw new PatchError('merging lists cannot yet be specified in the patch');
    else throw new PatchError(`unknown patch type: ${goValue(item[directive])} in map: ${goValue(item)}`);
  }
  return replaces ? { original: rest, patch: [] } : { original: remaining, patch: rest };
}

function mergeObjects(original: List, patch: List, field: PatchField, target: Target): List {
  const mergeKey = field.mergeKey ?? '';
  if (mergeKey === '') throw new PatchError('cannot merge lists without merge key');
  const special = target === 'object' ? specialElements(original, patch, mergeKey) : { original, patch };
  const merged = [...special.original];
  for (const item of special.patch as readonly Fields[]) {
    const key = keyOf(item, mergeKey);
    const index = merged.findIndex((other) => keyOf(other as Fields, mergeKey) === key);
    if (index < 0) merged.push(taken(item, target));
    else merged[index] = mergeFields(merged[index] as Fields, item, innerSchema(field), target);
  }
  return merged;
}

function mergeList(original: List, patch: List, field: PatchField, target: Target): List {
  if (original.length === 0 && patch.length === 0) return original;
  const kinds = new Set(
    [...original, ...patch].map((item) => (isObject(item) ? 'object' : Array.isArray(item) ? 'list' : typeof item)),
  );
  if (kinds.size > 1) throw new PatchError('elements of a list to merge must be of one type');
  if (kinds.has('list')) throw new PatchError('merging lists of lists is not supported');
  const merged = kinds.has('object')
    ? mergeObjects(original, patch, field, target)
    : [...new Set([...original, ...patch])];
  return inWantedOrder(merged, patch, original, kinds.has('object') ? field.mergeKey! : '');
}

function mergeListField(original: List, patch: List, field: PatchField, target: Target): List {
  return field.strategy === 'merge' ? mergeList(original, patch, field, target) : patch;
}

function mergeValues(original: unknown, patch: unknown, field: PatchField, target: Target): unknown {
  if (isObject(original) && isObject(patch)) {
    return field.strategy === 'replace' ? patch : mergeFields(original, patch, innerSchema(field), target);
  }
  if (Array.isArray(original) && Array.isArray(patch)) return mergeListField(original, patch, field, target);
  return taken(patch, target);
}

function removePlainValues(result: Record<string, unknown>, key: string, patch: unknown, target: Target): void {
  if (target === 'patch') {
    result[key] = patch;
    return;
  }
  const name = key.slice(deletionPrefix.length);
  const gone = new Set(asList(patch, key).map(keyText));
  if (Array.isArray(result[name])) result[name] = result[name].filter((item) => !gone.has(keyText(item)));
}

function mergeFields(original: Fields, patch: Fields, schema: PatchSchema, target: Target): Fields {
  if (Object.hasOwn(patch, directive)) return byDirective(patch);
  const result = copyKeys(original);
  retain(result, patch, target);
  const done = mergeOrdered(result, patch, schema, target);
  for (const key of Object.keys(patch)) {
    const change = patch[key];
    if (done.has(key) || key === retainKeysDirective || change === undefined) continue;
    if (key.startsWith(deletionPrefix)) removePlainValues(result, key, change, target);
    else if (change === null && target === 'object') delete result[key];
    else if (change === null || !Object.hasOwn(result, key)) defineKey(result, key, taken(change, target));
    else defineKey(result, key, mergeValues(result[key], change, patchField(schema, key), target));
  }
  return result;
}

/**
 * A strategic merge patch, as `application/strategic-merge-patch+json` asks for: lists merge by key, `$patch`,
 * `$deleteFromPrimitiveList`, `$setElementOrder` and `$retainKeys` do what they say. Throws PatchError.
 */
export function applyStrategicMergePatch(object: Fields, patch: Fields, schema: PatchSchema): Fields {
  return mergeFields(object, patch, schema, 'object');
}

/** Two patches in one: what the second says prevails. */
export function mergeStrategicPatches(first: Fields, second: Fields, schema: PatchSchema): Fields {
  return mergeFields(first, second, schema, 'patch');
}
