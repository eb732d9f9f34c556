/** Rules for admission that are written in the cluster itself, and what binds them to requests. */
import { filterDefaults, withScopes } from './admission-rules';
import type { MatchCondition, RequestFilter, RuleWithOperations } from './admission-rules';
import { countColumn, textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { laterRules } from '../later';
import { withDefaults, withField } from '../strategy';
import type { Condition } from '../condition';
import type { KubeObject } from '../../apimachinery';

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
  ...laterRules<AdmissionPolicy>('ValidatingAdmissionPolicy'),
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
  ...laterRules<AdmissionPolicy>('MutatingAdmissionPolicy'),
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
    ...laterRules<AdmissionPolicyBinding>(kind),
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
