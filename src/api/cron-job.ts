import { hostnameWarnings, podWarnings } from './pod-warnings';
import {
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  humanDuration,
  instantOf,
  selectorOf,
  selectorString,
  type FieldError,
} from '../apimachinery';
import { countColumn, textColumn, wideColumn } from './column';
import { scheduleProblem } from './cron-schedule';
import { jobSpecErrors } from './job-validation';
import { ageColumn, defineKind, nameColumn, statusSubresource } from './kind';
import { metadataErrors, metadataUpdateErrors, nonNegative } from './metadata-validation';
import { defaultPodTemplate } from './pod-defaults';
import { templateColumns } from './pod-set-columns';
import { keepStatus, newWithStatus, nextGeneration, withChanges, withDefaults } from './strategy';
import type { KubeObject, ObjectMeta } from '../apimachinery';
import type { JobSpec } from './job-spec';
import type { ObjectReference } from './reference';
import { oneOf } from './value-validation';

export interface CronJob extends KubeObject {
  readonly spec: CronJobSpec;
  readonly status?: CronJobStatus;
}

export interface CronJobSpec {
  readonly concurrencyPolicy?: string;
  readonly failedJobsHistoryLimit?: number;
  readonly jobTemplate: JobTemplateSpec;
  readonly schedule: string;
  readonly startingDeadlineSeconds?: number;
  readonly successfulJobsHistoryLimit?: number;
  readonly suspend?: boolean;
  readonly timeZone?: string;
}

export interface CronJobStatus {
  readonly active?: readonly ObjectReference[];
  readonly lastScheduleTime?: string;
  readonly lastSuccessfulTime?: string;
}

export interface JobTemplateSpec {
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec: JobSpec;
}

const identity = { group: 'batch', version: 'v1', kind: 'CronJob' } as const;

export const cronJobKind = defineKind<CronJob>({
  ...identity,
  plural: 'cronjobs',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/cronjobs',
  subresources: [statusSubresource(identity)],
  generations: true,
  defaults: (job) => withChanges(job, { spec: defaultSpec(job.spec) }),
  prepareForCreate: (job) => newWithStatus(job, {}),
  prepareForUpdate: (next, previous) => nextGeneration(keepStatus(next, previous), previous),
  warnings: ({ metadata, spec }) => [
    ...hostnameWarnings(metadata.name),
    ...podWarnings(spec.jobTemplate.spec.template, 'spec.jobTemplate.spec.template'),
  ],
  validate: (job) => [...metadataErrors(job, true), ...lengthErrors(job), ...specErrors(job.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...(next.spec === previous.spec ? [] : specErrors(next.spec)),
  ],
  columns: [
    nameColumn,
    textColumn('Schedule', 'When it makes jobs.', ({ spec }) => spec.schedule),
    textColumn('Timezone', 'Where that time is.', ({ spec }) => spec.timeZone ?? '<none>'),
    textColumn('Suspend', 'Does it wait?', ({ spec }) => (spec.suspend ? 'True' : 'False')),
    countColumn('Active', 'How many of its jobs run.', ({ status }) => status?.active?.length ?? 0),
    textColumn('Last Schedule', 'When it last made one.', ({ status }, now) => {
      const last = instantOf(status?.lastScheduleTime ?? '');
      return last === undefined ? '<none>' : humanDuration(now - last);
    }),
    ageColumn,
    ...templateColumns<CronJob>(({ spec }) => spec.jobTemplate.spec.template.spec),
    wideColumn('Selector', 'Which pods are its own.', ({ spec }) => {
      const { selector } = spec.jobTemplate.spec;
      return selector ? selectorString(selectorOf(selector)) : '<none>';
    }),
  ],
});

function defaultSpec(given: CronJobSpec): CronJobSpec {
  const spec = withDefaults<CronJobSpec>(given, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  const { jobTemplate } = spec;
  const template = defaultPodTemplate(jobTemplate.spec.template);
  return withChanges(spec, {
    jobTemplate: withChanges(jobTemplate, { spec: withChanges(jobTemplate.spec, { template }) }),
  });
}

/** Its jobs are called after it, with eleven characters more. */
const longestName = 52;

function lengthErrors({ metadata }: CronJob): FieldError[] {
  if (metadata.name === undefined || metadata.name.length <= longestName) return [];
  return [fieldInvalid('metadata.name', metadata.name, `must be no more than ${longestName} characters`)];
}

const areas = 'Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific';
const cityPattern = new RegExp(`^(${areas})(/[A-Z][A-Za-z0-9_+-]*)+$`);
const wholeZones = new Set([
  ...['UTC', 'GMT', 'UCT', 'Zulu', 'Universal', 'CET', 'EET', 'MET', 'WET', 'EST', 'MST', 'HST', 'EST5EDT', 'CST6CDT'],
  ...['MST7MDT', 'PST8PDT', 'Cuba', 'Egypt', 'Eire', 'Hongkong', 'Iceland', 'Iran', 'Israel', 'Jamaica', 'Japan'],
  ...['Libya', 'NZ', 'Poland', 'Portugal', 'PRC', 'ROC', 'ROK', 'Singapore', 'Turkey', 'GB', 'Navajo', 'W-SU'],
]);

/** There is no data about zones here: any city of a known area passes. */
const isZone = (zone: string): boolean => wholeZones.has(zone) || cityPattern.test(zone);

function zoneErrors(zone: string | undefined, field: string): FieldError[] {
  if (zone === undefined) return [];
  if (zone === '') return [fieldInvalid(field, zone, 'timeZone must be nil or non-empty string')];
  if (zone.toLowerCase() === 'local') {
    const why = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    return [fieldInvalid(field, zone, why)];
  }
  return isZone(zone) ? [] : [fieldInvalid(field, zone, `unknown time zone ${zone}`)];
}

function scheduleErrors(schedule: string, field: string): FieldError[] {
  if (schedule === '') return [fieldRequired(field)];
  const problem = scheduleProblem(schedule);
  const errors: FieldError[] = problem === undefined ? [] : [fieldInvalid(field, schedule, problem)];
  const why = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  return schedule.includes('TZ') ? [...errors, fieldInvalid(field, schedule, why)] : errors;
}

function specErrors(spec: CronJobSpec): FieldError[] {
  const { jobTemplate, concurrencyPolicy } = spec;
  const errors = [
    ...scheduleErrors(spec.schedule, 'spec.schedule'),
    ...nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...zoneErrors(spec.timeZone, 'spec.timeZone'),
    ...oneOf(concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy'),
    ...jobSpecErrors(jobTemplate.spec, 'spec.jobTemplate.spec'),
  ];
  if (jobTemplate.spec.manualSelector)
    errors.push(fieldNotSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  return [
    ...errors,
    ...nonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...nonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
  ];
}
