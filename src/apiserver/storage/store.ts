import { alreadyExists, conflict, notFound, Refusal, timeout } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { KindDefinition } from '../../api';
import { resourceName } from '../../api';
import type { Component, Process } from '../../simulation';
import type { Ledger } from '../ownership/ledger';
import { firstOf, Signal, sleep } from '../../simulation';
import type { Change as StoredChange, EtcdDoor, KeyValue, Page, PrefixWatch, WriteResult } from './etcd-door';
import type { EventLeases } from './event-leases';
import { dresserOf, withoutVersion } from './stored-object';
import type { Dresser, StoredObject } from './stored-object';
import { WatchCache } from './watch-cache';

/** What a change may come to: an object that is not to be written but to go, for nothing holds it any longer. */
export class Emptied {
  readonly object: KubeObject;

  constructor(object: KubeObject) {
    this.object = object;
  }
}

/** Answers the object that is to be, or the same one for no change. Runs again when somebody else was faster. */
export type Change = (current: KubeObject) => Process<KubeObject | Emptied>;

export interface UpdateOptions {
  readonly dryRun?: boolean;
  /** What etcd has just answered: better than the cache. */
  readonly from?: StoredObject;
  /** Who manages which field after this change; asked once the change is decided. */
  ledger?(): Ledger | undefined;
}

export interface Preconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

type Written =
  | { readonly succeeded: true; readonly object: KubeObject }
  | { readonly succeeded: false; readonly found: StoredObject | undefined };

/** Objects in the order of their keys, or why etcd can't say: it has forgotten that revision, or not come to it. */
export type RangeAt = { readonly items: readonly StoredObject[] } | 'compacted' | 'future';

/** Pods are indexed by the node they are bound to: kubelets watch nothing else. */
const triggers: Readonly<Record<string, ((object: KubeObject) => string) | undefined>> = {
  '/registry/pods': (pod) =>
    (pod as KubeObject & { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName ?? '',
};

export const hasTrigger = (storagePrefix: string): boolean => triggers[storagePrefix] !== undefined;

/** How long a read waits for the cache to catch up before it answers 504. */
const freshnessLimit = 3000;
const relistDelay = 1000;
/** How often a watch that lags is asked again how far it is. */
const progressInterval = 100;

/** One resource in etcd, and this server's cache of it. Objects are handed out with their resourceVersion. */
export class Store {
  readonly prefix: string;
  readonly cache: WatchCache;
  readonly resource: string;
  private readonly component: Component;
  private readonly etcd: EtcdDoor;
  private readonly leases: EventLeases | undefined;
  private readonly dresser: Dresser;
  private readonly moved: Signal;
  private following: PrefixWatch | undefined;

  constructor(component: Component, etcd: EtcdDoor, kind: KindDefinition, leases?: EventLeases) {
    this.component = component;
    this.etcd = etcd;
    this.leases = leases;
    this.prefix = kind.storagePrefix;
    this.resource = resourceName(kind);
    this.cache = new WatchCache(this.prefix, triggers[this.prefix]);
    this.moved = new Signal(component.simulation);
    this.dresser = dresserOf(component.simulation);
  }

  key(namespace: string, name: string): string {
    return namespace === '' ? `${this.prefix}/${name}` : `${this.prefix}/${namespace}/${name}`;
  }

  // ---- one object ---------------------------------------------------------------------------------------------------

  /** As etcd has it now, agreed by its members. */
  *fetch(key: string): Process<StoredObject | undefined> {
    const { items } = yield* this.etcd.get(key);
    return items[0] && this.dressed(items[0]);
  }

  *create(key: string, object: KubeObject, ledger?: Ledger): Process<KubeObject> {
    const raw = withoutVersion(object, ledger);
    const lease = this.leases ? yield* this.leases.current() : undefined;
    const result: WriteResult = yield* this.etcd.put(key, raw, 0, lease);
    if (!result.succeeded) throw alreadyExists(this.resource, object.metadata.name);
    return this.dresser.dress(raw, result.revision);
  }

  /**
   * Reads, changes, writes if nobody wrote in between, else does it again with what is there now. The first guess is the
   * cache's copy: most often it is right, and the whole update is one transaction.
   */
  *update(key: string, name: string, change: Change, options: UpdateOptions = {}): Process<KubeObject> {
    let current = options.from ?? this.cache.get(key);
    let certain = current === undefined || options.from !== undefined;
    current ??= yield* this.fetch(key);
    for (;;) {
      if (!current) throw notFound(this.resource, name);
      const next: KubeObject | Emptied | undefined = yield* this.tried(change, current, certain);
      if (next === undefined || (next === current.object && !certain)) {
        current = yield* this.fetch(key);
        certain = true;
        continue;
      }
      if (next === current.object) return next;
      if (options.dryRun) return next instanceof Emptied ? next.object : next;
      const result: Written = yield* this.write(current, next, options.ledger?.());
      if (result.succeeded) return result.object;
      current = result.found;
      certain = true;
    }
  }

  private *write(current: StoredObject, next: KubeObject | Emptied, ledger?: Ledger): Process<Written> {
    if (next instanceof Emptied)
      return this.written(withoutVersion(next.object), yield* this.etcd.remove(current.key, current.revision));
    const raw = withoutVersion(next, ledger);
    const lease = this.leases ? yield* this.leases.current() : undefined;
    return this.written(raw, yield* this.etcd.put(current.key, raw, current.revision, lease));
  }

  private written(raw: KubeObject, result: WriteResult): Written {
    if (result.succeeded) return { succeeded: true, object: this.dresser.dress(raw, result.revision) };
    return { succeeded: false, found: result.found && this.dressed(result.found) };
  }

  /** A refusal that rests on the cache's copy may be out of date: undefined then, so that the real one is looked at. */
  private *tried(change: Change, current: StoredObject, certain: boolean): Process<KubeObject | Emptied | undefined> {
    if (certain) return yield* change(current.object);
    try {
      return yield* change(current.object);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return undefined;
    }
  }

  /** @param check throws when the object is not to go; runs again on what is there now when somebody else was faster */
  *delete(first: StoredObject, check: (current: KubeObject) => void): Process<KubeObject> {
    let current: StoredObject | undefined = first;
    for (;;) {
      if (!current) throw notFound(this.resource, first.object.metadata.name);
      check(current.object);
      const result: WriteResult = yield* this.etcd.remove(first.key, current.revision);
      if (result.succeeded) return this.dresser.dress(withoutVersion(current.object), result.revision);
      current = result.found && this.dressed(result.found);
    }
  }

  /** As etcd had them at that revision: for pages and exact versions. */
  *rangeAt(prefix: string, at: { readonly revision: number; readonly from?: string }): Process<RangeAt> {
    const page: Page | 'compacted' | 'future' = yield* this.etcd.list(prefix, at);
    if (page === 'compacted' || page === 'future') return page;
    return { items: page.items.map((item) => this.dressed(item)) };
  }

  private dressed(item: KeyValue): StoredObject {
    return { key: item.key, revision: item.modRevision, object: this.dresser.dress(item.value, item.modRevision) };
  }

  // ---- the cache ----------------------------------------------------------------------------------------------------

  /**
   * Waits until the cache knows all that was written before now: asks etcd for its revision, then for the watch to say that
   * it is there. What other resources write moves the revision too, so the watch alone would not tell.
   */
  *waitForLatest(): Process<void> {
    const revision = yield* this.etcd.revision();
    yield* this.waitFor(revision, true);
  }

  /** Waits until the cache has reached that revision; 504 when it takes too long. */
  *waitFor(revision: number, exists = false): Process<void> {
    const deadline = this.component.now + freshnessLimit;
    while (!this.cache.ready || this.cache.revision < revision) {
      if (this.component.now >= deadline) throw tooLarge(revision, this.cache.revision);
      if (exists) this.following?.askProgress();
      yield* firstOf({
        moved: this.moved.wait(),
        late: sleep(exists ? progressInterval : deadline - this.component.now),
      });
    }
  }

  /** After a start: until the first list is in, however long etcd takes. */
  *waitUntilReady(): Process<void> {
    while (!this.cache.ready) yield* this.moved.wait();
  }

  /** Lists and watches etcd for as long as the server lives. */
  *feed(): Process<void> {
    for (;;) {
      yield* this.relist();
      yield* this.follow();
      yield* sleep(relistDelay);
    }
  }

  private *relist(): Process<void> {
    const page = yield* this.etcd.listPatiently(`${this.prefix}/`);
    this.cache.replace(
      page.items.map((item) => this.dressed(item)),
      page.revision,
    );
    this.moved.fire();
  }

  /** Until the watch can't go on because what it missed has been compacted away. */
  private *follow(): Process<void> {
    const watch = yield* this.etcd.watch(`${this.prefix}/`, this.cache.revision + 1);
    this.following = watch;
    for (;;) {
      const batch = yield* watch.next();
      if (batch === undefined) return;
      for (const event of batch.events) this.apply(event);
      this.cache.progress(batch.revision);
      this.moved.fire();
    }
  }

  private apply({ type, kv }: StoredChange): void {
    const { key, modRevision } = kv;
    if (modRevision <= this.cache.revision) return;
    if (type === 'DELETE') this.cache.remove(key, modRevision, this.component.now);
    else this.cache.put(key, this.dresser.dress(kv.value, modRevision), modRevision, this.component.now);
  }
}

export function tooLarge(revision: number, current: number): Refusal {
  return timeout(`Too large resource version: ${revision}, current: ${current}`, 1, [
    { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' },
  ]);
}

/** What a delete or an update demanded of the object's identity, in the words of the storage. */
export function checkPreconditions(preconditions: Preconditions | undefined, object: KubeObject, kind: string): void {
  const { uid, resourceVersion, name } = object.metadata;
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    throw conflict(
      kind,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    throw conflict(
      kind,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}
