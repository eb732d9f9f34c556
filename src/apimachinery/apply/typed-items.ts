import type { FieldShape } from './shape';

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

type ListShape = Extract<FieldShape, { form: 'set' | 'keyed' }>;

/** The step that leads to a list's item: by its value, or by the values of its keys. */
export function itemStep(shape: ListShape, item: unknown, where = ''): string {
  if (shape.form === 'set') return `v:${JSON.stringify(item)}`;
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    throw new TypedError(where, 'associative list with keys may not have non-map elements');
  const keys: Record<string, unknown> = {};
  for (const key of [...shape.keys].sort()) keys[key] = keyValue(shape, item as Record<string, unknown>, key, where);
  return `k:${JSON.stringify(keys)}`;
}

function keyValue(
  shape: Extract<FieldShape, { form: 'keyed' }>,
  item: Readonly<Record<string, unknown>>,
  key: string,
  where: string,
): unknown {
  const value = item[key] ?? shape.keyDefault(key);
  if (value !== undefined) return value;
  throw new TypedError(
    where,
    `associative list with keys has an element that omits key field ${JSON.stringify(key)} (and doesn't have default value)`,
  );
}
