import type { Text } from '../text/language';

/** How far it can be run ahead at once, in simulated milliseconds. */
export const AHEAD = [10_000, 60_000, 600_000];

export function aheadText(text: Text, ahead: number): string {
  return ahead < 60_000
    ? text('history.seconds', { count: ahead / 1000 })
    : text('history.minutes', { count: ahead / 60_000 });
}
