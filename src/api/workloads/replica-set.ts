import { hostnameWarnings, templateWarnings } from '../pod/pod-warnings';
import { fieldRequired, selectorOf, selectorString, type FieldError } from '../../apimachinery';
import { defineKind, scaleSubresource, statusSubresource } from '../kind';
import { metadataErrors, metadataUpdateErrors, nonNegative } from '../metadata-validation';
import { defaultPodTemplate } from '../pod/pod-defaults';
import { replicaColumns } from './pod-set-columns';
import { podSetErrors, setCountErrors, setUpdateErrors } from './pod-set-validation';
import { withChanges, withDefaults } from '../strategy';
import type { KubeObject, LabelSelector } from '../../apimachinery';
import type { PodTemplateSpec } from './pod-template';
import type { Condition } from '../condition';

export interface ReplicaSet extends KubeObject {
  readonly spec: ReplicaSetSpec;
  readonly status?: ReplicaSetStatus;
}

export interface ReplicaSetSpec {
  readonly minReadySeconds?: number;
  readonly replicas?: number;
  readonly selector: LabelSelector;
  readonly template?: PodTemplateSpec;
}

export interface ReplicaSetStatus {
  readonly availableReplicas?: number;
  readonly conditions?: readonly Condition[];
  readonly fullyLabeledReplicas?: number;
  readonly observedGeneration?: number;
  readonly readyReplicas?: number;
  readonly replicas: number;
  readonly terminatingReplicas?: number;
}

const identity = { group: 'apps', version: 'v1', kind: 'ReplicaSet' } as const;

export const replicaSetKind = defineKind<ReplicaSet>({
  ...identity,
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/replicasets',
  subresources: [scaleSubresource, statusSubresource(identity)],
  generations: true,
  defaults: (set) => withChanges(set, { spec: defaultSpec(set.spec) }),
  newStatus: { replicas: 0 },
  warnings: (object) => [...hostnameWarnings(object.metadata.name), ...templateWarnings(object)],
  validate: (set) => [...metadataErrors(set, true), ...specErrors(set.spec)],
  validateUpdate,
  validateStatusUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...setCountErrors(next.status)],
  columns: replicaColumns<ReplicaSet>(({ spec }) => selectorString(selectorOf(spec.selector))),
});

function defaultSpec(spec: ReplicaSetSpec): ReplicaSetSpec {
  const filled = withDefaults(spec, { replicas: 1 });
  return filled.template ? withChanges(filled, { template: defaultPodTemplate(filled.template) }) : filled;
}

function validateUpdate(next: ReplicaSet, previous: ReplicaSet): readonly FieldError[] {
  return setUpdateErrors(next, previous, specErrors);
}

function specErrors(spec: ReplicaSetSpec): readonly FieldError[] {
  return [
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...(spec.template ? podSetErrors(spec.selector, spec.template, 'spec') : [fieldRequired('spec.template')]),
  ];
}
