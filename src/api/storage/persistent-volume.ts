/** A piece of storage: its row, defaults and columns. */
import { deprecatedLabelTerms, oldAnnotations } from '../deprecated-labels';
import { textColumn, wideColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { laterRulesOfAll } from '../later';
import { accessModesText, storageClassOf } from './persistent-volume-claim';
import { defaultRareVolume } from '../pod/pod-defaults';
import { withDefaults, withField } from '../strategy';
import type { PersistentVolume, PersistentVolumeSpec, PersistentVolumeStatus } from './persistent-volume-spec';

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
  warnings: ({ metadata, spec }) => [
    ...oldAnnotations(metadata.annotations),
    ...(spec.persistentVolumeReclaimPolicy === 'Recycle' ? [recycles] : []),
    ...deprecatedLabelTerms(
      spec.nodeAffinity?.required?.nodeSelectorTerms ?? [],
      'spec.nodeAffinity.required.nodeSelectorTerms',
    ),
  ],
  ...laterRulesOfAll<PersistentVolume>('PersistentVolume'),
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
  return spec.hostPath
    ? withField(spec, 'hostPath', withDefaults(spec.hostPath, { type: '' }))
    : defaultRareVolume(spec);
}
