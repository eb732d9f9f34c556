import { hostnameWarnings, podWarnings } from '../pod/pod-warnings';
import { humanDuration, instantOf, selectorOf, selectorString } from '../../apimachinery';
import { countColumn, textColumn, wideColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { laterRules } from '../later';
import { defaultFailurePolicy } from './job';
import { defaultPodTemplate } from '../pod/pod-defaults';
import { templateColumns } from './pod-set-columns';
import { withChanges, withDefaults } from '../strategy';
import type { KubeObject, ObjectMeta } from '../../apimachinery';
import type { JobSpec } from './job-spec';
import type { ObjectReference } from '../reference';

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
  warnings: ({ metadata, spec }) => [
    ...hostnameWarnings(metadata.name),
    ...podWarnings(spec.jobTemplate.spec.template, 'spec.jobTemplate.spec.template'),
  ],
  ...laterRules('CronJob'),
  columns: [
    nameColumn,
    textColumn('Schedule', 'When it makes jobs.', ({ spec }) => spec.schedule),
    textColumn('Timezone', 'Where that time is.', ({ spec }) => spec.timeZone ?? '<none>'),
    { ...textColumn('Suspend', 'Does it wait?', ({ spec }) => (spec.suspend ? 'True' : 'False')), type: 'boolean' },
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
  const { podFailurePolicy } = jobTemplate.spec;
  const changes = {
    template: defaultPodTemplate(jobTemplate.spec.template),
    ...(podFailurePolicy && { podFailurePolicy: defaultFailurePolicy(podFailurePolicy) }),
  };
  return withChanges(spec, {
    jobTemplate: withChanges(jobTemplate, { spec: withChanges(jobTemplate.spec, changes) }),
  });
}
