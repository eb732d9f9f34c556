import type { Job, JobCondition } from '../../api';
import { instantOf, wallClock } from '../../apimachinery';
import { hasFailed } from './job-pod';
import { limitsEachIndex } from './per-index';
import { judge } from './pod-failure-policy';
import { successBy } from './success-policy';
import type { JobView } from './view';

/** How a job ends: what the condition will be that ends it, and the one that announces it. */
export interface Outcome {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

const ANNOUNCEMENTS = { Complete: 'SuccessCriteriaMet', Failed: 'FailureTarget' } as const;

/** What has been announced before, or what ends the job now; undefined while it goes on. */
export function endOf(job: Job, view: JobView, now: number): Outcome | undefined {
  return (
    announced(job, 'Complete') ??
    announced(job, 'Failed') ??
    failureByPolicy(job, view) ??
    failureOf(job, view, now) ??
    failureOfIndexes(job, view) ??
    successByPolicy(job, view)
  );
}

function announced({ status }: Job, type: Outcome['type']): Outcome | undefined {
  const found = status?.conditions?.find((one) => one.type === ANNOUNCEMENTS[type] && one.status === 'True');
  return found && { type, reason: found.reason ?? '', message: found.message ?? '' };
}

/** One failure that its policy calls hopeless ends the job. */
function failureByPolicy(job: Job, { pods }: JobView): Outcome | undefined {
  if (!job.spec.podFailurePolicy) return undefined;
  for (const pod of pods) {
    const judgement = hasFailed(pod, job) ? judge(job, pod) : undefined;
    if (judgement?.action === 'FailJob')
      return { type: 'Failed', reason: 'PodFailurePolicy', message: judgement.message };
  }
  return undefined;
}

/** Indexes fail on their own: the job does when too many have, or when nothing is left to be tried. */
function failureOfIndexes(job: Job, { failedIndexes: { size }, succeeded }: JobView): Outcome | undefined {
  const { maxFailedIndexes = Infinity, completions = 0 } = job.spec;
  if (!limitsEachIndex(job) || size === 0) return undefined;
  if (size > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes';
    return { type: 'Failed', reason: 'MaxFailedIndexesExceeded', message };
  }
  if (size + succeeded < completions) return undefined;
  return { type: 'Failed', reason: 'FailedIndexes', message: 'Job has failed indexes' };
}

function successByPolicy(job: Job, { succeededIndexes }: JobView): Outcome | undefined {
  const message = successBy(job, succeededIndexes);
  return message === undefined ? undefined : { type: 'Complete', reason: 'SuccessPolicy', message };
}

function failureOf(job: Job, view: JobView, now: number): Outcome | undefined {
  const { backoffLimit = 6 } = job.spec;
  if (view.failed > backoffLimit || restartedTooOften(job, view)) {
    return { type: 'Failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  const left = untilDeadline(job, now);
  if (left === undefined || left > 0) return undefined;
  return { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
}

/** Containers that are started again in their pod count as well. */
function restartedTooOften(job: Job, { pods }: JobView): boolean {
  const { backoffLimit = 6, template } = job.spec;
  if (template.spec.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const { restartCount } of status.initContainerStatuses ?? []) restarts += restartCount;
    for (const { restartCount } of status.containerStatuses ?? []) restarts += restartCount;
  }
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}

/** Milliseconds until the active deadline; undefined where there is none, or the job is suspended or has not begun. */
export function untilDeadline({ spec, status }: Job, now: number): number | undefined {
  const started = instantOf(status?.startTime ?? '');
  if (spec.activeDeadlineSeconds === undefined || started === undefined || spec.suspend) return undefined;
  return started + spec.activeDeadlineSeconds * 1000 - now;
}

/** With a number of completions when all are there; without, when one has succeeded and the others have ended too. */
export function isComplete({ spec }: Job, succeeded: number, active: number): boolean {
  if (active > 0) return false;
  return spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions;
}

export const COMPLETED: Outcome = {
  type: 'Complete',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};

export const announcementOf = (outcome: Outcome): JobCondition => ({
  ...outcome,
  type: ANNOUNCEMENTS[outcome.type],
  status: 'True',
});

export const terminalOf = (outcome: Outcome): JobCondition => ({ ...outcome, status: 'True' });

/** The conditions with this one; one that would say False for the first time isn't added. The same list where nothing changes. */
export function withJobCondition(
  conditions: readonly JobCondition[],
  condition: JobCondition,
  now: number,
): readonly JobCondition[] {
  const index = conditions.findIndex(({ type }) => type === condition.type);
  const known = conditions[index];
  const { status, reason, message } = condition;
  if (known && known.status === status && known.reason === reason && known.message === message) return conditions;
  if (!known && status === 'False') return conditions;
  const dated = { ...condition, lastProbeTime: wallClock(now), lastTransitionTime: wallClock(now) };
  return known ? conditions.with(index, dated) : [...conditions, dated];
}
