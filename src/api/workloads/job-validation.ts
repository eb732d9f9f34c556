/** What is wrong with a Job. */
import {
  fieldDuplicate,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  labelSelectorErrors,
  matchesSelector,
  selectorOf,
  semanticallyEqual,
  validateLabelName,
  validateQualifiedName,
  type FieldError,
} from '../../apimachinery';
import {
  immutableErrors,
  metadataAgainErrors,
  metadataErrors,
  metadataUpdateErrors,
  nonNegative,
} from '../metadata-validation';
import { goStruct, podSpecStruct } from '../schema/go-dump';
import { podTemplateErrors } from '../pod/pod-validation';
import { isReadableSelector, missing, templateLabelErrors } from './pod-set-validation';
import { successErrors } from './job-indexes';
import { wasGivenEmpty } from '../schema/schema';
import type { Job, JobSpec, PodFailurePolicyRule } from './job-spec';
import { domainPathErrors, oneOf } from '../value-validation';

/** Everything of a job but its metadata. */
function contentErrors(job: Job): readonly FieldError[] {
  return [...generatedErrors(job), ...jobSpecErrors(job.spec, 'spec'), ...selectorErrors(job.spec), ...hostErrors(job)];
}

const generatedLabels = new Set(
  ['controller-uid', 'job-name'].flatMap((name) => [name, `batch.kubernetes.io/${name}`]),
);

/** Labels that it was given for its pods' sake alone are not looked at. */
function withGivenLabels(job: Job): Job {
  const { labels, ...metadata } = job.metadata;
  const isGiven = Object.keys(labels ?? {}).some((name) => !generatedLabels.has(name));
  return isGiven ? job : { ...job, metadata };
}

export function validateJob(job: Job): readonly FieldError[] {
  return [...metadataErrors(withGivenLabels(job), true), ...contentErrors(job)];
}

/** Upstream looks at the new job as a whole, and then at the update, which has its spec too. */
export function validateJobUpdate(next: Job, previous: Job): readonly FieldError[] {
  const again = metadataAgainErrors(next, previous);
  const changed = metadataUpdateErrors(next, previous);
  if (next.spec === previous.spec) return [...again, ...changed];
  const fixed = (name: keyof JobSpec) => fixedErrors(next.spec, previous.spec, name);
  return [
    ...again,
    ...contentErrors(next),
    ...changed,
    ...jobSpecErrors(next.spec, 'spec'),
    ...selectorErrors(next.spec),
    ...completionsUpdateErrors(next.spec, previous.spec),
    ...fixed('selector'),
    ...templateUpdateErrors(next, previous),
    ...(['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const).flatMap(
      fixed,
    ),
  ];
}

/** The pods of an indexed job are hosts called after it, and there has to be a name for the last of them. */
function hostErrors({
  metadata: { name = '' },
  spec: { completionMode, completions = 0 },
}: Job): readonly FieldError[] {
  if (completionMode !== 'Indexed' || completions <= 0) return [];
  const last = `${name}-${completions - 1}`;
  return validateLabelName(last).length === 0
    ? []
    : [fieldInvalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`)];
}

/** Those that are shown as Go's structs have them. */
const structs: { readonly [Name in keyof JobSpec]?: string } = {
  podFailurePolicy: 'PodFailurePolicy',
  successPolicy: 'SuccessPolicy',
};

function fixedErrors(next: JobSpec, previous: JobSpec, name: keyof JobSpec): readonly FieldError[] {
  const [now, before, struct] = [next[name], previous[name], structs[name]];
  if (semanticallyEqual(now, before)) return [];
  return immutableErrors(now && struct ? goStruct(now as object, struct) : now, before, `spec.${name}`);
}

/** Whether it stands still: where its pods may run can then still change, what they ask for, and what they are called. */
function isWaiting({ spec, status }: Job): boolean {
  if (!spec.suspend) return false;
  const isSuspended = status?.conditions?.some((one) => one.type === 'Suspended' && one.status === 'True');
  return !status?.startTime || isSuspended === true;
}

function lastingSpec({ spec }: JobSpec['template']): object {
  const still = { nodeSelector: undefined, affinity: undefined, tolerations: undefined, schedulingGates: undefined };
  const strip = (container: object) => ({ ...container, resources: undefined });
  const containers = spec.containers?.map(strip);
  return { ...spec, ...still, containers, initContainers: spec.initContainers?.map(strip) };
}

function templateUpdateErrors({ spec: { template } }: Job, previous: Job): readonly FieldError[] {
  const before = previous.spec.template;
  const Spec = () => podSpecStruct(template.spec);
  if (isWaiting(previous))
    return semanticallyEqual(lastingSpec(template), lastingSpec(before))
      ? []
      : [fieldInvalid('spec.template.spec', Spec(), 'field is immutable')];
  return semanticallyEqual(template, before)
    ? []
    : [fieldInvalid('spec.template', { ...template.metadata, Spec: Spec() }, 'field is immutable')];
}

/** An indexed job can grow and shrink as long as both of its numbers stay equal. */
function completionsUpdateErrors(next: JobSpec, previous: JobSpec): readonly FieldError[] {
  if (next.completions === previous.completions) return [];
  if (next.completionMode !== 'Indexed')
    return immutableErrors(next.completions, previous.completions, 'spec.completions');
  if (next.completions === undefined || next.completions === next.parallelism) return [];
  return [fieldInvalid('spec.completions', next.completions, 'can only be modified in tandem with spec.parallelism')];
}

function generatedErrors({ metadata, spec }: Job): readonly FieldError[] {
  if (spec.manualSelector) return [];
  if (!spec.selector) return [];
  const { uid = '', name = '' } = metadata;
  const labels = spec.template.metadata?.labels ?? {};
  const wanted = {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  };
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const field = `spec.template.metadata.labels[${key}]`;
    if (!Object.hasOwn(labels, key)) errors.push(fieldRequired(field, `must be '${value}'`));
    else if (labels[key] !== value) errors.push(fieldInvalid(field, labels, `must be '${value}'`));
  }
  const { selector } = spec;
  if (isReadableSelector(selector) && !matchesSelector(selectorOf(selector), wanted))
    errors.push(fieldInvalid('spec.selector', selector, '`selector` not auto-generated'));
  return errors;
}

function selectorErrors({ selector, template }: JobSpec): readonly FieldError[] {
  if (!selector) return [fieldRequired('spec.selector'), ...templateLabelErrors(template, false, 'spec.template')];
  const errors = labelSelectorErrors(selector, 'spec.selector');
  if (!isReadableSelector(selector)) return errors;
  const matches = matchesSelector(selectorOf(selector), template.metadata?.labels);
  return [...errors, ...templateLabelErrors(template, matches, 'spec.template')];
}

const counted = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

/** What a Job says but its selector; of cron jobs' templates too. @param field `spec`, `spec.jobTemplate.spec` */
export function jobSpecErrors(spec: JobSpec, field: string): readonly FieldError[] {
  const lacksLimit = spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined;
  return [
    ...counted.flatMap((name) => nonNegative(spec[name], `${field}.${name}`)),
    ...(lacksLimit ? [fieldRequired(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')] : []),
    ...(spec.managedBy === undefined ? [] : managerErrors(spec.managedBy, `${field}.managedBy`)),
    ...indexErrors(spec, field),
    ...failureErrors(spec, `${field}.podFailurePolicy`),
    ...successErrors(spec, `${field}.successPolicy`),
    ...replacementErrors(spec, `${field}.podReplacementPolicy`),
    ...podTemplateErrors(spec.template, `${field}.template`),
    ...restartErrors(spec, `${field}.template.spec.restartPolicy`),
  ];
}

const longestManager = 63;

function managerErrors(name: string, field: string): readonly FieldError[] {
  const errors = domainPathErrors(name, field);
  return name.length > longestManager ? [...errors, fieldTooLong(field, longestManager)] : errors;
}

function indexErrors(spec: JobSpec, field: string): readonly FieldError[] {
  const { completionMode: mode = 'NonIndexed', backoffLimitPerIndex, maxFailedIndexes } = spec;
  if (mode === 'Indexed') return indexedErrors(spec, field);
  if (mode !== 'NonIndexed') return [fieldNotSupported(`${field}.completionMode`, mode, ['NonIndexed', 'Indexed'])];
  const why = 'requires indexed completion mode';
  const errors: FieldError[] = [];
  if (backoffLimitPerIndex !== undefined)
    errors.push(fieldInvalid(`${field}.backoffLimitPerIndex`, backoffLimitPerIndex, why));
  if (maxFailedIndexes !== undefined) errors.push(fieldInvalid(`${field}.maxFailedIndexes`, maxFailedIndexes, why));
  return errors;
}

const mostIndexes = 100_000;
/** With more completions than these a job has to be content with less of the rest. */
const manyCompletions = 100_000;
const [parallelismOfMany, failuresOfMany] = [10_000, 10_000];

function indexedErrors(spec: JobSpec, field: string): readonly FieldError[] {
  const { completions, parallelism = 0, backoffLimitPerIndex, maxFailedIndexes: failed } = spec;
  const errors: FieldError[] = [];
  const tooMany = (name: 'parallelism' | 'maxFailedIndexes', why: string) =>
    errors.push(fieldInvalid(`${field}.${name}`, spec[name], `must be less than or equal to ${why}`));
  if (completions === undefined) errors.push(fieldRequired(`${field}.completions`, 'when completion mode is Indexed'));
  if (parallelism > mostIndexes) tooMany('parallelism', `${mostIndexes} when completion mode is Indexed`);
  if (completions !== undefined && failed !== undefined && failed > completions)
    tooMany('maxFailedIndexes', 'completions');
  if (failed !== undefined && failed > mostIndexes) tooMany('maxFailedIndexes', String(mostIndexes));
  if (completions === undefined || completions <= manyCompletions || backoffLimitPerIndex === undefined) return errors;
  const with100k = `when completions are above ${manyCompletions} and used with backoff limit per index`;
  if (failed === undefined) {
    const why = `must be specified when completions is above ${manyCompletions}`;
    errors.push(fieldRequired(`${field}.maxFailedIndexes`, why));
  }
  if (parallelism > parallelismOfMany) tooMany('parallelism', `${parallelismOfMany} ${with100k}`);
  if (failed !== undefined && failed > failuresOfMany) tooMany('maxFailedIndexes', `${failuresOfMany} ${with100k}`);
  return errors;
}

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

/** Where a word is missing, the sentence lists those that there are as Go prints a list. */
const wordErrors = (word: string | undefined, words: readonly string[], field: string): readonly FieldError[] =>
  word
    ? oneOf(word, words, field)
    : [fieldRequired(field, `valid values: [${words.map((one) => JSON.stringify(one)).join(' ')}]`)];

const mostRules = 20;
const mostCodes = 255;
const mostConditions = 20;

type OnExitCodes = NonNullable<PodFailurePolicyRule['onExitCodes']>;

function exitCodeErrors(codes: OnExitCodes, names: ReadonlySet<string>, at: string): readonly FieldError[] {
  const { operator, containerName, values } = codes;
  const errors = [...wordErrors(operator, ['In', 'NotIn'], `${at}.operator`)];
  if (containerName !== undefined && !names.has(containerName)) {
    const why = 'must be one of the container or initContainer names in the pod template';
    errors.push(fieldInvalid(`${at}.containerName`, containerName, why));
  }
  if (values.length === 0) {
    const shown = wasGivenEmpty(codes, 'values') ? values : missing;
    errors.push(fieldInvalid(`${at}.values`, shown, 'at least one value is required'));
  } else if (values.length > mostCodes) errors.push(fieldTooMany(`${at}.values`, values.length, mostCodes));
  values.forEach((value, index) => {
    const place = `${at}.values[${index}]`;
    if (operator === 'In' && value === 0) errors.push(fieldInvalid(place, 0, 'must not be 0 for the In operator'));
    if (values.indexOf(value) < index) errors.push(fieldDuplicate(place, value));
  });
  if (values.some((value, index) => index > 0 && values[index - 1]! > value))
    errors.push(fieldInvalid(`${at}.values`, values, 'must be ordered'));
  return errors;
}

function ruleErrors(
  rule: PodFailurePolicyRule,
  spec: JobSpec,
  names: ReadonlySet<string>,
  at: string,
): readonly FieldError[] {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const errors: FieldError[] = [];
  if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
    errors.push(fieldInvalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set'));
  else errors.push(...wordErrors(action, actions, `${at}.action`));
  if (onExitCodes) errors.push(...exitCodeErrors(onExitCodes, names, `${at}.onExitCodes`));
  if (onPodConditions.length > mostConditions)
    errors.push(fieldTooMany(`${at}.onPodConditions`, onPodConditions.length, mostConditions));
  onPodConditions.forEach(({ type, status }, index) => {
    const place = `${at}.onPodConditions[${index}]`;
    errors.push(...fieldInvalids(`${place}.type`, type, validateQualifiedName(type)));
    errors.push(...wordErrors(status, ['False', 'True', 'Unknown'], `${place}.status`));
  });
  // The real server shows no value here.
  const wrong = (detail: string): FieldError => ({ type: 'invalid', field: at, detail });
  if (onExitCodes && onPodConditions.length > 0)
    errors.push(wrong('specifying both OnExitCodes and OnPodConditions is not supported'));
  if (!onExitCodes && onPodConditions.length === 0)
    errors.push(wrong('specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

function failureErrors(spec: JobSpec, field: string): readonly FieldError[] {
  const { podFailurePolicy, template } = spec;
  const { containers, initContainers = [] } = template.spec;
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  const rules = podFailurePolicy?.rules ?? [];
  if (rules.length > mostRules) return [fieldTooMany(`${field}.rules`, rules.length, mostRules)];
  return rules.flatMap((rule, index) => ruleErrors(rule, spec, names, `${field}.rules[${index}]`));
}

function replacementErrors(
  { podReplacementPolicy: policy, podFailurePolicy }: JobSpec,
  field: string,
): readonly FieldError[] {
  if (policy === undefined) return [];
  if (podFailurePolicy) return policy === 'Failed' ? [] : [fieldNotSupported(field, policy, ['Failed'])];
  return policy === 'Failed' || policy === 'TerminatingOrFailed'
    ? []
    : [fieldNotSupported(field, policy, ['Failed', 'TerminatingOrFailed'])];
}

function restartErrors({ template, podFailurePolicy }: JobSpec, field: string): readonly FieldError[] {
  const { restartPolicy } = template.spec;
  if (!restartPolicy || restartPolicy === 'Always') return [fieldRequired(field, 'valid values: "OnFailure", "Never"')];
  if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never')
    return [fieldNotSupported(field, restartPolicy, ['OnFailure', 'Never'])];
  return podFailurePolicy && restartPolicy !== 'Never'
    ? [fieldInvalid(field, restartPolicy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}
