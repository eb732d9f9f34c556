import { labelsErrors, type FieldError } from '../apimachinery';
import { tolerationsErrors } from './pod/affinity-validation';
import { textColumn } from './column';
import { ageColumn, defineKind, nameColumn } from './kind';
import { immutableErrors, metadataChangeErrors, metadataErrors, metadataFormErrors } from './metadata-validation';
import { resourceErrors } from './pod/resource-validation';
import type { KubeObject } from '../apimachinery';
import type { Toleration } from './pod/affinity';
import { labelNameErrors } from './value-validation';

export interface RuntimeClass extends KubeObject {
  readonly handler: string;
  readonly overhead?: Overhead;
  readonly scheduling?: Scheduling;
}

export interface Overhead {
  readonly podFixed?: Readonly<Record<string, string>>;
}

export interface Scheduling {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
}

export const runtimeClassKind = defineKind<RuntimeClass>({
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  namespaced: false,
  storagePrefix: '/registry/runtimeclasses',
  validate: (one) => [...metadataErrors(one, false), ...contentErrors(one)],
  validateUpdate: (next, previous) => [
    ...metadataFormErrors(next, previous),
    ...contentErrors(next),
    ...metadataChangeErrors(next, previous),
    ...immutableErrors(next.handler, previous.handler, 'handler'),
  ],
  columns: [
    nameColumn,
    textColumn('Handler', 'Which runtime of the node it means.', ({ handler }) => handler),
    ageColumn,
  ],
});

function contentErrors({ handler, overhead, scheduling }: RuntimeClass): readonly FieldError[] {
  return [
    ...labelNameErrors(handler, 'handler'),
    ...resourceErrors({ limits: overhead?.podFixed }, 'overhead.podFixed'),
    ...labelsErrors(scheduling?.nodeSelector, 'scheduling.nodeSelector'),
    ...tolerationsErrors(scheduling?.tolerations, 'scheduling.tolerations'),
  ];
}
