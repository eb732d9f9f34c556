import type { Job, Pod } from '../../api';
import { rankForDeletion } from '../replica-set/plan';
import { firstFreeIndexes } from './indexes';
import { indexOf, isIndexed } from './job-pod';
import { waitForIndex } from './per-index';
import type { JobView } from './view';

/** No sync creates or deletes more than this at once. */
const BURST = 500;

export type JobPlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'create'; readonly indexes: readonly (number | undefined)[] }
  /** Indexes that failed are tried again after a while. */
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'delete'; readonly pods: readonly Pod[] };

/** What brings the job's active pods to as many as it can use. */
export function planJob(job: Job, view: JobView, now: number): JobPlan {
  const { active, terminating } = view;
  const wanted = job.spec.suspend ? 0 : wantedActive(job, view);
  const surplus = surplusOf(job, active, Math.max(0, active.length - wanted), now);
  if (surplus.length > 0) return { kind: 'delete', pods: surplus.slice(0, BURST) };
  const leaving = job.spec.podReplacementPolicy === 'Failed' ? terminating : [];
  const missing = Math.min(BURST, wanted - active.length - leaving.length);
  if (missing <= 0) return { kind: 'nothing' };
  if (!isIndexed(job)) return { kind: 'create', indexes: Array.from({ length: missing }, () => undefined) };
  const taken = new Set([...view.succeededIndexes, ...view.failedIndexes]);
  for (const pod of [...active, ...leaving]) taken.add(indexOf(pod) ?? -1);
  return planIndexes(job, view, firstFreeIndexes(taken, missing, job.spec.completions ?? 0), now);
}

function planIndexes(job: Job, { lastFailures }: JobView, free: readonly number[], now: number): JobPlan {
  const waits = free.map((index) => waitForIndex(job, lastFailures.get(index), now));
  const indexes = free.filter((_, place) => waits[place] === 0);
  if (indexes.length > 0 || free.length === 0) return { kind: 'create', indexes };
  return { kind: 'wait', milliseconds: Math.min(...waits) };
}

/** Without a number of completions nothing new begins after the first success. */
function wantedActive({ spec }: Job, { active, succeeded, failedIndexes }: JobView): number {
  const { completions, parallelism = 1 } = spec;
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, completions - succeeded - failedIndexes.size));
}

/** Second pods of an index go first, and such without one. */
function surplusOf(job: Job, active: readonly Pod[], atLeast: number, now: number): readonly Pod[] {
  const extra = isIndexed(job) ? extraPods(job, active, now) : [];
  if (extra.length >= atLeast) return extra;
  const others = active.filter((pod) => !extra.includes(pod));
  return [...extra, ...rankForDeletion(others, [], now).slice(0, atLeast - extra.length)];
}

function extraPods({ spec }: Job, active: readonly Pod[], now: number): readonly Pod[] {
  const best = new Set<number>();
  const ranked = rankForDeletion(active, [], now).toReversed();
  return ranked.filter((pod) => {
    const index = indexOf(pod);
    if (index === undefined || index >= (spec.completions ?? 0) || best.has(index)) return true;
    best.add(index);
    return false;
  });
}
