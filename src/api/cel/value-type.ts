/** Of what type values are in CEL, as far as a schema says. */
import { isObject } from '../../apimachinery';
import { readable, type JsonSchema } from '../custom/custom-resource-schema';

type PlainType =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'int'
  | 'null_type'
  | 'string'
  | 'timestamp'
  | 'type'
  | 'uint';

export type ValueType =
  | { readonly is: PlainType }
  | { readonly is: 'list'; readonly of: ValueType }
  | { readonly is: 'map'; readonly of: ValueType }
  | { readonly is: 'object'; readonly schema: JsonSchema; readonly isResource: boolean };

export const plain = (is: PlainType): ValueType => ({ is });
export const dyn = plain('dyn');

const ofFormat: Readonly<Record<string, PlainType>> = {
  'date-time': 'timestamp',
  date: 'timestamp',
  duration: 'duration',
  byte: 'bytes',
};

const ofType: Readonly<Record<string, PlainType>> = { boolean: 'bool', integer: 'int', number: 'double' };

export function typeOfSchema(schema: JsonSchema, isRoot = false): ValueType {
  const { type = '', items, additionalProperties: more, properties, format = '' } = schema;
  if (schema['x-kubernetes-int-or-string']) return dyn;
  if (type === 'array') return { is: 'list', of: typeOfSchema(readable(items)) };
  if (type === 'object') {
    if (!properties && isObject(more)) return { is: 'map', of: typeOfSchema(readable(more)) };
    const isFree = schema['x-kubernetes-preserve-unknown-fields'] === true && !properties && !isRoot;
    const isResource = isRoot || schema['x-kubernetes-embedded-resource'] === true;
    return isFree || more === true ? dyn : { is: 'object', schema, isResource };
  }
  if (type === 'string') return plain(ofFormat[format] ?? 'string');
  return ofType[type] ? plain(ofType[type]) : dyn;
}

const reserved: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** How a field whose name is no name in CEL is called there. */
function escaped(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}

const text = plain('string');
const metadataSchema: JsonSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, generateName: { type: 'string' } },
};

/** What a field of an object is called by its schema, and of what type it is. */
export function fieldOf(
  { schema, isResource }: Extract<ValueType, { is: 'object' }>,
  called: string,
): { readonly name: string; readonly type: ValueType } | undefined {
  if (isResource && (called === 'apiVersion' || called === 'kind')) return { name: called, type: text };
  if (isResource && called === 'metadata') return { name: called, type: typeOfSchema(metadataSchema) };
  const name = Object.keys(schema.properties ?? {}).find((one) => escaped(one) === called);
  return name === undefined ? undefined : { name, type: typeOfSchema(readable(schema.properties![name])) };
}

/** As a real compiler tells it. */
export function typeText(type: ValueType): string {
  if (type.is === 'list') return `list(${typeText(type.of)})`;
  return type.is === 'map' ? `map(string, ${typeText(type.of)})` : type.is;
}

const numbers: ReadonlySet<string> = new Set(['int', 'uint', 'double']);

/** Can values of both types be the same? */
export function agree(a: ValueType, b: ValueType): boolean {
  if (a.is === 'dyn' || b.is === 'dyn') return true;
  if ((a.is === 'list' && b.is === 'list') || (a.is === 'map' && b.is === 'map')) return agree(a.of, b.of);
  return a.is === b.is;
}

/** Can they be told which is larger? */
export const comparable = (a: ValueType, b: ValueType): boolean =>
  (numbers.has(a.is) && numbers.has(b.is)) ||
  (agree(a, b) && ![a.is, b.is].some((is) => /list|map|object|null/.test(is)));
