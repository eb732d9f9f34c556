import {
  fieldDuplicate,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  semanticallyEqual,
  validateQualifiedName,
  type FieldError,
  type KubeObject,
} from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { immutableErrors, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { withDefaults } from '../strategy';
import { oneOf } from '../value-validation';

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

function contentErrors(storage: StorageClass): FieldError[] {
  const { provisioner, reclaimPolicy, volumeBindingMode, parameters = {}, allowedTopologies = [] } = storage;
  const word = provisioner?.toLowerCase();
  const errors = word
    ? [...fieldInvalids('provisioner', word, validateQualifiedName(word))]
    : [fieldRequired('provisioner')];
  if (Object.keys(parameters).includes('')) errors.push(fieldInvalid('parameters', '', 'field can not be empty.'));
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  return [
    ...errors,
    ...oneOf(reclaimPolicy || 'Delete', ['Delete', 'Retain'], 'reclaimPolicy'),
    ...(modes.includes(volumeBindingMode ?? '')
      ? []
      : [fieldNotSupported('volumeBindingMode', volumeBindingMode, modes)]),
    ...topologiesErrors(allowedTopologies),
  ];
}

/** Where volumes may be made: each place is said once. Upstream compares with as many empty places as there are terms, and with those before. */
function topologiesErrors(terms: readonly TopologySelectorTerm[]): FieldError[] {
  const said = terms.map(() => '');
  return terms.flatMap(({ matchLabelExpressions: expressions = [] }, index) => {
    const field = `allowedTopologies[${index}].matchLabelExpressions`;
    const keys = new Set<string>();
    const errors = expressions.flatMap((one, place) => requirementErrors(one, `${field}[${place}]`, keys));
    const parts = expressions.map(({ key, values }) => `${key}=${[...new Set(values)].sort().join()}`);
    const whole = parts.sort().join(' ');
    errors.push(...said.filter((other) => other === whole).map(() => fieldDuplicate(field, '')));
    said.push(whole);
    return errors;
  });
}

function requirementErrors(
  { key, values }: TopologySelectorLabelRequirement,
  field: string,
  keys: Set<string>,
): FieldError[] {
  const errors: FieldError[] = values.length === 0 ? [fieldRequired(`${field}.values`)] : [];
  values.forEach((value, index) => {
    if (values.indexOf(value) < index) errors.push(fieldDuplicate(`${field}.values[${index}]`, value));
  });
  errors.push(...validateQualifiedName(key).map((problem) => fieldInvalid(`${field}.key`, key, problem)));
  if (keys.has(key)) errors.push(fieldDuplicate(`${field}.key`, key));
  keys.add(key);
  return errors;
}

function updateErrors(next: StorageClass, previous: StorageClass): readonly FieldError[] {
  const parameters = immutableErrors(next.parameters, previous.parameters, 'parameters');
  return [
    ...(semanticallyEqual(next.parameters ?? {}, previous.parameters ?? {}) ? [] : parameters),
    ...immutableErrors(next.provisioner, previous.provisioner, 'provisioner'),
    ...immutableErrors(next.reclaimPolicy, previous.reclaimPolicy, 'reclaimPolicy'),
    ...immutableErrors(next.volumeBindingMode, previous.volumeBindingMode, 'volumeBindingMode'),
  ];
}
