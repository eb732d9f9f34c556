import { equal } from '../immutable';
import { fieldSet, noFields, onlyThis } from './field-set';
import type { FieldSet } from './field-set';
import { settled, shapeOfField } from './shape';
import type { FieldShape, ListShape } from './shape';
import { isEmpty, itemStep, listOf, mappingOf, type Mapping } from './typed-items';

/** Which fields a change came by, changed, and lost. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

const unchanged: Comparison = { added: noFields, modified: noFields, removed: noFields };
const modifiedHere: Comparison = { ...unchanged, modified: onlyThis };
const addedHere: Comparison = { ...unchanged, added: onlyThis };
const removedHere: Comparison = { ...unchanged, removed: onlyThis };

/** Shared parts cost nothing. */
export function compareTyped(before: unknown, after: unknown, given: FieldShape): Comparison {
  if (before === after) return unchanged;
  const shape = settled(given, after ?? before);
  const mapping = shape.form === 'struct' || shape.form === 'map';
  const listing = shape.form === 'set' || shape.form === 'keyed';
  if ((!mapping && !listing) || (isEmpty(before) && isEmpty(after))) return compareWhole(before, after);
  const inside = mapping
    ? compareMappings(mappingOf(before), mappingOf(after), shape)
    : compareLists(listOf(before), listOf(after), shape);
  if (before === undefined) return { ...inside, added: { member: true, below: inside.added.below } };
  if (after === undefined) return { ...inside, removed: { member: true, below: inside.removed.below } };
  return inside;
}

function compareWhole(before: unknown, after: unknown): Comparison {
  if (before === undefined) return addedHere;
  if (after === undefined) return removedHere;
  return equal(before, after) ? unchanged : modifiedHere;
}

/** Gathers what the children came to under their steps. */
class Gathered {
  private readonly added: [string, FieldSet][] = [];
  private readonly modified: [string, FieldSet][] = [];
  private readonly removed: [string, FieldSet][] = [];

  put(step: string, { added, modified, removed }: Comparison): void {
    if (added !== noFields) this.added.push([step, added]);
    if (modified !== noFields) this.modified.push([step, modified]);
    if (removed !== noFields) this.removed.push([step, removed]);
  }

  result(): Comparison {
    if (this.added.length + this.modified.length + this.removed.length === 0) return unchanged;
    return {
      added: fieldSet(false, this.added),
      modified: fieldSet(false, this.modified),
      removed: fieldSet(false, this.removed),
    };
  }
}

function compareMappings(before: Mapping, after: Mapping, shape: FieldShape): Comparison {
  const gathered = new Gathered();
  const look = (name: string): void => {
    const field = shapeOfField(shape, name);
    if (field && before[name] !== after[name])
      gathered.put(`f:${name}`, compareTyped(before[name], after[name], field));
  };
  for (const name in after) look(name);
  for (const name in before) if (!(name in after)) look(name);
  return gathered.result();
}

function compareLists(before: Items, after: Items, shape: ListShape): Comparison {
  const gathered = new Gathered();
  const old = byStep(before, shape);
  const now = byStep(after, shape);
  for (const [step, items] of now) gathered.put(step, compareItems(old.get(step), items, shape.of));
  for (const [step, items] of old) if (!now.has(step)) gathered.put(step, compareItems(items, undefined, shape.of));
  return gathered.result();
}

type Items = readonly unknown[];

function byStep(list: Items, shape: ListShape): Map<string, Items> {
  const found = new Map<string, Items>();
  for (const item of list) {
    const step = itemStep(shape, item);
    const others = found.get(step);
    found.set(step, others ? [...others, item] : [item]);
  }
  return found;
}

/** An item that stands there twice is compared as a whole, by both of them. */
function compareItems(before: Items | undefined, after: Items | undefined, shape: FieldShape): Comparison {
  if ((before?.length ?? 1) === 1 && (after?.length ?? 1) === 1) return compareTyped(before?.[0], after?.[0], shape);
  return compareWhole(before, after);
}
