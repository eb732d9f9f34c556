import { alreadyExists, conflict, notFound, Refusal } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { KindDefinition } from '../../api';
import { resourceName } from '../../api';
import type { Component, Process } from '../../simulation';
import type { Ledger } from '../ownership/ledger';
import { CacheFeed } from './cache-feed';
import type { EtcdDoor, Page, WriteResult } from './etcd-door';
import type { EventLeases } from './event-leases';
import { dresserOf, withoutVersion, withVersion } from './stored-object';
import type { Dresser, StoredObject } from './stored-object';
import type { WatchCache } from './watch-cache';

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
export type RangeAt = { readonly items: readonly StoredObject[]; readonly revision: number } | 'compacted' | 'future';

/** Pods are indexed by the node they are bound to: kubelets watch nothing else. */
const triggers: Readonly<Record<string, ((object: KubeObject) => string) | undefined>> = {
  '/registry/pods': (pod) =>
    (pod as KubeObject & { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName ?? '',
};

export const hasTrigger = (storagePrefix: string): boolean => triggers[storagePrefix] !== undefined;

/** As the real server's `--watch-cache-sizes` has it: everything is cached but events. */
const uncached: ReadonlySet<string> = new Set(['/registry/events']);

/** One resource in etcd, and this server's cache of it. Objects are handed out with their resourceVersion. */
export class Store {
  readonly prefix: string;
  readonly resource: string;
  readonly feed: CacheFeed;
  /** False where etcd is asked each time: of events there are many, and hardly anybody looks at them. */
  readonly cached: boolean;
  private readonly component: Component;
  private readonly etcd: EtcdDoor;
  private readonly leases: EventLeases | undefined;
  private readonly dresser: Dresser;
  private readonly ownFeeds = new Set<CacheFeed>();

  constructor(component: Component, etcd: EtcdDoor, kind: KindDefinition, leases?: EventLeases) {
    this.component = component;
    this.etcd = etcd;
    this.leases = leases;
    this.prefix = kind.storagePrefix;
    this.resource = resourceName(kind);
    this.cached = !uncached.has(this.prefix);
    this.feed = new CacheFeed({ component, etcd, prefix: this.prefix, triggerOf: triggers[this.prefix] });
    this.dresser = dresserOf(component.simulation);
  }

  /** Empty where the resource has none. */
  get cache(): WatchCache {
    return this.feed.cache;
  }

  /** Clients that watch this resource here. */
  get watchers(): number {
    return this.cached ? this.cache.watcherCount : this.ownFeeds.size;
  }

  key(namespace: string, name: string): string {
    return namespace === '' ? `${this.prefix}/${name}` : `${this.prefix}/${namespace}/${name}`;
  }

  // ---- one object ---------------------------------------------------------------------------------------------------

  /** As etcd has it now, agreed by its members. */
  *fetch(key: string): Process<StoredObject | undefined> {
    const { items } = yield* this.etcd.get(key);
    return items[0] && this.dresser.stored(items[0]);
  }

  /** As this server knows it; what it doesn't know may just have been written, so etcd is asked for that. */
  *known(key: string): Process<StoredObject | undefined> {
    return this.cache.get(key) ?? (yield* this.fetch(key));
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
      if (options.dryRun) return next instanceof Emptied ? next.object : this.untold(current, next, options.ledger?.());
      const result: Written = yield* this.write(current, next, options.ledger?.());
      if (result.succeeded) return result.object;
      current = result.found;
      certain = true;
    }
  }

  /** What is not written is shown as if it had been, with the version that it would have replaced. */
  private untold({ object, revision }: StoredObject, next: KubeObject, ledger?: Ledger): KubeObject {
    return next === object || !ledger ? next : withVersion(withoutVersion(next, ledger), revision);
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
    return { succeeded: false, found: result.found && this.dresser.stored(result.found) };
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
      current = result.found && this.dresser.stored(result.found);
    }
  }

  /** As etcd had them at that revision (0: has them now): for pages, exact versions and what isn't cached. */
  *rangeAt(prefix: string, at: { readonly revision: number; readonly from?: string }): Process<RangeAt> {
    const page: Page | 'compacted' | 'future' = yield* this.etcd.list(prefix, at);
    if (page === 'compacted' || page === 'future') return page;
    return { items: page.items.map((item) => this.dresser.stored(item)), revision: page.revision };
  }

  // ---- watches of a resource without a cache ------------------------------------------------------------------------

  /**
   * What one watch is served from where the server keeps no cache: what etcd had at that revision (0: has now), and a watch of
   * etcd for it alone. Where etcd has forgotten that revision, or not come to it, it begins with what there is now.
   */
  *watchEtcd(revision: number): Process<WatchSource> {
    const { component, etcd, prefix } = this;
    const feed = new CacheFeed({ component, etcd, prefix });
    const page: Page | 'compacted' | 'future' = yield* etcd.list(`${prefix}/`, { revision });
    if (page === 'compacted' || page === 'future') feed.fill(yield* etcd.listPatiently(`${prefix}/`));
    else feed.fill(revision === 0 ? page : { ...page, revision });
    const task = component.spawn(`watch of ${this.resource}`, feed.follow());
    this.ownFeeds.add(feed);
    const close = () => {
      this.ownFeeds.delete(feed);
      task.interrupt('nobody watches any more');
    };
    return { cache: feed.cache, close };
  }
}

/** Where one watch gets its changes from. */
export interface WatchSource {
  readonly cache: WatchCache;
  /** Nobody watches any more. */
  close(): void;
}

/** What a delete or an update demanded of the object's identity, in the words of the storage. */
/** @param kind with its group, as refusals name it */
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
