import type { KubeObject } from '../../apimachinery';
import { timeout } from '../../apimachinery';
import type { Refusal } from '../../apimachinery';
import type { Component, Process } from '../../simulation';
import { firstOf, Signal, sleep } from '../../simulation';
import type { Change, EtcdDoor, Page, PrefixWatch } from './etcd-door';
import { dresserOf } from './stored-object';
import type { Dresser } from './stored-object';
import { WatchCache } from './watch-cache';

/** How long a read waits for the cache to catch up before it answers 504. */
const freshnessLimit = 3000;
const relistDelay = 1000;
/** How often a watch that lags is asked again how far it is. */
const progressInterval = 100;

export interface FeedParts {
  readonly component: Component;
  readonly etcd: EtcdDoor;
  /** Of the resource's keys, without a slash at its end. */
  readonly prefix: string;
  readonly triggerOf?: (object: KubeObject) => string;
}

/** Fills a cache with what lies in etcd below a prefix, and keeps it up to date by one watch. */
export class CacheFeed {
  readonly cache: WatchCache;
  private readonly component: Component;
  private readonly etcd: EtcdDoor;
  private readonly prefix: string;
  private readonly dresser: Dresser;
  private readonly moved: Signal;
  private following: PrefixWatch | undefined;

  constructor({ component, etcd, prefix, triggerOf }: FeedParts) {
    this.component = component;
    this.etcd = etcd;
    this.prefix = prefix;
    this.cache = new WatchCache(prefix, triggerOf);
    this.dresser = dresserOf(component.simulation);
    this.moved = new Signal(component.simulation);
  }

  /** Lists and watches etcd for as long as the server lives. */
  *run(): Process<void> {
    for (;;) {
      this.fill(yield* this.etcd.listPatiently(`${this.prefix}/`));
      yield* this.follow();
      yield* sleep(relistDelay);
    }
  }

  fill({ items, revision }: Page): void {
    this.cache.replace(
      items.map((item) => this.dresser.stored(item)),
      revision,
    );
    this.moved.fire();
  }

  /** Until the watch can't go on because what it missed has been compacted away. */
  *follow(): Process<void> {
    const watch = yield* this.etcd.watch(`${this.prefix}/`, this.cache.revision + 1);
    this.following = watch;
    try {
      for (;;) {
        const batch = yield* watch.next();
        if (batch === undefined) return;
        for (const event of batch.events) this.apply(event);
        this.cache.progress(batch.revision);
        this.moved.fire();
      }
    } finally {
      watch.close();
    }
  }

  private apply({ type, kv }: Change): void {
    const { key, modRevision } = kv;
    if (modRevision <= this.cache.revision) return;
    if (type === 'DELETE') this.cache.remove(key, modRevision, this.component.now);
    else this.cache.put(key, this.dresser.dress(kv.value, modRevision), modRevision, this.component.now);
  }

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
}

export function tooLarge(revision: number, current: number): Refusal {
  return timeout(`Too large resource version: ${revision}, current: ${current}`, 1, [
    { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' },
  ]);
}
