import type { ApiAnswer, KubeObject, ObjectList, WatchEvent } from '../apimachinery';
import { Refusal } from '../apimachinery';
import type { ClientStream, Process } from '../simulation';
import { NetworkError, NO_CAUSE, sleep, workOn } from '../simulation';
import type { ApiClient } from './api-client';
import { refusedWith } from './answers';
import type { ResourceName } from './resource-path';

export interface Selection {
  readonly namespace?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

/** Who wants to know: the whole state after a list, then change by change, each under the cause of its watch item. */
export interface Reflected<T> {
  replace(objects: readonly T[]): void;
  change(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void;
}

const FIRST_BACK_OFF = 800;
const LONGEST_BACK_OFF = 30_000;
const BACK_OFF_FORGOTTEN_AFTER = 120_000;
const SHORTEST_WATCH_SECONDS = 300;

/**
 * Mirrors one resource: lists it, watches from the list's resource version, watches on when the server ends a watch,
 * and lists again when the version is gone (410) or something else goes wrong. Failures back off from 0.8 s to 30 s with
 * jitter, as client-go's reflector does.
 */
export class Reflector<T extends KubeObject> {
  private readonly client: ApiClient;
  private readonly resource: ResourceName;
  private readonly selection: Selection;
  private readonly target: Reflected<T>;
  /** '0': whatever the server has at hand; '': the newest there is. */
  private listFrom = '0';
  private resourceVersion = '';
  private backOff = FIRST_BACK_OFF;
  private backedOffAt = 0;

  constructor(client: ApiClient, resource: ResourceName, selection: Selection, target: Reflected<T>) {
    this.client = client;
    this.resource = resource;
    this.selection = selection;
    this.target = target;
  }

  /** Goes on for ever. */
  *run(): Process<void> {
    for (;;) {
      try {
        yield* this.list();
        for (;;) {
          yield* this.watch();
          yield* workOn(NO_CAUSE);
        }
      } catch (error) {
        this.failed(error);
      }
      // Listing and watching again is not part of what the last change set in motion.
      yield* workOn(NO_CAUSE);
      yield* this.pause();
    }
  }

  private *list(): Process<void> {
    const { namespace, ...selectors } = this.selection;
    const list: ObjectList<T> = yield* this.client.list<T>(this.resource, namespace, {
      ...selectors,
      resourceVersion: this.listFrom,
    });
    this.resourceVersion = list.metadata.resourceVersion ?? '';
    this.listFrom = this.resourceVersion;
    this.target.replace(withKind(list));
  }

  private *watch(): Process<void> {
    let stream: ClientStream<ApiAnswer, WatchEvent<T>>;
    try {
      stream = yield* this.open();
    } catch (error) {
      if (!worthWaiting(error)) throw error;
      return yield* this.pause();
    }
    try {
      yield* this.read(stream);
    } finally {
      stream.close();
    }
  }

  private *open(): Process<ClientStream<ApiAnswer, WatchEvent<T>>> {
    const { namespace, ...selectors } = this.selection;
    const timeoutSeconds = Math.floor(SHORTEST_WATCH_SECONDS * (1 + this.client.component.random.next()));
    return yield* this.client.watch<WatchEvent<T>>(this.resource, namespace, {
      ...selectors,
      resourceVersion: this.resourceVersion,
      timeoutSeconds,
      allowWatchBookmarks: true,
    });
  }

  private *read(stream: ClientStream<ApiAnswer, WatchEvent<T>>): Process<void> {
    for (;;) {
      const event: WatchEvent<T> | undefined = yield* stream.next();
      if (!event) return;
      if (event.type === 'ERROR') throw new Refusal(event.object as never);
      this.resourceVersion = event.object.metadata.resourceVersion ?? this.resourceVersion;
      this.listFrom = this.resourceVersion;
      if (event.type !== 'BOOKMARK') this.target.change(event.type, event.object);
    }
  }

  private failed(error: unknown): void {
    if (!(error instanceof Refusal) && !(error instanceof NetworkError)) throw error;
    if (refusedWith(error, 410) || refusedWith(error, 504)) this.listFrom = '';
    this.client.component.log(`${this.resource}: list and watch again: ${error.message}`);
  }

  private *pause(): Process<void> {
    const { component } = this.client;
    if (component.now - this.backedOffAt > BACK_OFF_FORGOTTEN_AFTER) this.backOff = FIRST_BACK_OFF;
    const wait = this.backOff * (1 + component.random.next());
    this.backOff = Math.min(this.backOff * 2, LONGEST_BACK_OFF);
    yield* sleep(wait);
    this.backedOffAt = component.now;
  }
}

/** A server that is down or busy may come back with its history: watch on from where we are instead of listing everything. */
function worthWaiting(error: unknown): boolean {
  return refusedWith(error, 429) || (error instanceof NetworkError && error.reason === 'refused');
}

/** Lists name the kind once for all; whoever reads a cache wants it on each object. */
function withKind<T extends KubeObject>(list: ObjectList<T>): readonly T[] {
  const first = list.items[0];
  if (!first || first.kind) return list.items;
  const kind = list.kind.replace(/List$/, '');
  return list.items.map((item) => ({ ...item, apiVersion: list.apiVersion, kind }));
}
