/** Where a pod says it may run: selectors, affinity, spread, tolerations. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  labelSelectorErrors,
  validateLabelValue,
  validateLabelKey,
  type FieldError,
} from '../apimachinery';
import type {
  Affinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from './affinity';
import { labelProblems } from './metadata-validation';

export const labelKeyErrors = (key: string, field: string): FieldError[] =>
  validateLabelKey(key).map((problem) => fieldInvalid(field, key, problem));

function valuesErrors({ operator, values = [] }: NodeSelectorRequirement, field: string): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? []
        : [fieldRequired(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? []
        : [fieldForbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case 'Gt':
    case 'Lt':
      return values.length === 1
        ? []
        : [fieldRequired(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [fieldInvalid(`${field}.operator`, operator, 'not a valid selector operator')];
  }
}

function termErrors(term: NodeSelectorTerm, field: string): FieldError[] {
  const labels = (term.matchExpressions ?? []).flatMap((requirement, index) => {
    const at = `${field}.matchExpressions[${index}]`;
    return [...valuesErrors(requirement, at), ...labelKeyErrors(requirement.key, `${at}.key`)];
  });
  const fields = (term.matchFields ?? []).flatMap((requirement, index) =>
    fieldRequirementErrors(requirement, `${field}.matchFields[${index}]`),
  );
  return [...labels, ...fields];
}

function fieldRequirementErrors(requirement: NodeSelectorRequirement, field: string): FieldError[] {
  const { key, operator, values = [] } = requirement;
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn')
    errors.push(fieldInvalid(`${field}.operator`, operator, 'not a valid selector operator'));
  else if (values.length !== 1) {
    errors.push(
      fieldRequired(
        `${field}.values`,
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
      ),
    );
  }
  if (key !== 'metadata.name') errors.push(fieldInvalid(`${field}.key`, key, 'not a valid field selector key'));
  return errors;
}

export function nodeSelectorErrors(selector: NodeSelector, field: string): FieldError[] {
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0)
    return [fieldRequired(`${field}.nodeSelectorTerms`, 'must have at least one node selector term')];
  return terms.flatMap((term, index) => termErrors(term, `${field}.nodeSelectorTerms[${index}]`));
}

const weightErrors = (weight: number, field: string): FieldError[] =>
  weight < 1 || weight > 100 ? [fieldInvalid(`${field}.weight`, weight, 'must be in the range 1-100')] : [];

function affinityTermErrors(term: PodAffinityTerm, field: string): FieldError[] {
  const errors = [
    ...labelSelectorErrors(term.labelSelector, `${field}.labelSelector`),
    ...labelSelectorErrors(term.namespaceSelector, `${field}.namespaceSelector`),
  ];
  (term.namespaces ?? []).forEach((name) => {
    for (const problem of labelProblems(name)) errors.push(fieldInvalid(`${field}.namespace`, name, problem));
  });
  if (!term.topologyKey) errors.push(fieldRequired(`${field}.topologyKey`, 'can not be empty'));
  return [...errors, ...labelKeyErrors(term.topologyKey, `${field}.topologyKey`)];
}

const requiredPath = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredPath = 'preferredDuringSchedulingIgnoredDuringExecution';

function podAffinityErrors(affinity: PodAffinity | undefined, field: string): FieldError[] {
  const required = affinity?.[requiredPath] ?? [];
  const preferred = affinity?.[preferredPath] ?? [];
  return [
    ...required.flatMap((term, index) => affinityTermErrors(term, `${field}.${requiredPath}[${index}]`)),
    ...preferred.flatMap((term, index) => {
      const at = `${field}.${preferredPath}[${index}]`;
      return [...weightErrors(term.weight, at), ...affinityTermErrors(term.podAffinityTerm, `${at}.podAffinityTerm`)];
    }),
  ];
}

export function affinityErrors(affinity: Affinity, field: string): FieldError[] {
  const node = affinity.nodeAffinity;
  const at = `${field}.nodeAffinity`;
  return [
    ...(node?.[requiredPath] ? nodeSelectorErrors(node[requiredPath], `${at}.${requiredPath}`) : []),
    ...(node?.[preferredPath] ?? []).flatMap((term, index) => {
      const here = `${at}.${preferredPath}[${index}]`;
      return [...weightErrors(term.weight, here), ...termErrors(term.preference, `${here}.preference`)];
    }),
    ...podAffinityErrors(affinity.podAffinity, `${field}.podAffinity`),
    ...podAffinityErrors(affinity.podAntiAffinity, `${field}.podAntiAffinity`),
  ];
}

// ---- tolerations -----------------------------------------------------------------------------------------------------

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

function operatorErrors({ operator, value = '' }: Toleration, field: string): FieldError[] {
  if (operator === 'Exists')
    return value === '' ? [] : [fieldInvalid(field, value, "value must be empty when `operator` is 'Exists'")];
  if (operator === 'Equal' || operator === undefined)
    return validateLabelValue(value).map((problem) => fieldInvalid(field, value, problem));
  return [fieldNotSupported(field, operator, ['Equal', 'Exists'])];
}

function tolerationErrors(toleration: Toleration, field: string): FieldError[] {
  const { key, operator, effect, tolerationSeconds } = toleration;
  const errors: FieldError[] = key ? labelKeyErrors(key, `${field}.key`) : [];
  if (!key && operator !== 'Exists') {
    const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(fieldInvalid(`${field}.operator`, operator ?? '', why));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(
      fieldInvalid(`${field}.effect`, effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    );
  }
  errors.push(...operatorErrors(toleration, `${field}.operator`));
  if (effect && !taintEffects.includes(effect)) errors.push(fieldNotSupported(`${field}.effect`, effect, taintEffects));
  return errors;
}

export const tolerationsErrors = (tolerations: readonly Toleration[] | undefined, field: string): FieldError[] =>
  (tolerations ?? []).flatMap((toleration, index) => tolerationErrors(toleration, `${field}[${index}]`));

// ---- spread ----------------------------------------------------------------------------------------------------------

function spreadConstraintErrors(constraint: TopologySpreadConstraint, field: string): FieldError[] {
  const { maxSkew, topologyKey, whenUnsatisfiable, minDomains } = constraint;
  const errors: FieldError[] = [];
  if (maxSkew <= 0) errors.push(fieldInvalid(`${field}.maxSkew`, maxSkew, 'must be greater than zero'));
  if (!topologyKey) errors.push(fieldRequired(`${field}.topologyKey`, 'can not be empty'));
  else errors.push(...labelKeyErrors(topologyKey, `${field}.topologyKey`));
  if (whenUnsatisfiable !== 'DoNotSchedule' && whenUnsatisfiable !== 'ScheduleAnyway') {
    errors.push(
      fieldNotSupported(`${field}.whenUnsatisfiable`, whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']),
    );
  }
  if (minDomains !== undefined && minDomains <= 0)
    errors.push(fieldInvalid(`${field}.minDomains`, minDomains, 'must be greater than zero'));
  else if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule') {
    const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
    errors.push(fieldInvalid(`${field}.minDomains`, minDomains, why));
  }
  return [...errors, ...labelSelectorErrors(constraint.labelSelector, `${field}.labelSelector`)];
}

export function spreadErrors(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  field: string,
): FieldError[] {
  const seen = new Set<string>();
  return (constraints ?? []).flatMap((constraint, index) => {
    const errors = spreadConstraintErrors(constraint, `${field}[${index}]`);
    const pair = `{${constraint.topologyKey}, ${constraint.whenUnsatisfiable}}`;
    if (seen.has(pair))
      errors.push({
        type: 'duplicate',
        field: `${field}[${index}].{topologyKey, whenUnsatisfiable}`,
        detail: '',
        badValue: pair,
      });
    seen.add(pair);
    return errors;
  });
}
