/** A claim of storage: its row, defaults and columns. */
import { byteWarnings } from '../pod/pod-warnings';
import { oldAnnotations } from '../deprecated-labels';
import { textColumn, wideColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { laterRulesOfAll } from '../later';
import { keepGeneration, keepStatus, withDefaults, withField } from '../strategy';
import type { KubeObject, LabelSelector } from '../../apimachinery';
import type { TypedLocalObjectReference, TypedObjectReference } from '../reference';
import type { Condition } from '../condition';

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

export interface PersistentVolumeClaimCondition extends Condition {
  readonly lastProbeTime?: string | null;
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
  prepareForCreate: (claim) => ({ ...withSources(claim), status: { phase: 'Pending' } }),
  prepareForUpdate: (next, previous) => keepGeneration(keepStatus(withSources(next, previous), previous), previous),
  warnings: ({ metadata, spec }) => [
    ...oldAnnotations(metadata.annotations).filter((text) => text.includes('storage-class')),
    ...byteWarnings(spec.resources, 'spec.resources', ['storage'], ['requests', 'limits']),
  ],
  ...laterRulesOfAll<PersistentVolumeClaim>('PersistentVolumeClaim'),
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

/** The older field holds claims and snapshots only; whichever field is given, the other says the same. */
function withSources(claim: PersistentVolumeClaim, previous?: PersistentVolumeClaim): PersistentVolumeClaim {
  const { dataSource: given, dataSourceRef: asked, ...spec } = claim.spec;
  if (!given && !asked) return claim;
  const source = given && (previous?.spec.dataSource || isOldSource(given)) ? given : undefined;
  const reference = asked?.namespace && !previous?.spec.dataSourceRef ? undefined : asked;
  if (!source && !reference) return { ...claim, spec };
  if (source && reference) return claim;
  if (reference?.namespace) return { ...claim, spec: { ...spec, dataSourceRef: reference } };
  return { ...claim, spec: { ...spec, dataSource: (source ?? reference)!, dataSourceRef: (reference ?? source)! } };
}

const isOldSource = ({ apiGroup, kind }: TypedLocalObjectReference): boolean =>
  apiGroup ? apiGroup === 'snapshot.storage.k8s.io' && kind === 'VolumeSnapshot' : kind === 'PersistentVolumeClaim';

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
