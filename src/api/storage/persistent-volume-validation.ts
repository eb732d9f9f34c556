/** What a piece of storage has to say, and what of it never changes. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  milliValue,
  semanticallyEqual,
  validateDns1123Subdomain,
  validateLabelName,
  type FieldError,
} from '../../apimachinery';
import { nodeSelectorErrors } from '../pod/affinity-validation';
import { volumeSourceDiff } from '../schema/go-dump';
import { immutableErrors, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { accessModesErrors, volumeModeErrors } from './persistent-volume-claim-validation';
import type {
  CsiPersistentVolumeSource,
  PersistentVolume,
  PersistentVolumeSpec,
  SecretReference,
} from './persistent-volume-spec';
import { classNameErrors, driverNameErrors, oneOf } from '../value-validation';
import { hostPathErrors, networkPathErrors } from '../pod/volume-validation';

/** Every kind of storage, in the order upstream looks; where nothing but some fields have to be there, those. */
// biome-ignore format: a table
const needs: Readonly<Record<string, string>> = {
  hostPath: '', gcePersistentDisk: 'pdName', awsElasticBlockStore: 'volumeID', glusterfs: 'endpoints path', flocker: '', nfs: '',
  rbd: 'monitors image', quobyte: 'registry volume', cephfs: 'monitors', iscsi: 'targetPortal iqn', fc: '', cinder: 'volumeID',
  flexVolume: 'driver', azureFile: 'secretName shareName', vsphereVolume: 'volumePath', photonPersistentDisk: 'pdID',
  portworxVolume: 'volumeID', azureDisk: 'diskName diskURI', scaleIO: 'gateway system volumeName', local: '',
  storageos: 'volumeName', csi: '',
};
/** How upstream calls fields of which it says that something is missing in them. */
const otherNames: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };

type Loose = Readonly<Record<string, unknown>>;

const details: Readonly<Record<string, string>> = {
  registry: 'must be a host:port pair or multiple pairs separated by commas',
};

const isGiven = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : !!value);

/** What is to be said of storage that few have, apart from what is missing. */
const rareErrors: Readonly<Record<string, (source: Loose, field: string) => readonly FieldError[]>> = {
  fc: ({ targetWWNs, wwids }, field) =>
    isGiven(targetWWNs) === isGiven(wwids)
      ? [fieldRequired(`${field}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both')]
      : [],
  flocker: ({ datasetName, datasetUUID }, field) =>
    isGiven(datasetName) || isGiven(datasetUUID)
      ? []
      : [fieldRequired(field, 'one of datasetName and datasetUUID is required')],
  azureDisk: ({ diskURI, kind }, field) => {
    const [form, shown] =
      kind === 'Managed'
        ? [
            '/subscriptions/',
            '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
          ]
        : ['https://', 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'];
    return String(diskURI).startsWith(form!) ? [] : [fieldNotSupported(`${field}.diskURI`, diskURI, [shown!])];
  },
};

const sourcesOf = (spec: PersistentVolumeSpec): readonly string[] =>
  Object.keys(needs).filter((name) => (spec as Loose)[name]);

function capacityErrors(capacity: PersistentVolumeSpec['capacity']): readonly FieldError[] {
  const names = Object.keys(capacity ?? {});
  const errors: FieldError[] = names.length > 0 ? [] : [fieldRequired('spec.capacity')];
  if (names.length !== 1 || names[0] !== 'storage')
    errors.push(fieldNotSupported('spec.capacity', capacity ?? null, ['storage']));
  for (const name of names) {
    const [field, millis] = [`spec.capacity[${name}]`, milliValue(capacity![name]!)];
    if (millis < 0) errors.push(fieldInvalid(field, Math.ceil(millis / 1000), 'must be a valid resource quantity'));
    if (millis <= 0) errors.push(fieldInvalid(field, capacity![name], 'must be greater than zero'));
  }
  return errors;
}

function secretErrors({ name, namespace }: SecretReference, field: string): readonly FieldError[] {
  const names = fieldInvalids(`${field}.name`, name, validateDns1123Subdomain(name ?? ''));
  const spaces = fieldInvalids(`${field}.namespace`, namespace, validateLabelName(namespace ?? ''));
  return [
    ...(name ? names : [fieldRequired(`${field}.name`)]),
    ...(namespace ? spaces : [fieldRequired(`${field}.namespace`)]),
  ];
}

const secretsOfDrivers = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

const driverErrors = (csi: CsiPersistentVolumeSource): readonly FieldError[] => [
  ...driverNameErrors(csi.driver, 'spec.csi.driver'),
  ...(csi.volumeHandle ? [] : [fieldRequired('spec.csi.volumeHandle')]),
  ...secretsOfDrivers.flatMap((name) => (csi[name] ? secretErrors(csi[name], `spec.csi.${name}`) : [])),
];

function localErrors({ local, nodeAffinity }: PersistentVolumeSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!local!.path) errors.push(fieldRequired('spec.local.path'));
  else if (local!.path.split('/').includes('..'))
    errors.push(fieldInvalid('spec.local.path', local!.path, "must not contain '..'"));
  if (!nodeAffinity) errors.push(fieldRequired('spec.nodeAffinity', 'Local volume requires node affinity'));
  return errors;
}

function neededErrors(spec: PersistentVolumeSpec, name: string): readonly FieldError[] {
  const source = (spec as Loose)[name] as Loose;
  const isMissing = (value: unknown) => !value || (Array.isArray(value) && value.length === 0);
  const missing = needs[name]!.split(' ').filter((field) => field !== '' && isMissing(source[field]));
  return [
    ...missing.map((field) => fieldRequired(`spec.${otherNames[name] ?? name}.${field}`, details[field])),
    ...(rareErrors[name]?.(source, `spec.${name}`) ?? []),
  ];
}

function sourceErrors(spec: PersistentVolumeSpec, name: string): readonly FieldError[] {
  if (name === 'hostPath') return hostPathErrors(spec.hostPath!, 'spec.hostPath');
  if (name === 'nfs') return networkPathErrors(spec.nfs!, 'spec.nfs');
  if (name === 'local') return localErrors(spec);
  return name === 'csi' ? driverErrors(spec.csi!) : neededErrors(spec, name);
}

function sourcesErrors(spec: PersistentVolumeSpec): readonly FieldError[] {
  const [first, ...others] = sourcesOf(spec);
  if (first === undefined) return [fieldRequired('spec', 'must specify a volume type')];
  return [
    ...sourceErrors(spec, first),
    ...others.map((name) =>
      fieldForbidden(`spec.${name === 'cephfs' ? 'cephFS' : name}`, 'may not specify more than 1 volume type'),
    ),
  ];
}

function affinityErrors({ nodeAffinity }: PersistentVolumeSpec): readonly FieldError[] {
  if (!nodeAffinity) return [];
  const field = 'spec.nodeAffinity.required';
  return nodeAffinity.required
    ? nodeSelectorErrors(nodeAffinity.required, field)
    : [fieldRequired(field, 'must specify required node constraints')];
}

function attributesErrors({ volumeAttributesClassName: name, csi }: PersistentVolumeSpec): readonly FieldError[] {
  if (name === undefined) return [];
  const field = 'spec.volumeAttributesClassName';
  return [
    ...(name === '' ? [fieldRequired(field, 'an empty string is disallowed')] : classNameErrors(name, field)),
    ...(csi ? [] : [fieldRequired('spec.csi', 'has to be specified when using volumeAttributesClassName')]),
  ];
}

const policies = ['Delete', 'Recycle', 'Retain'];

/** The whole machine is not to be emptied. */
function recycleErrors({ hostPath, persistentVolumeReclaimPolicy }: PersistentVolumeSpec): readonly FieldError[] {
  const isRoot = hostPath !== undefined && /^\/[/.]*$/.test(hostPath.path);
  return isRoot && persistentVolumeReclaimPolicy === 'Recycle'
    ? [fieldForbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'")]
    : [];
}

const specErrors = (spec: PersistentVolumeSpec): readonly FieldError[] => [
  ...(spec.accessModes?.length ? [] : [fieldRequired('spec.accessModes')]),
  ...accessModesErrors(spec.accessModes ?? [], 'spec.accessModes'),
  ...capacityErrors(spec.capacity),
  ...oneOf(spec.persistentVolumeReclaimPolicy ?? 'Retain', policies, 'spec.persistentVolumeReclaimPolicy'),
  ...affinityErrors(spec),
  ...sourcesErrors(spec),
  ...recycleErrors(spec),
  ...classNameErrors(spec.storageClassName, 'spec.storageClassName'),
  ...volumeModeErrors(spec.volumeMode, 'spec.volumeMode'),
  ...attributesErrors(spec),
];

const mountAnnotation = 'volume.beta.kubernetes.io/mount-options';
const mountable =
  'gcePersistentDisk awsElasticBlockStore glusterfs nfs rbd quobyte iscsi cinder cephfs azureFile vsphereVolume azureDisk storageos csi';

/** What can't be mounted with options is not to be given any. */
const mountErrors = ({ metadata, spec }: PersistentVolume): readonly FieldError[] =>
  metadata.annotations?.[mountAnnotation] === undefined ||
  sourcesOf(spec).some((one) => mountable.split(' ').includes(one))
    ? []
    : [fieldForbidden(`metadata.annotations.${mountAnnotation}`, 'may not specify mount options for this volume type')];

export const validateVolume = (volume: PersistentVolume): readonly FieldError[] => [
  ...metadataErrors(volume, false),
  ...specErrors(volume.spec),
  ...mountErrors(volume),
];

/** Upstream looks twice at the volume as if it were new. */
export function validateVolumeUpdate(next: PersistentVolume, previous: PersistentVolume): readonly FieldError[] {
  const again = metadataAgainErrors(next, previous);
  if (next.spec === previous.spec) return [...again, ...again];
  const errors = [...again, ...specErrors(next.spec)];
  return [...errors, ...errors, ...changeErrors(next.spec, previous.spec)];
}

/** The source as it is compared: who may make it larger can be said later. */
function comparableSource(spec: PersistentVolumeSpec, previous = spec): PersistentVolumeSpec {
  const source = Object.fromEntries(sourcesOf(spec).map((name) => [name, (spec as Loose)[name]]));
  if (!spec.csi || !previous.csi || previous.csi.controllerExpandSecretRef) return source;
  const { controllerExpandSecretRef: _, ...csi } = spec.csi;
  return { ...source, csi };
}

function changeErrors(next: PersistentVolumeSpec, previous: PersistentVolumeSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  const compared = comparableSource(next, previous);
  if (!semanticallyEqual(compared, comparableSource(previous))) {
    const why = `spec.persistentvolumesource is immutable after creation\n${volumeSourceDiff(previous, compared)}`;
    errors.push(fieldForbidden('spec.persistentvolumesource', why));
  }
  errors.push(...immutableErrors(next.volumeMode, previous.volumeMode, 'volumeMode'));
  if (previous.nodeAffinity && !semanticallyEqual(next.nodeAffinity, previous.nodeAffinity)) {
    const why = 'field is immutable, except for updating from beta label to GA';
    errors.push(fieldInvalid('nodeAffinity', next.nodeAffinity ?? null, why));
  }
  if (previous.volumeAttributesClassName !== undefined && next.volumeAttributesClassName === undefined)
    errors.push(fieldForbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  return errors;
}

export const validateVolumeStatus = metadataUpdateErrors;
