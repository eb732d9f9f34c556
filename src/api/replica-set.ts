import { defineKind, scaleSubresource, statusSubresource } from './kind';
import type { KubeObject, LabelSelector } from '../apimachinery';
import type { PodTemplateSpec } from './pod-template';
import type { ConditionStatus } from './reference';

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
  readonly conditions?: readonly ReplicaSetCondition[];
  readonly fullyLabeledReplicas?: number;
  readonly observedGeneration?: number;
  readonly readyReplicas?: number;
  readonly replicas: number;
  readonly terminatingReplicas?: number;
}

export interface ReplicaSetCondition {
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly status: ConditionStatus;
  readonly type: string;
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
});
