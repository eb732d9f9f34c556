/** What a claim of storage may ask for, and what it may still ask for later. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  labelSelectorErrors,
  milliValue,
  semanticallyEqual,
  validateDns1123Subdomain,
  validateLabelName,
  validateQualifiedName,
  type FieldError,
} from '../../apimachinery';
import { claimSpecDiff } from '../schema/go-dump';
import { immutableErrors, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from './persistent-volume-claim';
import type { TypedObjectReference } from '../reference';
import { classNameErrors, oneOfIfSet } from '../value-validation';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

export function accessModesErrors(modes: readonly string[], field: string): readonly FieldError[] {
  const errors: FieldError[] = modes
    .filter((mode) => !accessModes.includes(mode))
    .map((mode) => fieldNotSupported(field, mode, accessModes));
  const isShared = modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode));
  return modes.includes('ReadWriteOncePod') && isShared
    ? [...errors, fieldForbidden(field, 'may not use ReadWriteOncePod with other access modes')]
    : errors;
}

function sizeErrors(size: string | undefined, field: string): readonly FieldError[] {
  if (size === undefined) return [fieldRequired(field)];
  return milliValue(size) > 0 ? [] : [fieldInvalid(field, size, 'must be greater than zero')];
}

export const volumeModeErrors = (mode: string | undefined, field: string): readonly FieldError[] =>
  oneOfIfSet(mode, ['Block', 'Filesystem'], field);

function sourceErrors(source: TypedObjectReference | undefined, field: string): readonly FieldError[] {
  if (!source) return [];
  const { apiGroup, kind, name, namespace } = source;
  const errors: FieldError[] = [];
  if (!name) errors.push(fieldRequired(`${field}.name`));
  if (!kind) errors.push(fieldRequired(`${field}.kind`));
  if (!apiGroup && kind !== 'PersistentVolumeClaim') {
    const why = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(fieldInvalid(field, kind ?? '', why));
  }
  if (apiGroup) errors.push(...fieldInvalids(`${field}.apiGroup`, apiGroup, validateDns1123Subdomain(apiGroup)));
  if (namespace) errors.push(...fieldInvalids(`${field}.namespace`, namespace, validateLabelName(namespace)));
  return errors;
}

function sourcesErrors({ dataSource: source, dataSourceRef: reference }: PersistentVolumeClaimSpec, field: string) {
  const errors = [...sourceErrors(source, `${field}.dataSource`), ...sourceErrors(reference, `${field}.dataSourceRef`)];
  if (!source || !reference) return errors;
  const same = (['apiGroup', 'kind', 'name'] as const).every((part) => source[part] === reference[part]);
  if (reference.namespace)
    errors.push(fieldInvalid(field, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (!same) errors.push(fieldInvalid(field, {}, 'must match dataSourceRef'));
  return errors;
}

/** @param field `spec`, of claims and of templates for them */
export function claimSpecErrors(spec: PersistentVolumeClaimSpec, field: string): readonly FieldError[] {
  const modes = spec.accessModes ?? [];
  return [
    ...(modes.length > 0 ? [] : [fieldRequired(`${field}.accessModes`, 'at least 1 access mode is required')]),
    ...labelSelectorErrors(spec.selector, `${field}.selector`),
    ...accessModesErrors(modes, `${field}.accessModes`),
    ...sizeErrors(spec.resources?.requests?.storage, `${field}.resources[storage]`),
    ...classNameErrors(spec.storageClassName, `${field}.storageClassName`),
    ...volumeModeErrors(spec.volumeMode, `${field}.volumeMode`),
    ...sourcesErrors(spec, field),
    ...classNameErrors(spec.volumeAttributesClassName, `${field}.volumeAttributesClassName`),
  ];
}

export const validateClaim = (claim: PersistentVolumeClaim): readonly FieldError[] => [
  ...metadataErrors(claim, true),
  ...claimSpecErrors(claim.spec, 'spec'),
];

/** At what changed, then at the claim as if it were new. */
export function validateClaimUpdate(
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim,
): readonly FieldError[] {
  const errors = [...metadataUpdateErrors(next, previous), ...metadataAgainErrors(next, previous)];
  if (next.spec === previous.spec) return errors;
  return [...errors, ...claimSpecErrors(next.spec, 'spec'), ...changeErrors(next, previous)];
}

const fixedSentence =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** Whether a claim that named no class may be given this one: the annotation may have named it before. */
function isClassGiven(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): boolean {
  const named = next.spec.storageClassName;
  const before = previous.metadata.annotations?.[classAnnotation];
  return (
    named !== undefined && previous.spec.storageClassName === undefined && (before === undefined || named === before)
  );
}

/** The class stays in its annotation unless the field takes it over. */
function annotationErrors(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): readonly FieldError[] {
  const [is, was] = [next, previous].map(({ metadata }) => metadata.annotations?.[classAnnotation]);
  if (is === was || (is === undefined && isClassGiven(next, previous))) return [];
  return immutableErrors(is ?? '', was ?? '', `metadata.annotations.${classAnnotation}`);
}

/** The spec with all put back that may change: a class that was not named, the size of what is bound, attributes. */
function withoutAllowedChanges(next: PersistentVolumeClaim, previous: PersistentVolumeClaim) {
  const { spec: had, status } = previous;
  const size = had.resources?.requests?.storage;
  const requests = next.spec.resources?.requests;
  const mayGrow = status?.phase === 'Bound' && requests !== undefined && size !== undefined;
  return {
    ...next.spec,
    ...(isClassGiven(next, previous) && { storageClassName: undefined }),
    ...(mayGrow && { resources: { ...next.spec.resources, requests: { ...requests, storage: size } } }),
    ...(status?.phase === 'Bound' && { volumeAttributesClassName: had.volumeAttributesClassName }),
  };
}

function shrinkErrors(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): readonly FieldError[] {
  const millis = (size: string | undefined) => (size === undefined ? 0 : milliValue(size));
  const wanted = millis(next.spec.resources?.requests?.storage);
  const isLess = wanted < millis(previous.spec.resources?.requests?.storage);
  return isLess && wanted <= millis(previous.status?.capacity?.storage)
    ? [fieldForbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')]
    : [];
}

function changeErrors(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): readonly FieldError[] {
  const had = previous.spec;
  const compared = withoutAllowedChanges(next, previous);
  const before = had.volumeName ? had : { ...had, volumeName: compared.volumeName };
  return [
    ...annotationErrors(next, previous),
    ...(semanticallyEqual(compared, before)
      ? []
      : [fieldForbidden('spec', `${fixedSentence}\n${claimSpecDiff(before, compared)}`)]),
    ...shrinkErrors(next, previous),
    ...immutableErrors(next.spec.volumeMode, had.volumeMode, 'volumeMode'),
  ];
}

const resizeStates = [
  'ControllerResizeFailed',
  'ControllerResizeInProgress',
  'NodeResizeFailed',
  'NodeResizeInProgress',
  'NodeResizePending',
];

/** Of claims nothing but storage grows; others have their own. */
function resourceKeyErrors(name: string, field: string): readonly FieldError[] {
  const problems = validateQualifiedName(name);
  if (problems.length > 0) return fieldInvalids(field, name, problems);
  const isNative = !name.includes('/') || name.includes('kubernetes.io/');
  return isNative && name !== 'storage' ? [fieldNotSupported(field, name, ['storage'])] : [];
}

const negativeErrors = (amount: string, field: string): readonly FieldError[] =>
  milliValue(amount) < 0 ? [fieldInvalid(field, milliValue(amount) / 1000, 'must be a valid resource quantity')] : [];

export function validateClaimStatus(
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim,
): readonly FieldError[] {
  const { capacity = {}, allocatedResourceStatuses: states = {}, allocatedResources = {} } = next.status ?? {};
  const field = 'status.allocatedResourceStatus';
  return [
    ...metadataUpdateErrors(next, previous),
    ...(next.spec.accessModes?.length ? [] : [fieldRequired('Spec.accessModes')]),
    ...Object.entries(capacity).flatMap(([name, amount]) => negativeErrors(amount, `status.capacity[${name}]`)),
    ...Object.entries(states).flatMap(([name, state]) => [
      ...resourceKeyErrors(name, field),
      ...(resizeStates.includes(state) ? [] : [fieldNotSupported(field, name, resizeStates)]),
    ]),
    ...Object.entries(allocatedResources).flatMap(([name, amount]) => {
      const wrong = resourceKeyErrors(name, 'status.allocatedResources');
      return wrong.length > 0 ? wrong : negativeErrors(amount, `status.allocatedResources[${name}]`);
    }),
  ];
}
