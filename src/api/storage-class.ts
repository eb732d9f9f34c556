import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  semanticallyEqual,
  validateQualifiedName,
  type FieldError,
} from '../apimachinery';
import { textColumn } from './column';
import { ageColumn, defineKind, nameColumn } from './kind';
import { immutableErrors, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { withDefaults } from './strategy';
import type { KubeObject } from '../apimachinery';
import { oneOf } from './value-validation';

export interface StorageClass extends KubeObject {
  readonly allowVolumeExpansion?: boolean;
  readonly allowedTopologies?: readonly TopologySelectorTerm[];
  readonly mountOptions?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly provisioner: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
}

export interface TopologySelectorTerm {
  readonly matchLabelExpressions?: readonly TopologySelectorLabelRequirement[];
}

export interface TopologySelectorLabelRequirement {
  readonly key: string;
  readonly values: readonly string[];
}

const isDefault = ({ metadata }: StorageClass): boolean =>
  ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some(
    (name) => metadata.annotations?.[name] === 'true',
  );

export const storageClassKind = defineKind<StorageClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  shortNames: ['sc'],
  namespaced: false,
  storagePrefix: '/registry/storageclasses',
  defaults: (storage) => withDefaults(storage, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  validate: (storage) => [...metadataErrors(storage, false), ...contentErrors(storage)],
  validateUpdate: (next, previous) => [
    ...metadataAgainErrors(next, previous),
    ...contentErrors(next),
    ...metadataUpdateErrors(next, previous),
    ...updateErrors(next, previous),
  ],
  columns: [
    { ...nameColumn, cell: (storage) => `${storage.metadata.name}${isDefault(storage) ? ' (default)' : ''}` },
    textColumn('Provisioner', 'Who makes the volumes.', ({ provisioner }) => provisioner),
    textColumn('ReclaimPolicy', 'What becomes of them.', ({ reclaimPolicy }) => reclaimPolicy ?? ''),
    textColumn('VolumeBindingMode', 'When they are made.', ({ volumeBindingMode }) => volumeBindingMode ?? ''),
    textColumn('AllowVolumeExpansion', 'May they grow?', ({ allowVolumeExpansion }) => !!allowVolumeExpansion),
    ageColumn,
  ],
});

function contentErrors({
  provisioner,
  reclaimPolicy,
  volumeBindingMode,
  parameters = {},
}: StorageClass): readonly FieldError[] {
  const errors: FieldError[] = provisioner ? [] : [fieldRequired('provisioner')];
  if (provisioner)
    errors.push(...fieldInvalids('provisioner', provisioner, validateQualifiedName(provisioner.toLowerCase())));
  if (Object.keys(parameters).includes(''))
    errors.push(fieldInvalid('parameters', 'field is empty', 'field can not be empty.'));
  return [
    ...errors,
    ...oneOf(reclaimPolicy ?? 'Delete', ['Delete', 'Retain'], 'reclaimPolicy'),
    ...oneOf(volumeBindingMode, ['Immediate', 'WaitForFirstConsumer'], 'volumeBindingMode'),
  ];
}

function updateErrors(next: StorageClass, previous: StorageClass): readonly FieldError[] {
  const errors: FieldError[] = [];
  const why = (name: string) => `updates to ${name} are forbidden.`;
  if (!semanticallyEqual(next.parameters ?? {}, previous.parameters ?? {}))
    errors.push(fieldForbidden('parameters', why('parameters')));
  if (next.provisioner !== previous.provisioner) errors.push(fieldForbidden('provisioner', why('provisioner')));
  if (next.reclaimPolicy !== previous.reclaimPolicy) errors.push(fieldForbidden('reclaimPolicy', why('reclaimPolicy')));
  return [...errors, ...immutableErrors(next.volumeBindingMode, previous.volumeBindingMode, 'volumeBindingMode')];
}
