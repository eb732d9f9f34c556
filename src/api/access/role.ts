/** Roles: what may be done, in a namespace and in the whole cluster. */
import {
  fieldInvalid,
  fieldRequired,
  labelSelectorErrors,
  validatePathSegmentName,
  type FieldError,
} from '../../apimachinery';
import { createdColumn } from '../column';
import { defineKind, nameColumn } from '../kind';
import { metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type { KubeObject, LabelSelector } from '../../apimachinery';

export interface Role extends KubeObject {
  readonly rules?: readonly PolicyRule[] | null;
}

export interface ClusterRole extends KubeObject {
  readonly aggregationRule?: AggregationRule;
  readonly rules?: readonly PolicyRule[] | null;
}

export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}

export interface AggregationRule {
  readonly clusterRoleSelectors?: readonly LabelSelector[];
}

const columns = [nameColumn, createdColumn];

export const roleKind = defineKind<Role>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  namespaced: true,
  storagePrefix: '/registry/roles',
  validate: (role) => [...metadataErrors(role, true, validatePathSegmentName), ...rulesErrors(role.rules, true)],
  validateUpdate: (next, previous) => updateErrors(next, previous, rulesErrors(next.rules, true)),
  columns,
});

export const clusterRoleKind = defineKind<ClusterRole>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
  storagePrefix: '/registry/clusterroles',
  validate: (role) => [...metadataErrors(role, false, validatePathSegmentName), ...clusterErrors(role)],
  validateUpdate: (next, previous) => updateErrors(next, previous, clusterErrors(next)),
  columns,
});

/** No selector can be made of it: unlike the rules it is held to, this does not mind how its labels are written. */
const unusable = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  labelSelectorErrors({ matchLabels, matchExpressions }, '').length > 0;

const updateErrors = (
  next: KubeObject,
  previous: KubeObject,
  content: readonly FieldError[],
): readonly FieldError[] => [
  ...metadataAgainErrors(next, previous, validatePathSegmentName),
  ...content,
  ...metadataUpdateErrors(next, previous),
];

function clusterErrors({ rules, aggregationRule }: ClusterRole): readonly FieldError[] {
  const errors = [...rulesErrors(rules, false)];
  if (!aggregationRule) return errors;
  const field = 'aggregationRule.clusterRoleSelectors';
  const { clusterRoleSelectors: selectors = [] } = aggregationRule;
  if (selectors.length === 0)
    errors.push(fieldRequired(field, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  return [
    ...errors,
    ...selectors.flatMap((selector, index) => {
      const found = labelSelectorErrors(selector, `${field}[${index}]`);
      return unusable(selector)
        ? [...found, fieldInvalid(`${field}[${index}]`, null, 'invalid label selector.')]
        : found;
    }),
  ];
}

const rulesErrors = (rules: readonly PolicyRule[] | null | undefined, namespaced: boolean): readonly FieldError[] =>
  (rules ?? []).flatMap((rule, index) => ruleErrors(rule, namespaced, `rules[${index}]`));

function ruleErrors(rule: PolicyRule, namespaced: boolean, field: string): readonly FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs: urls = [] } = rule;
  const errors: FieldError[] = [];
  if (verbs.length === 0) errors.push(fieldRequired(`${field}.verbs`, 'verbs must contain at least one value'));
  if (urls.length > 0) {
    const at = `${field}.nonResourceURLs`;
    if (namespaced) errors.push(fieldInvalid(at, urls, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length + resources.length + resourceNames.length > 0)
      errors.push(fieldInvalid(at, urls, 'rules cannot apply to both regular resources and non-resource URLs'));
    return errors;
  }
  if (apiGroups.length === 0)
    errors.push(fieldRequired(`${field}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0)
    errors.push(fieldRequired(`${field}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}
