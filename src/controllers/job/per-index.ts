import type { Job, Pod } from '../../api';
import type { Failures } from './failure-back-off';
import { waitAfter } from './failure-back-off';
import { parseIndexes } from './indexes';
import { finishedAt, hasFailed, indexOf, isTracked } from './job-pod';
import { isIgnored, judge } from './pod-failure-policy';

const COUNTED = 'batch.kubernetes.io/job-index-failure-count';
const IGNORED = 'batch.kubernetes.io/job-index-ignored-failure-count';

/** How often an index has failed before its present pod. */
export interface IndexFailures {
  readonly counted: number;
  readonly ignored: number;
}

/** Whether each index has a limit of its own. */
export const limitsEachIndex = ({ spec }: Job): boolean => spec.backoffLimitPerIndex !== undefined;

const numberIn = (text: string | undefined): number => (/^\d+$/.test(text ?? '') ? Number(text) : 0);

function failuresBefore({ metadata: { annotations } }: Pod): IndexFailures {
  return { counted: numberIn(annotations?.[COUNTED]), ignored: numberIn(annotations?.[IGNORED]) };
}

/** What the next pod of an index has to know, after the last one failed (or there was none). */
export function failuresAfter(job: Job, last: Pod | undefined): IndexFailures {
  if (!last) return { counted: 0, ignored: 0 };
  const { counted, ignored } = failuresBefore(last);
  return isIgnored(job, last) ? { counted, ignored: ignored + 1 } : { counted: counted + 1, ignored };
}

export const failureAnnotations = ({ counted, ignored }: IndexFailures): Readonly<Record<string, string>> => ({
  [COUNTED]: String(counted),
  ...(ignored > 0 && { [IGNORED]: String(ignored) }),
});

/** Indexes that have failed for good: known ones, and those whose pod has just failed once too often. */
export function failedIndexes(job: Job, pods: readonly Pod[]): ReadonlySet<number> {
  const failed = new Set(parseIndexes(job.status?.failedIndexes));
  for (const pod of pods) {
    const index = indexOf(pod);
    if (index === undefined || index >= (job.spec.completions ?? 0) || !isTracked(pod)) continue;
    if (hasFailedForGood(job, pod)) failed.add(index);
  }
  return failed;
}

function hasFailedForGood(job: Job, pod: Pod): boolean {
  if (!hasFailed(pod, job)) return false;
  const action = judge(job, pod)?.action;
  if (action === 'Ignore' || action === 'FailIndex') return action === 'FailIndex';
  return failuresBefore(pod).counted >= job.spec.backoffLimitPerIndex!;
}

/**
 * Of each index that is to be tried again the pod that failed last. It keeps its finalizer until there is a new one, which knows how
 * often the index has failed: who makes the new pod reads that from it.
 */
export function lastFailures(
  job: Job,
  pods: readonly Pod[],
  isSettled: (index: number) => boolean,
): ReadonlyMap<number, Pod> {
  const last = new Map<number, Pod>();
  for (const pod of pods) {
    const index = indexOf(pod);
    if (index === undefined || index >= (job.spec.completions ?? 0) || isSettled(index)) continue;
    if (!isTracked(pod) || !hasFailed(pod, job)) continue;
    const known = last.get(index);
    if (!known || total(failuresBefore(pod)) > total(failuresBefore(known))) last.set(index, pod);
  }
  return last;
}

const total = ({ counted, ignored }: IndexFailures): number => counted + ignored;

/** Milliseconds until an index may be tried again. */
export function waitForIndex(job: Job, last: Pod | undefined, now: number): number {
  if (!last) return 0;
  const failures: Failures = { count: total(failuresAfter(job, last)), lastAt: finishedAt(last) };
  return waitAfter(failures, now);
}
