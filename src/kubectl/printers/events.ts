import { humanDuration, instantOf } from '../../apimachinery';
import type { Description, Loose } from './description';

function since(timestamp: string | undefined, now: number): string {
  const instant = instantOf(timestamp ?? '');
  return instant === undefined ? '<unknown>' : humanDuration(now - instant);
}

/** When an event was seen last, and how often since when. */
export function eventInterval(event: Loose, now: number): string {
  const first = event.firstTimestamp ?? event.eventTime;
  if (event.series)
    return `${since(event.series.lastObservedTime, now)} (x${event.series.count} over ${since(first, now)})`;
  if ((event.count ?? 0) > 1)
    return `${since(event.lastTimestamp, now)} (x${event.count} over ${since(event.firstTimestamp, now)})`;
  return since(first, now);
}

/** Events as `kubectl describe` ends with them: the oldest first. */
export function describeEvents(description: Description, events: readonly Loose[] | undefined, now: number): void {
  if (events === undefined) return;
  if (events.length === 0) {
    description.line('Events:\t<none>');
    return;
  }
  description
    .flush()
    .line('Events:')
    .line('  Type\tReason\tAge\tFrom\tMessage')
    .line('  ----\t------\t----\t----\t-------');
  // By the second of the older API alone: what is told by the newer one, the scheduler's, comes first.
  const second = ({ lastTimestamp }: Loose) => instantOf(lastTimestamp ?? '') ?? 0;
  const ordered = events.toSorted((a, b) => second(a) - second(b));
  for (const event of ordered) {
    const from = event.source?.component || event.reportingComponent || '';
    const where = event.involvedObject?.fieldPath;
    const message = (where ? `${where}: ` : '') + String(event.message ?? '').trim();
    description.line(`  ${event.type}\t${event.reason}\t${eventInterval(event, now)}\t${from}\t${message}`);
  }
}

export function eventInstant(event: Loose): number {
  return instantOf(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '') ?? 0;
}
