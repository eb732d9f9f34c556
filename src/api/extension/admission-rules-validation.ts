/** What is wrong with what an admission policy or a webhook is about. */
import { fieldInvalid, fieldRequired, labelSelectorErrors, type FieldError } from '../../apimachinery';
import { oneOfIfSet } from '../value-validation';
import type { MatchCondition, RequestFilter, RuleWithOperations } from './admission-rules';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];

export const rulesErrors = (rules: readonly RuleWithOperations[], field: string): readonly FieldError[] =>
  rules.flatMap((rule, index) => ruleErrors(rule, `${field}[${index}]`));

function ruleErrors(rule: RuleWithOperations, field: string): readonly FieldError[] {
  const { apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  return [
    ...listErrors(rule.operations, `${field}.operations`),
    ...(rule.operations ?? []).flatMap((one, index) => oneOfIfSet(one, operations, `${field}.operations[${index}]`)),
    ...listErrors(apiGroups, `${field}.apiGroups`),
    ...listErrors(apiVersions, `${field}.apiVersions`),
    ...apiVersions.flatMap((one, index) => (one ? [] : [fieldRequired(`${field}.apiVersions[${index}]`)])),
    ...(resources.length > 0 ? [] : [fieldRequired(`${field}.resources`)]),
    ...resources.flatMap((one, index) => (one ? [] : [fieldRequired(`${field}.resources[${index}]`)])),
    ...oneOfIfSet(scope, scopes, `${field}.scope`),
  ];
}

/** A star says all there is to say. */
function listErrors(list: readonly string[] | undefined, field: string): readonly FieldError[] {
  if (!list?.length) return [fieldRequired(field)];
  const why = "if '*' is present, must not specify other";
  return list.length > 1 && list.includes('*') ? [fieldInvalid(field, list, `${why} ${lastWords(field)}`)] : [];
}

const lastWords = (field: string): string =>
  field.endsWith('operations') ? 'operations' : field.endsWith('apiGroups') ? 'API groups' : 'API versions';

export function filterErrors(filter: RequestFilter, field: string): readonly FieldError[] {
  const { matchPolicy, namespaceSelector, objectSelector } = filter;
  return [
    ...oneOfIfSet(matchPolicy, ['Equivalent', 'Exact'], `${field}.matchPolicy`),
    ...labelSelectorErrors(namespaceSelector, `${field}.namespaceSelector`),
    ...labelSelectorErrors(objectSelector, `${field}.objectSelector`),
  ];
}

export const conditionsErrors = (
  conditions: readonly MatchCondition[] | undefined,
  field: string,
): readonly FieldError[] =>
  (conditions ?? []).flatMap(({ name, expression }, index) => [
    ...(name ? [] : [fieldRequired(`${field}[${index}].name`)]),
    ...(expression?.trim() ? [] : [fieldRequired(`${field}[${index}].expression`)]),
  ]);

export const failurePolicyErrors = (policy: string | undefined, field: string): readonly FieldError[] =>
  oneOfIfSet(policy, ['Fail', 'Ignore'], field);
