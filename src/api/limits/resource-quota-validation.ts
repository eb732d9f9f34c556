/** What quotas may count, and of which pods. */
import {
  equal,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  validateQualifiedName,
  type FieldError,
} from '../../apimachinery';
import { metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { amountErrors } from '../pod/resource-validation';
import type {
  ResourceQuota,
  ResourceQuotaSpec,
  ScopedResourceSelectorRequirement,
  ScopeSelector,
} from './resource-quota';

const sameScopes = (next: ResourceQuotaSpec, previous: ResourceQuotaSpec): boolean =>
  equal([...(next.scopes ?? [])].sort(), [...(previous.scopes ?? [])].sort());

const countable = new Set([
  ...['cpu', 'memory', 'ephemeral-storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets'],
  ...['requests.cpu', 'requests.memory', 'requests.storage', 'requests.ephemeral-storage'],
  ...['limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'persistentvolumeclaims', 'configmaps'],
  ...['services.nodeports', 'services.loadbalancers'],
]);

const isCountable = (name: string): boolean =>
  name.includes('/') || countable.has(name) || /^(requests\.)?hugepages-/.test(name);

function nameErrors(name: string, field: string): readonly FieldError[] {
  const problems = [...validateQualifiedName(name)];
  if (!isCountable(name)) {
    if (problems.length === 0 && name !== 'storage')
      problems.push('must be a standard resource type or fully qualified');
    problems.push('must be a standard resource for quota');
  }
  return fieldInvalids(field, name, problems);
}

function amountsErrors(amounts: Readonly<Record<string, string>> | undefined, field: string): readonly FieldError[] {
  return Object.entries(amounts ?? {}).flatMap(([name, amount]) => [
    ...nameErrors(name, `${field}[${name}]`),
    ...amountErrors(name, amount, `${field}[${name}]`),
  ]);
}

const scopes = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
];
const opposites = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

const computed = /^((requests|limits)\.)?(cpu|memory)$/;

/** What a scope can't tell apart is not to be counted by it. */
function fitsScope(scope: string, name: string): boolean {
  if (!countable.has(name)) return true;
  if (scope === 'VolumeAttributesClass') return name === 'persistentvolumeclaims' || name === 'requests.storage';
  return name === 'pods' || (scope !== 'BestEffort' && computed.test(name));
}

const scopeLists = { scopes: 'spec.scopes', expressions: 'spec.scopeSelector.matchExpressions' };

/** Once for every resource that is not counted by it. */
const unfitErrors = (
  scope: string,
  hard: ResourceQuotaSpec['hard'] = {},
  field: string,
  value: unknown,
): readonly FieldError[] =>
  scopes.includes(scope)
    ? Object.keys(hard)
        .filter((name) => !fitsScope(scope, name))
        .map(() => fieldInvalid(field, value, 'unsupported scope applied to resource'))
    : [];

const conflictErrors = (given: readonly string[], field: string, value: unknown): readonly FieldError[] =>
  opposites
    .filter((pair) => pair.every((scope) => given.includes(scope)))
    .map(() => fieldInvalid(field, value, 'conflicting scopes'));

function scopesErrors({ scopes: given = [], hard }: ResourceQuotaSpec): readonly FieldError[] {
  const field = scopeLists.scopes;
  const errors: FieldError[] = given.flatMap((scope) => [
    ...(scopes.includes(scope) ? [] : [fieldInvalid(field, given, 'unsupported scope')]),
    ...unfitErrors(scope, hard, field, given),
  ]);
  return [...errors, ...conflictErrors(given, field, given)];
}

const existOnly = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];
const existSentence =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

function operatorErrors(
  { operator, values = [] }: ScopedResourceSelectorRequirement,
  field: string,
): readonly FieldError[] {
  if (/^(Not)?In$/.test(operator)) {
    const why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    return values.length > 0 ? [] : [fieldRequired(`${field}.values`, why)];
  }
  if (operator !== 'Exists' && operator !== 'DoesNotExist')
    return [fieldInvalid(`${field}.operator`, operator, 'not a valid selector operator')];
  const why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
  return values.length > 0 ? [fieldInvalid(`${field}.values`, values, why)] : [];
}

/** The selector as Go prints the struct. */
const selectorDump = ({ matchExpressions }: ScopeSelector): object => ({
  MatchExpressions:
    matchExpressions?.map(({ scopeName, operator, values = null }) => ({
      ScopeName: scopeName,
      Operator: operator,
      Values: values,
    })) ?? null,
});

function selectorErrors({ scopeSelector, scopes: counted, hard }: ResourceQuotaSpec): readonly FieldError[] {
  if (!scopeSelector) return [];
  const field = scopeLists.expressions;
  const { matchExpressions = [] } = scopeSelector;
  const errors: FieldError[] = matchExpressions.flatMap((one) => {
    const { scopeName, operator } = one;
    const isMore = existOnly.includes(scopeName) && operator !== 'Exists';
    return [
      ...(scopes.includes(scopeName) ? [] : [fieldInvalid(`${field}.scopeName`, scopeName, 'unsupported scope')]),
      ...unfitErrors(scopeName, hard, field, selectorDump(scopeSelector)),
      ...(isMore ? [fieldInvalid(`${field}.operator`, operator, existSentence)] : []),
      ...operatorErrors(one, field),
    ];
  });
  const named = matchExpressions.map(({ scopeName }) => scopeName);
  return [...errors, ...conflictErrors(named, field, counted)];
}

const specErrors = (spec: ResourceQuotaSpec): readonly FieldError[] => [
  ...amountsErrors(spec.hard, 'spec.hard'),
  ...scopesErrors(spec),
  ...selectorErrors(spec),
];

export const validateQuota = (quota: ResourceQuota): readonly FieldError[] => [
  ...metadataErrors(quota, true),
  ...specErrors(quota.spec),
];

export const validateQuotaUpdate = (next: ResourceQuota, previous: ResourceQuota): readonly FieldError[] => [
  ...metadataUpdateErrors(next, previous),
  ...specErrors(next.spec),
  ...(sameScopes(next.spec, previous.spec)
    ? []
    : [fieldInvalid('spec.scopes', next.spec.scopes, 'field is immutable')]),
];

export const validateQuotaStatus = (next: ResourceQuota, previous: ResourceQuota): readonly FieldError[] => [
  ...metadataUpdateErrors(next, previous),
  ...amountsErrors(next.status?.hard, 'status.hard'),
  ...amountsErrors(next.status?.used, 'status.used'),
];
