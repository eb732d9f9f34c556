import { durationText } from '../text/figures';
import type { Text } from '../text/language';
import type { Tally } from './flows';

/** "12 calls, 2 failed, 1 waits · last 200 · 2.1 ms"; where that does not fit, something is left out, and nothing cut. */
export function callsInWords(calls: Tally, text: Text, fits: (words: string) => boolean = () => true): string {
  const counted = [
    text('traffic.calls', { count: calls.requests }),
    ...(calls.failures > 0 ? [text('traffic.failed', { count: calls.failures })] : []),
    ...(calls.waiting > 0 ? [text('traffic.waiting', { count: calls.waiting })] : []),
  ].join(', ');
  const last = calls.lastStatus === '' ? [] : [text('traffic.last', { status: calls.lastStatus })];
  const mean = calls.meanMilliseconds > 0 ? [durationText(calls.meanMilliseconds)] : [];
  const bare = calls.lastStatus === '' ? [] : [calls.lastStatus];
  const shorter = [[...last, ...mean], last, bare].map((more) => [counted, ...more].join(' · '));
  return shorter.find(fits) ?? counted;
}
