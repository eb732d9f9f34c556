import type { KubeObject } from '../apimachinery';

/** Under which values of an index an object is found; none: it isn't in this index. */
export type Indexer<T> = (object: T) => readonly string[];

interface Bucket<T> {
  readonly members: Map<string, T>;
  /** The members as a list, until the bucket changes. */
  list: readonly T[] | undefined;
}

interface Index<T> {
  readonly valuesOf: Indexer<T>;
  readonly buckets: Map<string, Bucket<T>>;
}

const NONE: readonly never[] = [];

/** `namespace/name`, or the name alone of what has no namespace. */
export function objectKey(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

export function keyOf(object: KubeObject): string {
  return objectKey(object.metadata.namespace, object.metadata.name);
}

/** The inverse of `objectKey`. */
export function splitKey(key: string): { readonly namespace: string | undefined; readonly name: string } {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Objects by key and by any number of indexes. Holds what it is given, shared and unchanged; lists are stable until a change. */
export class Store<T extends KubeObject> {
  private readonly all: Bucket<T> = { members: new Map(), list: undefined };
  private readonly indexes = new Map<string, Index<T>>();

  addIndex(name: string, valuesOf: Indexer<T>): void {
    if (this.indexes.has(name)) return;
    const index: Index<T> = { valuesOf, buckets: new Map() };
    this.indexes.set(name, index);
    for (const [key, object] of this.all.members) enter(index, key, object);
  }

  get size(): number {
    return this.all.members.size;
  }

  get(key: string): T | undefined {
    return this.all.members.get(key);
  }

  keys(): IterableIterator<string> {
    return this.all.members.keys();
  }

  list(): readonly T[] {
    return listOf(this.all);
  }

  byIndex(name: string, value: string): readonly T[] {
    const index = this.indexes.get(name);
    if (!index) throw new Error(`no index "${name}"`);
    const bucket = index.buckets.get(value);
    return bucket ? listOf(bucket) : NONE;
  }

  /** Puts an object under its key; answers what was there. */
  put(key: string, object: T): T | undefined {
    const previous = this.all.members.get(key);
    this.all.members.set(key, object);
    this.all.list = undefined;
    for (const index of this.indexes.values()) {
      if (previous) leave(index, key, previous, index.valuesOf(object));
      enter(index, key, object);
    }
    return previous;
  }

  remove(key: string): T | undefined {
    const previous = this.all.members.get(key);
    if (!previous) return undefined;
    this.all.members.delete(key);
    this.all.list = undefined;
    for (const index of this.indexes.values()) leave(index, key, previous, NONE);
    return previous;
  }
}

function listOf<T>(bucket: Bucket<T>): readonly T[] {
  bucket.list ??= [...bucket.members.values()];
  return bucket.list;
}

function enter<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.valuesOf(object)) {
    let bucket = index.buckets.get(value);
    if (!bucket) index.buckets.set(value, (bucket = { members: new Map(), list: undefined }));
    bucket.members.set(key, object);
    bucket.list = undefined;
  }
}

/** Takes the old object out of every bucket that the new one won't be in; where it stays it keeps its place. */
function leave<T>(index: Index<T>, key: string, previous: T, staying: readonly string[]): void {
  for (const value of index.valuesOf(previous)) {
    if (staying.includes(value)) continue;
    const bucket = index.buckets.get(value);
    if (!bucket) continue;
    bucket.members.delete(key);
    bucket.list = undefined;
    if (bucket.members.size === 0) index.buckets.delete(value);
  }
}
