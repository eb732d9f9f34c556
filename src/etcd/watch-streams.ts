import type { ServerCall, ServerStream } from '../simulation';
import type { WatchRequest, WatchResponse } from './calls';
import { EtcdError, boundsOf, covers } from './mvcc';
import type { Store, WatchEvent, Watcher } from './mvcc';

/** One client's watch: a server stream that is sent each revision's events as they are applied. */
class WatchStream implements Watcher {
  readonly id: number;
  readonly span: WatchRequest;
  readonly startRevision: number;
  readonly stream: ServerStream;
  /** Something was sent since the last look at who is idle. */
  busy = true;

  constructor(id: number, request: WatchRequest, startRevision: number, stream: ServerStream) {
    this.id = id;
    this.span = request;
    this.startRevision = startRevision;
    this.stream = stream;
  }

  deliver(events: readonly WatchEvent[], revision: number): void {
    const wanted = this.wanted(events);
    if (wanted.length === 0) return;
    this.busy = true;
    this.send(revision, wanted);
  }

  send(revision: number, events: readonly WatchEvent[], more?: Partial<WatchResponse>): void {
    const response: WatchResponse = { kind: 'watch', watchId: this.id, revision, events, ...more };
    this.stream.send(response);
  }

  private wanted(events: readonly WatchEvent[]): readonly WatchEvent[] {
    const { prevKv, filters } = this.span;
    if (prevKv && filters === undefined) return events;
    const excluded = (filters ?? []).map((filter) => (filter === 'NOPUT' ? 'PUT' : 'DELETE'));
    const kept = events.filter((event) => !excluded.includes(event.type));
    return prevKv ? kept : kept.map(({ type, kv }) => ({ type, kv }));
  }
}

/** The watches of this member's clients. */
export class WatchStreams {
  private readonly streams = new Map<number, WatchStream>();
  private lastId = 0;

  /** Opens the stream: first what happened since the start revision, then what is applied from now on. */
  open(store: Store, request: WatchRequest, call: ServerCall): void {
    const id = ++this.lastId;
    const startRevision = request.startRevision || store.revision + 1;
    const head: WatchResponse = { kind: 'watch', watchId: id, revision: store.revision, events: [], created: true };
    const watch = new WatchStream(id, request, startRevision, call.open(head));
    if (!this.replay(store, watch)) return;
    this.streams.set(id, watch);
    store.watches.add(watch);
    call.onCancel(() => this.close(store, watch));
  }

  /** False when the watch can't be: its span is empty, or its beginning compacted. */
  private replay(store: Store, watch: WatchStream): boolean {
    const { from, to } = boundsOf(watch.span);
    if (to !== undefined && to <= from) return cancel(store, watch, 0);
    if (watch.startRevision > store.revision) return true;
    try {
      const events = store.eventsFrom(watch.startRevision).filter(({ kv }) => covers(watch.span, kv.key));
      if (events.length > 0) watch.deliver(events, store.revision);
      return true;
    } catch (error) {
      if (error instanceof EtcdError) return cancel(store, watch, store.compactedRevision);
      throw error;
    }
  }

  private close(store: Store, watch: WatchStream): void {
    this.streams.delete(watch.id);
    store.watches.remove(watch);
  }

  /** A snapshot took the key space's place: everybody begins again where he is. */
  endAll(): void {
    for (const { stream } of this.streams.values()) stream.end();
    this.streams.clear();
  }

  progress(store: Store, id: number): void {
    this.streams.get(id)?.send(store.revision, []);
  }

  /** Tells watches that asked for it, and heard nothing since the last time, how far they are. */
  notifyIdle(store: Store): void {
    for (const watch of this.streams.values()) {
      if (watch.span.progressNotify && !watch.busy) watch.send(store.revision, []);
      watch.busy = false;
    }
  }
}

function cancel(store: Store, watch: WatchStream, compactRevision: number): boolean {
  watch.send(store.revision, [], { canceled: true, compactRevision });
  watch.stream.end();
  return false;
}
