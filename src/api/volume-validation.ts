/** A pod's volumes: a name each, one source each, and what the sources of this cluster need. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  wholeValue,
  type FieldError,
} from '../apimachinery';
import { fieldReferenceErrors, labelNameErrors, resourceReferenceErrors } from './container-validation';
import type {
  DownwardAPIVolumeFile,
  EmptyDirVolumeSource,
  HostPathVolumeSource,
  KeyToPath,
  Volume,
  VolumeProjection,
} from './volume';
import { descendingPathErrors } from './value-validation';

const modeSentence = 'must be a number between 0 and 0777 (octal), both inclusive';

const modeErrors = (mode: number | undefined, field: string): FieldError[] =>
  mode !== undefined && (mode < 0 || mode > 0o777) ? [fieldInvalid(field, mode, modeSentence)] : [];

function fileErrors(file: KeyToPath, field: string): FieldError[] {
  const errors: FieldError[] = file.key ? [] : [fieldRequired(`${field}.key`)];
  errors.push(...pathErrors(file.path, `${field}.path`));
  return [...errors, ...modeErrors(file.mode, `${field}.mode`)];
}

function pathErrors(path: string, field: string): FieldError[] {
  if (!path) return [fieldRequired(field)];
  const errors = descendingPathErrors(path, field);
  return path.startsWith('..') && errors.length === 0
    ? [fieldInvalid(field, path, "must not start with '..'")]
    : errors;
}

const filesErrors = (files: readonly KeyToPath[] | undefined, field: string): FieldError[] =>
  (files ?? []).flatMap((file, index) => fileErrors(file, `${field}[${index}]`));

const downwardFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

function downwardErrors(file: DownwardAPIVolumeFile, field: string): FieldError[] {
  const errors = pathErrors(file.path, `${field}.path`);
  if (file.fieldRef) {
    errors.push(...fieldReferenceErrors(file.fieldRef, `${field}.fieldRef`, downwardFields));
    if (file.resourceFieldRef)
      errors.push(fieldInvalid(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (file.resourceFieldRef)
    errors.push(...resourceReferenceErrors(file.resourceFieldRef, `${field}.resourceFieldRef`, true));
  else errors.push(fieldRequired(field, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...modeErrors(file.mode, `${field}.mode`)];
}

const downwardFilesErrors = (files: readonly DownwardAPIVolumeFile[] | undefined, field: string): FieldError[] =>
  (files ?? []).flatMap((file, index) => downwardErrors(file, `${field}[${index}]`));

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function hostPathErrors(source: HostPathVolumeSource, field: string): FieldError[] {
  if (!source.path) return [fieldRequired(`${field}.path`)];
  const errors: FieldError[] = source.path.split('/').includes('..')
    ? [fieldInvalid(`${field}.path`, source.path, "must not contain '..'")]
    : [];
  if (source.type && !hostPathTypes.includes(source.type))
    errors.push(fieldNotSupported(`${field}.type`, source.type, hostPathTypes));
  return errors;
}

function emptyDirErrors(source: EmptyDirVolumeSource, field: string): FieldError[] {
  if (source.sizeLimit === undefined || wholeValue(source.sizeLimit) >= 0) return [];
  return [fieldForbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')];
}

function tokenErrors(token: NonNullable<VolumeProjection['serviceAccountToken']>, field: string): FieldError[] {
  const seconds = token.expirationSeconds ?? 3600;
  const errors: FieldError[] = [];
  if (seconds < 600)
    errors.push(fieldInvalid(`${field}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32)
    errors.push(
      fieldInvalid(`${field}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'),
    );
  return [...errors, ...pathErrors(token.path, `${field}.path`)];
}

function projectionErrors(source: VolumeProjection, field: string): FieldError[] {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source;
  const kinds = Object.keys(source);
  const errors = kinds
    .slice(1)
    .map((kind) => fieldForbidden(`${field}.${kind}`, 'may not specify more than 1 volume type'));
  if (kinds.length === 0) errors.push(fieldRequired(field, 'must specify a volume type'));
  if (secret && !secret.name) errors.push(fieldRequired(`${field}.name`));
  if (configMap && !configMap.name) errors.push(fieldRequired(`${field}.name`));
  if (secret) errors.push(...filesErrors(secret.items, `${field}.secret.items`));
  if (configMap) errors.push(...filesErrors(configMap.items, `${field}.configMap.items`));
  if (downwardAPI) errors.push(...downwardFilesErrors(downwardAPI.items, `${field}.downwardAPI.items`));
  if (serviceAccountToken) errors.push(...tokenErrors(serviceAccountToken, `${field}.serviceAccountToken`));
  return errors;
}

function sourceErrors(volume: Volume, field: string): FieldError[] {
  const { secret, configMap, hostPath, emptyDir, projected, downwardAPI, persistentVolumeClaim: claim, nfs } = volume;
  const { csi, ephemeral } = volume;
  const errors: FieldError[] = [];
  if (emptyDir) errors.push(...emptyDirErrors(emptyDir, `${field}.emptyDir`));
  if (hostPath) errors.push(...hostPathErrors(hostPath, `${field}.hostPath`));
  if (secret) errors.push(...keyedErrors(secret.secretName, secret, `${field}.secret`, 'secretName'));
  if (configMap) errors.push(...keyedErrors(configMap.name, configMap, `${field}.configMap`, 'name'));
  if (claim && !claim.claimName) errors.push(fieldRequired(`${field}.persistentVolumeClaim.claimName`));
  if (nfs && !nfs.server) errors.push(fieldRequired(`${field}.nfs.server`));
  if (nfs && !nfs.path) errors.push(fieldRequired(`${field}.nfs.path`));
  else if (nfs && !nfs.path.startsWith('/'))
    errors.push(fieldInvalid(`${field}.nfs.path`, nfs.path, 'must be an absolute path'));
  if (csi && !csi.driver) errors.push(fieldRequired(`${field}.csi.driver`));
  if (ephemeral && !ephemeral.volumeClaimTemplate) errors.push(fieldRequired(`${field}.ephemeral.volumeClaimTemplate`));
  if (downwardAPI)
    errors.push(
      ...modeErrors(downwardAPI.defaultMode, `${field}.downwardAPI.defaultMode`),
      ...downwardFilesErrors(downwardAPI.items, `${field}.downwardAPI`),
    );
  if (projected) {
    errors.push(...modeErrors(projected.defaultMode, `${field}.projected.defaultMode`));
    (projected.sources ?? []).forEach((source, index) =>
      errors.push(...projectionErrors(source, `${field}.projected.sources[${index}]`)),
    );
  }
  return errors;
}

interface Keyed {
  readonly defaultMode?: number;
  readonly items?: readonly KeyToPath[];
}

function keyedErrors(name: string | undefined, source: Keyed, field: string, nameField: string): FieldError[] {
  const errors: FieldError[] = name ? [] : [fieldRequired(`${field}.${nameField}`)];
  return [
    ...errors,
    ...modeErrors(source.defaultMode, `${field}.defaultMode`),
    ...filesErrors(source.items, `${field}.items`),
  ];
}

export function volumesErrors(volumes: readonly Volume[] | undefined, field: string): FieldError[] {
  const names = new Set<string>();
  return (volumes ?? []).flatMap((volume, index) => {
    const at = `${field}[${index}]`;
    const kinds = Object.keys(volume).filter((key) => key !== 'name');
    const errors = kinds
      .slice(1)
      .map((kind) => fieldForbidden(`${at}.${kind}`, 'may not specify more than 1 volume type'));
    if (kinds.length === 0) errors.push(fieldRequired(at, 'must specify a volume type'));
    errors.push(...sourceErrors(volume, at), ...labelNameErrors(volume.name, `${at}.name`));
    if (names.has(volume.name)) errors.push(fieldDuplicate(`${at}.name`, volume.name));
    names.add(volume.name);
    return errors;
  });
}
