/** What is wrong with a policy of admission, or with what binds one. */
import { fieldInvalid, fieldRequired, type FieldError, type KubeObject } from '../../apimachinery';
import { conditionsErrors, failurePolicyErrors, filterErrors, rulesErrors } from './admission-rules-validation';
import { metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { oneOfIfSet } from '../value-validation';
import type { AdmissionPolicy, AdmissionPolicyBinding, AdmissionPolicySpec, MatchResources } from './admission-policy';
import type { Rules } from '../later';

/** Of a new one and of an update the same is asked. */
const alike = <T extends KubeObject>(errors: (object: T) => readonly FieldError[]): Partial<Rules<T>> => ({
  validate: (object) => [...metadataErrors(object, false), ...errors(object)],
  validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...errors(next)],
});

export const validatingPolicyRules = alike<AdmissionPolicy>(({ spec }) => validatingErrors(spec));
export const mutatingPolicyRules = alike<AdmissionPolicy>(({ spec }) => mutatingErrors(spec));
export const validatingBindingRules = alike<AdmissionPolicyBinding>(({ spec }) => bindingErrors(spec, true));
export const mutatingBindingRules = alike<AdmissionPolicyBinding>(({ spec }) => bindingErrors(spec, false));

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];

function validatingErrors(spec: AdmissionPolicySpec): readonly FieldError[] {
  const { validations = [], auditAnnotations = [] } = spec;
  const errors = [...commonErrors(spec)];
  if (validations.length + auditAnnotations.length === 0)
    errors.push(
      fieldRequired('spec.validations', 'validations or auditAnnotations must contain at least one item'),
      fieldRequired('spec.auditAnnotations', 'validations or auditAnnotations must contain at least one item'),
    );
  return [
    ...errors,
    ...validations.flatMap(({ expression, reason }, index) => {
      const field = `spec.validations[${index}]`;
      return [
        ...(expression?.trim() ? [] : [fieldRequired(`${field}.expression`, 'expression is not specified')]),
        ...oneOfIfSet(reason, reasons, `${field}.reason`),
      ];
    }),
  ];
}

function mutatingErrors(spec: AdmissionPolicySpec): readonly FieldError[] {
  const { mutations = [] } = spec;
  const types = ['ApplyConfiguration', 'JSONPatch'];
  const errors = [...commonErrors(spec)];
  if (mutations.length === 0) errors.push(fieldRequired('spec.mutations', 'mutations must contain at least one item'));
  const { reinvocationPolicy } = spec;
  if (!reinvocationPolicy) errors.push(fieldRequired('spec.reinvocationPolicy'));
  return [
    ...errors,
    ...mutations.flatMap(({ patchType }, index) => oneOfIfSet(patchType, types, `spec.mutations[${index}].patchType`)),
  ];
}

function commonErrors(spec: AdmissionPolicySpec): readonly FieldError[] {
  const { matchConstraints, paramKind, variables = [] } = spec;
  const errors = [...failurePolicyErrors(spec.failurePolicy, 'spec.failurePolicy')];
  if (paramKind && !paramKind.apiVersion) errors.push(fieldRequired('spec.paramKind.apiVersion'));
  if (paramKind && !paramKind.kind) errors.push(fieldRequired('spec.paramKind.kind'));
  const where = 'spec.matchConstraints';
  if (matchConstraints) errors.push(...matchErrors(matchConstraints, where));
  else errors.push(fieldRequired(where));
  if (matchConstraints && !matchConstraints.resourceRules?.length) errors.push(fieldRequired(`${where}.resourceRules`));
  for (const [index, { name }] of variables.entries())
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name ?? '')) {
      const field = `spec.variables[${index}].name`;
      errors.push(name ? fieldInvalid(field, name, 'name is not a valid CEL identifier') : fieldRequired(field));
    }
  return [...errors, ...conditionsErrors(spec.matchConditions, 'spec.matchConditions')];
}

const matchErrors = (match: MatchResources, field: string): readonly FieldError[] => [
  ...filterErrors(match, field),
  ...rulesErrors(match.resourceRules ?? [], `${field}.resourceRules`),
  ...rulesErrors(match.excludeResourceRules ?? [], `${field}.excludeResourceRules`),
];

function bindingErrors(spec: AdmissionPolicyBinding['spec'], hasActions: boolean): readonly FieldError[] {
  const { policyName, validationActions = [], matchResources } = spec;
  const supported = ['Audit', 'Deny', 'Warn'];
  const errors: FieldError[] = policyName ? [] : [fieldRequired('spec.policyName')];
  if (matchResources) errors.push(...matchErrors(matchResources, 'spec.matchResouces'));
  if (!hasActions) return errors;
  if (validationActions.length === 0)
    errors.push(fieldRequired('spec.validationActions', 'at least one validation action is required'));
  for (const [index, action] of validationActions.entries())
    errors.push(...oneOfIfSet(action, supported, `spec.validationActions[${index}]`));
  if (validationActions.includes('Deny') && validationActions.includes('Warn')) {
    const why =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    errors.push(fieldInvalid('spec.validationActions', validationActions, why));
  }
  return errors;
}
