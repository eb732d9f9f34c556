import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { laterRulesOfAll } from '../later';
import type { KubeObject } from '../../apimachinery';

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
  ...laterRulesOfAll<ResourceQuota>('ResourceQuota'),
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
