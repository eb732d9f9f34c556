import { elementKey, inWantedOrder, sameOrder } from './element-order';
import { goText, goValue } from './go-text';
import { copyKeys, defineKey, equal, isObject, withoutKey } from './immutable';
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

const retainKeysForm = 'invalid patch format of retainKeys';
const deletionForm = 'invalid patch format of primitive list';

function asList(value: unknown, form: string): List {
  if (!Array.isArray(value)) throw new PatchError(form, 'malformed');
  return value;
}

function goType(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

/** What is to be put in order, and the order: undefined where there is none. */
function orderable(value: unknown): List | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new PatchError(`expected a []interface {}, but received a ${goType(value)}`);
  return value;
}

function isDirective(key: string): boolean {
  if (!key.startsWith('$')) return false;
  return (
    key === directive || key === retainKeysDirective || key.startsWith(orderPrefix) || key.startsWith(deletionPrefix)
  );
}

/** An element that says what to do instead of what to be. */
function isInstruction(item: unknown): boolean {
  return isObject(item) && directive in item && item[directive] !== 'merge';
}

/** Nothing in it is an instruction: it can be shared as it is. */
function isClean(value: object): boolean {
  if (Array.isArray(value)) {
    for (const item of value) if (isInstruction(item) || (isPlainTree(item) && !isClean(item))) return false;
    return true;
  }
  const fields = value as Fields;
  for (const key in fields) {
    const field = fields[key];
    if (field === null || isDirective(key) || (isPlainTree(field) && !isClean(field))) return false;
  }
  return true;
}

function isPlainTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** New parts of an object must not bring directives or nulls with them. */
function withoutDirectives(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isClean(value)) return value;
  if (Array.isArray(value)) return value.filter((item) => !isInstruction(item)).map(withoutDirectives);
  if (!isObject(value)) return value;
  const clean: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (value[key] === null || isDirective(key)) continue;
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
  throw new PatchError(`unknown patch type: ${goText(word)} in map: ${goValue(patch)}`);
}

// ---- $retainKeys -----------------------------------------------------------------------------------------------------

function retain(original: Record<string, unknown>, patch: Fields, target: Target): void {
  if (!Object.hasOwn(patch, retainKeysDirective)) return;
  const keys = asList(patch[retainKeysDirective], retainKeysForm);
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
    throw new PatchError(retainKeysForm, 'malformed');
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

/** The merged list in the order that the directive names. */
function orderedList(
  original: List | undefined,
  patch: List | undefined,
  order: List,
  field: PatchField,
  target: Target,
): List | undefined {
  const mergeKey = field.mergeKey ?? '';
  if (original && patch && field.strategy === 'merge') {
    // Mostly the elements stand as they are wanted already: a status whose conditions change, but not their number.
    const items = mergedItems(original, patch, field, target);
    if (sameOrder(items, order, mergeKey)) return items;
  }
  const merged = original && patch ? mergeListField(original, patch, field, target) : (original ?? patch);
  if (!merged) return undefined;
  const taking = original ? merged : (taken(merged, target) as List);
  return inWantedOrder(taking, order, slots(original ?? [], patch ?? [], taking, mergeKey), mergeKey);
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
    const order = orderable(patch[key]) ?? [];
    if (target === 'patch') keepOrder(result, key, order);
    const name = key.slice(orderPrefix.length);
    const field = patchField(schema, name);
    const original = orderable(result[name]);
    const list = orderable(patch[name]);
    checkOrder(list ?? [], order, field.mergeKey ?? '');
    const ordered = orderedList(original, list, order, field, target);
    if (!ordered) continue;
    defineKey(result, name, ordered);
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
    else throw new PatchError(`unknown patch type: ${goText(item[directive])} in map: ${goValue(item)}`);
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

function kindOfItem(item: unknown): string {
  if (item === null) return 'nothing';
  return isObject(item) ? 'object' : Array.isArray(item) ? 'list' : typeof item;
}

/** What all elements of both lists are; undefined of empty lists. */
function kindOfItems(original: List, patch: List): string | undefined {
  if (original.length === 0 && patch.length === 0) return undefined;
  const kind = kindOfItem(original.length > 0 ? original[0] : patch[0]);
  const isOther = (item: unknown) => kindOfItem(item) !== kind;
  if (original.some(isOther) || patch.some(isOther))
    throw new PatchError(`list element types are not identical: ${goValue([original, patch])}`);
  if (kind === 'list') throw new PatchError('lists of lists are not supported', 'unfit');
  return kind;
}

/** The elements of both lists, those of the original first. */
function mergedItems(original: List, patch: List, field: PatchField, target: Target): List {
  const kind = kindOfItems(original, patch);
  if (kind === undefined) return original;
  return kind === 'object' ? mergeObjects(original, patch, field, target) : [...new Set([...original, ...patch])];
}

function mergeList(original: List, patch: List, field: PatchField, target: Target): List {
  const merged = mergedItems(original, patch, field, target);
  if (merged.length === 0) return merged;
  return inWantedOrder(merged, patch, original, kindOfItems(original, patch) === 'object' ? field.mergeKey! : '');
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
  if (!Array.isArray(result[name])) return;
  const gone = new Set(asList(patch, deletionForm).map(keyText));
  result[name] = result[name].filter((item) => !gone.has(keyText(item)));
}

/** A patch may only say again what is there: the uid that it is meant for. */
function repeats(original: Fields, patch: Fields): boolean {
  for (const key in patch) {
    const value = patch[key];
    if (typeof value === 'object' || value !== original[key]) return false;
  }
  return true;
}

function mergeFields(original: Fields, patch: Fields, schema: PatchSchema, target: Target): Fields {
  if (Object.hasOwn(patch, directive)) return byDirective(patch);
  if (repeats(original, patch)) return original;
  let result = copyKeys(original);
  retain(result, patch, target);
  const done = mergeOrdered(result, patch, schema, target);
  for (const key of Object.keys(patch)) {
    const change = patch[key];
    if (done.has(key) || key === retainKeysDirective || change === undefined) continue;
    if (key.startsWith(deletionPrefix)) removePlainValues(result, key, change, target);
    else if (change === null && target === 'object') result = withoutKey(result, key) as Record<string, unknown>;
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
