import type { KubeObject, WatchEvent } from '../../apimachinery';
import type { StoredObject } from './stored-object';
import { withVersion } from './stored-object';

/** One change of one object, as all watches of a server share it. */
export interface CacheEvent {
  readonly key: string;
  readonly revision: number;
  /** When this server learnt of it. */
  readonly at: number;
  /** What it is now; of a deletion what it was, with the deletion's version. */
  readonly object: KubeObject;
  /** What it was before. */
  readonly previous: KubeObject | undefined;
  readonly deleted: boolean;
  /** What a watch of everything is sent; watches with a selector send the same where it says the same. */
  readonly item: WatchEvent;
}

export interface CacheWatcher {
  deliver(event: CacheEvent): void;
  /** The cache had to start anew: there may be gaps, so the watch ends and the client begins again. */
  stop(): void;
}

/** Where in the index a watcher stands: what all of its events have in common. */
export interface WatchScope {
  /** One object's key, a namespace's prefix of keys, or '' for all. */
  readonly prefix: string;
  /** Value of the kind's trigger (pods: spec.nodeName) that the field selector demands. */
  readonly trigger?: string;
}

/** Events that are younger than this stay in the window; the real server sizes its window to hold as much. */
const freshMilliseconds = 75_000;
const leastEvents = 100;

/**
 * All objects of one resource as this server knows them, fed by one etcd watch, and the window of changes that a watch can
 * start from. Watchers are indexed, so that a pod's change visits the one kubelet it concerns and not every kubelet.
 */
export class WatchCache {
  /** Revision up to which nothing is missing here; 0 before the first list. */
  revision = 0;
  private readonly byKey = new Map<string, StoredObject>();
  /** In order; undefined since a key came or went: lists are rare beside writes. */
  private sortedKeys: readonly string[] | undefined;
  private window: CacheEvent[] = [];
  /** Changes after this revision are all in the window. */
  private windowStart = 0;
  /** By one object's key, a namespace's prefix of keys, or '' for all. */
  private readonly watchersByPrefix = new Map<string, Set<CacheWatcher>>();
  private readonly watchersByTrigger = new Map<string, Set<CacheWatcher>>();
  private readonly triggerOf: ((object: KubeObject) => string) | undefined;
  /** Length of the resource's prefix with its slash: what follows is namespace/name or name. */
  private readonly prefixLength: number;
  watcherCount = 0;
  /** Counts what happened here: who derives something from the objects sees whether it still holds. */
  changes = 0;

  constructor(storagePrefix: string, triggerOf?: (object: KubeObject) => string) {
    this.prefixLength = storagePrefix.length + 1;
    this.triggerOf = triggerOf;
  }

  get ready(): boolean {
    return this.revision > 0;
  }

  get(key: string): StoredObject | undefined {
    return this.byKey.get(key);
  }

  /** Objects whose key begins so, in the order of keys, which is how etcd has them. */
  *range(prefix: string): Generator<StoredObject, void, undefined> {
    const keys = (this.sortedKeys ??= [...this.byKey.keys()].sort());
    for (let at = position(keys, prefix); at < keys.length && keys[at]!.startsWith(prefix); at++) {
      yield this.byKey.get(keys[at]!)!;
    }
  }

  /** Everything anew, after a start or when the watch fell behind compaction. Open watches end. */
  replace(objects: readonly StoredObject[], revision: number): void {
    this.changes++;
    this.byKey.clear();
    for (const object of objects) this.byKey.set(object.key, object);
    this.sortedKeys = undefined;
    this.window = [];
    this.windowStart = revision;
    this.revision = revision;
    const sets = [...this.watchersByPrefix.values(), ...this.watchersByTrigger.values()];
    for (const watcher of sets.flatMap((set) => [...set])) watcher.stop();
  }

  put(key: string, object: KubeObject, revision: number, at: number): void {
    const previous = this.byKey.get(key);
    if (!previous) this.sortedKeys = undefined;
    this.byKey.set(key, { key, revision, object });
    const item: WatchEvent = { type: previous ? 'MODIFIED' : 'ADDED', object };
    this.record({ key, revision, at, object, previous: previous?.object, deleted: false, item });
  }

  remove(key: string, revision: number, at: number): void {
    const previous = this.byKey.get(key);
    this.revision = revision;
    if (!previous) return;
    this.byKey.delete(key);
    this.sortedKeys = undefined;
    const object = withVersion(previous.object, revision);
    const item: WatchEvent = { type: 'DELETED', object };
    this.record({ key, revision, at, object, previous: previous.object, deleted: true, item });
  }

  /** Nothing happened here up to that revision. */
  progress(revision: number): void {
    if (revision > this.revision) this.revision = revision;
  }

  /** Changes after that revision, or undefined when some of them are forgotten. */
  since(revision: number): readonly CacheEvent[] | undefined {
    if (revision < this.windowStart) return undefined;
    let at = this.window.length;
    while (at > 0 && this.window[at - 1]!.revision > revision) at--;
    return this.window.slice(at);
  }

  /** The oldest revision a watch can start from. */
  get oldestRevision(): number {
    return this.windowStart;
  }

  /** @returns takes the watcher away again */
  watch(scope: WatchScope, watcher: CacheWatcher): () => void {
    const { prefix, trigger } = scope;
    const watchers = trigger === undefined ? this.watchersByPrefix : this.watchersByTrigger;
    const place = trigger ?? prefix;
    let set = watchers.get(place);
    if (!set) watchers.set(place, (set = new Set()));
    set.add(watcher);
    this.watcherCount++;
    return () => {
      if (!set.delete(watcher)) return;
      this.watcherCount--;
      if (set.size === 0) watchers.delete(place);
    };
  }

  private record(event: CacheEvent): void {
    this.revision = event.revision;
    this.changes++;
    this.window.push(event);
    if (this.window.length >= 2 * leastEvents) this.trim(event.at - freshMilliseconds);
    this.dispatch(event);
  }

  /** Drops what is old in one go, and only when it is much, so that a change pays for itself alone. */
  private trim(before: number): void {
    const droppable = this.window.length - leastEvents;
    let drop = 0;
    while (drop < droppable && this.window[drop]!.at < before) drop++;
    if (drop < leastEvents) return;
    this.windowStart = this.window[drop - 1]!.revision;
    this.window = this.window.slice(drop);
  }

  private dispatch(event: CacheEvent): void {
    const all = this.watchersByPrefix.get('');
    // Looked at before anybody hears of it, for who hears may leave.
    const hasNarrow = this.watchersByPrefix.size > (all ? 1 : 0);
    deliver(all, event);
    if (hasNarrow) this.dispatchByPrefix(event);
    if (!this.triggerOf || this.watchersByTrigger.size === 0) return;
    const now = this.triggerOf(event.object);
    const before = event.previous ? this.triggerOf(event.previous) : now;
    deliver(this.watchersByTrigger.get(now), event);
    if (before !== now) deliver(this.watchersByTrigger.get(before), event);
  }

  private dispatchByPrefix(event: CacheEvent): void {
    deliver(this.watchersByPrefix.get(event.key), event);
    const slash = event.key.indexOf('/', this.prefixLength);
    if (slash > 0) deliver(this.watchersByPrefix.get(event.key.slice(0, slash + 1)), event);
  }
}

function deliver(watchers: ReadonlySet<CacheWatcher> | undefined, event: CacheEvent): void {
  if (watchers) for (const watcher of watchers) watcher.deliver(event);
}

/** Index of the first key that is not before this one. */
function position(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
