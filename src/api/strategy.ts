/** What writes may and may not decide about an object: upstream's strategies, kind by kind the same few rules. */
import { copyOf, semanticallyEqual, type KubeObject, type Writable } from '../apimachinery';

/** What most kinds are: something wanted, and what has come of it. */
export interface WithSpec extends KubeObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** The object with every key of `defaults` that it does not have; itself if it has all. */
export function withDefaults<T extends object>(object: T, defaults: Partial<T>): T {
  let copy: T | undefined;
  for (const key in defaults) if (object[key] === undefined) (copy ??= copyOf(object) as T)[key] = defaults[key]!;
  return copy ?? object;
}

/** The object with one key changed; itself if the value is the same. */
export function withField<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): T {
  if (object[key] === value) return object;
  const copy = copyOf(object) as T;
  copy[key] = value;
  return copy;
}

/** The object with some keys changed; itself if all values are the same. */
export function withChanges<T extends object>(object: T, changes: Partial<T>): T {
  for (const key in changes) if (object[key] !== changes[key]) return { ...object, ...changes };
  return object;
}

/** A list with each item mapped; the very same list when no item changed. */
export function mapShared<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let copy: T[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const next = change(items[index]!);
    if (next !== items[index]) (copy ??= [...items])[index] = next;
  }
  return copy ?? items;
}

export function withGeneration<T extends KubeObject>(object: T, generation: number | undefined): T {
  if (object.metadata.generation === generation) return object;
  const { generation: _, ...rest } = object.metadata;
  const metadata: Writable<KubeObject['metadata']> = rest;
  if (generation !== undefined) metadata.generation = generation;
  return { ...object, metadata };
}

/** Requests never choose the generation of something that exists. */
export const keepGeneration = <T extends KubeObject>(next: T, previous: T): T =>
  withGeneration(next, previous.metadata.generation);

export const withStatus = <T extends WithSpec>(object: T, status: T['status']): T =>
  withField(object, 'status', status);

/** A first generation and this status, whatever the request said. */
export const newWithStatus = <T extends WithSpec>(object: T, status: T['status']): T =>
  withGeneration(withStatus(object, status), 1);

export const keepStatus = <T extends WithSpec>(next: T, previous: T): T => withStatus(next, previous.status);

/** The generation counts what the controllers have to act on. */
export function nextGeneration<T extends WithSpec>(next: T, previous: T, moved = false): T {
  const generation = previous.metadata.generation ?? 0;
  const changed = moved || !semanticallyEqual(next.spec, previous.spec);
  return withGeneration(next, changed ? generation + 1 : previous.metadata.generation);
}

/** Of a write to `/status` only the status counts; the spec stays. */
export const onlyStatus = <T extends WithSpec>(next: T, previous: T): T =>
  keepGeneration(next.spec === previous.spec ? next : { ...next, spec: previous.spec }, previous);
