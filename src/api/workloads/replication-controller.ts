import { hostnameWarnings, templateWarnings } from '../pod/pod-warnings';
import {
  fieldInvalids,
  fieldRequired,
  matchesLabels,
  validatePathSegmentName,
  type FieldError,
} from '../../apimachinery';
import { labelsText } from '../column';
import { defineKind, scaleSubresource, statusSubresource } from '../kind';
import { metadataErrors, metadataUpdateErrors, nonNegative } from '../metadata-validation';
import { defaultPodTemplate } from '../pod/pod-defaults';
import { replicaColumns } from './pod-set-columns';
import { lastingErrors, setCountErrors, templateLabelErrors } from './pod-set-validation';
import { podTemplateErrors } from '../pod/pod-validation';
import { withChanges, withDefaults } from '../strategy';
import type { KubeObject } from '../../apimachinery';
import type { PodTemplateSpec } from './pod-template';
import type { Condition } from '../condition';

export interface ReplicationController extends KubeObject {
  readonly spec: ReplicationControllerSpec;
  readonly status?: ReplicationControllerStatus;
}

export interface ReplicationControllerSpec {
  readonly minReadySeconds?: number;
  readonly replicas?: number;
  readonly selector?: Readonly<Record<string, string>>;
  readonly template?: PodTemplateSpec;
}

export interface ReplicationControllerStatus {
  readonly availableReplicas?: number;
  readonly conditions?: readonly Condition[];
  readonly fullyLabeledReplicas?: number;
  readonly observedGeneration?: number;
  readonly readyReplicas?: number;
  readonly replicas: number;
}

const identity = { group: '', version: 'v1', kind: 'ReplicationController' } as const;

export const replicationControllerKind = defineKind<ReplicationController>({
  ...identity,
  plural: 'replicationcontrollers',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/controllers',
  subresources: [scaleSubresource, statusSubresource(identity)],
  generations: true,
  orphansDependents: true,
  ownFieldLabels: true,
  defaults: (controller) => withTemplateLabels(withChanges(controller, { spec: defaultSpec(controller.spec) })),
  newStatus: { replicas: 0 },
  warnings: (object) => [...hostnameWarnings(object.metadata.name), ...templateWarnings(object)],
  validate: validateController,
  validateUpdate,
  validateStatusUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...setCountErrors(next.status)],
  fieldsOf: ({ metadata, status }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'status.replicas': String(status?.replicas ?? 0),
  }),
  columns: replicaColumns<ReplicationController>(({ spec }) => labelsText(spec.selector)),
});

function defaultSpec(spec: ReplicationControllerSpec): ReplicationControllerSpec {
  const filled = withDefaults(spec, { replicas: 1 });
  return filled.template ? withChanges(filled, { template: defaultPodTemplate(filled.template) }) : filled;
}

/** Who says no labels and no selector has those of the pods. */
function withTemplateLabels(controller: ReplicationController): ReplicationController {
  const labels = controller.spec.template?.metadata?.labels;
  if (!labels) return controller;
  return withChanges(controller, {
    spec: withDefaults(controller.spec, { selector: labels }),
    metadata: withDefaults(controller.metadata, { labels }),
  });
}

function validateUpdate(next: ReplicationController, previous: ReplicationController): readonly FieldError[] {
  const errors = next.spec === previous.spec ? [] : specErrors(next.spec);
  return [...metadataUpdateErrors(next, previous), ...errors];
}

/** What a name is generated from is looked at once all else is well, and only whether it can stand in a path. */
function validateController(controller: ReplicationController): readonly FieldError[] {
  const from = controller.metadata.generateName ?? '';
  const errors = [...metadataErrors(controller, true), ...specErrors(controller.spec)].filter(
    ({ field }) => field !== 'metadata.generateName',
  );
  if (errors.length > 0) return errors;
  return fieldInvalids('metadata.generateName', from, validatePathSegmentName(from, true));
}

function specErrors(spec: ReplicationControllerSpec): readonly FieldError[] {
  const { selector = {}, template, replicas } = spec;
  const errors = [
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...(Object.keys(selector).length === 0 ? [fieldRequired('spec.selector')] : []),
    ...nonNegative(replicas, 'spec.replicas'),
  ];
  if (!template) return [...errors, fieldRequired('spec.template')];
  const matches = Object.keys(selector).length === 0 || matchesLabels(selector, template.metadata?.labels);
  return [
    ...errors,
    ...templateLabelErrors(template, matches, 'spec.template'),
    ...podTemplateErrors(template, 'spec.template'),
    ...lastingErrors(template, 'spec.template', 'ReplicationController'),
  ];
}
