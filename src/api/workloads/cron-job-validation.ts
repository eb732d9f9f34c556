/** What is wrong with a CronJob. */
import { fieldInvalid, fieldNotSupported, fieldRequired, type FieldError } from '../../apimachinery';
import type { CronJob, CronJobSpec } from './cron-job';
import { scheduleProblem } from './cron-schedule';
import { jobSpecErrors } from './job-validation';
import { metadataErrors, metadataUpdateErrors, nonNegative } from '../metadata-validation';
import { oneOf } from '../value-validation';

export const validateCronJob = (job: CronJob): readonly FieldError[] => [
  ...metadataErrors(job, true),
  ...specErrors(job.spec),
  ...lengthErrors(job),
];

export const validateCronJobUpdate = (next: CronJob, previous: CronJob): readonly FieldError[] => [
  ...metadataUpdateErrors(next, previous),
  ...(next.spec === previous.spec ? [] : specErrors(next.spec, previous.spec)),
];

/** Its jobs are called after it, with eleven characters more. */
const longestName = 52;

function lengthErrors({ metadata }: CronJob): readonly FieldError[] {
  if (metadata.name === undefined || metadata.name.length <= longestName) return [];
  return [fieldInvalid('metadata.name', metadata.name, `must be no more than ${longestName} characters`)];
}

const areas =
  'Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US';
const cityPattern = new RegExp(`^(${areas})(/[A-Z][A-Za-z0-9_+-]*)+$`);
const wholeZones = new Set([
  ...['UTC', 'GMT', 'UCT', 'Zulu', 'Universal', 'CET', 'EET', 'MET', 'WET', 'EST', 'MST', 'HST', 'EST5EDT', 'CST6CDT'],
  ...['MST7MDT', 'PST8PDT', 'Cuba', 'Egypt', 'Eire', 'Hongkong', 'Iceland', 'Iran', 'Israel', 'Jamaica', 'Japan'],
  ...['Libya', 'NZ', 'Poland', 'Portugal', 'PRC', 'ROC', 'ROK', 'Singapore', 'Turkey', 'GB', 'Navajo', 'W-SU'],
]);

/** There is no data about zones here: any city of a known area passes. */
const isZone = (zone: string): boolean => wholeZones.has(zone) || cityPattern.test(zone);

function zoneErrors(zone: string | undefined, field: string): readonly FieldError[] {
  if (zone === undefined) return [];
  if (zone === '') return [fieldInvalid(field, zone, 'timeZone must be nil or non-empty string')];
  if (zone.toLowerCase() === 'local') {
    const why = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    const unknown = zone === 'Local' ? [] : [fieldInvalid(field, zone, `unknown time zone ${zone}`)];
    return [fieldInvalid(field, zone, why), ...unknown];
  }
  return isZone(zone) ? [] : [fieldInvalid(field, zone, `unknown time zone ${zone}`)];
}

function scheduleErrors(schedule: string, field: string): readonly FieldError[] {
  if (schedule === '') return [fieldRequired(field)];
  const [, place = ''] = /^(?:CRON_)?TZ=(\S+) /.exec(schedule) ?? [];
  const problem =
    place === '' || isZone(place)
      ? scheduleProblem(schedule)
      : `provided bad location ${place}: unknown time zone ${place}`;
  const errors: FieldError[] = problem === undefined ? [] : [fieldInvalid(field, schedule, problem)];
  const why = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  return schedule.includes('TZ') ? [...errors, fieldInvalid(field, schedule, why)] : errors;
}

function specErrors(spec: CronJobSpec, previous?: CronJobSpec): readonly FieldError[] {
  const { jobTemplate, concurrencyPolicy } = spec;
  const errors = [
    ...scheduleErrors(spec.schedule, 'spec.schedule'),
    ...nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...(previous && previous.timeZone === spec.timeZone ? [] : zoneErrors(spec.timeZone, 'spec.timeZone')),
    ...oneOf(concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy'),
    ...jobSpecErrors(jobTemplate.spec, 'spec.jobTemplate.spec'),
  ];
  if (jobTemplate.spec.selector)
    errors.push(
      fieldInvalid('spec.jobTemplate.spec.selector', jobTemplate.spec.selector, '`selector` will be auto-generated'),
    );
  if (jobTemplate.spec.manualSelector)
    errors.push(fieldNotSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  return [
    ...errors,
    ...nonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...nonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
  ];
}
