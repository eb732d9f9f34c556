/** A pod's volumes: a name each, one source each, and what the sources of this cluster need. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  labelsErrors,
  wholeValue,
  type FieldError,
} from '../../apimachinery';
import { fieldReferenceErrors, resourceReferenceErrors } from './environment-validation';
import { laterParts } from '../later';
import { annotationErrors } from '../metadata-validation';
import { classNameErrors, descendingPathErrors, driverNameErrors, labelNameErrors } from '../value-validation';
import type {
  CSIVolumeSource,
  DownwardAPIVolumeFile,
  EmptyDirVolumeSource,
  EphemeralVolumeSource,
  HostPathVolumeSource,
  ImageVolumeSource,
  KeyToPath,
  NFSVolumeSource,
  ProjectedVolumeSource,
  SecretProjection,
  ServiceAccountTokenProjection,
  Volume,
} from './volume';

const modeSentence = 'must be a number between 0 and 0777 (octal), both inclusive';

const modeErrors = (mode: number | undefined, field: string): readonly FieldError[] =>
  mode !== undefined && (mode < 0 || mode > 0o777) ? [fieldInvalid(field, mode, modeSentence)] : [];

function fileErrors(file: KeyToPath, field: string): readonly FieldError[] {
  const errors: FieldError[] = file.key ? [] : [fieldRequired(`${field}.key`)];
  errors.push(...pathErrors(file.path, `${field}.path`));
  return [...errors, ...modeErrors(file.mode, `${field}.mode`)];
}

function pathErrors(path: string, field: string): readonly FieldError[] {
  if (!path) return [fieldRequired(field)];
  const errors = descendingPathErrors(path, field);
  return path.startsWith('..') && !path.startsWith('../')
    ? [...errors, fieldInvalid(field, path, "must not start with '..'")]
    : errors;
}

const filesErrors = (files: readonly KeyToPath[] | undefined, field: string): readonly FieldError[] =>
  (files ?? []).flatMap((file, index) => fileErrors(file, `${field}[${index}]`));

const downwardFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

function downwardErrors(file: DownwardAPIVolumeFile, field: string): readonly FieldError[] {
  const errors = [...pathErrors(file.path, `${field}.path`)];
  if (file.fieldRef) {
    errors.push(...fieldReferenceErrors(file.fieldRef, `${field}.fieldRef`, downwardFields));
    if (file.resourceFieldRef)
      errors.push(fieldInvalid(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (file.resourceFieldRef)
    errors.push(...resourceReferenceErrors(file.resourceFieldRef, `${field}.resourceFieldRef`, true));
  else errors.push(fieldRequired(field, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...modeErrors(file.mode, `${field}.mode`)];
}

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

export function hostPathErrors(source: HostPathVolumeSource, field: string): readonly FieldError[] {
  if (!source.path) return [fieldRequired(`${field}.path`)];
  const errors: FieldError[] = source.path.split('/').includes('..')
    ? [fieldInvalid(`${field}.path`, source.path, "must not contain '..'")]
    : [];
  if (source.type && !hostPathTypes.includes(source.type))
    errors.push(fieldNotSupported(`${field}.type`, source.type, hostPathTypes));
  return errors;
}

export function networkPathErrors({ server, path }: NFSVolumeSource, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!server) errors.push(fieldRequired(`${field}.server`));
  if (!path) errors.push(fieldRequired(`${field}.path`));
  if (!path?.startsWith('/')) errors.push(fieldInvalid(`${field}.path`, path ?? '', 'must be an absolute path'));
  return errors;
}

function emptyDirErrors(source: EmptyDirVolumeSource, field: string): readonly FieldError[] {
  if (source.sizeLimit === undefined || wholeValue(source.sizeLimit) >= 0) return [];
  return [fieldForbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')];
}

function tokenErrors(token: ServiceAccountTokenProjection, field: string, volume: string): readonly FieldError[] {
  const seconds = token.expirationSeconds ?? 3600;
  const errors: FieldError[] = [];
  if (seconds < 600)
    errors.push(fieldInvalid(`${field}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32)
    errors.push(
      fieldInvalid(`${field}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'),
    );
  return [...errors, ...pathErrors(token.path, `${volume}.path`)];
}

/** Files of several sources in one directory. */
function projectedErrors({ defaultMode, sources }: ProjectedVolumeSource, field: string): readonly FieldError[] {
  const paths = new Set<string>();
  const conflict = (path: string | undefined, value: string | undefined): readonly FieldError[] => {
    if (!path) return [];
    if (paths.has(path)) return [fieldInvalid(field, value ?? '', 'conflicting duplicate paths')];
    paths.add(path);
    return [];
  };
  const keyed = (source: SecretProjection | undefined, at: string): readonly FieldError[] =>
    source
      ? [
          ...(source.name ? [] : [fieldRequired(`${at}.name`)]),
          ...(source.items ?? []).flatMap((item, index) => [
            ...fileErrors(item, `${at}.items[${index}]`),
            ...conflict(item.path, source.name),
          ]),
        ]
      : [];
  return [
    ...modeErrors(defaultMode, `${field}.defaultMode`),
    ...(sources ?? []).flatMap((source, index) => {
      const at = `${field}.sources[${index}]`;
      const { secret, configMap, downwardAPI, serviceAccountToken: token } = source;
      return [
        ...keyed(secret, `${at}.secret`),
        ...keyed(configMap, `${at}.configMap`),
        ...(downwardAPI?.items ?? []).flatMap((file) => [
          ...downwardErrors(file, `${at}.downwardAPI`),
          ...conflict(file.path, file.path),
        ]),
        ...(token ? tokenErrors(token, `${at}.serviceAccountToken`, field) : []),
        ...(Object.keys(source).length > 1
          ? [fieldForbidden(at, 'may not specify more than 1 volume type per source')]
          : []),
      ];
    }),
  ];
}

function driverErrors({ driver, nodePublishSecretRef: secret }: CSIVolumeSource, field: string): readonly FieldError[] {
  const errors = driverNameErrors(driver, `${field}.driver`);
  if (!secret) return errors;
  if (!secret.name) return [...errors, fieldRequired(`${field}.nodePublishSecretRef.name`)];
  return [...errors, ...classNameErrors(secret.name, `${field}.name`)];
}

function ephemeralErrors(
  { volumeClaimTemplate: template }: EphemeralVolumeSource,
  field: string,
): readonly FieldError[] {
  const at = `${field}.volumeClaimTemplate`;
  if (!template) return [fieldRequired(at)];
  const { annotations, labels } = template.metadata ?? {};
  return [
    ...annotationErrors(annotations, `${at}.metadata.annotations`),
    ...labelsErrors(labels, `${at}.metadata.labels`),
    ...Object.keys(template.metadata ?? {})
      .filter((name) => name !== 'labels' && name !== 'annotations')
      .map((name) => fieldForbidden(`${at}.metadata.${name}`, 'cannot be set')),
    ...laterParts().claim(template.spec, `${at}.spec`),
  ];
}

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

function imageErrors({ reference, pullPolicy }: ImageVolumeSource, field: string): readonly FieldError[] {
  const errors: FieldError[] = reference ? [] : [fieldRequired(`${field}.reference`)];
  return pullPolicy && !pullPolicies.includes(pullPolicy)
    ? [...errors, fieldNotSupported(`${field}.pullPolicy`, pullPolicy, pullPolicies)]
    : errors;
}

type Check = (source: any, field: string) => readonly FieldError[];

/** What is looked at of the sources that somebody mounts here; the others' rules come later. */
const checks: Readonly<Record<string, Check>> = {
  emptyDir: emptyDirErrors,
  hostPath: hostPathErrors,
  secret: (source, field) => keyedErrors(source.secretName, source, field, 'secretName'),
  nfs: networkPathErrors,
  persistentVolumeClaim: ({ claimName }, field) => (claimName ? [] : [fieldRequired(`${field}.claimName`)]),
  downwardAPI: ({ defaultMode, items = [] }, field) => [
    ...modeErrors(defaultMode, `${field}.defaultMode`),
    ...items.flatMap((file: DownwardAPIVolumeFile) => downwardErrors(file, field)),
  ],
  configMap: (source, field) => keyedErrors(source.name, source, field, 'name'),
  projected: projectedErrors,
  csi: driverErrors,
  ephemeral: ephemeralErrors,
  image: imageErrors,
};

/** In which upstream looks for sources. */
const order =
  'emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker persistentVolumeClaim rbd cinder cephfs quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk storageos projected scaleIO csi ephemeral image'.split(
    ' ',
  );

/** One source: the first in upstream's order is looked at, more are not allowed. */
function sourceErrors(volume: Volume, field: string): readonly FieldError[] {
  const given = Object.keys(volume).filter((key) => key !== 'name');
  const [first, ...others] = given.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  if (first === undefined) return [fieldRequired(field, 'must specify a volume type')];
  const check = checks[first] ?? laterParts().volumes[first]!;
  return [
    ...check((volume as unknown as Readonly<Record<string, unknown>>)[first], `${field}.${first}`),
    ...others.map((name) =>
      fieldForbidden(`${field}.${names[name] ?? name}`, 'may not specify more than 1 volume type'),
    ),
  ];
}

/** As upstream spells them there. */
const names: Readonly<Record<string, string>> = { downwardAPI: 'downwarAPI', cephfs: 'cephFS' };

interface Keyed {
  readonly defaultMode?: number;
  readonly items?: readonly KeyToPath[];
}

function keyedErrors(name: string | undefined, source: Keyed, field: string, nameField: string): readonly FieldError[] {
  const errors: FieldError[] = name ? [] : [fieldRequired(`${field}.${nameField}`)];
  return [
    ...errors,
    ...modeErrors(source.defaultMode, `${field}.defaultMode`),
    ...filesErrors(source.items, `${field}.items`),
  ];
}

/** @param good gets the volumes that nothing is wrong with: others can't be mounted */
export function volumesErrors(
  volumes: readonly Volume[],
  field: string,
  good: Map<string, Volume>,
): readonly FieldError[] {
  return volumes.flatMap((volume, index) => {
    const at = `${field}[${index}]`;
    const errors = [...sourceErrors(volume, at), ...labelNameErrors(volume.name, `${at}.name`)];
    if (good.has(volume.name)) errors.push(fieldDuplicate(`${at}.name`, volume.name));
    if (errors.length === 0) good.set(volume.name, volume);
    return errors;
  });
}
