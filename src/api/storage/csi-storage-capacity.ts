import {
  fieldInvalid,
  fieldInvalids,
  labelSelectorErrors,
  milliValue,
  validateDns1123Subdomain,
  type FieldError,
  type KubeObject,
  type LabelSelector,
} from '../../apimachinery';
import { createdColumn } from '../column';
import { defineKind, nameColumn } from '../kind';
import { immutableErrors, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';

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
    ...metadataAgainErrors(next, previous),
    ...contentErrors(next),
    ...metadataUpdateErrors(next, previous),
    ...immutableErrors(next.nodeTopology, previous.nodeTopology, 'nodeTopology'),
    ...immutableErrors(next.storageClassName, previous.storageClassName, 'storageClassName'),
  ],
  columns: [nameColumn, createdColumn],
});

function contentErrors(object: CsiStorageCapacity): readonly FieldError[] {
  const { storageClassName, nodeTopology } = object;
  const isNegative = object.capacity !== undefined && milliValue(object.capacity) < 0;
  return [
    ...labelSelectorErrors(nodeTopology, 'nodeTopology'),
    ...fieldInvalids('storageClassName', storageClassName, validateDns1123Subdomain(storageClassName)),
    ...(isNegative ? [fieldInvalid('capacity', object.capacity, 'must be greater than or equal to 0')] : []),
  ];
}
