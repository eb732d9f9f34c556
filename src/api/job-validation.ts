/** What is wrong with a Job. */
import {
  fieldDuplicate,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  labelSelectorErrors,
  matchesSelector,
  selectorOf,
  semanticallyEqual,
  validateQualifiedName,
  type FieldError,
} from '../apimachinery';
import { immutableErrors, metadataErrors, metadataUpdateErrors, nonNegative } from './metadata-validation';
import { podTemplateErrors } from './pod-validation';
import { isReadableSelector } from './pod-set-validation';
import type { Job, JobSpec, PodFailurePolicyRule, SuccessPolicyRule } from './job-spec';
import { oneOf } from './value-validation';

export function validateJob(job: Job): readonly FieldError[] {
  return [
    ...metadataErrors(job, true),
    ...generatedErrors(job),
    ...selectorErrors(job.spec),
    ...jobSpecErrors(job.spec, 'spec'),
  ];
}

export function validateJobUpdate(next: Job, previous: Job): readonly FieldError[] {
  const errors = metadataUpdateErrors(next, previous);
  if (next.spec === previous.spec) return errors;
  const fixed = [
    'selector',
    'template',
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
  ] as const;
  return [
    ...errors,
    ...selectorErrors(next.spec),
    ...jobSpecErrors(next.spec, 'spec'),
    ...completionsUpdateErrors(next.spec, previous.spec),
    ...fixed.flatMap((name) =>
      name === 'template' && maySchedule(next, previous) ? [] : fixedErrors(next.spec, previous.spec, name),
    ),
    ...immutableErrors(next.spec.successPolicy, previous.spec.successPolicy, 'spec.successPolicy'),
  ];
}

const fixedErrors = (next: JobSpec, previous: JobSpec, name: keyof JobSpec): FieldError[] =>
  semanticallyEqual(next[name], previous[name]) ? [] : immutableErrors(next[name], previous[name], `spec.${name}`);

/** Of a suspended job that never ran, where its pods may run can still change, and what they are called. */
function maySchedule(next: Job, previous: Job): boolean {
  if (!previous.spec.suspend || previous.status?.startTime) return false;
  const strip = ({ metadata, spec }: JobSpec['template']) => ({
    metadata: { ...metadata, labels: undefined, annotations: undefined },
    spec: { ...spec, nodeSelector: undefined, affinity: undefined, tolerations: undefined, schedulingGates: undefined },
  });
  return semanticallyEqual(strip(next.spec.template), strip(previous.spec.template));
}

/** An indexed job can grow and shrink as long as both of its numbers stay equal. */
function completionsUpdateErrors(next: JobSpec, previous: JobSpec): FieldError[] {
  if (next.completions === previous.completions) return [];
  const isElastic =
    next.completionMode === 'Indexed' && next.completions !== undefined && previous.completions !== undefined;
  if (!isElastic) return immutableErrors(next.completions, previous.completions, 'spec.completions');
  if (next.completions === next.parallelism && previous.completions === previous.parallelism) return [];
  const why = 'can only be modified in tandem with spec.parallelism';
  return [fieldInvalid('spec.completions', next.completions, why)];
}

function generatedErrors({ metadata, spec }: Job): FieldError[] {
  if (spec.manualSelector) return [];
  const { uid = '', name = '' } = metadata;
  const labels = spec.template.metadata?.labels ?? {};
  const wanted = {
    'controller-uid': uid,
    'batch.kubernetes.io/controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/job-name': name,
  };
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const field = `spec.template.metadata.labels[${key}]`;
    if (!Object.hasOwn(labels, key)) errors.push(fieldRequired(field, `must be '${value}'`));
    else if (labels[key] !== value) errors.push(fieldInvalid(field, labels, `must be '${value}'`));
  }
  const own = { 'batch.kubernetes.io/controller-uid': uid, 'controller-uid': uid };
  const { selector } = spec;
  if (selector && isReadableSelector(selector) && !matchesSelector(selectorOf(selector), own))
    errors.push(fieldInvalid('spec.selector', selector, '`selector` not auto-generated'));
  return errors;
}

function selectorErrors({ selector, template }: JobSpec): FieldError[] {
  if (!selector) return [fieldRequired('spec.selector')];
  const errors = labelSelectorErrors(selector, 'spec.selector');
  if (!isReadableSelector(selector)) return errors;
  const labels = template.metadata?.labels ?? {};
  return matchesSelector(selectorOf(selector), labels)
    ? errors
    : [...errors, fieldInvalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')];
}

const counted = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'maxFailedIndexes',
  'backoffLimitPerIndex',
] as const;

/** What a Job says but its selector; of cron jobs' templates too. @param field `spec`, `spec.jobTemplate.spec` */
export function jobSpecErrors(spec: JobSpec, field: string): FieldError[] {
  return [
    ...counted.flatMap((name) => nonNegative(spec[name], `${field}.${name}`)),
    ...(spec.managedBy === undefined ? [] : managerErrors(spec.managedBy, `${field}.managedBy`)),
    ...indexErrors(spec, field),
    ...failureErrors(spec, `${field}.podFailurePolicy`),
    ...successErrors(spec, `${field}.successPolicy`),
    ...replacementErrors(spec, `${field}.podReplacementPolicy`),
    ...podTemplateErrors(spec.template, `${field}.template`),
    ...restartErrors(spec, `${field}.template.spec.restartPolicy`),
  ];
}

function managerErrors(name: string, field: string): FieldError[] {
  const errors: FieldError[] = validateQualifiedName(name).map((problem) => fieldInvalid(field, name, problem));
  if (errors.length > 0 || name.includes('/')) return errors;
  return [fieldInvalid(field, name, 'must be a domain-prefixed path (such as "acme.io/foo")')];
}

const mostIndexes = 100_000;

function indexErrors(spec: JobSpec, field: string): FieldError[] {
  const { completionMode: mode, completions, parallelism = 1, backoffLimitPerIndex, maxFailedIndexes } = spec;
  const errors: FieldError[] = [];
  if (mode !== undefined && mode !== 'Indexed' && mode !== 'NonIndexed')
    errors.push(fieldNotSupported(`${field}.completionMode`, mode, ['Indexed', 'NonIndexed']));
  if (mode === 'Indexed') {
    if (completions === undefined)
      errors.push(fieldRequired(`${field}.completions`, 'when completion mode is Indexed'));
    if (parallelism > mostIndexes) {
      const why = `must be less than or equal to ${mostIndexes} when completion mode is Indexed`;
      errors.push(fieldInvalid(`${field}.parallelism`, parallelism, why));
    }
  } else {
    const why = 'requires indexed completion mode';
    if (backoffLimitPerIndex !== undefined)
      errors.push(fieldInvalid(`${field}.backoffLimitPerIndex`, backoffLimitPerIndex, why));
    if (maxFailedIndexes !== undefined) errors.push(fieldInvalid(`${field}.maxFailedIndexes`, maxFailedIndexes, why));
  }
  if (maxFailedIndexes === undefined) return errors;
  if (backoffLimitPerIndex === undefined)
    errors.push(fieldRequired(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  if (completions !== undefined && maxFailedIndexes > completions)
    errors.push(
      fieldInvalid(`${field}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions'),
    );
  return errors;
}

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

type OnExitCodes = NonNullable<PodFailurePolicyRule['onExitCodes']>;

function exitCodeErrors(codes: OnExitCodes, names: ReadonlySet<string>, at: string): FieldError[] {
  const { operator, containerName, values } = codes;
  const errors: FieldError[] = oneOf(operator, ['In', 'NotIn'], `${at}.operator`);
  if (containerName !== undefined && !names.has(containerName)) {
    const why = 'must be one of the container or initContainer names in the pod template';
    errors.push(fieldInvalid(`${at}.containerName`, containerName, why));
  }
  if (values.length === 0) errors.push(fieldInvalid(`${at}.values`, values, 'at least one value is required'));
  values.forEach((value, index) => {
    const place = `${at}.values[${index}]`;
    if (operator === 'In' && value === 0) errors.push(fieldInvalid(place, 0, 'must not be 0 for the In operator'));
    if (values.indexOf(value) < index) errors.push(fieldDuplicate(place, value));
  });
  if (values.some((value, index) => index > 0 && values[index - 1]! > value))
    errors.push(fieldInvalid(`${at}.values`, values, 'must be ordered'));
  return errors;
}

function ruleErrors(rule: PodFailurePolicyRule, spec: JobSpec, names: ReadonlySet<string>, at: string): FieldError[] {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const errors: FieldError[] = [];
  if (!action) errors.push(fieldRequired(`${at}.action`, 'valid values: ["Count" "FailIndex" "FailJob" "Ignore"]'));
  else if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
    errors.push(fieldInvalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set'));
  else errors.push(...oneOf(action, actions, `${at}.action`));
  if (onExitCodes) errors.push(...exitCodeErrors(onExitCodes, names, `${at}.onExitCodes`));
  onPodConditions.forEach(({ type, status }, index) => {
    const place = `${at}.onPodConditions[${index}]`;
    for (const problem of validateQualifiedName(type)) errors.push(fieldInvalid(`${place}.type`, type, problem));
    errors.push(...oneOf(status, ['False', 'True', 'Unknown'], `${place}.status`));
  });
  // The real server shows no value here.
  const wrong = (detail: string): FieldError => ({ type: 'invalid', field: at, detail });
  if (onExitCodes && onPodConditions.length > 0)
    errors.push(wrong('specifying both OnExitCodes and OnPodConditions is not supported'));
  if (!onExitCodes && onPodConditions.length === 0)
    errors.push(wrong('specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

function failureErrors(spec: JobSpec, field: string): FieldError[] {
  const { podFailurePolicy, template } = spec;
  const { containers, initContainers = [] } = template.spec;
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  return (podFailurePolicy?.rules ?? []).flatMap((rule, index) =>
    ruleErrors(rule, spec, names, `${field}.rules[${index}]`),
  );
}

/** As messages show it. */
const policyInGo = ({ rules }: NonNullable<JobSpec['successPolicy']>) => ({
  Rules: rules.map(({ succeededIndexes = null, succeededCount = null }) => ({
    SucceededIndexes: succeededIndexes,
    SucceededCount: succeededCount,
  })),
});

function successErrors({ successPolicy, completionMode }: JobSpec, field: string): FieldError[] {
  if (!successPolicy) return [];
  const errors: FieldError[] = [];
  if (completionMode !== 'Indexed')
    errors.push(fieldInvalid(field, policyInGo(successPolicy), 'requires indexed completion mode'));
  if (successPolicy.rules.length === 0)
    errors.push(
      fieldRequired(`${field}.rules`, 'at least one rules must be specified when the successPolicy is specified'),
    );
  const isEmpty = ({ succeededCount, succeededIndexes }: SuccessPolicyRule) =>
    succeededCount === undefined && succeededIndexes === undefined;
  successPolicy.rules.forEach((rule, index) => {
    const why = 'at least one of succeededCount or succeededIndexes must be specified';
    if (isEmpty(rule)) errors.push(fieldRequired(`${field}.rules[${index}]`, why));
    if (rule.succeededCount !== undefined)
      errors.push(...nonNegative(rule.succeededCount, `${field}.rules[${index}].succeededCount`));
  });
  return errors;
}

function replacementErrors({ podReplacementPolicy: policy, podFailurePolicy }: JobSpec, field: string): FieldError[] {
  if (policy === undefined) return [];
  if (podFailurePolicy) return policy === 'Failed' ? [] : [fieldNotSupported(field, policy, ['Failed'])];
  return policy === 'Failed' || policy === 'TerminatingOrFailed'
    ? []
    : [fieldNotSupported(field, policy, ['Failed', 'TerminatingOrFailed'])];
}

function restartErrors({ template, podFailurePolicy }: JobSpec, field: string): FieldError[] {
  const { restartPolicy } = template.spec;
  if (!restartPolicy || restartPolicy === 'Always') return [fieldRequired(field, 'valid values: "OnFailure", "Never"')];
  if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never')
    return [fieldNotSupported(field, restartPolicy, ['OnFailure', 'Never'])];
  return podFailurePolicy && restartPolicy !== 'Never'
    ? [fieldInvalid(field, restartPolicy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}
