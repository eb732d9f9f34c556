/**
 * Reads a request's body as a kind: types checked, unknown fields found, values brought into the form an API server
 * answers with (nulls and empty fields left out, plain structs filled in, quantities canonical). Driven by `schema-data.ts`.
 */
import { badRequest, bodySummary, copyOf, isObject, withoutKey, type KubeObject } from '../../apimachinery';
import { schemaOf, typeSchema, type FieldSchema, type Shape, type TypeSchema } from './schema-lines';
import { DecodeProblem, goName, readScalar, wrongType, zeroOf, type Place } from './schema-scalars';

export interface Decoded<T = KubeObject> {
  readonly object: T;
  /** `unknown field "spec.foo"`, in the document's order. For strict requests an error, for others warnings. */
  readonly problems: readonly string[];
}

/**
 * Specs that were read before and found in canonical form, with their type: a written object shares what it did not change
 * with what came out of a cache, so the largest part of a status update is known already.
 */
const known = new WeakMap<object, TypeSchema>();

/** Lists and maps that somebody gave without anything in them: Go tells them from those that nobody gave. */
const givenEmpty = new WeakMap<object, readonly string[]>();

export const wasGivenEmpty = (object: object | undefined, key: string): boolean =>
  object !== undefined && (givenEmpty.get(object)?.includes(key) ?? false);

/** What was made of a read object: the same was given without anything in it. */
export function asGivenEmpty<T extends object>(from: object, made: T): T {
  const names = givenEmpty.get(from);
  if (names) givenEmpty.set(made, names);
  return made;
}

class BodyReader implements Place {
  readonly unknown: string[] = [];
  private readonly kind: string;
  /** What is being read is a field of this. */
  private owner: TypeSchema | undefined;
  private readonly trail: (FieldSchema | number)[] = [];
  /** The first value of a wrong type. */
  problem: DecodeProblem | undefined;

  constructor(kind: string) {
    this.kind = kind;
  }

  get struct(): string {
    return this.owner ? bareTypeName(this.owner.name) : this.kind;
  }

  get field(): string {
    const last = this.trail.findLast((step) => typeof step === 'object');
    return typeof last === 'object' ? last.name : '';
  }

  path(): string {
    const steps = this.trail.filter((step) => typeof step === 'object');
    return steps.map(({ name, within }) => (within === undefined ? name : `${within}.${name}`)).join('.');
  }

  /** @param before what stands there in the object that this one was made of: where it is the same, it was read already */
  readStruct(value: unknown, type: TypeSchema, before?: unknown): Readonly<Record<string, unknown>> {
    if (!isObject(value)) throw wrongType(value, `v1.${bareTypeName(type.name)}`, this);
    if (value === before || (type.shared && known.get(value) === type)) return value;
    const old = isObject(before) ? before : nothing;
    let copy: Record<string, unknown> | undefined;
    let empty: string[] | undefined;
    for (const key in value) {
      const field = type.fields.get(key);
      if (field && isSame(value[key], old[key])) continue;
      const next = field ? this.readField(value[key], field, type, old[key]) : this.forget(key);
      if (field && isEmpty(value[key], field)) (empty ??= []).push(key);
      if (next === value[key]) continue;
      copy = changed(copy ?? copyOf(value), key, next);
    }
    const result = fill(value, copy, type);
    if (empty) givenEmpty.set(result, empty);
    if (type.shared) known.set(result, type);
    return result;
  }

  private forget(key: string): undefined {
    this.unknown.push(`unknown field ${JSON.stringify(this.fullPath(key))}`);
    return undefined;
  }

  private fullPath(key: string): string {
    let text = '';
    const names = this.trail.map((step) => (typeof step === 'number' ? step : step.name));
    for (const step of [...names, key])
      text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
    return text;
  }

  private readField(value: unknown, field: FieldSchema, type: TypeSchema, before: unknown): unknown {
    if (value === null || value === undefined) return field.nullWhileUnset ? null : undefined;
    const outer = this.owner;
    this.owner = type;
    this.trail.push(field);
    const result = this.readShape(value, field.shape, before);
    this.trail.pop();
    this.owner = outer;
    return isUnset(result, field) ? undefined : result;
  }

  /** What is of a wrong type is left out and told in the end, unless something is found that ends the reading. */
  private readShape(value: unknown, shape: Shape, before?: unknown): unknown {
    try {
      return this.shaped(value, shape, before);
    } catch (error) {
      if (!(error instanceof DecodeProblem && error.isPassing)) throw error;
      this.problem ??= error;
      return undefined;
    }
  }

  private shaped(value: unknown, shape: Shape, before?: unknown): unknown {
    switch (shape.form) {
      case 'scalar':
        return readScalar(value, shape.code, this);
      case 'struct':
        return this.readStruct(value, typeSchema(shape.type), before);
      case 'list':
        return this.readList(value, shape.of, before);
      case 'map':
        return this.readMap(value, shape.of);
    }
  }

  private readList(value: unknown, of: Shape, before: unknown): readonly unknown[] {
    if (!Array.isArray(value)) throw wrongType(value, `[]${goType(of)}`, this);
    const old = Array.isArray(before) ? before : [];
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index] ?? null;
      if (isSame(item, old[index])) continue;
      this.trail.push(index);
      const next = item === null ? this.zero(of) : this.readShape(item, of, old[index]);
      this.trail.pop();
      if (next !== item) (copy ??= [...value])[index] = next;
    }
    return copy ?? value;
  }

  private readMap(value: unknown, of: Shape): unknown {
    if (!isObject(value)) throw wrongType(value, `map[string]${goType(of)}`, this);
    let changed: Map<string, unknown> | undefined;
    for (const key in value) {
      const item = value[key];
      const next = item === null ? this.zero(of) : this.readShape(item, of);
      if (next !== item) (changed ??= new Map()).set(key, next);
    }
    if (!changed) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, changed.has(key) ? changed.get(key) : item]),
    );
  }

  private zero(of: Shape): unknown {
    return of.form === 'scalar' ? zeroOf(of.code) : of.form === 'struct' ? this.readShape({}, of) : undefined;
  }
}

const nothing: Readonly<Record<string, unknown>> = {};

/** One and the same object: what is in it need not be looked at. */
const isSame = (value: unknown, before: unknown): boolean =>
  typeof value === 'object' && value !== null && value === before;

/** `events.Event` is called Event where Go speaks. */
export const bareTypeName = (name: string): string => name.slice(name.indexOf('.') + 1);

function goType(shape: Shape): string {
  if (shape.form === 'scalar') return goName(shape.code);
  if (shape.form === 'struct') return `v1.${bareTypeName(shape.type)}`;
  return `${shape.form === 'list' ? '[]' : 'map[string]'}${goType(shape.of)}`;
}

const isEmpty = (value: unknown, { shape }: FieldSchema): boolean =>
  shape.form === 'list'
    ? Array.isArray(value) && value.length === 0
    : shape.form === 'map' && isObject(value) && Object.keys(value).length === 0;

/** An empty value that Go would have left out. */
function isUnset(value: unknown, field: FieldSchema): boolean {
  if (field.always || field.zeroIsValue) return false;
  if (value === undefined) return true;
  if (value === '' || value === 0 || value === false)
    return field.shape.form === 'scalar' && !/[xj]/.test(field.shape.code);
  if (field.shape.form === 'list') return (value as readonly unknown[]).length === 0;
  return field.shape.form === 'map' && Object.keys(value as object).length === 0;
}

function emptyOf(field: FieldSchema): unknown {
  if (field.nullWhileUnset) return null;
  const { shape } = field;
  if (shape.form === 'list') return [];
  if (shape.form === 'map') return {};
  return shape.form === 'scalar' ? zeroOf(shape.code) : fill({}, undefined, typeSchema(shape.type));
}

/** Left out rather than deleted: engines keep objects that something was deleted from as slow dictionaries. */
function changed(copy: Record<string, unknown>, key: string, next: unknown): Record<string, unknown> {
  if (next === undefined) return withoutKey(copy, key);
  copy[key] = next;
  return copy;
}

function fill(
  value: Readonly<Record<string, unknown>>,
  changed: Record<string, unknown> | undefined,
  type: TypeSchema,
): Readonly<Record<string, unknown>> {
  let copy = changed;
  for (const field of type.filled) {
    if ((copy ?? value)[field.name] === undefined) (copy ??= copyOf(value))[field.name] = emptyOf(field);
  }
  return copy ?? value;
}

interface Identity {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const versions = new WeakMap<Identity, string>();

/** Put together once for each kind. */
function versionOf(expected: Identity): string {
  const { group, version } = expected;
  if (group === '') return version;
  let whole = versions.get(expected);
  if (whole === undefined) versions.set(expected, (whole = `${group}/${version}`));
  return whole;
}

const types = new WeakMap<Identity, TypeSchema>();

function typeOf(expected: Identity): TypeSchema {
  const known = types.get(expected);
  if (known) return known;
  const type = schemaOf(versionOf(expected), expected.kind);
  if (!type) throw new Error(`no schema of ${expected.kind}`);
  types.set(expected, type);
  return type;
}

function handledAs(expected: Identity, found: string, why: string): never {
  throw badRequest(`${found} in version "${expected.version}" cannot be handled as a ${expected.kind}: ${why}`);
}

const typeMeta =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

const goTypeOf = (value: unknown): string =>
  typeof value === 'number'
    ? Number.isInteger(value)
      ? 'int64'
      : 'float64'
    : typeof value === 'boolean'
      ? 'bool'
      : 'map[string]interface {}';

type Refuse = (problem: DecodeProblem) => Error;

/** How Go says that a value is no object, from which it would learn what it is to be read as. */
export function typeMetaProblem(value: unknown, into = `value of type ${typeMeta}`): string {
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${type} into Go ${into}`;
}

function unreadable(
  expected: Identity,
  body: unknown,
  refusal: Refuse | undefined,
  into?: string,
  value = body,
): never {
  const why = `couldn't get version/kind; json parse error: ${typeMetaProblem(value, into)}`;
  if (refusal) throw refusal(new DecodeProblem(why, `cannot convert ${goTypeOf(value)} to string`));
  throw unrecognized(expected, why, body);
}

function unrecognized(expected: Identity, why: string, body: unknown): Error {
  const which = `the object provided is unrecognized (must be of type ${expected.kind})`;
  return badRequest(`${which}: ${why} (${bodySummary(JSON.stringify(body))})`);
}

function checkIdentity(expected: Identity, body: Readonly<Record<string, unknown>>, refusal?: Refuse): void {
  const apiVersion = body.apiVersion ?? '';
  const kind = body.kind ?? '';
  if (typeof apiVersion !== 'string') return unreadable(expected, body, refusal, fieldOfType('apiVersion'), apiVersion);
  if (typeof kind !== 'string') return unreadable(expected, body, refusal, fieldOfType('kind'), kind);
  const version = apiVersion || versionOf(expected);
  const found = kind || expected.kind;
  if (version === versionOf(expected) && found === expected.kind) return;
  if (version.split('/').length > 2) {
    const why = `unexpected GroupVersion string: ${version}`;
    throw refusal ? refusal(new DecodeProblem(why)) : unrecognized(expected, why, body);
  }
  const short = version.replace(/^.*\//, '');
  const isKnown = schemaOf(version, found) !== undefined;
  const why = isKnown
    ? `converting (${short}.${found}) to (${internalGroup(expected.group)}.${expected.kind}): unknown conversion`
    : `no kind "${found}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`;
  if (refusal) throw refusal(new DecodeProblem(why));
  throw badRequest(`${found} in version "${short}" cannot be handled as a ${expected.kind}: ${why}`);
}

const fieldOfType = (name: string): string => `struct field .${name} of type string`;

const internalGroup = (group: string): string => (group === '' ? 'core' : group.split('.')[0]!);

/**
 * Reads a body as the kind that its URL asks for; a body that says no kind is taken to be that kind.
 * @param expected a row of `kinds` or of `bodyKinds`
 * @param stored the stored object that the body was made of by a patch: what both share is not read again
 * @param refusal what a value that can't be read is refused with, instead of 400 in the words of Kubernetes' decoder
 */
export function decode<T = KubeObject>(
  expected: Identity,
  body: unknown,
  stored?: KubeObject,
  refusal?: Refuse,
): Decoded<T> {
  const given = body ?? {};
  if (!isObject(given)) unreadable(expected, given, refusal);
  checkIdentity(expected, given, refusal);
  const type = typeOf(expected);
  const reader = new BodyReader(expected.kind);
  try {
    const read = reader.readStruct(given, type, stored);
    if (reader.problem) throw reader.problem;
    return { object: withIdentity(read, expected) as T, problems: reader.unknown };
  } catch (error) {
    if (!(error instanceof DecodeProblem)) throw error;
    if (refusal) throw refusal(error);
    return handledAs(expected, expected.kind, error.message);
  }
}

function withIdentity(object: Readonly<Record<string, unknown>>, expected: Identity): unknown {
  if (object.kind === expected.kind && object.apiVersion === versionOf(expected)) return object;
  return { ...object, apiVersion: versionOf(expected), kind: expected.kind };
}

/** What a strict request with unknown or duplicate fields is refused with. @param problems of `decode`, or found while parsing */
export function strictRefusal(expected: Identity, problems: readonly string[]): Error {
  const why = `strict decoding error: ${problems.join(', ')}`;
  return badRequest(
    `${expected.kind} in version "${expected.version}" cannot be handled as a ${expected.kind}: ${why}`,
  );
}
