/** A piece of storage: its row, defaults and columns, and what is wrong with one. */
import { deprecatedLabelTerms, oldAnnotations } from './deprecated-labels';
import {
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  milliValue,
  semanticallyEqual,
  type FieldError,
} from '../apimachinery';
import { nodeSelectorErrors } from './affinity-validation';
import { textColumn, wideColumn } from './column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from './kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors } from './metadata-validation';
import {
  accessModesErrors,
  accessModesText,
  classNameErrors,
  storageClassOf,
  volumeModeErrors,
} from './persistent-volume-claim';
import { keepGeneration, keepStatus, withDefaults, withField } from './strategy';
import type { PersistentVolume, PersistentVolumeSpec, PersistentVolumeStatus } from './persistent-volume-spec';
import { oneOf } from './value-validation';

/** Keeps a volume as long as a claim has it. */
export const pvProtection = 'kubernetes.io/pv-protection';

const identity = { group: '', version: 'v1', kind: 'PersistentVolume' } as const;

const recycles =
  'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';

export const persistentVolumeKind = defineKind<PersistentVolume>({
  ...identity,
  plural: 'persistentvolumes',
  shortNames: ['pv'],
  namespaced: false,
  storagePrefix: '/registry/persistentvolumes',
  subresources: [statusSubresource(identity)],
  defaults: (volume) => {
    const status = withDefaults<PersistentVolumeStatus>(volume.status ?? {}, { phase: 'Pending' });
    return withField(withField(volume, 'spec', defaultSpec(volume.spec)), 'status', status);
  },
  prepareForCreate: (volume) => ({ ...volume, status: { phase: 'Pending', ...since(volume) } }),
  prepareForUpdate: (next, previous) => keepGeneration(keepStatus(next, previous), previous),
  warnings: ({ metadata, spec }) => [
    ...oldAnnotations(metadata.annotations),
    ...(spec.persistentVolumeReclaimPolicy === 'Recycle' ? [recycles] : []),
    ...deprecatedLabelTerms(
      spec.nodeAffinity?.required?.nodeSelectorTerms ?? [],
      'spec.nodeAffinity.required.nodeSelectorTerms',
    ),
  ],
  validate: (volume) => [...metadataErrors(volume, false), ...specErrors(volume.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...(next.spec === previous.spec ? [] : [...specErrors(next.spec), ...updateErrors(next.spec, previous.spec)]),
  ],
  columns: [
    nameColumn,
    textColumn('Capacity', 'How large it is.', ({ spec }) => spec.capacity?.storage ?? '0'),
    textColumn('Access Modes', 'Who may use it at once.', ({ spec }) => accessModesText(spec.accessModes)),
    textColumn(
      'Reclaim Policy',
      'What becomes of it afterwards.',
      ({ spec }) => spec.persistentVolumeReclaimPolicy ?? '',
    ),
    textColumn('Status', 'Is it taken?', ({ metadata, status }) =>
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    ),
    textColumn('Claim', 'Whose it is.', ({ spec }) =>
      spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
    ),
    textColumn('StorageClass', 'Its class of storage.', (volume) => storageClassOf(volume)),
    textColumn(
      'VolumeAttributesClass',
      'Its class of attributes.',
      ({ spec }) => spec.volumeAttributesClassName ?? '<unset>',
    ),
    textColumn('Reason', 'Why it failed.', ({ status }) => status?.reason ?? ''),
    ageColumn,
    wideColumn('VolumeMode', 'Files or blocks.', ({ spec }) => spec.volumeMode ?? '<unset>'),
  ],
});

/** A new volume has been in its phase since it was made. */
const since = ({ metadata }: PersistentVolume): PersistentVolumeStatus =>
  metadata.creationTimestamp ? { lastPhaseTransitionTime: metadata.creationTimestamp } : {};

function defaultSpec(given: PersistentVolumeSpec): PersistentVolumeSpec {
  const spec = withDefaults<PersistentVolumeSpec>(given, {
    persistentVolumeReclaimPolicy: 'Retain',
    volumeMode: 'Filesystem',
  });
  return spec.hostPath ? withField(spec, 'hostPath', withDefaults(spec.hostPath, { type: '' })) : spec;
}

// ---- validation ------------------------------------------------------------------------------------------------------

const plainFields = new Set([
  ...['accessModes', 'capacity', 'claimRef', 'mountOptions', 'nodeAffinity', 'persistentVolumeReclaimPolicy'],
  ...['storageClassName', 'volumeAttributesClassName', 'volumeMode'],
]);

const sourcesOf = (spec: PersistentVolumeSpec): readonly string[] =>
  Object.keys(spec).filter((name) => !plainFields.has(name));

function capacityErrors(capacity: PersistentVolumeSpec['capacity']): FieldError[] {
  const names = Object.keys(capacity ?? {});
  const errors: FieldError[] = names.length > 0 ? [] : [fieldRequired('spec.capacity')];
  if (names.length !== 1 || names[0] !== 'storage')
    errors.push(fieldNotSupported('spec.capacity', capacity ?? { toJSON: () => null }, ['storage']));
  for (const name of names) {
    if (milliValue(capacity![name]!) <= 0)
      errors.push(fieldInvalid(`spec.capacity[${name}]`, capacity![name], 'must be greater than zero'));
  }
  return errors;
}

function sourceErrors(spec: PersistentVolumeSpec): FieldError[] {
  const [source, ...others] = sourcesOf(spec);
  const errors: FieldError[] = others.map((name) =>
    fieldForbidden(`spec.${name}`, 'may not specify more than 1 volume type'),
  );
  if (source === undefined) errors.push(fieldRequired('spec', 'must specify a volume type'));
  const { hostPath, local, nfs, csi } = spec;
  if (hostPath && !hostPath.path) errors.push(fieldRequired('spec.hostPath.path'));
  if (hostPath?.path.split('/').includes('..'))
    errors.push(fieldInvalid('spec.hostPath.path', hostPath.path, "must not contain '..'"));
  if (local && !local.path) errors.push(fieldRequired('spec.local.path'));
  if (local && !spec.nodeAffinity)
    errors.push(fieldRequired('spec.nodeAffinity', 'Local volume requires node affinity'));
  if (nfs && !nfs.server) errors.push(fieldRequired('spec.nfs.server'));
  if (nfs && !nfs.path) errors.push(fieldRequired('spec.nfs.path'));
  if (nfs?.path && !nfs.path.startsWith('/'))
    errors.push(fieldInvalid('spec.nfs.path', nfs.path, 'must be an absolute path'));
  if (csi && !csi.driver) errors.push(fieldRequired('spec.csi.driver'));
  if (csi && !csi.volumeHandle) errors.push(fieldRequired('spec.csi.volumeHandle'));
  return errors;
}

function affinityErrors({ nodeAffinity }: PersistentVolumeSpec): FieldError[] {
  if (!nodeAffinity) return [];
  const field = 'spec.nodeAffinity.required';
  return nodeAffinity.required
    ? nodeSelectorErrors(nodeAffinity.required, field)
    : [fieldRequired(field, 'must specify required node constraints')];
}

const policies = ['Delete', 'Recycle', 'Retain'];

function specErrors(spec: PersistentVolumeSpec): FieldError[] {
  const errors = [
    ...(spec.accessModes?.length ? [] : [fieldRequired('spec.accessModes')]),
    ...accessModesErrors(spec.accessModes ?? [], 'spec.accessModes'),
    ...capacityErrors(spec.capacity),
    ...oneOf(spec.persistentVolumeReclaimPolicy ?? 'Retain', policies, 'spec.persistentVolumeReclaimPolicy'),
    ...affinityErrors(spec),
    ...sourceErrors(spec),
  ];
  if (spec.hostPath?.path === '/' && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const why = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(fieldForbidden('spec.persistentVolumeReclaimPolicy', why));
  }
  return [
    ...errors,
    ...classNameErrors(spec.storageClassName, 'spec.storageClassName'),
    ...volumeModeErrors(spec.volumeMode, 'spec.volumeMode'),
    ...classNameErrors(spec.volumeAttributesClassName, 'spec.volumeAttributesClassName'),
  ];
}

function updateErrors(next: PersistentVolumeSpec, previous: PersistentVolumeSpec): FieldError[] {
  const source = (spec: PersistentVolumeSpec) =>
    Object.fromEntries(sourcesOf(spec).map((name) => [name, spec[name as keyof PersistentVolumeSpec]]));
  const errors: FieldError[] = [];
  if (!semanticallyEqual(source(next), source(previous))) {
    const why = 'spec.persistentvolumesource is immutable after creation';
    errors.push(fieldForbidden('spec.persistentvolumesource', why));
  }
  errors.push(...immutableErrors(next.volumeMode, previous.volumeMode, 'spec.volumeMode'));
  return errors;
}
