import type { KubeObject } from '../apimachinery';
import type { ObjectReference } from '../api';

/** events.k8s.io/v1 Event as it is sent. */
export interface SeriesEvent extends KubeObject {
  readonly eventTime: string;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
  readonly reportingController: string;
  readonly reportingInstance: string;
  readonly action?: string;
  readonly reason: string;
  readonly regarding: ObjectReference;
  readonly related?: ObjectReference;
  readonly note: string;
  readonly type: string;
}

export type SeriesStep =
  | { readonly kind: 'create' | 'patch'; readonly event: SeriesEvent }
  | { readonly kind: 'count' };

interface Entry {
  event: SeriesEvent;
  lastAt: number;
}

/** An event that wasn't repeated for so long is over; the next one like it is a new one. */
export const SERIES_ENDS_AFTER_MILLISECONDS = 360_000;

/**
 * Repeats of one event as client-go's events.k8s.io recorder sends them: the first is created, the second makes it a
 * series, further ones are only counted until the series ends. What is told of another version of the object is another event.
 */
export class EventSeriesCache {
  private readonly entries = new Map<string, Entry>();

  get size(): number {
    return this.entries.size;
  }

  add(event: SeriesEvent, now: number): SeriesStep {
    const key = seriesKey(event);
    const known = this.entries.get(key);
    if (!known) {
      this.entries.set(key, { event, lastAt: now });
      return { kind: 'create', event };
    }
    const first = known.event.series === undefined;
    const series = { count: (known.event.series?.count ?? 1) + 1, lastObservedTime: event.eventTime };
    known.event = { ...known.event, series };
    known.lastAt = now;
    return first ? { kind: 'patch', event: known.event } : { kind: 'count' };
  }

  /** Forgets what hasn't been repeated lately; answers the series among it, whose last count is still to be written. */
  end(now: number): readonly SeriesEvent[] {
    const ended: SeriesEvent[] = [];
    for (const [key, { event, lastAt }] of this.entries) {
      if (now - lastAt < SERIES_ENDS_AFTER_MILLISECONDS) continue;
      this.entries.delete(key);
      if (event.series) ended.push(event);
    }
    return ended;
  }
}

function seriesKey(event: SeriesEvent): string {
  const { regarding, related } = event;
  const objects = [regarding, related].map(
    (object) => object && `${object.kind}/${object.namespace}/${object.name}/${object.uid}/${object.resourceVersion}`,
  );
  return [event.action, event.reason, event.reportingController, event.reportingInstance, ...objects, event.note].join(
    '\n',
  );
}
