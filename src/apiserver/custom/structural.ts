/** What a structural schema makes of an object: what it doesn't know is cut off, what isn't said is filled in. */
import { decode, laterParts, type JsonSchema } from '../../api';
import { isObject } from '../../apimachinery';

type Mapping = Readonly<Record<string, unknown>>;

/** An object without what its schema doesn't know. */
export interface Pruned {
  readonly object: Mapping;
  /** Where something was cut off: `spec.parts[0].size`. */
  readonly unknown: readonly string[];
}

const preserves = (schema: JsonSchema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;
const isEmbedded = (schema: JsonSchema): boolean => schema['x-kubernetes-embedded-resource'] === true;
const ownFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** The schema of a field by that name, undefined for one that nobody declared. */
export function fieldSchema(schema: JsonSchema, name: string): JsonSchema | undefined {
  const { properties, additionalProperties: more } = schema;
  if (properties && Object.hasOwn(properties, name)) return laterParts().readable(properties[name]);
  if (isObject(more)) return laterParts().readable(more);
  return more === true ? anything : undefined;
}

const anything: JsonSchema = { 'x-kubernetes-preserve-unknown-fields': true };

export const itemSchema = ({ items }: JsonSchema): JsonSchema => laterParts().readable(items);

export function pruned(object: Mapping, schema: JsonSchema): Pruned {
  const unknown: string[] = [];
  const kept = pruneValue(object, schema, '', true, unknown) as Mapping;
  // What embedded objects' metadata doesn't know is found later.
  const isOfMetadata = (path: string): boolean => path.startsWith('\0');
  const [own, inner] = [unknown.filter((path) => !isOfMetadata(path)), unknown.filter(isOfMetadata)];
  return { object: kept, unknown: [...own.sort(), ...inner.map((path) => path.slice(1)).sort()] };
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function pruneValue(value: unknown, schema: JsonSchema, path: string, isResource: boolean, unknown: string[]): unknown {
  if (Array.isArray(value)) {
    if (preserves(schema) && !schema.items) return value;
    const items = itemSchema(schema);
    return mapped(value, (item, index) => pruneValue(item, items, `${path}[${index}]`, isEmbedded(items), unknown));
  }
  if (!isObject(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const next = prunedField(value, name, schema, path, isResource, unknown);
    if (next !== value[name]) (copy ??= { ...value })[name] = next;
  }
  return copy ? withoutUndefined(copy) : value;
}

function prunedField(
  value: Mapping,
  name: string,
  schema: JsonSchema,
  path: string,
  isResource: boolean,
  unknown: string[],
): unknown {
  if (isResource && ownFields.has(name))
    return name === 'metadata' && path !== '' ? embeddedMetadata(value[name], path, unknown) : value[name];
  const field = fieldSchema(schema, name);
  const at = below(path, name);
  if (field) return pruneValue(value[name], field, at, isEmbedded(field), unknown);
  if (preserves(schema)) return value[name];
  unknown.push(at);
  return undefined;
}

function embeddedMetadata(metadata: unknown, path: string, unknown: string[]): unknown {
  if (!isObject(metadata)) return metadata;
  try {
    const { object, problems } = readMetadata(metadata);
    for (const problem of problems) unknown.push(`\0${path}.${problem}`);
    return object;
  } catch {
    return metadata;
  }
}

/** Metadata as every kind has it, and what is no field of it. */
export function readMetadata(
  metadata: unknown,
  refusal?: (why: string) => Error,
): { readonly object: Mapping; readonly problems: readonly string[] } {
  const body = { metadata };
  const refuse = refusal && ((problem: { readonly message: string }) => refusal(inMetadata(problem.message)));
  const { object, problems } = decode(anyKind, body, undefined, refuse);
  return {
    object: object.metadata as unknown as Mapping,
    problems: problems.map((problem) => /^unknown field "(.*)"$/.exec(problem)?.[1] ?? problem),
  };
}

/** Its metadata is like everybody's. */
const anyKind = { group: '', version: 'v1', kind: 'ConfigMap' };

/** Metadata is read by itself: its fields are told as its own. */
const inMetadata = (message: string): string =>
  message
    .replace(/Go struct field ConfigMap\.metadata of type/, 'Go value of type')
    .replace(/(ObjectMeta|OwnerReference|ManagedFieldsEntry)\.metadata\./, '$1.');

/** Fills in what isn't said, and leaves out nulls that nobody allowed. */
export function defaulted(value: unknown, schema: JsonSchema): unknown {
  if (Array.isArray(value)) {
    const items = itemSchema(schema);
    return mapped(value, (item) => defaulted(item, items));
  }
  if (!isObject(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const name of namesOf(value, schema)) {
    const field = fieldSchema(schema, name);
    if (!field) continue;
    const next = defaultedField(value[name], field);
    if (next !== value[name]) (copy ??= { ...value })[name] = next;
  }
  return copy ? withoutUndefined(copy) : value;
}

/** What is said first, then what might be filled in. */
function namesOf(value: Mapping, { properties = {} }: JsonSchema): readonly string[] {
  const more = Object.keys(properties).filter((name) => value[name] === undefined && defaultOf(properties[name]!));
  return more.length === 0 ? Object.keys(value) : [...Object.keys(value), ...more];
}

const defaultOf = (schema: JsonSchema): boolean => isObject(schema) && schema.default !== undefined;

function defaultedField(value: unknown, field: JsonSchema): unknown {
  if (value === undefined || (value === null && !field.nullable)) {
    if (field.default === undefined) return isFree(field) ? value : undefined;
    return defaulted(field.default, field);
  }
  return defaulted(value, field);
}

/** Where nothing is declared nulls are as good as anything. */
const isFree = (field: JsonSchema): boolean => preserves(field) && !field.type;

function mapped(list: readonly unknown[], change: (item: unknown, index: number) => unknown): readonly unknown[] {
  let copy: unknown[] | undefined;
  list.forEach((item, index) => {
    const next = change(item, index);
    if (next !== item) (copy ??= [...list])[index] = next;
  });
  return copy ?? list;
}

const withoutUndefined = (object: Mapping): Mapping =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
