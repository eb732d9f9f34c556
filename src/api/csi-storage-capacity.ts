import { fieldInvalid, fieldRequired, labelSelectorErrors, milliValue, type FieldError } from '../apimachinery';
import { createdColumn } from './column';
import { defineKind, nameColumn } from './kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { classNameErrors } from './value-validation';
import type { KubeObject, LabelSelector } from '../apimachinery';

export interface CsiStorageCapacity extends KubeObject {
  readonly capacity?: string;
  readonly maximumVolumeSize?: string;
  readonly nodeTopology?: LabelSelector;
  readonly storageClassName: string;
}

export const csiStorageCapacityKind = defineKind<CsiStorageCapacity>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  namespaced: true,
  storagePrefix: '/registry/csistoragecapacities',
  validate: (capacity) => [...metadataErrors(capacity, true), ...contentErrors(capacity)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...contentErrors(next),
    ...immutableErrors(next.nodeTopology, previous.nodeTopology, 'nodeTopology'),
    ...immutableErrors(next.storageClassName, previous.storageClassName, 'storageClassName'),
  ],
  columns: [nameColumn, createdColumn],
});

function contentErrors(object: CsiStorageCapacity): readonly FieldError[] {
  const { storageClassName, nodeTopology } = object;
  const amounts = (['capacity', 'maximumVolumeSize'] as const).flatMap((name) => {
    const amount = object[name];
    const isNegative = amount !== undefined && milliValue(amount) < 0;
    return isNegative ? [fieldInvalid(name, amount, 'must be greater than or equal to 0')] : [];
  });
  return [
    ...(storageClassName ? classNameErrors(storageClassName, 'storageClassName') : [fieldRequired('storageClassName')]),
    ...amounts,
    ...labelSelectorErrors(nodeTopology, 'nodeTopology'),
  ];
}
