import { equal, fieldInvalid, fieldNotSupported, validateQualifiedName, type FieldError } from '../apimachinery';
import { textColumn } from './column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from './kind';
import { metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { amountErrors } from './resource-validation';
import { keepGeneration, keepStatus } from './strategy';
import type { KubeObject } from '../apimachinery';

export interface ResourceQuota extends KubeObject {
  readonly spec: ResourceQuotaSpec;
  readonly status?: ResourceQuotaStatus;
}

export interface ResourceQuotaSpec {
  readonly hard?: Readonly<Record<string, string>>;
  readonly scopeSelector?: ScopeSelector;
  readonly scopes?: readonly string[];
}

export interface ResourceQuotaStatus {
  readonly hard?: Readonly<Record<string, string>>;
  readonly used?: Readonly<Record<string, string>>;
}

export interface ScopeSelector {
  readonly matchExpressions?: readonly ScopedResourceSelectorRequirement[];
}

export interface ScopedResourceSelectorRequirement {
  readonly operator: string;
  readonly scopeName: string;
  readonly values?: readonly string[];
}

const identity = { group: '', version: 'v1', kind: 'ResourceQuota' } as const;

export const resourceQuotaKind = defineKind<ResourceQuota>({
  ...identity,
  plural: 'resourcequotas',
  shortNames: ['quota'],
  namespaced: true,
  storagePrefix: '/registry/resourcequotas',
  subresources: [statusSubresource(identity)],
  prepareForCreate: (quota) => ({ ...quota, status: {} }),
  prepareForUpdate: (next, previous) => keepGeneration(keepStatus(next, previous), previous),
  validate: (quota) => [...metadataErrors(quota, true), ...specErrors(quota.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...specErrors(next.spec),
    ...(sameScopes(next.spec, previous.spec)
      ? []
      : [fieldInvalid('spec.scopes', next.spec.scopes ?? null, 'field is immutable')]),
  ],
  validateStatusUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...amountsErrors(next.status?.hard, 'status.hard'),
    ...amountsErrors(next.status?.used, 'status.used'),
  ],
  columns: [
    nameColumn,
    textColumn('Request', 'What is used of what may be requested.', (quota) => usageText(quota, false)),
    textColumn('Limit', 'What is used of what limits may add up to.', (quota) => usageText(quota, true)),
    ageColumn,
  ],
});

function usageText({ status }: ResourceQuota, ofLimits: boolean): string {
  const { hard = {}, used = {} } = status ?? {};
  return Object.keys(hard)
    .filter((name) => name.startsWith('limits.') === ofLimits)
    .sort()
    .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`)
    .join(', ');
}

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

function nameErrors(name: string, field: string): FieldError[] {
  const problems = validateQualifiedName(name);
  if (problems.length === 0 && !isCountable(name)) problems.push('must be a standard resource for quota');
  return problems.map((problem) => fieldInvalid(field, name, problem));
}

function amountsErrors(amounts: Readonly<Record<string, string>> | undefined, field: string): FieldError[] {
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

function scopesErrors(given: readonly string[], hard: ResourceQuotaSpec['hard'] = {}): FieldError[] {
  const errors: FieldError[] = given.flatMap((scope) => {
    const isKnown = scopes.includes(scope);
    const unfit = isKnown ? Object.keys(hard).filter((name) => !fitsScope(scope, name)) : [];
    return [
      ...(isKnown ? [] : [fieldInvalid('spec.scopes', given, 'unsupported scope')]),
      ...unfit.map(() => fieldInvalid('spec.scopes', given, 'unsupported scope applied to resource')),
    ];
  });
  const conflicts = opposites.some((pair) => pair.every((scope) => given.includes(scope)));
  return conflicts ? [...errors, fieldInvalid('spec.scopes', given, 'conflicting scopes')] : errors;
}

function expressionErrors({ scopeName, operator, values = [] }: ScopedResourceSelectorRequirement): FieldError[] {
  const field = 'spec.scopeSelector.matchExpressions';
  const errors: FieldError[] = [];
  if (!scopes.includes(scopeName)) errors.push(fieldInvalid(`${field}.scopeName`, scopeName, 'unsupported scope'));
  if (
    ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'].includes(scopeName) &&
    operator !== 'Exists'
  ) {
    const why =
      "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(fieldInvalid(`${field}.operator`, operator, why));
  }
  const operators = ['DoesNotExist', 'Exists', 'In', 'NotIn'];
  if (!operators.includes(operator)) errors.push(fieldNotSupported(`${field}.operator`, operator, operators));
  if (/^(Not)?In$/.test(operator) && values.length === 0) {
    const why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    errors.push({ type: 'required', field: `${field}.values`, detail: why });
  }
  if (/Exist/.test(operator) && values.length > 0) {
    const why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    errors.push(fieldInvalid(`${field}.values`, values, why));
  }
  return errors;
}

const specErrors = (spec: ResourceQuotaSpec): FieldError[] => [
  ...amountsErrors(spec.hard, 'spec.hard'),
  ...scopesErrors(spec.scopes ?? [], spec.hard),
  ...(spec.scopeSelector?.matchExpressions ?? []).flatMap(expressionErrors),
];
