/** What the status of a Job can't say, and what it can't take back. */
import { equal, fieldInvalid, fieldRequired, instantOf, type FieldError } from '../../apimachinery';
import { isConditionTrue } from '../condition';
import { isJobFinished } from './job';
import { readIndexes } from './job-indexes';
import { metadataUpdateErrors, nonNegative } from '../metadata-validation';
import type { Job, JobStatus } from './job-spec';

/** Conditions are refused without being shown. */
const unfit = (detail: string): FieldError => ({ type: 'invalid', field: 'status.conditions', detail });
const has = (job: Job, type: string): boolean => isConditionTrue(job.status?.conditions, type);

type Change = (name: keyof JobStatus) => boolean;

/** The job before and after, and what of it is another now: what was wrong before may stay so. */
interface Step {
  readonly next: Job;
  readonly previous: Job;
  readonly changed: Change;
  turned(type: string): boolean;
}

export function validateJobStatusUpdate(next: Job, previous: Job): readonly FieldError[] {
  const step: Step = {
    next,
    previous,
    changed: (name) => !equal(next.status?.[name], previous.status?.[name]),
    turned: (type) => has(next, type) !== has(previous, type),
  };
  return [
    ...metadataUpdateErrors(next, previous),
    ...countErrors(next.status ?? {}),
    ...pairErrors(step),
    ...timeErrors(step),
    ...reasonErrors(step),
    ...finishedErrors(step),
    ...indexErrors(step),
    ...togetherErrors(step),
    ...lastingErrors(step),
  ];
}

const counted = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;
const countErrors = (status: JobStatus): readonly FieldError[] =>
  counted.flatMap((name) => nonNegative(status[name], `status.${name}`));

function pairErrors({ next, turned }: Step): readonly FieldError[] {
  if (!has(next, 'Complete')) return [];
  const errors: FieldError[] = [];
  if (has(next, 'Failed') && (turned('Complete') || turned('Failed')))
    errors.push(unfit('cannot set Complete=True and Failed=true conditions'));
  if (has(next, 'FailureTarget') && (turned('Complete') || turned('FailureTarget')))
    errors.push(unfit('cannot set Complete=True and FailureTarget=true conditions'));
  return errors;
}

function timeErrors({ next, changed, turned }: Step): readonly FieldError[] {
  const { startTime, completionTime } = next.status ?? {};
  const isComplete = has(next, 'Complete');
  const field = 'status.completionTime';
  const errors: FieldError[] = [];
  if (turned('Complete') || changed('completionTime')) {
    const why = 'cannot set completionTime when there is no Complete=True condition';
    if (completionTime && !isComplete) errors.push(fieldInvalid(field, completionTime, why));
    if (!completionTime && isComplete)
      errors.push(fieldRequired(field, 'completionTime is required for Complete jobs'));
  }
  if (!startTime || !completionTime || !(changed('startTime') || changed('completionTime'))) return errors;
  return instantOf(completionTime)! < instantOf(startTime)!
    ? [...errors, fieldInvalid(field, completionTime, 'completionTime cannot be set before startTime')]
    : errors;
}

/** A job is told to end before it has ended. */
function reasonErrors({ next, turned }: Step): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (has(next, 'Failed') && !has(next, 'FailureTarget') && (turned('Failed') || turned('FailureTarget')))
    errors.push(unfit('cannot set Failed=True condition without the FailureTarget=true condition'));
  if (has(next, 'Complete') && !has(next, 'SuccessCriteriaMet') && (turned('Complete') || turned('SuccessCriteriaMet')))
    errors.push(unfit('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'));
  return errors;
}

function finishedErrors({ next, previous, changed }: Step): readonly FieldError[] {
  if (!isJobFinished(next)) return [];
  const { active = 0, startTime, uncountedTerminatedPods: uncounted } = next.status ?? {};
  const ended = !isJobFinished(previous);
  const errors: FieldError[] = [];
  if (active > 0 && (ended || changed('active')))
    errors.push(fieldInvalid('status.active', active, 'active>0 is invalid for finished job'));
  if (!startTime && !next.spec.suspend && (ended || changed('startTime')))
    errors.push(fieldRequired('status.startTime', 'startTime is required for finished job'));
  const rest = (uncounted?.failed?.length ?? 0) + (uncounted?.succeeded?.length ?? 0);
  if (rest > 0 && (ended || changed('uncountedTerminatedPods'))) {
    const shown = { Succeeded: uncounted?.succeeded ?? null, Failed: uncounted?.failed ?? null };
    const why = 'uncountedTerminatedPods needs to be empty for finished job';
    errors.push(fieldInvalid('status.uncountedTerminatedPods', shown, why));
  }
  return errors;
}

function indexErrors({ next, changed }: Step): readonly FieldError[] {
  const { completions, completionMode, backoffLimitPerIndex } = next.spec;
  const { completedIndexes: completed = '', failedIndexes: failed } = next.status ?? {};
  const errors: FieldError[] = [];
  const read = (name: 'completedIndexes' | 'failedIndexes', text: string) => {
    const { problem } = readIndexes(text, completions!);
    if (problem !== undefined) errors.push(fieldInvalid(`status.${name}`, text, `error parsing ${name}: ${problem}`));
  };
  const isNew = changed('completedIndexes');
  if (isNew && completions !== undefined) read('completedIndexes', completed);
  if (changed('failedIndexes') && completions !== undefined && backoffLimitPerIndex !== undefined && failed)
    read('failedIndexes', failed);
  const why = 'cannot set non-empty completedIndexes when non-indexed completion mode';
  if (isNew && completed !== '' && completionMode !== 'Indexed')
    errors.push(fieldInvalid('status.completedIndexes', completed, why));
  if (changed('failedIndexes') && backoffLimitPerIndex === undefined && failed !== undefined) {
    const needless = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    errors.push(fieldInvalid('status.failedIndexes', failed, needless));
  }
  return errors;
}

function togetherErrors({ next, previous, changed }: Step): readonly FieldError[] {
  const { terminating = 0, ready = 0, active = 0 } = next.status ?? {};
  const errors: FieldError[] = [];
  const ended = isJobFinished(next) && !isJobFinished(previous);
  if (terminating > 0 && isJobFinished(next) && (ended || changed('terminating')))
    errors.push(fieldInvalid('status.terminating', terminating, 'terminating>0 is invalid for finished job'));
  if (ready > active && (changed('ready') || changed('active')))
    errors.push(fieldInvalid('status.ready', ready, 'cannot set more ready pods than active'));
  if (!has(next, 'SuccessCriteriaMet')) return errors;
  if (has(next, 'Failed')) errors.push(unfit('cannot set SuccessCriteriaMet=True and Failed=true conditions'));
  if (has(next, 'FailureTarget'))
    errors.push(unfit('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'));
  return errors;
}

/** What has ended stays so, and what was counted stays counted. */
function lastingErrors({ next, previous, changed }: Step): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const type of ['Failed', 'Complete', 'FailureTarget'])
    if (has(previous, type) && !has(next, type))
      errors.push(unfit(`cannot disable the terminal ${type}=True condition`));
  const isElastic = next.spec.completionMode === 'Indexed' && next.spec.completions === previous.spec.completions;
  for (const name of ['failed', 'succeeded'] as const) {
    const count = next.status?.[name] ?? 0;
    if (count >= (previous.status?.[name] ?? 0) || (name === 'succeeded' && isElastic)) continue;
    errors.push(fieldInvalid(`status.${name}`, count, `cannot decrease the ${name} counter`));
  }
  const { completionTime } = next.status ?? {};
  if (completionTime && previous.status?.completionTime && changed('completionTime'))
    errors.push(fieldInvalid('status.completionTime', completionTime, 'completionTime cannot be mutated'));
  if (previous.status?.startTime && changed('startTime') && !next.spec.suspend)
    errors.push(fieldRequired('status.startTime', 'startTime cannot be removed for unsuspended job'));
  if (has(previous, 'SuccessCriteriaMet') && !has(next, 'SuccessCriteriaMet'))
    errors.push(unfit('cannot disable the SuccessCriteriaMet=True condition'));
  return errors;
}
