import type { Pod } from '../../api';
import { finishedAt } from './job-pod';

const FIRST_MILLISECONDS = 10_000;
const LONGEST_MILLISECONDS = 600_000;

/** How often pods failed since one succeeded, and when the last one did. */
export interface Failures {
  readonly count: number;
  readonly lastAt: number;
}

export const NO_FAILURES: Failures = { count: 0, lastAt: 0 };

export function addFinished(known: Failures, succeeded: readonly Pod[], failed: readonly Pod[]): Failures {
  const lastSuccess = Math.max(-1, ...succeeded.map(finishedAt));
  const since = failed.map(finishedAt).filter((at) => at > lastSuccess);
  const count = (succeeded.length > 0 ? 0 : known.count) + since.length;
  return count === 0 ? NO_FAILURES : { count, lastAt: Math.max(known.lastAt, ...since) };
}

/** Milliseconds until a new pod may be made: ten seconds after a failure, twice as long after each more, ten minutes at most. */
export function waitAfter({ count, lastAt }: Failures, now: number): number {
  if (count === 0) return 0;
  const wait = Math.min(FIRST_MILLISECONDS * 2 ** Math.min(count - 1, 30), LONGEST_MILLISECONDS);
  return Math.max(0, lastAt + wait - now);
}
