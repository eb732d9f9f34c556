import type { KubeObject } from '../apimachinery';
import type { Component, Process, Task } from '../simulation';
import { NO_CAUSE, Signal } from '../simulation';
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
  /** How often handlers are told of everything again, as updates that change nothing; never unless said. */
  readonly resyncMilliseconds?: number;
}

/** Informers of the programs that run now, and the start they belong to. */
const informers = new WeakMap<Component, { readonly epoch: number; readonly all: Informer<any>[] }>();

/** The caches of a running component, to look at for whoever judges them; nobody in the simulation may. */
export function informersOf(component: Component): readonly Informer[] {
  const known = informers.get(component);
  return component.up && known?.epoch === component.epoch ? known.all : [];
}

function remember(component: Component, informer: Informer<any>): void {
  const known = informers.get(component);
  if (known?.epoch === component.epoch) known.all.push(informer);
  else informers.set(component, { epoch: component.epoch, all: [informer] });
}

/**
 * A mirror of one resource with indexes, kept by a reflector. Handlers run at once when the mirror has changed, under the
 * cause of the watch item that changed it; they should enqueue a key and leave. What they are given is shared: never write to it.
 */
export class Informer<T extends KubeObject = KubeObject> {
  readonly resource: ResourceName;
  readonly selection: Selection;
  private readonly component: Component;
  private readonly reflector: Reflector<T>;
  private readonly store = new Store<T>();
  private readonly handlers: ChangeHandler<T>[] = [];
  private readonly syncedNow: Signal;
  private readonly resyncMilliseconds: number | undefined;
  private task: Task | undefined;
  private isSynced = false;
  private started = false;

  constructor(component: Component, client: ApiClient, resource: ResourceName, options: InformerOptions<T> = {}) {
    const { indexers, resyncMilliseconds, ...selection } = options;
    this.resyncMilliseconds = resyncMilliseconds;
    this.selection = selection;
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
    remember(this.component, this);
    this.task = this.component.spawn(`${this.resource}-informer`, this.reflector.run());
    if (this.resyncMilliseconds !== undefined) this.resync(this.resyncMilliseconds);
  }

  private resync(milliseconds: number): void {
    const again = (): void => {
      for (const object of this.store.list()) this.tell({ type: 'updated', object, previous: object });
      this.resync(milliseconds);
    };
    this.component.simulation.withCause(NO_CAUSE, () => this.component.after(milliseconds, again));
  }

  /** Nobody needs it any more: its watch is closed, and what it holds stays as it is. */
  stop(): void {
    this.task?.interrupt('nobody needs it any more');
    const all = informers.get(this.component)?.all;
    if (all?.includes(this)) all.splice(all.indexOf(this), 1);
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
