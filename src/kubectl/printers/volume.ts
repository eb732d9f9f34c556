import { annotationLines, pairLines } from './description';
import type { Description, Loose } from './description';

type Printer = (source: Loose) => string[];

/** A reference to a secret as Go prints one. */
function secretText(reference: Loose): string {
  if (!reference) return 'nil';
  const { name = '', namespace } = reference;
  if (namespace === undefined) return `&LocalObjectReference{Name:${name},}`;
  return `&SecretReference{Name:${name},Namespace:${namespace},}`;
}

export function attributeLines(attributes: Readonly<Record<string, string>> = {}): string[] {
  const keys = Object.keys(attributes).sort();
  return keys.map((key, index) => `${index === 0 ? 'VolumeAttributes:' : ''}\t    ${key}=${attributes[key]}`);
}

const inset = (line: string): string => line.replace('\t', '\t    ');

/** A claim that lives as long as its pod: its labels and annotations are set in. */
function claimTemplateLines({ metadata = {}, spec = {} }: Loose): string[] {
  const { storageClassName = '', volumeMode } = spec;
  return [
    `StorageClass:\t${storageClassName}`,
    'Volume:\t',
    ...pairLines('Labels', metadata.labels).map(inset),
    ...annotationLines(metadata.annotations, '').map(inset),
    'Capacity:\t',
    'Access Modes:\t',
    ...(volumeMode ? [`VolumeMode:\t${volumeMode}`] : []),
  ];
}

/** `[title, field, what stands for one that is not given]`; a field called secretRef is a reference. */
type Row = readonly [title: string, field: string, unset?: string];

const fsType: Row = ['FSType', 'fsType'];
const readOnly: Row = ['ReadOnly', 'readOnly', 'false'];
const secretRef: Row = ['SecretRef', 'secretRef'];
const partition: Row = ['Partition', 'partition', '0'];

/** Disks of clouds and of storage systems that all are lists of their fields. */
const cloudRows: Readonly<Record<string, readonly [type: string, ...rows: Row[]]>> = {
  awsElasticBlockStore: [
    'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    ['VolumeID', 'volumeID'],
    fsType,
    partition,
    readOnly,
  ],
  azureDisk: [
    'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    ['DiskName', 'diskName'],
    ['DiskURI', 'diskURI'],
    ['Kind', 'kind'],
    fsType,
    ['CachingMode', 'cachingMode'],
    readOnly,
  ],
  azureFile: [
    'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    ['SecretName', 'secretName'],
    ['ShareName', 'shareName'],
    readOnly,
  ],
  cephfs: [
    "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    ['Monitors', 'monitors'],
    ['Path', 'path'],
    ['User', 'user'],
    ['SecretFile', 'secretFile'],
    secretRef,
    readOnly,
  ],
  cinder: ['Cinder (a Persistent Disk resource in OpenStack)', ['VolumeID', 'volumeID'], fsType, readOnly, secretRef],
  gcePersistentDisk: [
    'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    ['PDName', 'pdName'],
    fsType,
    partition,
    readOnly,
  ],
  glusterfs: [
    "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    ['EndpointsName', 'endpoints'],
    ['Path', 'path'],
    readOnly,
  ],
  flexVolume: [
    'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    ['Driver', 'driver'],
    fsType,
    secretRef,
    readOnly,
    ['Options', 'options', 'map[]'],
  ],
  portworxVolume: ['PortworxVolume (a Portworx Volume resource)', ['VolumeID', 'volumeID']],
  rbd: [
    "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    ['CephMonitors', 'monitors'],
    ['RBDImage', 'image'],
    fsType,
    ['RBDPool', 'pool'],
    ['RadosUser', 'user'],
    ['Keyring', 'keyring'],
    secretRef,
    readOnly,
  ],
  quobyte: [
    "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
    ['Registry', 'registry'],
    ['Volume', 'volume'],
    readOnly,
  ],
  scaleIO: [
    'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    ['Gateway', 'gateway'],
    ['System', 'system'],
    ['Protection Domain', 'protectionDomain'],
    ['Storage Pool', 'storagePool'],
    ['Storage Mode', 'storageMode'],
    ['VolumeName', 'volumeName'],
    fsType,
    readOnly,
  ],
  storageos: [
    'StorageOS (a StorageOS Persistent Disk resource)',
    ['VolumeName', 'volumeName'],
    ['VolumeNamespace', 'volumeNamespace'],
    fsType,
    readOnly,
  ],
  vsphereVolume: [
    'vSphereVolume (a Persistent Disk resource in vSphere)',
    ['VolumePath', 'volumePath'],
    fsType,
    ['StoragePolicyName', 'storagePolicyName'],
  ],
};

function fieldText(source: Loose, [, field, unset = '']: Row): string {
  const value = source[field];
  if (field === 'secretRef') return secretText(value);
  if (Array.isArray(value)) return `[${value.join(' ')}]`;
  if (typeof value === 'object') {
    const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${pairs.map(([key, one]) => `${key}:${one}`).join(' ')}]`;
  }
  return String(value ?? unset);
}

function cloudPrinters(): Record<string, Printer> {
  return Object.fromEntries(
    Object.entries(cloudRows).map(([key, [type, ...rows]]) => [
      key,
      (source: Loose) => [`Type:\t${type}`, ...rows.map((row) => `${row[0]}:\t${fieldText(source, row)}`)],
    ]),
  );
}

/** What is said of a volume by its type: in pods, in templates, and of persistent volumes. */
export const volumePrinters: Readonly<Record<string, Printer>> = {
  configMap: ({ name, optional = false }) => [
    'Type:\tConfigMap (a volume populated by a ConfigMap)',
    `Name:\t${name}`,
    `Optional:\t${optional}`,
  ],
  secret: ({ secretName, optional = false }) => [
    'Type:\tSecret (a volume populated by a Secret)',
    `SecretName:\t${secretName}`,
    `Optional:\t${optional}`,
  ],
  emptyDir: ({ medium = '', sizeLimit = '<unset>' }) => [
    "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
    `Medium:\t${medium}`,
    `SizeLimit:\t${sizeLimit}`,
  ],
  hostPath: ({ path, type = '' }) => [
    'Type:\tHostPath (bare host directory volume)',
    `Path:\t${path}`,
    `HostPathType:\t${type}`,
  ],
  persistentVolumeClaim: ({ claimName, readOnly = false }) => [
    'Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    `ClaimName:\t${claimName}`,
    `ReadOnly:\t${readOnly}`,
  ],
  downwardAPI: ({ items = [] }) => [
    'Type:\tDownwardAPI (a volume populated by information about the pod)',
    'Items:',
    ...items.map(({ path, fieldRef, resourceFieldRef }: Loose) => {
      return `  ${fieldRef?.fieldPath ?? resourceFieldRef?.resource} -> ${path}`;
    }),
  ],
  projected: ({ sources = [] }) => [
    'Type:\tProjected (a volume that contains injected data from multiple sources)',
    ...sources.flatMap(projectedSource),
  ],
  nfs: ({ server, path, readOnly = false }) => [
    'Type:\tNFS (an NFS mount that lasts the lifetime of a pod)',
    `Server:\t${server}`,
    `Path:\t${path}`,
    `ReadOnly:\t${readOnly}`,
  ],
  csi: ({ driver, fsType = '', readOnly = false, volumeAttributes }) => [
    'Type:\tCSI (a Container Storage Interface (CSI) volume source)',
    `Driver:\t${driver}`,
    `FSType:\t${fsType}`,
    `ReadOnly:\t${readOnly}`,
    ...attributeLines(volumeAttributes),
  ],
  iscsi: (source) => [
    "Type:\tISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    `TargetPortal:\t${source.targetPortal}`,
    `IQN:\t${source.iqn}`,
    `Lun:\t${source.lun}`,
    `ISCSIInterface\t${source.iscsiInterface ?? ''}`,
    `FSType:\t${source.fsType ?? ''}`,
    `ReadOnly:\t${source.readOnly ?? false}`,
    `Portals:\t[${(source.portals ?? []).join(' ')}]`,
    `DiscoveryCHAPAuth:\t${source.chapAuthDiscovery ?? false}`,
    `SessionCHAPAuth:\t${source.chapAuthSession ?? false}`,
    `SecretRef:\t${secretText(source.secretRef)}`,
    `InitiatorName:\t${source.initiatorName ?? '<none>'}`,
  ],
  fc: ({ targetWWNs = [], lun = '<none>', fsType = '', readOnly = false }) => [
    'Type:\tFC (a Fibre Channel disk)',
    `TargetWWNs:\t${targetWWNs.join(', ')}`,
    `LUN:\t${lun}`,
    `FSType:\t${fsType}`,
    `ReadOnly:\t${readOnly}`,
  ],
  image: ({ reference = '', pullPolicy = '' }) => [
    'Type:\tImage (a container image or OCI artifact)',
    `Reference:\t${reference}`,
    `PullPolicy:\t${pullPolicy}`,
  ],
  ephemeral: ({ volumeClaimTemplate }) => [
    'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    ...(volumeClaimTemplate ? claimTemplateLines(volumeClaimTemplate) : []),
  ],
  ...cloudPrinters(),
};

function projectedSource({ secret, downwardAPI, configMap, serviceAccountToken }: Loose): string[] {
  if (secret) return [`SecretName:\t${secret.name}`, `Optional:\t${secret.optional ?? false}`];
  if (downwardAPI) return ['DownwardAPI:\ttrue'];
  if (configMap) return [`ConfigMapName:\t${configMap.name}`, `Optional:\t${configMap.optional ?? false}`];
  return serviceAccountToken ? [`TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds}`] : [];
}

/** Volumes of a pod, or (indented) of a template. */
export function describeVolumes(description: Description, volumes: readonly Loose[] = [], indent: string): void {
  if (volumes.length === 0) {
    description.line(`${indent}Volumes:\t<none>`);
    return;
  }
  description.line(`${indent}Volumes:`);
  for (const { name, ...source } of volumes) {
    description.line(`  ${indent === '' ? '' : ' '}${name}:`);
    const type = Object.keys(volumePrinters).find((key) => source[key] !== undefined);
    const lines = type ? volumePrinters[type]!(source[type]) : ['<unknown>'];
    description.lines(lines.map((line) => `    ${line}`));
  }
}
