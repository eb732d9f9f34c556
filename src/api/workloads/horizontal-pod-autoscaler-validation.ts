/** What is wrong with an autoscaler. */
import { oneOfIfSet } from '../value-validation';
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  milliValue,
  validatePathSegmentName,
  type FieldError,
} from '../../apimachinery';
import { metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  HpaScalingRules,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
} from './horizontal-pod-autoscaler-spec';

export const validateAutoscaler = (autoscaler: HorizontalPodAutoscaler): readonly FieldError[] => [
  ...metadataErrors(autoscaler, true),
  ...specErrors(autoscaler.spec),
];

export const validateAutoscalerUpdate = (
  next: HorizontalPodAutoscaler,
  previous: HorizontalPodAutoscaler,
): readonly FieldError[] => [
  ...metadataUpdateErrors(next, previous),
  ...(next.spec === previous.spec ? [] : specErrors(next.spec)),
];

function countErrors({ minReplicas, maxReplicas }: HorizontalPodAutoscalerSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (minReplicas !== undefined && minReplicas < 1)
    errors.push(fieldInvalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  if (maxReplicas === 0) errors.push(fieldRequired('spec.maxReplicas', 'must be set and greater than 0'));
  else if (maxReplicas < 1)
    errors.push(fieldInvalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1'));
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    errors.push(fieldInvalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  return errors;
}

function referenceErrors(
  { kind, name, apiVersion = '' }: CrossVersionObjectReference,
  field: string,
  saysGroup = true,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of [
    ['kind', kind],
    ['name', name],
  ] as const) {
    if (!value) errors.push(fieldRequired(`${field}.${key}`));
    errors.push(...fieldInvalids(`${field}.${key}`, value, validatePathSegmentName(value)));
  }
  if (!saysGroup) return errors;
  if (apiVersion.split('/').length > 2) {
    const why = `unexpected GroupVersion string: ${apiVersion}`;
    return [...errors, fieldInvalid(`${field}.apiVersion`, apiVersion, why)];
  }
  const isCore = apiVersion === 'v1' && kind === 'ReplicationController';
  return /^[^/]+\//.test(apiVersion) || isCore
    ? errors
    : [...errors, fieldInvalid(`${field}.apiVersion`, apiVersion, 'apiVersion must specify API group')];
}

// ---- metrics ---------------------------------------------------------------------------------------------------------

type Source = 'containerResource' | 'external' | 'object' | 'pods' | 'resource';

const sourceFields: Readonly<Record<string, Source>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

function targetErrors(target: MetricTarget, field: string): readonly FieldError[] {
  const { type, averageUtilization, averageValue, value } = target;
  const errors: FieldError[] = type ? [] : [fieldRequired(`${field}.type`, 'must specify a metric target type')];
  if (!['AverageValue', 'Utilization', 'Value'].includes(type)) {
    const why = 'must be either Utilization, Value, or AverageValue';
    errors.push(fieldInvalid(`${field}.type`, type, why));
  }
  if (value !== undefined && milliValue(value) <= 0)
    errors.push(fieldInvalid(`${field}.value`, value, 'must be positive'));
  if (averageValue !== undefined && milliValue(averageValue) <= 0)
    errors.push(fieldInvalid(`${field}.averageValue`, averageValue, 'must be positive'));
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(fieldInvalid(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  return errors;
}

/** Of resources a share or an amount is wanted, not both. */
function resourceTargetErrors(target: MetricTarget, field: string): readonly FieldError[] {
  const { averageUtilization: share, averageValue: amount } = target;
  const errors = [...targetErrors(target, field)];
  if (share === undefined && amount === undefined) {
    const why = 'must set either a target raw value or a target utilization';
    errors.push(fieldRequired(`${field}.averageUtilization`, why));
  }
  if (share !== undefined && amount !== undefined) {
    const why = 'may not set both a target raw value and a target utilization';
    errors.push(fieldForbidden(`${field}.averageValue`, why));
  }
  return errors;
}

/** Of other metrics one of the two kinds of value is wanted. */
function valueTargetErrors(
  target: MetricTarget,
  field: string,
  neither: string,
  both: string | undefined,
): readonly FieldError[] {
  const errors = [...targetErrors(target, field)];
  const { value, averageValue } = target;
  if (value === undefined && averageValue === undefined) errors.push(fieldRequired(`${field}.averageValue`, neither));
  if (both !== undefined && value !== undefined && averageValue !== undefined)
    errors.push(fieldForbidden(`${field}.value`, both));
  return errors;
}

function identifierErrors({ name }: MetricIdentifier, field: string): readonly FieldError[] {
  return name
    ? fieldInvalids(`${field}.name`, name, validatePathSegmentName(name))
    : [fieldRequired(`${field}.name`, 'must specify a metric name')];
}

function resourceSourceErrors(
  { name, container, target }: ResourceMetric,
  field: string,
  ofContainer: boolean,
): readonly FieldError[] {
  const errors: FieldError[] = name ? [] : [fieldRequired(`${field}.name`, 'must specify a resource name')];
  if (ofContainer && !container) errors.push(fieldRequired(`${field}.container`, 'must specify a container'));
  return [...errors, ...resourceTargetErrors(target, `${field}.target`)];
}

type ResourceMetric = { readonly name: string; readonly container?: string; readonly target: MetricTarget };

/** One source a metric: the first that is there is looked at. */
const sourceRules: Readonly<Record<Source, (spec: MetricSpec, field: string) => readonly FieldError[]>> = {
  object: ({ object }, field) => [
    ...referenceErrors(object!.describedObject, `${field}.describedObject`, false),
    ...identifierErrors(object!.metric, `${field}.metric`),
    ...valueTargetErrors(
      object!.target,
      `${field}.target`,
      'must set either a target value or averageValue',
      undefined,
    ),
  ],
  external: ({ external }, field) => [
    ...identifierErrors(external!.metric, `${field}.metric`),
    ...valueTargetErrors(
      external!.target,
      `${field}.target`,
      'must set either a target value for metric or a per-pod target',
      'may not set both a target value for metric and a per-pod target',
    ),
  ],
  pods: ({ pods }, field) => [
    ...identifierErrors(pods!.metric, `${field}.metric`),
    ...targetErrors(pods!.target, `${field}.target`),
    ...(pods!.target.averageValue === undefined
      ? [fieldRequired(`${field}.target.averageValue`, 'must specify a positive target averageValue')]
      : []),
  ],
  resource: ({ resource }, field) => resourceSourceErrors(resource!, field, false),
  containerResource: ({ containerResource }, field) => resourceSourceErrors(containerResource!, field, true),
};

function metricErrors(spec: MetricSpec, field: string): readonly FieldError[] {
  const { type } = spec;
  const errors: FieldError[] = type ? [] : [fieldRequired(`${field}.type`, 'must specify a metric source type')];
  const wanted = Object.hasOwn(sourceFields, type) ? sourceFields[type] : undefined;
  // Upstream says it twice: where it looks at the type, and where it looks for its source.
  const unknown = wanted ? [] : [fieldNotSupported(`${field}.type`, type ?? '', Object.keys(sourceFields).sort())];
  errors.push(...unknown);
  const given = (Object.keys(sourceRules) as Source[]).filter((source) => spec[source]);
  if (given[0]) errors.push(...sourceRules[given[0]](spec, `${field}.${given[0]}`));
  errors.push(...unknown);
  if (wanted && !spec[wanted])
    errors.push(fieldRequired(`${field}.${wanted}`, 'must populate information for the given metric source'));
  if (given.length > 1)
    for (const other of given.filter((source) => source !== wanted))
      errors.push(fieldForbidden(`${field}.${other}`, 'must populate the given metric source only'));
  return errors;
}

// ---- behavior --------------------------------------------------------------------------------------------------------

const longestWindow = 3600;
const longestPeriod = 1800;

function rulesErrors(rules: HpaScalingRules | undefined, field: string): readonly FieldError[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules;
  const errors: FieldError[] = [];
  const at = `${field}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0)
    errors.push(fieldInvalid(at, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > longestWindow)
    errors.push(fieldInvalid(at, window, `must be less than or equal to ${longestWindow}`));
  errors.push(...oneOfIfSet(selectPolicy, ['Disabled', 'Max', 'Min'], `${field}.selectPolicy`));
  if (policies.length === 0) errors.push(fieldRequired(`${field}.policies`, 'must specify at least one Policy'));
  policies.forEach(({ type, value, periodSeconds }, index) => {
    const place = `${field}.policies[${index}]`;
    errors.push(...oneOfIfSet(type ?? '', ['Percent', 'Pods'], `${place}.type`));
    if (value <= 0) errors.push(fieldInvalid(`${place}.value`, value, 'must be greater than zero'));
    if (periodSeconds <= 0)
      errors.push(fieldInvalid(`${place}.periodSeconds`, periodSeconds, 'must be greater than zero'));
    if (periodSeconds > longestPeriod) {
      const why = `must be less than or equal to ${longestPeriod}`;
      errors.push(fieldInvalid(`${place}.periodSeconds`, periodSeconds, why));
    }
  });
  if (tolerance !== undefined && milliValue(tolerance) < 0)
    errors.push(fieldInvalid(`${field}.tolerance`, tolerance, 'must be greater than or equal to 0'));
  return errors;
}

function specErrors(spec: HorizontalPodAutoscalerSpec): readonly FieldError[] {
  const { metrics = [], behavior, minReplicas } = spec;
  const errors = [
    ...countErrors(spec),
    ...referenceErrors(spec.scaleTargetRef, 'spec.scaleTargetRef'),
    ...metrics.flatMap((metric, index) => metricErrors(metric, `spec.metrics[${index}]`)),
  ];
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    const why = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(fieldForbidden('spec.metrics', why));
  }
  return [
    ...errors,
    ...rulesErrors(behavior?.scaleUp, 'spec.behavior.scaleUp'),
    ...rulesErrors(behavior?.scaleDown, 'spec.behavior.scaleDown'),
  ];
}
