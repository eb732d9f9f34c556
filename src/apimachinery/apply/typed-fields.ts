import { isObject } from '../immutable';
import { fieldSet, isEmptySet, noFields, onlyThis } from './field-set';
import type { FieldSet } from './field-set';
import { isNamedField, settled, shapeOfField } from './shape';
import type { FieldShape, ListShape } from './shape';
import { itemStep } from './typed-items';

/** The fields that an applied object says, all of which its applier owns from then on. */
export function fieldsOf(value: unknown, given: FieldShape): FieldSet {
  const shape = settled(given, value);
  switch (shape.form) {
    case 'struct':
    case 'map':
      return isObject(value) ? fieldsOfMapping(value, shape) : onlyIfNull(value);
    case 'set':
    case 'keyed':
      return Array.isArray(value) ? fieldsOfList(value, shape) : onlyIfNull(value);
    default:
      return onlyThis;
  }
}

const onlyIfNull = (value: unknown): FieldSet => (value === null ? onlyThis : noFields);

const isEmptyMapping = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;

function fieldsOfMapping(value: Readonly<Record<string, unknown>>, shape: FieldShape): FieldSet {
  const below: [string, FieldSet][] = [];
  for (const name in value) {
    const item = value[name];
    const field = shapeOfField(shape, name);
    if (item === undefined || !field) continue;
    const inner = fieldsOf(item, field);
    // A field that a struct names is owned through what is below it; keys of maps, and what is empty, are owned themselves.
    const itself = item === null || isEmptyMapping(item) || !isNamedField(shape, name);
    below.push([`f:${name}`, itself ? asMember(inner) : inner]);
  }
  return fieldSet(false, below);
}

const asMember = (set: FieldSet): FieldSet => (isEmptySet(set) ? onlyThis : { member: true, below: set.below });

function fieldsOfList(value: readonly unknown[], shape: ListShape): FieldSet {
  const below = new Map<string, FieldSet>();
  for (const item of value) {
    const step = itemStep(shape, item);
    below.set(step, below.has(step) ? onlyThis : asMember(shape.form === 'set' ? onlyThis : fieldsOf(item, shape.of)));
  }
  return fieldSet(false, below);
}

/** Structs' named fields that have something below them in the set are in the set themselves, too. */
export function withNamedFields(set: FieldSet, shape: FieldShape | undefined): FieldSet {
  if (set.below.size === 0) return set;
  const below: [string, FieldSet][] = [];
  for (const [step, child] of set.below) {
    const name = step.slice(2);
    const inner = step[0] === 'f' ? shape && shapeOfField(shape, name) : shape && itemShape(shape);
    const named = withNamedFields(child, inner);
    below.push([step, step[0] === 'f' && isNamedField(shape, name) ? asMember(named) : named]);
  }
  return fieldSet(set.member, below);
}

const itemShape = (shape: FieldShape): FieldShape | undefined => (shape.form === 'keyed' ? shape.of : undefined);

/** The value without these fields. What is left empty is null, which says "nothing". */
export function withoutFields(value: unknown, given: FieldShape, fields: FieldSet): unknown {
  const shape = settled(given, value);
  if (shape.form === 'struct' || shape.form === 'map')
    return isObject(value) ? mappingWithout(value, shape, fields) : null;
  if (shape.form === 'set' || shape.form === 'keyed')
    return Array.isArray(value) ? listWithout(value, shape, fields) : null;
  return shape.form === 'scalar' ? value : null;
}

function mappingWithout(value: Readonly<Record<string, unknown>>, shape: FieldShape, fields: FieldSet): unknown {
  const kept: Record<string, unknown> = {};
  let some = false;
  for (const name in value) {
    const removed = fields.below.get(`f:${name}`);
    if (removed?.member || value[name] === undefined) continue;
    const field = shapeOfField(shape, name);
    kept[name] = removed && field ? withoutFields(value[name], field, removed) : value[name];
    some = true;
  }
  return some ? kept : null;
}

function listWithout(value: readonly unknown[], shape: ListShape, fields: FieldSet): unknown {
  const kept: unknown[] = [];
  for (const item of value) {
    const removed = fields.below.get(itemStep(shape, item));
    if (removed?.member) continue;
    kept.push(removed ? withoutFields(item, shape.of, removed) : item);
  }
  return kept.length > 0 ? kept : null;
}
