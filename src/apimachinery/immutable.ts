/** Published objects never change; these make a new one that shares all that stayed the same. */

type Path = readonly (string | number)[];

/** True for a mapping of keys to values (no array, no null). */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function equalArrays(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!equal(a[index], b[index])) return false;
  return true;
}

function equalObjects(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  let missing = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    if (!equal(value, b[key])) return false;
    missing++;
  }
  for (const key in b) if (b[key] !== undefined) missing--;
  return missing === 0;
}

/** Deep equality of plain data. Shared parts cost nothing; a key that is undefined is a key that is not there. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b);
  return !Array.isArray(b) && equalObjects(a as Record<string, unknown>, b as Record<string, unknown>);
}

function isEmptyValue(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return false;
  for (const _ in value) return false;
  return true;
}

/** As `equal`, but absent, null, empty lists and empty maps count as the same: Kubernetes' semantic equality. */
export function semanticallyEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isEmptyValue(a) && isEmptyValue(b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => semanticallyEqual(item, b[index]))
    );
  }
  const one = a as Record<string, unknown>;
  const two = b as Record<string, unknown>;
  for (const key in one) if (!semanticallyEqual(one[key], two[key])) return false;
  for (const key in two) if (!(key in one) && !isEmptyValue(two[key])) return false;
  return true;
}

/** Writes a key even where its name is `__proto__`: as data, never as the object's prototype. */
export function defineKey(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** The same, while it is being made. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A shallow copy that keys may be added to; it keeps a `__proto__` key as data. Spelt `{ ...source, key: value }` with a key
 * that the source lacks, the V8 of Node 20 makes a new hidden class for each single object, and whoever reads such
 * objects later finds no two alike. A rest of everything has one class for all that have the same keys.
 */
export function copyOf<T extends object>(source: T): Writable<T> {
  const { ...copy } = source;
  return copy;
}

/** The same for objects of any keys. */
export function copyKeys(source: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return copyOf(source);
}

/** What lies at a path, undefined where the path breaks off. */
export function valueAt(source: unknown, path: Path): unknown {
  let value = source;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function childOf(source: unknown, step: string | number): unknown {
  return typeof source === 'object' && source !== null && Object.hasOwn(source, step)
    ? (source as Record<string | number, unknown>)[step]
    : undefined;
}

/** The same object with `value` at the path; parents that are missing are made. Answers `source` itself if nothing changes. */
export function setAt<T>(source: T, path: Path, value: unknown): T {
  const [step, ...rest] = path;
  if (step === undefined) return value as T;
  const child = childOf(source, step);
  const next = setAt(child, rest, value);
  if (next === child && source !== undefined) return source;
  if (Array.isArray(source)) return source.with(step as number, next) as T;
  const copy = copyKeys(source ?? {});
  defineKey(copy, String(step), next);
  return copy as T;
}

/** The same object without what lies at the path. Answers `source` itself if there was nothing. */
export function withoutAt<T>(source: T, path: Path): T {
  const [step, ...rest] = path;
  if (step === undefined || typeof source !== 'object' || source === null || !Object.hasOwn(source, step))
    return source;
  if (rest.length > 0) {
    const child = (source as Record<string | number, unknown>)[step];
    const next = withoutAt(child, rest);
    return next === child ? source : setAt(source, [step], next);
  }
  if (Array.isArray(source)) return source.toSpliced(step as number, 1) as T;
  const { [step as string]: _, ...others } = source as Record<string, unknown>;
  return others as T;
}

/** A record without one key; itself if the key was not there. */
export function withoutKey<T extends object, K extends keyof T>(record: T, key: K): Omit<T, K> {
  if (!Object.hasOwn(record, key)) return record;
  const { [key]: _, ...others } = record;
  return others;
}
