import { isObject } from '../immutable';
import type { FieldShape, ListShape } from './shape';

export type Mapping = Readonly<Record<string, unknown>>;

const noFields: Mapping = {};

/** What a mapping or a list holds; of null, and of what is something else, nothing. */
export const mappingOf = (value: unknown): Mapping => (isObject(value) ? value : noFields);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Null, an empty list, an empty mapping. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0;
}

/** An object that does not fit its schema; the message begins with where. */
export class TypedError extends Error {
  readonly where: string;
  readonly why: string;

  constructor(where: string, why: string) {
    super(`${where}: ${why}`);
    this.where = where;
    this.why = why;
  }
}

/** The step that leads to a list's item: by its value, or by the values of its keys. */
export function itemStep(shape: ListShape, item: unknown, where = ''): string {
  if (shape.form === 'set') return `v:${JSON.stringify(item)}`;
  if (!isObject(item)) throw new TypedError(where, 'associative list with keys may not have non-map elements');
  const keys: Record<string, unknown> = {};
  for (const key of [...shape.keys].sort()) keys[key] = keyValue(shape, item, key, where);
  return `k:${JSON.stringify(keys)}`;
}

function keyValue(shape: Extract<FieldShape, { form: 'keyed' }>, item: Mapping, key: string, where: string): unknown {
  const value = item[key] ?? shape.keyDefault(key);
  if (value !== undefined) return value;
  throw new TypedError(
    where,
    `associative list with keys has an element that omits key field ${JSON.stringify(key)} (and doesn't have default value)`,
  );
}
