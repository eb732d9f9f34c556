import type { Event } from '../api';
import { TokenBucket } from './token-bucket';

/** What to do with an event: write it anew, raise the count of the one written before, or nothing at all. */
export type Correlated =
  | { readonly kind: 'create'; readonly event: Event }
  | { readonly kind: 'count'; readonly event: Event; readonly patch: object }
  | { readonly kind: 'drop' };

interface Seen {
  readonly name: string;
  readonly count: number;
  readonly firstTimestamp: string | undefined;
}

interface Similar {
  /** Ten at most. */
  readonly messages: string[];
  lastAt: number;
}

const SIMILAR_MESSAGES = 10;
const SIMILAR_WINDOW_MILLISECONDS = 600_000;
const SPAM_BURST = 25;
const SPAM_REFILL_PER_SECOND = 1 / 300;
const REMEMBERED = 4096;

/**
 * Keeps a component from flooding the cluster, as client-go's correlator does: per source and object 25 events and then
 * one every five minutes; more than ten messages of one reason in ten minutes become "(combined from similar events)";
 * an event seen before raises its count.
 */
export class EventCorrelator {
  private readonly spam = new Map<string, TokenBucket>();
  private readonly similar = new Map<string, Similar>();
  private readonly seen = new Map<string, Seen>();
  private readonly burst: number;

  constructor(burst = SPAM_BURST) {
    this.burst = burst;
  }

  /** What is dropped counts all the same: when the next one is let through, it says how many there were. */
  correlate(event: Event, now: number): Correlated {
    const about = objectOf(event);
    const { key, event: combined } = this.aggregate(event, about, now);
    const known = this.seen.get(key);
    const { name, firstTimestamp } = known ?? { name: event.metadata.name, firstTimestamp: combined.firstTimestamp };
    const count = (known?.count ?? 0) + 1;
    remember(this.seen, key, { name, count, firstTimestamp });
    if (this.isSpam(about, now)) return { kind: 'drop' };
    if (!known) return { kind: 'create', event: combined };
    const counted: Event = { ...combined, metadata: { ...combined.metadata, name }, count, firstTimestamp };
    return {
      kind: 'count',
      event: counted,
      patch: { count, lastTimestamp: combined.lastTimestamp, message: combined.message },
    };
  }

  private isSpam(about: string, now: number): boolean {
    let bucket = this.spam.get(about);
    if (!bucket) remember(this.spam, about, (bucket = new TokenBucket(SPAM_REFILL_PER_SECOND, this.burst)));
    return !bucket.tryTake(now);
  }

  private aggregate(event: Event, about: string, now: number): { readonly key: string; readonly event: Event } {
    const group = `${about}\n${event.type}\n${event.reason}`;
    let similar = this.similar.get(group);
    if (!similar || now - similar.lastAt > SIMILAR_WINDOW_MILLISECONDS) {
      remember(this.similar, group, (similar = { messages: [], lastAt: now }));
    }
    similar.lastAt = now;
    const message = event.message ?? '';
    if (!similar.messages.includes(message)) similar.messages.push(message);
    const part = event.involvedObject.fieldPath ?? '';
    if (similar.messages.length < SIMILAR_MESSAGES) return { key: `${group}\n${part}\n${message}`, event };
    similar.messages.shift();
    // A combined event is built anew, and without who reports it: the real one's readers see an empty reportingComponent.
    const combined = `(combined from similar events): ${message}`;
    return { key: group, event: { ...event, message: combined, reportingComponent: '' } };
  }
}

/** The source needn't be told: each has a correlator of its own. Which part of the object it is makes no difference to what is too much. */
function objectOf({ involvedObject }: Event): string {
  const { kind, namespace, name, uid, apiVersion } = involvedObject;
  return [kind, namespace, name, uid, apiVersion].join('\n');
}

/** Remembers a limited number of entries: the oldest goes. */
function remember<V>(entries: Map<string, V>, key: string, value: V): void {
  entries.delete(key);
  entries.set(key, value);
  if (entries.size > REMEMBERED) entries.delete(entries.keys().next().value!);
}
