import { hostnameWarnings, templateWarnings } from '../pod/pod-warnings';
import {
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  selectorString,
  selectorOf,
  semanticallyEqual,
  type FieldError,
} from '../../apimachinery';
import { textColumn, wideColumn } from '../column';
import { ageColumn, defineKind, nameColumn, scaleSubresource, statusSubresource } from '../kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors, nonNegative } from '../metadata-validation';
import { defaultPodTemplate } from '../pod/pod-defaults';
import { templateColumns } from './pod-set-columns';
import { collisionErrors, podSetErrors, replicaCountErrors } from './pod-set-validation';
import { shareErrors, shareOf } from '../devices/share-validation';
import { keepStatus, nextGeneration, onlyStatus, withChanges, withDefaults } from '../strategy';
import type { IntOrString, KubeObject, LabelSelector } from '../../apimachinery';
import type { PodTemplateSpec } from './pod-template';
import type { Condition } from '../condition';

export interface Deployment extends KubeObject {
  readonly spec: DeploymentSpec;
  readonly status?: DeploymentStatus;
}

export interface DeploymentSpec {
  readonly minReadySeconds?: number;
  readonly paused?: boolean;
  readonly progressDeadlineSeconds?: number;
  readonly replicas?: number;
  readonly revisionHistoryLimit?: number;
  readonly selector: LabelSelector;
  readonly strategy?: DeploymentStrategy;
  readonly template: PodTemplateSpec;
}

export interface DeploymentStrategy {
  readonly rollingUpdate?: RollingUpdateDeployment;
  readonly type?: 'RollingUpdate' | 'Recreate';
}

export interface RollingUpdateDeployment {
  readonly maxSurge?: IntOrString;
  readonly maxUnavailable?: IntOrString;
}

export interface DeploymentStatus {
  readonly availableReplicas?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly DeploymentCondition[];
  readonly observedGeneration?: number;
  readonly readyReplicas?: number;
  readonly replicas?: number;
  readonly terminatingReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly updatedReplicas?: number;
}

export interface DeploymentCondition extends Condition {
  readonly lastUpdateTime?: string | null;
}

const identity = { group: 'apps', version: 'v1', kind: 'Deployment' } as const;

export const deploymentKind = defineKind<Deployment>({
  ...identity,
  plural: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/deployments',
  subresources: [scaleSubresource, statusSubresource(identity)],
  generations: true,
  defaults: (deployment) => withChanges(deployment, { spec: defaultSpec(deployment.spec) }),
  prepareForUpdate: (next, previous) =>
    nextGeneration(
      keepStatus(next, previous),
      previous,
      !semanticallyEqual(next.metadata.annotations, previous.metadata.annotations),
    ),
  prepareForStatusUpdate: (next, previous) => {
    const kept = onlyStatus(next, previous);
    return withChanges(kept, { metadata: withChanges(kept.metadata, { labels: previous.metadata.labels }) });
  },
  warnings: (object) => [...hostnameWarnings(object.metadata.name), ...templateWarnings(object)],
  validate: (deployment) => [...metadataErrors(deployment, true), ...specErrors(deployment.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...(next.spec === previous.spec ? [] : specErrors(next.spec)),
    ...immutableErrors(next.spec.selector, previous.spec.selector, 'spec.selector'),
  ],
  validateStatusUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...replicaCountErrors(next.status ?? {}, counted, parts),
    ...collisionErrors(next.status, previous.status),
  ],
  columns: [
    nameColumn,
    textColumn(
      'Ready',
      'Ready of wanted pods.',
      ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    ),
    textColumn('Up-to-date', 'Pods of the current template.', ({ status }) => status?.updatedReplicas ?? 0),
    textColumn('Available', 'Pods ready for long enough.', ({ status }) => status?.availableReplicas ?? 0),
    ageColumn,
    ...templateColumns<Deployment>(({ spec }) => spec.template.spec),
    wideColumn('Selector', 'Which pods are its own.', ({ spec }) => selectorString(selectorOf(spec.selector))),
  ],
});

function defaultSpec(spec: DeploymentSpec): DeploymentSpec {
  const filled = withDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  return withChanges(filled, {
    strategy: defaultStrategy(spec.strategy ?? {}),
    template: defaultPodTemplate(filled.template),
  });
}

function defaultStrategy(given: DeploymentStrategy): DeploymentStrategy {
  const strategy = withDefaults(given, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return strategy;
  return withChanges(strategy, {
    rollingUpdate: withDefaults(strategy.rollingUpdate ?? {}, { maxSurge: '25%', maxUnavailable: '25%' }),
  });
}

// ---- validation ------------------------------------------------------------------------------------------------------

function rollingUpdateErrors(
  { maxUnavailable, maxSurge }: RollingUpdateDeployment,
  field: string,
): readonly FieldError[] {
  const errors = [
    ...shareErrors(maxUnavailable, `${field}.maxUnavailable`),
    ...shareErrors(maxSurge, `${field}.maxSurge`),
  ];
  if (shareOf(maxUnavailable) === 0 && shareOf(maxSurge) === 0) {
    errors.push(fieldInvalid(`${field}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  if (typeof maxUnavailable === 'string' && shareOf(maxUnavailable) > 100) {
    errors.push(fieldInvalid(`${field}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
  }
  return errors;
}

function strategyErrors({ type, rollingUpdate }: DeploymentStrategy, field: string): readonly FieldError[] {
  if (type === 'Recreate') {
    return rollingUpdate
      ? [fieldForbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
      : [];
  }
  if (type === 'RollingUpdate') {
    if (!rollingUpdate) return [fieldRequired(`${field}.rollingUpdate`, 'this should be defaulted and never be nil')];
    return rollingUpdateErrors(rollingUpdate, `${field}.rollingUpdate`);
  }
  const inside = rollingUpdate
    ? { MaxUnavailable: rollingUpdate.maxUnavailable, MaxSurge: rollingUpdate.maxSurge }
    : null;
  return [fieldNotSupported(field, { Type: type, RollingUpdate: inside }, ['Recreate', 'RollingUpdate'])];
}

function specErrors(spec: DeploymentSpec): readonly FieldError[] {
  const { minReadySeconds = 0, progressDeadlineSeconds: deadline } = spec;
  const errors = [
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...podSetErrors(spec.selector, spec.template, 'spec'),
    ...strategyErrors(spec.strategy ?? {}, 'spec.strategy'),
    ...nonNegative(minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...nonNegative(deadline, 'spec.progressDeadlineSeconds'),
  ];
  if (deadline !== undefined && deadline <= minReadySeconds) {
    errors.push(fieldInvalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

const counted = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'collisionCount',
] as const;

const parts = ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const;
