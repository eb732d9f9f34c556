import type { ApiAnswer, KubeObject, Status, WatchEvent } from '../../apimachinery';
import { NO_CAUSE } from '../../simulation';
import type { Process, ServerCall, ServerStream, Timer } from '../../simulation';
import { watchPresenter } from '../presentation/present';
import type { Selection } from '../request/selection';
import { hasTrigger } from '../storage/store';
import type { WatchSource } from '../storage/store';
import type { CacheEvent, CacheWatcher, WatchScope } from '../storage/watch-cache';
import { checkWatchOptions, readWish } from './list-options';
import { cacheRefusal, freshEnough, listPrefix, versionOf } from './read';
import type { RequestContext } from './context';

const head: ApiAnswer = { status: 200, headers: { 'content-type': 'application/json' }, body: undefined };
/** A watch without a timeout of its own lasts between half an hour and an hour. */
const shortestMilliseconds = 1_800_000;
const bookmarkMilliseconds = 60_000;

/** GET of a collection with `watch=true`: a stream of changes, opened once it is sure where it begins. */
export function* watch(context: RequestContext, call: ServerCall): Process<void> {
  const { resource, info } = context;
  const { query } = info;
  const { selection } = readWish(resource.kind, query, checkWatchOptions);
  const version = query.get('resourceVersion') ?? '';
  const initialEvents = query.flag('sendInitialEvents');
  const begin = initialEvents || version === '' || version === '0' ? undefined : versionOf(version, cacheRefusal);
  const source = yield* sourceOf(context, version, begin);
  if (call.cancelled) return source.close();
  const watching = new Watching(context, call, selection, source);
  if (begin === undefined)
    watching.beginWithState(
      query.get('sendInitialEvents') === undefined || initialEvents,
      initialEvents && query.flag('allowWatchBookmarks'),
    );
  else watching.beginAfter(begin);
}

/** What a watch is served from: the server's cache, or where it has none, a watch of etcd for this one alone. */
function* sourceOf(context: RequestContext, version: string, begin: number | undefined): Process<WatchSource> {
  const { store } = context.resource;
  if (!store.cached) return yield* store.watchEtcd(begin ?? 0);
  if (begin === undefined) yield* freshEnough(context, version);
  else if (!store.cache.ready) yield* store.feed.waitFor(1);
  return { cache: store.cache, close: () => {} };
}

/** One open watch: picks what concerns it from the cache's changes and sends it on. */
class Watching implements CacheWatcher {
  private readonly context: RequestContext;
  private readonly selection: Selection;
  private readonly source: WatchSource;
  private readonly stream: ServerStream;
  private readonly leave: () => void;
  private readonly timers: Timer[] = [];
  private readonly present: ((object: KubeObject) => unknown) | undefined;
  /** Changes up to here have been sent, or are none of its business. */
  private sent = 0;
  private freed = false;

  constructor(context: RequestContext, call: ServerCall, selection: Selection, source: WatchSource) {
    this.context = context;
    this.selection = selection;
    this.source = source;
    this.present = presenterOf(context);
    this.stream = call.open(head);
    this.leave = source.cache.watch(scopeOf(context, selection), this);
    this.stream.onClose(() => this.free());
    this.setTimers();
  }

  /** All there is as ADDED, then what changes. */
  beginWithState(send: boolean, bookmark: boolean): void {
    const { resource } = this.context;
    const { cache } = this.source;
    this.sent = cache.revision;
    if (!send) return;
    for (const { object } of cache.range(listPrefix(this.context, this.selection))) {
      const shown = resource.show(object);
      if (this.selection.matches(shown)) this.send({ type: 'ADDED', object: shown });
    }
    if (bookmark) this.bookmark({ 'k8s.io/initial-events-end': 'true' });
  }

  beginAfter(revision: number): void {
    const missed = this.source.cache.since(revision);
    if (!missed) return this.tooOld(revision);
    this.sent = revision;
    for (const event of missed) if (this.concerns(event)) this.deliver(event);
  }

  deliver(event: CacheEvent): void {
    if (event.revision <= this.sent || this.stream.closed) return;
    this.sent = event.revision;
    const item = itemFor(event, this.selection, this.context);
    if (item) this.send(item);
  }

  private send(item: WatchEvent): void {
    this.stream.send(this.present ? { type: item.type, object: this.present(item.object) } : item);
  }

  /** The cache began anew: the client must begin anew too. */
  stop(): void {
    this.stream.end();
    this.free();
  }

  /** The index finds live events; those of the past are looked through. */
  private concerns(event: CacheEvent): boolean {
    return event.key.startsWith(listPrefix(this.context, this.selection));
  }

  private tooOld(revision: number): void {
    const { oldestRevision } = this.source.cache;
    const status: Status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `too old resource version: ${revision} (${oldestRevision})`,
      reason: 'Expired',
      code: 410,
    };
    this.stream.send({ type: 'ERROR', object: status });
    this.stop();
  }

  private setTimers(): void {
    const { component, info } = this.context;
    const seconds = Number(info.query.get('timeoutSeconds') ?? 0);
    const lasts = seconds > 0 ? seconds * 1000 : shortestMilliseconds * (1 + component.random.next());
    // Time passing is nobody's doing: neither bookmarks nor the end belong to whoever opened the watch.
    component.simulation.withCause(NO_CAUSE, () => {
      this.timers.push(component.after(lasts, () => this.stop()));
      if (info.query.flag('allowWatchBookmarks')) this.nextBookmark();
    });
  }

  private nextBookmark(): void {
    const { component } = this.context;
    this.timers[1] = component.after(bookmarkMilliseconds, () => {
      if (this.source.cache.revision > this.sent) this.bookmark();
      this.nextBookmark();
    });
  }

  /** An object that says nothing but how far the watch has come. */
  private bookmark(annotations?: Readonly<Record<string, string>>): void {
    const { resource } = this.context;
    this.sent = this.source.cache.revision;
    const { group, version, kind } = resource.kind;
    const metadata = {
      resourceVersion: String(this.sent),
      ...(annotations ? { annotations } : {}),
    };
    this.send({
      type: 'BOOKMARK',
      object: { apiVersion: group === '' ? version : `${group}/${version}`, kind, metadata } as unknown as KubeObject,
    });
  }

  private free(): void {
    this.leave();
    this.source.close();
    for (const timer of this.timers) timer.cancel();
    if (!this.freed) this.context.ended?.();
    this.freed = true;
  }
}

function presenterOf({ wanted, resource, info, component }: RequestContext): Watching['present'] {
  return wanted && watchPresenter(wanted, resource.kind, info.query, () => component.now);
}

function scopeOf(context: RequestContext, selection: Selection): WatchScope {
  const { resource, info } = context;
  const trigger = hasTrigger(resource.store.prefix) ? selection.demanded('spec.nodeName') : undefined;
  const name = selection.demanded('metadata.name');
  if (name !== undefined && (info.namespace !== '' || !resource.kind.namespaced))
    return { prefix: resource.store.key(info.namespace, name) };
  if (trigger !== undefined && info.namespace === '') return { prefix: '', trigger };
  return {
    prefix: resource.kind.namespaced && info.namespace !== '' ? `${resource.store.prefix}/${info.namespace}/` : '',
  };
}

/** What a change is to this watch: an object that begins or ceases to match is added or deleted. */
function itemFor(event: CacheEvent, selection: Selection, { resource }: RequestContext): WatchEvent | undefined {
  if (selection.everything && !resource.kind.fromStorage) return event.item;
  const object = resource.show(event.object);
  const previous = event.previous && resource.show(event.previous);
  const was = previous !== undefined && selection.matches(previous);
  const is = !event.deleted && selection.matches(object);
  if (!is && !was) return undefined;
  const type = is ? (was ? 'MODIFIED' : 'ADDED') : 'DELETED';
  if (type === event.item.type && object === event.object) return event.item;
  return { type, object: is || event.deleted ? object : asItWas(event, previous!) };
}

/** An object that left the selection is shown as it last was in it, with the version of the change. */
function asItWas(event: CacheEvent, previous: KubeObject): KubeObject {
  return { ...previous, metadata: { ...previous.metadata, resourceVersion: String(event.revision) } };
}
