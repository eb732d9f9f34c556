/** The job's row: its defaults, the selector that the server makes, its columns. */
import { hostnameWarnings, templateWarnings } from '../pod/pod-warnings';
import { humanDuration, instantOf, selectorOf, selectorString } from '../../apimachinery';
import { textColumn, wideColumn } from '../column';
import { isConditionTrue } from '../condition';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { laterRulesOfAll } from '../later';
import { defaultPodTemplate } from '../pod/pod-defaults';
import { templateColumns } from './pod-set-columns';
import { mapShared, newWithStatus, withChanges, withDefaults } from '../strategy';
import type { Job, JobCondition, JobSpec, PodFailurePolicy } from './job-spec';
import type { PodTemplateSpec } from './pod-template';

const identity = { group: 'batch', version: 'v1', kind: 'Job' } as const;

export const jobKind = defineKind<Job>({
  ...identity,
  plural: 'jobs',
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/jobs',
  subresources: [statusSubresource(identity)],
  generations: true,
  orphansDependents: true,
  deletionWarning:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  ownFieldLabels: true,
  defaults: (job) => withLabels({ ...job, spec: defaultJobSpec(job.spec) }),
  prepareForCreate: (job) => newWithStatus(job.spec.manualSelector ? job : withOwnSelector(job), {}),
  warnings: (object) => [...hostnameWarnings(object.metadata.name), ...templateWarnings(object)],
  ...laterRulesOfAll('Job'),
  fieldsOf: ({ metadata, status }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'status.successful': String(status?.succeeded ?? 0),
  }),
  columns: [
    nameColumn,
    textColumn('Status', 'How far it has come.', statusText),
    textColumn('Completions', 'Pods that succeeded, of those wanted.', completionsText),
    textColumn('Duration', 'How long it ran.', durationText),
    ageColumn,
    ...templateColumns<Job>(({ spec }) => spec.template.spec),
    wideColumn('Selector', 'Which pods are its own.', ({ spec }) => selectorString(selectorOf(spec.selector))),
  ],
});

// ---- defaults --------------------------------------------------------------------------------------------------------

const noLimit = 2 ** 31 - 1;

/** Defaults of what a Job says; cron jobs don't have them in their templates. */
export function defaultJobSpec(given: JobSpec): JobSpec {
  const { completions, parallelism, backoffLimitPerIndex, podFailurePolicy } = given;
  const spec = withDefaults<JobSpec>(given, {
    ...(completions === undefined && parallelism === undefined && { completions: 1 }),
    parallelism: 1,
    backoffLimit: backoffLimitPerIndex === undefined ? 6 : noLimit,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: podFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
  });
  return withChanges(spec, {
    template: defaultPodTemplate(spec.template),
    ...(podFailurePolicy && { podFailurePolicy: defaultFailurePolicy(podFailurePolicy) }),
  });
}

/** A condition that is asked for is asked to be true. */
export const defaultFailurePolicy = (policy: PodFailurePolicy): PodFailurePolicy =>
  withChanges(policy, {
    rules:
      policy.rules &&
      mapShared(policy.rules, (rule) =>
        rule.onPodConditions
          ? withChanges(rule, {
              onPodConditions: mapShared(rule.onPodConditions, (one) =>
                one.status ? one : { ...one, status: 'True' as const },
              ),
            })
          : rule,
      ),
  });

/** A job without labels has those of its pods. */
function withLabels(job: Job): Job {
  const { labels } = job.spec.template.metadata ?? {};
  if (!labels || Object.keys(job.metadata.labels ?? {}).length > 0) return job;
  return { ...job, metadata: { ...job.metadata, labels } };
}

/** The pods are told apart by the job's uid, which nobody can know before. */
function withOwnSelector(job: Job): Job {
  const { name = '', uid = '' } = job.metadata;
  const given = job.spec.template.metadata?.labels;
  const own = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name };
  const labels = withDefaults<Record<string, string>>(
    { ...given },
    { ...own, 'controller-uid': uid, 'job-name': name },
  );
  const template: PodTemplateSpec = { ...job.spec.template, metadata: { ...job.spec.template.metadata, labels } };
  const wanted = { 'batch.kubernetes.io/controller-uid': uid };
  const selector = { ...job.spec.selector, matchLabels: { ...wanted, ...job.spec.selector?.matchLabels } };
  const shares = job.metadata.labels === undefined || job.metadata.labels === given;
  const metadata = shares ? { ...job.metadata, labels } : job.metadata;
  return { ...job, metadata, spec: { ...job.spec, selector, template } };
}

// ---- how it ended -----------------------------------------------------------------------------------------------------

/** The condition that says how a job ended: `Complete` or `Failed`; undefined while it goes on. */
export const finishedCondition = ({ status }: Job): JobCondition | undefined =>
  status?.conditions?.find(
    (condition) => (condition.type === 'Complete' || condition.type === 'Failed') && condition.status === 'True',
  );

export const isJobFinished = (job: Job): boolean => finishedCondition(job) !== undefined;

// ---- its line --------------------------------------------------------------------------------------------------------

function statusText({ metadata, status }: Job): string {
  const has = (type: string) => isConditionTrue(status?.conditions, type);
  const ended = ['Complete', 'Failed'].find(has);
  if (ended !== undefined) return ended;
  if (metadata.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function completionsText({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationText({ status }: Job, now: number): string {
  const start = instantOf(status?.startTime ?? '');
  if (start === undefined) return '';
  return humanDuration((instantOf(status?.completionTime ?? '') ?? now) - start);
}
