/** Rules for admission that are written in the cluster itself, and what binds them to requests. */
import { fieldInvalid, fieldRequired, type FieldError } from '../apimachinery';
import {
  conditionsErrors,
  failurePolicyErrors,
  filterDefaults,
  filterErrors,
  rulesErrors,
  withScopes,
} from './admission-rules';
import type { MatchCondition, RequestFilter, RuleWithOperations } from './admission-rules';
import { countColumn, textColumn } from './column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from './kind';
import { metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { withDefaults, withField } from './strategy';
import type { Condition } from './condition';
import { oneOfIfSet } from './value-validation';
import type { KubeObject } from '../apimachinery';

/** A ValidatingAdmissionPolicy or a MutatingAdmissionPolicy. */
export interface AdmissionPolicy extends KubeObject {
  readonly spec: AdmissionPolicySpec;
  readonly status?: { readonly observedGeneration?: number; readonly conditions?: readonly Condition[] };
}

export interface AdmissionPolicySpec {
  readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
  readonly failurePolicy?: string;
  readonly matchConditions?: readonly MatchCondition[];
  readonly matchConstraints?: MatchResources;
  readonly mutations?: readonly { readonly patchType: string }[];
  readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string };
  readonly reinvocationPolicy?: string;
  readonly validations?: readonly PolicyValidation[];
  readonly variables?: readonly MatchCondition[];
}

export interface PolicyValidation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

export interface MatchResources extends RequestFilter {
  readonly excludeResourceRules?: readonly RuleWithOperations[];
  readonly resourceRules?: readonly RuleWithOperations[];
}

export interface AdmissionPolicyBinding extends KubeObject {
  readonly spec: {
    readonly matchResources?: MatchResources;
    readonly paramRef?: {
      readonly name?: string;
      readonly namespace?: string;
      readonly parameterNotFoundAction?: string;
    };
    readonly policyName?: string;
    readonly validationActions?: readonly string[];
  };
}

const shared = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  categories: ['api-extensions'],
  namespaced: false,
} as const;

const paramKindText = ({ spec }: AdmissionPolicy): string =>
  spec.paramKind ? `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}` : '<unset>';

export const validatingAdmissionPolicyKind = defineKind<AdmissionPolicy>({
  ...shared,
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  storagePrefix: '/registry/validatingadmissionpolicies',
  generations: true,
  subresources: [statusSubresource({ ...shared, kind: 'ValidatingAdmissionPolicy' })],
  defaults: (policy) => withField(policy, 'spec', completed(policy.spec, {})),
  validate: (policy) => [...metadataErrors(policy, false), ...validatingErrors(policy.spec)],
  validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...validatingErrors(next.spec)],
  columns: [
    nameColumn,
    countColumn('Validations', 'How many rules it has.', ({ spec }) => spec.validations?.length ?? 0),
    textColumn('ParamKind', 'What its parameters are.', paramKindText),
    ageColumn,
  ],
});

export const mutatingAdmissionPolicyKind = defineKind<AdmissionPolicy>({
  ...shared,
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
  storagePrefix: '/registry/mutatingadmissionpolicies',
  generations: true,
  defaults: (policy) => withField(policy, 'spec', completed(policy.spec, { reinvocationPolicy: 'Never' })),
  validate: (policy) => [...metadataErrors(policy, false), ...mutatingErrors(policy.spec)],
  validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...mutatingErrors(next.spec)],
  columns: [
    nameColumn,
    countColumn('Mutations', 'How many changes it makes.', ({ spec }) => spec.mutations?.length ?? 0),
    textColumn('ParamKind', 'What its parameters are.', paramKindText),
    ageColumn,
  ],
});

function bindingKind(does: 'Mutating' | 'Validating') {
  const kind = `${does}AdmissionPolicyBinding`;
  const plural = `${kind.toLowerCase()}s`;
  const errors = ({ spec }: AdmissionPolicyBinding) => bindingErrors(spec, does === 'Validating');
  return defineKind<AdmissionPolicyBinding>({
    ...shared,
    kind,
    plural,
    storagePrefix: `/registry/${plural}`,
    generations: true,
    defaults: (binding) => {
      const { matchResources } = binding.spec;
      if (!matchResources) return binding;
      return withField(binding, 'spec', withField(binding.spec, 'matchResources', completedMatch(matchResources)));
    },
    validate: (binding) => [...metadataErrors(binding, false), ...errors(binding)],
    validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...errors(next)],
    columns: [
      nameColumn,
      textColumn('PolicyName', 'The policy that it binds.', ({ spec }) => spec.policyName ?? ''),
      textColumn('ParamRef', 'The parameters that it gives.', ({ spec }) => paramRefText(spec.paramRef)),
      ageColumn,
    ],
  });
}

export const validatingAdmissionPolicyBindingKind = bindingKind('Validating');
export const mutatingAdmissionPolicyBindingKind = bindingKind('Mutating');

function paramRefText(ref: AdmissionPolicyBinding['spec']['paramRef']): string {
  if (!ref) return '<unset>';
  return ref.namespace ? `${ref.namespace}/${ref.name ?? '*'}` : (ref.name ?? '*');
}

function completed(spec: AdmissionPolicySpec, more: AdmissionPolicySpec): AdmissionPolicySpec {
  const full = withDefaults<AdmissionPolicySpec>(spec, { failurePolicy: 'Fail', ...more });
  return spec.matchConstraints ? withField(full, 'matchConstraints', completedMatch(spec.matchConstraints)) : full;
}

function completedMatch(match: MatchResources): MatchResources {
  let full = withDefaults<MatchResources>(match, filterDefaults);
  for (const name of ['resourceRules', 'excludeResourceRules'] as const)
    if (match[name]) full = withField(full, name, withScopes(match[name]));
  return full;
}

// ---- validation ------------------------------------------------------------------------------------------------------

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
