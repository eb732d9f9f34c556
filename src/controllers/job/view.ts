import type { Job, Pod } from '../../api';
import { isPodActive, isPodReady, isPodTerminating } from '../../api';
import { parseIndexes } from './indexes';
import { hasFailed, indexOf, isIndexed, isTracked } from './job-pod';
import { failedIndexes, lastFailures, limitsEachIndex } from './per-index';
import { isIgnored } from './pod-failure-policy';

/** What there is of a job's pods at one moment. */
export interface JobView {
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  readonly ready: number;
  readonly terminating: readonly Pod[];
  /** All that ever succeeded and failed: counted, about to be counted, new. */
  readonly succeeded: number;
  readonly failed: number;
  readonly succeededIndexes: ReadonlySet<number>;
  /** Where each index has a limit of its own: those that have failed for good. */
  readonly failedIndexes: ReadonlySet<number>;
  /** And the pods that failed last of those that are to be tried again. */
  readonly lastFailures: ReadonlyMap<number, Pod>;
  readonly newSucceeded: readonly Pod[];
  readonly newFailed: readonly Pod[];
}

/** @param released uids of pods whose finalizer was taken off, whatever the cache says */
export function viewOf(job: Job, pods: readonly Pod[], released: ReadonlySet<string>): JobView {
  const { uncountedTerminatedPods: uncounted, succeeded = 0, failed = 0, completedIndexes } = job.status ?? {};
  const known = new Set([...(uncounted?.succeeded ?? []), ...(uncounted?.failed ?? [])]);
  const fresh = pods.filter(
    (pod) => isTracked(pod) && !known.has(pod.metadata.uid!) && !released.has(pod.metadata.uid!) && isCounted(job, pod),
  );
  const newSucceeded = fresh.filter(({ status }) => status?.phase === 'Succeeded');
  const newFailed = fresh.filter((pod) => hasFailed(pod, job));
  const succeededIndexes = isIndexed(job) ? withIndexes(parseIndexes(completedIndexes), newSucceeded) : NO_INDEXES;
  const active = pods.filter(isPodActive);
  const countedFailures = newFailed.filter((pod) => !isIgnored(job, pod)).length;
  return {
    ...perIndex(job, pods, active, succeededIndexes),
    pods,
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter(isPodTerminating),
    succeeded: isIndexed(job)
      ? succeededIndexes.size
      : succeeded + newSucceeded.length + (uncounted?.succeeded?.length ?? 0),
    failed: failed + countedFailures + (uncounted?.failed?.length ?? 0),
    succeededIndexes,
    newSucceeded,
    newFailed,
  };
}

const NO_INDEXES: ReadonlySet<number> = new Set();
const NO_LIMITS = { failedIndexes: NO_INDEXES, lastFailures: new Map<number, Pod>() };

function perIndex(
  job: Job,
  pods: readonly Pod[],
  active: readonly Pod[],
  succeeded: ReadonlySet<number>,
): Pick<JobView, 'failedIndexes' | 'lastFailures'> {
  if (!limitsEachIndex(job)) return NO_LIMITS;
  const failed = failedIndexes(job, pods);
  const running = new Set(active.map(indexOf));
  const isSettled = (index: number): boolean => succeeded.has(index) || failed.has(index) || running.has(index);
  return { failedIndexes: failed, lastFailures: lastFailures(job, pods, isSettled) };
}

/** Of an indexed job only pods with an index that is asked for count. */
export function isCounted(job: Job, pod: Pod): boolean {
  if (!isIndexed(job)) return true;
  const index = indexOf(pod);
  return index !== undefined && index < (job.spec.completions ?? 0);
}

export function withIndexes(indexes: ReadonlySet<number>, pods: readonly Pod[]): ReadonlySet<number> {
  return pods.length === 0 ? indexes : new Set([...indexes, ...pods.map((pod) => indexOf(pod)!)]);
}
