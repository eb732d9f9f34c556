import { fieldInvalid, labelSelectorErrors, validatePathSegmentName, type FieldError } from '../../apimachinery';
import { countColumn, textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { commonMetadataErrors, metadataUpdateErrors, nonNegative } from '../metadata-validation';
import { partErrors } from '../devices/share-validation';
import { oneOfIfSet } from '../value-validation';
import type { IntOrString, KubeObject, LabelSelector } from '../../apimachinery';
import type { Condition } from '../condition';

export interface PodDisruptionBudget extends KubeObject {
  readonly spec: PodDisruptionBudgetSpec;
  readonly status?: PodDisruptionBudgetStatus;
}

export interface PodDisruptionBudgetSpec {
  readonly maxUnavailable?: IntOrString;
  readonly minAvailable?: IntOrString;
  readonly selector?: LabelSelector;
  readonly unhealthyPodEvictionPolicy?: string;
}

export interface PodDisruptionBudgetStatus {
  readonly conditions?: readonly Condition[];
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptedPods?: Readonly<Record<string, string>>;
  readonly disruptionsAllowed: number;
  readonly expectedPods: number;
  readonly observedGeneration?: number;
}

const identity = { group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' } as const;
const nothingYet: PodDisruptionBudgetStatus = {
  currentHealthy: 0,
  desiredHealthy: 0,
  disruptionsAllowed: 0,
  expectedPods: 0,
};

export const podDisruptionBudgetKind = defineKind<PodDisruptionBudget>({
  ...identity,
  plural: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  namespaced: true,
  storagePrefix: '/registry/poddisruptionbudgets',
  subresources: [statusSubresource(identity)],
  generations: true,
  newStatus: nothingYet,
  validate: (budget) => {
    const errors = specErrors(budget.spec);
    return errors.length > 0 ? errors : commonMetadataErrors(budget, true, validatePathSegmentName);
  },
  validateUpdate: (next) => specErrors(next.spec),
  validateStatusUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...counted.flatMap((name) => nonNegative(next.status?.[name], `status.${name}`)),
  ],
  columns: [
    nameColumn,
    textColumn('Min Available', 'How many have to stay.', ({ spec }) => String(spec.minAvailable ?? 'N/A')),
    textColumn('Max Unavailable', 'How many may be missing.', ({ spec }) => String(spec.maxUnavailable ?? 'N/A')),
    countColumn('Allowed Disruptions', 'How many may go now.', ({ status }) => status?.disruptionsAllowed ?? 0),
    ageColumn,
  ],
});

const counted = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

function specErrors(spec: PodDisruptionBudgetSpec): readonly FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    errors.push(
      fieldInvalid(
        'spec',
        {
          MinAvailable: minAvailable,
          Selector: selector ?? null,
          MaxUnavailable: maxUnavailable,
          UnhealthyPodEvictionPolicy: policy ?? null,
        },
        'minAvailable and maxUnavailable cannot be both set',
      ),
    );
  errors.push(...partErrors(minAvailable, 'spec.minAvailable'), ...partErrors(maxUnavailable, 'spec.maxUnavailable'));
  errors.push(...labelSelectorErrors(selector, 'spec.selector'));
  return [...errors, ...oneOfIfSet(policy, ['AlwaysAllow', 'IfHealthyBudget'], 'spec.unhealthyPodEvictionPolicy')];
}
