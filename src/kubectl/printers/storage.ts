import { humanDuration, instantOf, longTime } from '../../apimachinery';
import type { Loose } from './description';
import { Description, boolText, pairsText } from './description';
import { describeEvents } from './events';
import { attributeLines, volumePrinters } from './volume';

type Events = readonly Loose[] | undefined;

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** `RWO,ROX`, in the order in which kubectl has them, each once. */
function modesText(modes: readonly string[] = []): string {
  const order = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
  return order
    .filter((mode) => modes.includes(mode))
    .map((mode) => shortModes[mode])
    .join(',');
}

/** Older than `spec.storageClassName`, and still obeyed. */
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

function classOf({ metadata, spec }: Loose): string {
  return metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '';
}

function finalizerText({ finalizers = [] }: Loose): string {
  return `[${finalizers.join(' ')}]`;
}

function phaseOf({ metadata, status }: Loose, now: number): string {
  const going = instantOf(metadata.deletionTimestamp ?? '');
  if (going === undefined) return status?.phase ?? '';
  return `Terminating (lasts ${humanDuration(Math.max(0, now - going))})`;
}

function claimConditions(conditions: readonly Loose[] = []): string[] {
  if (conditions.length === 0) return [];
  return [
    'Conditions:',
    '  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t-----------------\t------------------\t------\t-------',
    ...conditions.map(
      ({ type, status, lastProbeTime, lastTransitionTime, reason = '', message = '' }) =>
        `  ${type} \t${status} \t${longTime(lastProbeTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}`,
    ),
  ];
}

function dataSourceLines({ dataSource }: Loose): string[] {
  if (!dataSource) return [];
  const { apiGroup, kind, name } = dataSource;
  return ['DataSource:', ...(apiGroup ? [`  APIGroup:\t${apiGroup}`] : []), `  Kind:\t${kind}`, `  Name:\t${name}`];
}

function userLines(pods: readonly Loose[]): string[] {
  if (pods.length === 0) return ['Used By:\t<none>'];
  return pods.map(({ metadata }, index) => `${index === 0 ? 'Used By:' : ''}\t${metadata.name}`);
}

/** @param pods those of its namespace that use it */
export function describeClaim(claim: Loose, pods: readonly Loose[], events: Events, now: number): string {
  const { metadata, spec, status = {} } = claim;
  const bound = Boolean(spec.volumeName);
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .line(`StorageClass:\t${classOf(claim)}`)
    .line(`Status:\t${phaseOf(claim, now)}`)
    .line(`Volume:\t${spec.volumeName ?? ''}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`Finalizers:\t${finalizerText(metadata)}`)
    .line(`Capacity:\t${bound ? (status.capacity?.storage ?? '0') : ''}`)
    .line(`Access Modes:\t${bound ? modesText(status.accessModes) : ''}`)
    .lines(spec.volumeMode ? [`VolumeMode:\t${spec.volumeMode}`] : [])
    .lines(dataSourceLines(spec))
    .lines(userLines(pods))
    .lines(claimConditions(status.conditions));
  describeEvents(description, events, now);
  return description.text();
}

/** What of persistent volumes is said otherwise than of pods' volumes. */
const sources: typeof volumePrinters = {
  ...volumePrinters,
  local: ({ path }) => ['Type:\tLocalVolume (a persistent volume backed by local storage on a node)', `Path:\t${path}`],
  csi: ({ driver, fsType = '', volumeHandle, readOnly = false, volumeAttributes }) => [
    'Type:\tCSI (a Container Storage Interface (CSI) volume source)',
    `Driver:\t${driver}`,
    `FSType:\t${fsType}`,
    `VolumeHandle:\t${volumeHandle}`,
    `ReadOnly:\t${readOnly}`,
    ...attributeLines(volumeAttributes),
  ],
};

function sourceLines(spec: Loose): string[] {
  const type = Object.keys(sources).find((key) => spec[key] !== undefined);
  const lines = type ? sources[type]!(spec[type]) : ['<unknown>'];
  return ['Source:', ...lines.map((line) => `    ${line}`)];
}

function termLines(terms: readonly Loose[], expressionsOf: (term: Loose) => string[]): string[] {
  if (terms.length === 0) return ['\t<none>'];
  return terms.flatMap((term, index) => {
    const texts = expressionsOf(term);
    if (texts.length === 0) return [`Term ${index}:\t<none>`];
    return texts.map((text, place) => `${place === 0 ? `Term ${index}:` : ''}\t${text}`);
  });
}

function expressionText({ key, operator, values = [] }: Loose): string {
  const list = values.length > 0 ? ` [${values.join(', ')}]` : '';
  return `${key} ${String(operator).toLowerCase()}${list}`;
}

function affinityLines({ nodeAffinity }: Loose): string[] {
  if (!nodeAffinity) return ['Node Affinity:\t<none>'];
  const terms = nodeAffinity.required?.nodeSelectorTerms;
  if (!terms) return ['Node Affinity:\t', '  Required Terms:\t<none>'];
  const lines = termLines(terms, ({ matchExpressions = [] }) => matchExpressions.map(expressionText));
  return ['Node Affinity:\t', '  Required Terms:\t', ...lines.map((line) => `    ${line}`)];
}

export function describeVolume(volume: Loose, events: Events, now: number): string {
  const { metadata, spec, status = {} } = volume;
  const claim = spec.claimRef;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`Finalizers:\t${finalizerText(metadata)}`)
    .line(`StorageClass:\t${classOf(volume)}`)
    .line(`Status:\t${phaseOf(volume, now)}`)
    .line(`Claim:\t${claim ? `${claim.namespace}/${claim.name}` : ''}`)
    .line(`Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy}`)
    .line(`Access Modes:\t${modesText(spec.accessModes)}`)
    .lines(spec.volumeMode ? [`VolumeMode:\t${spec.volumeMode}`] : [])
    .line(`Capacity:\t${spec.capacity?.storage ?? '0'}`)
    .lines(affinityLines(spec))
    .line(`Message:\t${status.message ?? ''}`)
    .lines(sourceLines(spec));
  describeEvents(description, events, now);
  return description.text();
}

const defaultClass = 'storageclass.kubernetes.io/is-default-class';

export function describeStorageClass(one: Loose, events: Events, now: number): string {
  const { metadata, provisioner, parameters, allowVolumeExpansion, mountOptions = [], allowedTopologies } = one;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`IsDefaultClass:\t${metadata.annotations?.[defaultClass] === 'true' ? 'Yes' : 'No'}`)
    .line(`Annotations:\t${pairsText(metadata.annotations)}`)
    .line(`Provisioner:\t${provisioner}`)
    .line(`Parameters:\t${pairsText(parameters)}`)
    .line(`AllowVolumeExpansion:\t${allowVolumeExpansion === undefined ? '<unset>' : boolText(allowVolumeExpansion)}`)
    .lines(
      mountOptions.length === 0
        ? ['MountOptions:\t<none>']
        : ['MountOptions:', ...mountOptions.map((text: string) => `  ${text}`)],
    )
    .lines(one.reclaimPolicy ? [`ReclaimPolicy:\t${one.reclaimPolicy}`] : [])
    .lines(one.volumeBindingMode ? [`VolumeBindingMode:\t${one.volumeBindingMode}`] : []);
  if (allowedTopologies) {
    const terms = termLines(allowedTopologies, ({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.map(({ key, values }: Loose) => `${key} in [${values.join(', ')}]`),
    );
    description.line('AllowedTopologies:\t').lines(terms.map((line) => `  ${line}`));
  }
  describeEvents(description, events, now);
  return description.text();
}

export function describeAttributesClass(one: Loose, events: Events, now: number): string {
  const description = new Description()
    .line(`Name:\t${one.metadata.name}`)
    // As they stand: what was applied ends with a line break of its own.
    .lines(`Annotations:\t${pairsText(one.metadata.annotations)}`.split('\n'))
    .line(`DriverName:\t${one.driverName}`)
    .line(`Parameters:\t${pairsText(one.parameters)}`);
  describeEvents(description, events, now);
  return description.text();
}

export function describeStorageNode(node: Loose, events: Events, now: number): string {
  const { metadata, spec } = node;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
    .line('Spec:');
  if (spec?.drivers?.length) description.line('  Drivers:');
  for (const { name, nodeID, allocatable, topologyKeys } of spec?.drivers ?? []) {
    description.line(`    ${name}:`).line(`      Node ID:\t${nodeID}`);
    if (allocatable?.count !== undefined)
      description.line('      Allocatables:').line(`        Count:\t${allocatable.count}`);
    if (topologyKeys) description.line(`      Topology Keys:\t[${topologyKeys.join(' ')}]`);
  }
  describeEvents(description, events, now);
  return description.text();
}
