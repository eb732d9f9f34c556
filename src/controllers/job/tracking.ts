import type { Job, JobStatus, Pod } from '../../api';
import { formatIndexes, parseIndexes } from './indexes';
import { hasFailed, indexOf, isIndexed, isTracked } from './job-pod';
import { isIgnored } from './pod-failure-policy';
import type { JobView } from './view';
import { isCounted, withIndexes } from './view';

/** A status never names more pods at once that are about to be counted. */
const MOST_UNCOUNTED = 500;

export interface Accounting {
  readonly status: JobStatus;
  /** Their finalizer may go, once the status that names them is stored. */
  readonly release: readonly Pod[];
  /** Not all could be named: look again. */
  readonly incomplete: boolean;
}

/**
 * The first half of counting: pods that have ended are named in the status before their finalizer goes, so that none is
 * counted twice or never, whoever crashes in between. Indexed successes need no names, their indexes are enough.
 * @param ends how the job ends, where it does: of one that fails what still runs counts as failed, of one that has succeeded as nothing
 */
export function account(
  job: Job,
  status: JobStatus,
  { pods, lastFailures }: JobView,
  released: ReadonlySet<string>,
  ends: 'Complete' | 'Failed' | undefined,
): Accounting {
  const tracked = pods.filter((pod) => isTracked(pod) && !released.has(pod.metadata.uid!));
  const before = countReleased(status, new Set(tracked.map(({ metadata }) => metadata.uid!)), isIndexed(job));
  const succeeded = new Set(before.uncountedTerminatedPods?.succeeded);
  const failed = new Set(before.uncountedTerminatedPods?.failed);
  const release: Pod[] = [];
  const done: Pod[] = [];
  let incomplete = false;
  for (const pod of tracked) {
    incomplete = done.length + succeeded.size + failed.size >= MOST_UNCOUNTED;
    if (incomplete) break;
    const uid = pod.metadata.uid!;
    const isSuccess = pod.status?.phase === 'Succeeded';
    const isFailure = !isSuccess && (hasFailed(pod, job) || ends === 'Failed');
    const isOver = ends !== undefined || job.metadata.deletionTimestamp !== undefined;
    if (!isOver && !isSuccess && (!isFailure || lastFailures.get(indexOf(pod) ?? -1) === pod)) continue;
    release.push(pod);
    if (!isCounted(job, pod) || failed.has(uid) || (isFailure && isIgnored(job, pod))) continue;
    if (isFailure) failed.add(uid);
    else if (isSuccess && isIndexed(job)) done.push(pod);
    else if (isSuccess) succeeded.add(uid);
  }
  const named = withNames(before, succeeded, failed);
  return { status: isIndexed(job) ? withDone(named, done) : named, release, incomplete };
}

function withDone(status: JobStatus, done: readonly Pod[]): JobStatus {
  const indexes = withIndexes(parseIndexes(status.completedIndexes), done);
  const { completedIndexes: _, succeeded: __, ...others } = status;
  return indexes.size === 0 ? others : { ...others, completedIndexes: formatIndexes(indexes), succeeded: indexes.size };
}

/** The second half: named pods without a finalizer are counted, and their names forgotten. */
export function countReleased(status: JobStatus, tracked: ReadonlySet<string>, indexed: boolean): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const left = (uids: readonly string[]): readonly string[] => uids.filter((uid) => tracked.has(uid));
  const [succeededLeft, failedLeft] = [left(succeeded), left(failed)];
  const more = indexed ? 0 : succeeded.length - succeededLeft.length;
  const successes = (status.succeeded ?? 0) + more;
  const failures = (status.failed ?? 0) + failed.length - failedLeft.length;
  return withNames(
    { ...status, ...(successes > 0 && { succeeded: successes }), ...(failures > 0 && { failed: failures }) },
    new Set(succeededLeft),
    new Set(failedLeft),
  );
}

function withNames(status: JobStatus, succeeded: ReadonlySet<string>, failed: ReadonlySet<string>): JobStatus {
  const uncountedTerminatedPods = {
    ...(succeeded.size > 0 && { succeeded: [...succeeded] }),
    ...(failed.size > 0 && { failed: [...failed] }),
  };
  return { ...status, uncountedTerminatedPods };
}

export const hasUncounted = ({ uncountedTerminatedPods: uncounted }: JobStatus): boolean =>
  (uncounted?.succeeded?.length ?? 0) + (uncounted?.failed?.length ?? 0) > 0;
