/** Volume sources that need drivers from outside the cluster: what each of them must say. Nothing here mounts any. */
import { fieldInvalid, fieldNotSupported, fieldRequired, type FieldError } from '../../apimachinery';
import { descendingPathErrors, labelNameErrors, oneOfIfSet } from '../value-validation';

type Source = Readonly<Record<string, any>>;
type Check = (source: Source, field: string) => readonly FieldError[];

const needed =
  (...names: readonly string[]): Check =>
  (source, field) =>
    names.flatMap((name) => (source[name]?.length > 0 ? [] : [fieldRequired(`${field}.${name}`)]));

const between = (value: number, least: number, most: number, field: string): readonly FieldError[] =>
  value >= least && value <= most
    ? []
    : [fieldInvalid(field, value, `must be between ${least} and ${most}, inclusive`)];

const diskErrors =
  (name: string): Check =>
  (source, field) => [
    ...needed(name)(source, field),
    ...(source.partition ? between(source.partition, 1, 255, `${field}.partition`) : []),
  ];

const repositoryErrors: Check = (source, field) => [
  ...needed('repository')(source, field),
  ...descendingPathErrors(source.directory ?? '', `${field}.directory`),
];

/** How an initiator or a target is called, by the first three letters of the name. */
const qualified: Readonly<Record<string, RegExp>> = {
  iqn: /^iqn\.\d{4}-\d{2}\.[A-Za-z0-9.-]+:[^,;*&$|\s]+$/,
  eui: /^eui\.[A-Za-z0-9]{16}$/,
  naa: /^naa\.[A-Za-z0-9]{32}$/,
};

function initiatorErrors(name: string, field: string): readonly FieldError[] {
  const pattern = qualified[name.slice(0, 3)];
  if (!pattern) return [fieldInvalid(field, name, 'must be valid format starting with iqn, eui, or naa')];
  return pattern.test(name) ? [] : [fieldInvalid(field, name, 'must be valid format')];
}

const iscsiErrors: Check = (source, field) => {
  const { iqn, lun = 0, chapAuthDiscovery, chapAuthSession, secretRef, initiatorName } = source;
  const isOpen = (chapAuthDiscovery || chapAuthSession) && !secretRef;
  return [
    ...needed('targetPortal')(source, field),
    ...(iqn ? initiatorErrors(iqn, `${field}.iqn`) : [fieldRequired(`${field}.iqn`)]),
    ...between(lun, 0, 255, `${field}.lun`),
    ...(isOpen ? [fieldRequired(`${field}.secretRef`)] : []),
    ...(initiatorName === undefined ? [] : initiatorErrors(initiatorName, `${field}.initiatorname`)),
  ];
};

const pairs = 'must be a host:port pair or multiple pairs separated by commas';
const longestTenant = 64;

const quobyteErrors: Check = (source, field) => {
  const { registry = '', tenant = '' } = source;
  const at = `${field}.registry`;
  const isPair = (text: string): boolean => /^(\[[^\]]*\]|[^:[\]]*):[^:]*$/.test(text);
  const errors: FieldError[] = [];
  if (!registry) errors.push(fieldRequired(at, pairs));
  else if (!registry.split(',').every(isPair)) errors.push(fieldInvalid(at, registry, pairs));
  if (tenant.length > longestTenant)
    errors.push(fieldRequired(`${field}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  return [...errors, ...needed('volume')(source, field)];
};

const reserved = /(^|\.)(kubernetes|k8s)\.io$/;

const flexErrors: Check = (source, field) => [
  ...needed('driver')(source, field),
  ...Object.keys(source.options ?? {}).flatMap((key) =>
    reserved.test(key.split('/')[0]!.toLowerCase())
      ? [fieldInvalid(`${field}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')]
      : [],
  ),
];

const secretNameErrors = (secretRef: Source | undefined, field: string): readonly FieldError[] =>
  secretRef ? needed('name')(secretRef, `${field}.secretRef`) : [];

const cinderErrors: Check = (source, field) => [
  ...needed('volumeID')(source, field),
  ...secretNameErrors(source.secretRef, field),
];

const flockerErrors: Check = ({ datasetName, datasetUUID }, field) => {
  const errors: FieldError[] = [];
  if (!datasetName && !datasetUUID) errors.push(fieldRequired(field, 'one of datasetName and datasetUUID is required'));
  if (datasetName && datasetUUID)
    errors.push(fieldInvalid(field, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  if (datasetName?.includes('/'))
    errors.push(fieldInvalid(`${field}.datasetName`, datasetName, "must not contain '/'"));
  return errors;
};

const channelErrors: Check = ({ targetWWNs = [], wwids = [], lun }, field) => {
  const at = `${field}.targetWWNs`;
  const errors: FieldError[] = [];
  if (targetWWNs.length === 0 && wwids.length === 0)
    errors.push(fieldRequired(at, 'must specify either targetWWNs or wwids, but not both'));
  if (targetWWNs.length > 0 && wwids.length > 0)
    errors.push(fieldInvalid(at, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'));
  if (targetWWNs.length === 0) return errors;
  return lun === undefined
    ? [...errors, fieldRequired(`${field}.lun`, 'lun is required if targetWWNs is specified')]
    : [...errors, ...between(lun, 0, 255, `${field}.lun`)];
};

const blob = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';
const managedDisk = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const cachingModes = ['None', 'ReadOnly', 'ReadWrite'];
const diskKinds = ['Dedicated', 'Managed', 'Shared'];

const azureDiskErrors: Check = (source, field) => {
  const { diskURI = '', cachingMode, kind } = source;
  const errors = [
    ...needed('diskName', 'diskURI')(source, field),
    ...oneOfIfSet(cachingMode, cachingModes, `${field}.cachingMode`),
    ...oneOfIfSet(kind, diskKinds, `${field}.kind`),
  ];
  const isManaged = kind === 'Managed';
  return diskURI.startsWith(isManaged ? '/subscriptions' : 'https://')
    ? errors
    : [...errors, fieldNotSupported(`${field}.diskURI`, diskURI, [isManaged ? managedDisk : blob])];
};

const storageosErrors: Check = ({ volumeName, volumeNamespace, secretRef }, field) => [
  ...labelNameErrors(volumeName, `${field}.volumeName`),
  ...(volumeNamespace ? labelNameErrors(volumeNamespace, `${field}.volumeNamespace`) : []),
  ...secretNameErrors(secretRef, field),
];

/** By source; `persistentDisk` is what upstream calls Google's disks there. */
export const rareVolumeChecks: Readonly<Record<string, Check>> = {
  gitRepo: repositoryErrors,
  gcePersistentDisk: (source, field) =>
    diskErrors('pdName')(source, field.replace(/gcePersistentDisk$/, 'persistentDisk')),
  awsElasticBlockStore: diskErrors('volumeID'),
  iscsi: iscsiErrors,
  glusterfs: needed('endpoints', 'path'),
  flocker: flockerErrors,
  rbd: needed('monitors', 'image'),
  cinder: cinderErrors,
  cephfs: needed('monitors'),
  quobyte: quobyteErrors,
  fc: channelErrors,
  flexVolume: flexErrors,
  azureFile: needed('secretName', 'shareName'),
  vsphereVolume: needed('volumePath'),
  photonPersistentDisk: needed('pdID'),
  portworxVolume: needed('volumeID'),
  azureDisk: azureDiskErrors,
  storageos: storageosErrors,
  scaleIO: needed('gateway', 'system', 'volumeName'),
};
