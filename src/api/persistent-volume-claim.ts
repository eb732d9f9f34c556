/** A claim of storage: its row, defaults and columns, and what is wrong with one. */
import { oldAnnotations } from './deprecated-labels';
import {
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  labelSelectorErrors,
  milliValue,
  semanticallyEqual,
  validateDns1123Subdomain,
  type FieldError,
} from '../apimachinery';
import { textColumn, wideColumn } from './column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from './kind';
import { specDiffs } from './later';
import { metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { keepGeneration, keepStatus, withDefaults, withField } from './strategy';
import type { KubeObject, LabelSelector } from '../apimachinery';
import type { ConditionStatus, TypedLocalObjectReference, TypedObjectReference } from './reference';

export interface PersistentVolumeClaim extends KubeObject {
  readonly spec: PersistentVolumeClaimSpec;
  readonly status?: PersistentVolumeClaimStatus;
}

export interface PersistentVolumeClaimSpec {
  readonly accessModes?: readonly string[];
  readonly dataSource?: TypedLocalObjectReference;
  readonly dataSourceRef?: TypedObjectReference;
  readonly resources?: VolumeResourceRequirements;
  readonly selector?: LabelSelector;
  readonly storageClassName?: string;
  readonly volumeAttributesClassName?: string;
  readonly volumeMode?: string;
  readonly volumeName?: string;
}

export interface PersistentVolumeClaimStatus {
  readonly accessModes?: readonly string[];
  readonly allocatedResourceStatuses?: Readonly<Record<string, string>>;
  readonly allocatedResources?: Readonly<Record<string, string>>;
  readonly capacity?: Readonly<Record<string, string>>;
  readonly conditions?: readonly PersistentVolumeClaimCondition[];
  readonly currentVolumeAttributesClassName?: string;
  readonly modifyVolumeStatus?: ModifyVolumeStatus;
  readonly phase?: string;
}

export interface VolumeResourceRequirements {
  readonly limits?: Readonly<Record<string, string>>;
  readonly requests?: Readonly<Record<string, string>>;
}

export interface PersistentVolumeClaimCondition {
  readonly lastProbeTime?: string | null;
  readonly lastTransitionTime?: string | null;
  readonly message?: string;
  readonly reason?: string;
  readonly status: ConditionStatus;
  readonly type: string;
}

export interface ModifyVolumeStatus {
  readonly status: string;
  readonly targetVolumeAttributesClassName?: string;
}

/** Keeps a claim as long as a pod uses it. */
export const pvcProtection = 'kubernetes.io/pvc-protection';

const identity = { group: '', version: 'v1', kind: 'PersistentVolumeClaim' } as const;

export const persistentVolumeClaimKind = defineKind<PersistentVolumeClaim>({
  ...identity,
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  namespaced: true,
  storagePrefix: '/registry/persistentvolumeclaims',
  subresources: [statusSubresource(identity)],
  defaults: defaultClaim,
  prepareForCreate: (claim) => ({ ...claim, status: { phase: 'Pending' } }),
  prepareForUpdate: (next, previous) => keepGeneration(keepStatus(next, previous), previous),
  warnings: ({ metadata }) => oldAnnotations(metadata.annotations).filter((text) => text.includes('storage-class')),
  validate: (claim) => [...metadataErrors(claim, true), ...claimSpecErrors(claim.spec, 'spec')],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...(next.spec === previous.spec ? [] : [...claimSpecErrors(next.spec, 'spec'), ...updateErrors(next, previous)]),
  ],
  columns: [
    nameColumn,
    textColumn('Status', 'Has it got its volume?', ({ metadata, status }) =>
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    ),
    textColumn('Volume', 'The volume it has.', ({ spec }) => spec.volumeName ?? ''),
    textColumn('Capacity', 'How large that is.', ({ spec, status }) =>
      spec.volumeName ? (status?.capacity?.storage ?? '0') : '',
    ),
    textColumn('Access Modes', 'Who may use it at once.', ({ spec, status }) =>
      spec.volumeName ? accessModesText(status?.accessModes) : '',
    ),
    textColumn('StorageClass', 'The class of storage.', (claim) => storageClassOf(claim)),
    textColumn(
      'VolumeAttributesClass',
      'The class of attributes.',
      ({ spec }) => spec.volumeAttributesClassName ?? '<unset>',
    ),
    ageColumn,
    wideColumn('VolumeMode', 'Files or blocks.', ({ spec }) => spec.volumeMode ?? '<unset>'),
  ],
});

/** Defaults of claims and of the templates of stateful sets. */
export function defaultClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const status = withDefaults<PersistentVolumeClaimStatus>(claim.status ?? {}, { phase: 'Pending' });
  return withField(withField(claim, 'spec', withDefaults(claim.spec, { volumeMode: 'Filesystem' })), 'status', status);
}

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

export const accessModesText = (modes: readonly string[] | undefined): string =>
  Object.keys(shortModes)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => shortModes[mode])
    .join(',');

/** The class a claim or a volume is of; the annotation is the older way to say it. */
export const storageClassOf = (
  object: KubeObject & { readonly spec: { readonly storageClassName?: string } },
): string =>
  object.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? object.spec.storageClassName ?? '';

// ---- validation ------------------------------------------------------------------------------------------------------

export const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

export function accessModesErrors(modes: readonly string[], field: string): FieldError[] {
  const errors: FieldError[] = modes
    .filter((mode) => !accessModes.includes(mode))
    .map((mode) => fieldNotSupported(field, mode, accessModes));
  return modes.includes('ReadWriteOncePod') && modes.length > 1
    ? [...errors, fieldForbidden(field, 'may not use ReadWriteOncePod with other access modes')]
    : errors;
}

function sizeErrors(size: string | undefined, field: string): FieldError[] {
  if (size === undefined) return [fieldRequired(field)];
  return milliValue(size) > 0 ? [] : [fieldInvalid(field, size, 'must be greater than zero')];
}

export const classNameErrors = (name: string | undefined, field: string): FieldError[] =>
  name ? validateDns1123Subdomain(name).map((problem) => fieldInvalid(field, name, problem)) : [];

export const volumeModeErrors = (mode: string | undefined, field: string): FieldError[] =>
  mode === undefined || mode === 'Block' || mode === 'Filesystem'
    ? []
    : [fieldNotSupported(field, mode, ['Block', 'Filesystem'])];

function sourceErrors({ dataSource: source }: PersistentVolumeClaimSpec, field: string): FieldError[] {
  if (!source) return [];
  const errors: FieldError[] = [];
  if (!source.name) errors.push(fieldRequired(`${field}.dataSource.name`));
  if (!source.kind) errors.push(fieldRequired(`${field}.dataSource.kind`));
  if (!source.apiGroup && source.kind !== 'PersistentVolumeClaim') {
    errors.push(fieldInvalid(`${field}.dataSource`, source.kind, ''));
  }
  return errors;
}

/** @param field `spec`, of claims and of templates for them */
export function claimSpecErrors(spec: PersistentVolumeClaimSpec, field: string): FieldError[] {
  const modes = spec.accessModes ?? [];
  return [
    ...(modes.length > 0 ? [] : [fieldRequired(`${field}.accessModes`, 'at least 1 access mode is required')]),
    ...labelSelectorErrors(spec.selector, `${field}.selector`),
    ...accessModesErrors(modes, `${field}.accessModes`),
    ...sizeErrors(spec.resources?.requests?.storage, `${field}.resources[storage]`),
    ...classNameErrors(spec.storageClassName, `${field}.storageClassName`),
    ...volumeModeErrors(spec.volumeMode, `${field}.volumeMode`),
    ...sourceErrors(spec, field),
    ...classNameErrors(spec.volumeAttributesClassName, `${field}.volumeAttributesClassName`),
  ];
}

const fixedSentence =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** A claim that has its volume may only grow; one that waits for it may only get it. */
function updateErrors(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): FieldError[] {
  const isBound = previous.status?.phase === 'Bound';
  const had = previous.spec;
  const comparable: PersistentVolumeClaimSpec = {
    ...next.spec,
    ...(!had.volumeName && { volumeName: had.volumeName }),
    ...(had.storageClassName === undefined && { storageClassName: had.storageClassName }),
    ...(isBound && { resources: had.resources, volumeAttributesClassName: had.volumeAttributesClassName }),
  };
  if (!semanticallyEqual(comparable, had))
    return [fieldForbidden('spec', `${fixedSentence}\n${specDiffs().claim(had, comparable)}`)];
  const [wanted, size] = [next.spec.resources?.requests?.storage, previous.status?.capacity?.storage];
  const shrinks = isBound && wanted !== undefined && size !== undefined && milliValue(wanted) < milliValue(size);
  return shrinks
    ? [fieldForbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')]
    : [];
}
