import type { KubeObject } from '../apimachinery';
import type { Component, Process } from '../simulation';
import { Signal } from '../simulation';
import type { ApiClient } from './api-client';
import { Reflector } from './reflector';
import type { Reflected, Selection } from './reflector';
import type { ResourceName } from './resource-path';
import { keyOf, objectKey, Store } from './store';
import type { Indexer } from './store';

export interface Change<T> {
  readonly type: 'added' | 'updated' | 'deleted';
  readonly object: T;
  /** What the cache held before; of a deletion too. */
  readonly previous?: T;
}

export type ChangeHandler<T> = (change: Change<T>) => void;

export interface InformerOptions<T> extends Selection {
  readonly indexers?: Readonly<Record<string, Indexer<T>>>;
}

/**
 * A mirror of one resource with indexes, kept by a reflector. Handlers run at once when the mirror has changed, under the
 * cause of the watch item that changed it; they should enqueue a key and leave. What they are given is shared: never write to it.
 */
export class Informer<T extends KubeObject = KubeObject> {
  readonly resource: ResourceName;
  private readonly component: Component;
  private readonly reflector: Reflector<T>;
  private readonly store = new Store<T>();
  private readonly handlers: ChangeHandler<T>[] = [];
  private readonly syncedNow: Signal;
  private isSynced = false;
  private started = false;

  constructor(component: Component, client: ApiClient, resource: ResourceName, options: InformerOptions<T> = {}) {
    const { indexers, ...selection } = options;
    this.component = component;
    this.resource = resource;
    this.syncedNow = new Signal(component.simulation);
    for (const name in indexers) this.addIndexer(name, indexers[name]!);
    const target: Reflected<T> = {
      replace: (objects) => this.replace(objects),
      change: (type, object) =>
        type === 'DELETED' ? this.remove(keyOf(object), object) : this.put(keyOf(object), object),
    };
    this.reflector = new Reflector<T>(client, resource, selection, target);
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    this.component.spawn(`${this.resource}-informer`, this.reflector.run());
  }

  /** The same inside a process, and with its end: for programs that are less than a whole component. */
  *run(): Process<void> {
    this.started = true;
    yield* this.reflector.run();
  }

  /** Whether the first list has arrived. */
  get synced(): boolean {
    return this.isSynced;
  }

  *waitForSync(): Process<void> {
    while (!this.isSynced) yield* this.syncedNow.wait();
  }

  get size(): number {
    return this.store.size;
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.store.get(objectKey(namespace, name));
  }

  getByKey(key: string): T | undefined {
    return this.store.get(key);
  }

  list(): readonly T[] {
    return this.store.list();
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.store.byIndex(index, value);
  }

  addIndexer(name: string, valuesOf: Indexer<T>): void {
    this.store.addIndex(name, valuesOf);
  }

  /** Tells the handler of every change from here on; what is known already comes first, as added. */
  onChange(handler: ChangeHandler<T>): void {
    this.handlers.push(handler);
    for (const object of this.store.list()) handler({ type: 'added', object });
  }

  private replace(objects: readonly T[]): void {
    const gone = new Set(this.store.keys());
    for (const object of objects) {
      const key = keyOf(object);
      gone.delete(key);
      this.put(key, object);
    }
    for (const key of gone) this.remove(key, undefined);
    this.isSynced = true;
    this.syncedNow.fire();
  }

  private put(key: string, object: T): void {
    const previous = this.store.get(key);
    if (previous && previous.metadata.resourceVersion === object.metadata.resourceVersion) return;
    this.store.put(key, object);
    if (!previous) return this.tell({ type: 'added', object });
    if (previous.metadata.uid === object.metadata.uid) return this.tell({ type: 'updated', object, previous });
    this.tell({ type: 'deleted', object: previous, previous });
    this.tell({ type: 'added', object });
  }

  private remove(key: string, last: T | undefined): void {
    const previous = this.store.remove(key);
    const object = last ?? previous;
    if (object) this.tell({ type: 'deleted', object, previous });
  }

  private tell(change: Change<T>): void {
    for (const handler of this.handlers) handler(change);
  }
}
