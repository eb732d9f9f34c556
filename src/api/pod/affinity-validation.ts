/** Where a pod says it may run: selectors, affinity, spread, tolerations. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  labelKeyErrors,
  labelSelectorErrors,
  validateDns1123Subdomain,
  validateLabelName,
  validateLabelValue,
  type FieldError,
} from '../../apimachinery';
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
import { oneOfIfSet } from '../value-validation';

function valuesErrors({ operator, values = [] }: NodeSelectorRequirement, field: string): readonly FieldError[] {
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

/** What labels are compared with has to be fit for one. */
function comparedErrors({ values = [] }: NodeSelectorRequirement, field: string): readonly FieldError[] {
  return values.flatMap((value, index) =>
    validateLabelValue(value).map((problem) => fieldInvalid(`${field}[${index}]`, value, problem)),
  );
}

function termErrors(term: NodeSelectorTerm, field: string): readonly FieldError[] {
  const labels = (term.matchExpressions ?? []).flatMap((requirement, index) => {
    const at = `${field}.matchExpressions[${index}]`;
    return [
      ...valuesErrors(requirement, at),
      ...labelKeyErrors(requirement.key, `${at}.key`),
      ...comparedErrors(requirement, `${at}.values`),
    ];
  });
  const fields = (term.matchFields ?? []).flatMap((requirement, index) =>
    fieldRequirementErrors(requirement, `${field}.matchFields[${index}]`),
  );
  return [...labels, ...fields];
}

function fieldRequirementErrors(requirement: NodeSelectorRequirement, field: string): readonly FieldError[] {
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
  if (key !== 'metadata.name') return [...errors, fieldInvalid(`${field}.key`, key, 'not a valid field selector key')];
  return errors.concat(
    values.flatMap((value, index) =>
      validateDns1123Subdomain(value).map((problem) => fieldInvalid(`${field}.values[${index}]`, value, problem)),
    ),
  );
}

export function nodeSelectorErrors(selector: NodeSelector, field: string): readonly FieldError[] {
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0)
    return [fieldRequired(`${field}.nodeSelectorTerms`, 'must have at least one node selector term')];
  return terms.flatMap((term, index) => termErrors(term, `${field}.nodeSelectorTerms[${index}]`));
}

const weightErrors = (weight: number, field: string): readonly FieldError[] =>
  weight < 1 || weight > 100 ? [fieldInvalid(`${field}.weight`, weight, 'must be in the range 1-100')] : [];

const withoutSelector = 'must not be specified when labelSelector is not set';

/** Labels of its own that a pod compares others with. */
function ownLabelErrors(term: PodAffinityTerm, field: string): readonly FieldError[] {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  const lists = { matchLabelKeys, mismatchLabelKeys };
  const each = Object.entries(lists).flatMap(([name, keys]) =>
    keys.length > 0 && !labelSelector
      ? [fieldForbidden(`${field}.${name}`, withoutSelector)]
      : keys.flatMap((key, index) => labelKeyErrors(key, `${field}.${name}[${index}]`)),
  );
  const why = 'exists in both matchLabelKeys and mismatchLabelKeys';
  const both = matchLabelKeys.flatMap((key, index) =>
    mismatchLabelKeys.includes(key) ? [fieldInvalid(`${field}.matchLabelKeys[${index}]`, key, why)] : [],
  );
  return [...each, ...both];
}

function affinityTermErrors(term: PodAffinityTerm, field: string): readonly FieldError[] {
  const errors = [
    ...labelSelectorErrors(term.labelSelector, `${field}.labelSelector`),
    ...labelSelectorErrors(term.namespaceSelector, `${field}.namespaceSelector`),
  ];
  (term.namespaces ?? []).forEach((name) => {
    errors.push(...fieldInvalids(`${field}.namespace`, name, validateLabelName(name)));
  });
  errors.push(...ownLabelErrors(term, field), ...doubleKeyErrors(term, field));
  if (!term.topologyKey) errors.push(fieldRequired(`${field}.topologyKey`, 'can not be empty'));
  return [...errors, ...labelKeyErrors(term.topologyKey, `${field}.topologyKey`)];
}

const requiredPath = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredPath = 'preferredDuringSchedulingIgnoredDuringExecution';

function podAffinityErrors(affinity: PodAffinity | undefined, field: string): readonly FieldError[] {
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

export function affinityErrors(affinity: Affinity, field: string): readonly FieldError[] {
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

function operatorErrors({ operator, value = '' }: Toleration, field: string): readonly FieldError[] {
  if (operator === 'Exists')
    return value === '' ? [] : [fieldInvalid(field, value, "value must be empty when `operator` is 'Exists'")];
  if (operator === 'Equal' || operator === undefined)
    return validateLabelValue(value).map((problem) => fieldInvalid(field, value, problem));
  // The newer two are known, and off.
  const isNewer = operator === 'Lt' || operator === 'Gt';
  return [fieldNotSupported(field, operator, ['Equal', 'Exists', ...(isNewer ? ['Lt', 'Gt'] : [])])];
}

function tolerationErrors(toleration: Toleration, field: string): readonly FieldError[] {
  const { key, operator, effect, tolerationSeconds } = toleration;
  const errors: FieldError[] = [];
  if (key) errors.push(...labelKeyErrors(key, `${field}.key`));
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

export const tolerationsErrors = (
  tolerations: readonly Toleration[] | undefined,
  field: string,
): readonly FieldError[] =>
  (tolerations ?? []).flatMap((toleration, index) => tolerationErrors(toleration, `${field}[${index}]`));

// ---- spread ----------------------------------------------------------------------------------------------------------

const inclusionPolicies = ['Honor', 'Ignore'];

function policyErrors(constraint: TopologySpreadConstraint, field: string): readonly FieldError[] {
  return (['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const).flatMap((name) =>
    oneOfIfSet(constraint[name], inclusionPolicies, `${field}.${name}`),
  );
}

function domainErrors(
  { minDomains, whenUnsatisfiable }: TopologySpreadConstraint,
  field: string,
): readonly FieldError[] {
  if (minDomains === undefined) return [];
  const errors: FieldError[] = minDomains <= 0 ? [fieldInvalid(field, minDomains, 'must be greater than zero')] : [];
  const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
  return whenUnsatisfiable === 'DoNotSchedule' ? errors : [...errors, fieldInvalid(field, minDomains, why)];
}

function keysErrors(
  { matchLabelKeys = [], labelSelector }: TopologySpreadConstraint,
  field: string,
): readonly FieldError[] {
  if (matchLabelKeys.length === 0) return [];
  if (!labelSelector) return [fieldForbidden(`${field}.matchLabelKeys`, withoutSelector)];
  return [
    ...matchLabelKeys.flatMap((key, index) => labelKeyErrors(key, `${field}.matchLabelKeys[${index}]`)),
    ...doubleKeyErrors({ matchLabelKeys, labelSelector }, field),
  ];
}

/** What a new pod's keys stand for is in the selector by now: who has a key there twice has said it himself, too. */
function doubleKeyErrors(
  { matchLabelKeys = [], labelSelector = {} }: Pick<PodAffinityTerm, 'matchLabelKeys' | 'labelSelector'>,
  field: string,
): readonly FieldError[] {
  const { matchLabels = {}, matchExpressions = [] } = labelSelector;
  const said = [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
  return matchLabelKeys.flatMap((key, index) =>
    said.filter((one) => one === key).length > 1
      ? [fieldInvalid(`${field}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector')]
      : [],
  );
}

const actions = ['DoNotSchedule', 'ScheduleAnyway'];

/** @param others those that follow: a constraint that is said again is refused where it stands first */
function spreadConstraintErrors(
  constraint: TopologySpreadConstraint,
  others: readonly TopologySpreadConstraint[],
  field: string,
): readonly FieldError[] {
  const { maxSkew, topologyKey, whenUnsatisfiable: action } = constraint;
  const errors: FieldError[] = [];
  if (maxSkew <= 0) errors.push(fieldInvalid(`${field}.maxSkew`, maxSkew, 'must be greater than zero'));
  if (!topologyKey) errors.push(fieldRequired(`${field}.topologyKey`, 'can not be empty'));
  if (!actions.includes(action)) errors.push(fieldNotSupported(`${field}.whenUnsatisfiable`, action, actions));
  if (others.some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === action))
    errors.push(fieldDuplicate(`${field}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${action}}`));
  return [
    ...errors,
    ...domainErrors(constraint, `${field}.minDomains`),
    ...policyErrors(constraint, field),
    ...keysErrors(constraint, field),
    ...labelSelectorErrors(constraint.labelSelector, `${field}.labelSelector`),
  ];
}

export const spreadErrors = (
  constraints: readonly TopologySpreadConstraint[] = [],
  field: string,
): readonly FieldError[] =>
  constraints.flatMap((constraint, index) =>
    spreadConstraintErrors(constraint, constraints.slice(index + 1), `${field}[${index}]`),
  );
