/** A pod template as an object of its own (core/v1 PodTemplate). */
import { podWarnings } from '../pod/pod-warnings';
import { labelsText, textColumn } from '../column';
import { defineKind, nameColumn } from '../kind';
import { metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { defaultPodTemplate } from '../pod/pod-defaults';
import { templateColumns } from './pod-set-columns';
import { podTemplateErrors } from '../pod/pod-validation';
import { nextGeneration, withChanges } from '../strategy';
import { semanticallyEqual, type KubeObject } from '../../apimachinery';
import type { PodTemplateSpec } from './pod-template';

export interface PodTemplate extends KubeObject {
  readonly template: PodTemplateSpec;
}

export const podTemplateKind = defineKind<PodTemplate>({
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  namespaced: true,
  storagePrefix: '/registry/podtemplates',
  generations: true,
  defaults: (object) => withChanges(object, { template: defaultPodTemplate(object.template) }),
  prepareForUpdate: (next, previous) =>
    nextGeneration(next, previous, !semanticallyEqual(next.template, previous.template)),
  warnings: ({ template }) => podWarnings(template ?? {}, 'template'),
  validate: (object) => [...metadataErrors(object, true), ...podTemplateErrors(object.template, 'template')],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...podTemplateErrors(next.template, 'template'),
  ],
  columns: [
    nameColumn,
    ...templateColumns<PodTemplate>(({ template }) => template.spec).map((one) => ({ ...one, priority: 0 as const })),
    textColumn('Pod Labels', 'What the pods are labelled with.', ({ template }) =>
      labelsText(template.metadata?.labels),
    ),
  ],
});
