import type { PersistentVolumeClaim, Pod, StatefulSet, Volume } from '../../api';
import { REVISION_LABEL } from '../controller-history';
import { podFrom } from '../pod-control';

export const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';

export const podName = (set: StatefulSet, ordinal: number): string => `${set.metadata.name}-${ordinal}`;

export const firstOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;

export const wantedReplicas = ({ spec }: StatefulSet): number => spec.replicas ?? 1;

/** Which of the set's places a pod has; undefined where its name isn't one. */
export function ordinalOf(set: StatefulSet, { metadata }: Pod): number | undefined {
  const { name } = set.metadata;
  const text = metadata.name.startsWith(`${name}-`) ? metadata.name.slice(name.length + 1) : '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** By which a pod can be told from its like. */
export const identityLabels = (set: StatefulSet, ordinal: number): Readonly<Record<string, string>> => ({
  [POD_NAME_LABEL]: podName(set, ordinal),
  [POD_INDEX_LABEL]: String(ordinal),
});

/** Whether a place is no longer wanted. */
export const isCondemned = (set: StatefulSet, ordinal: number): boolean =>
  ordinal < firstOrdinal(set) || ordinal >= firstOrdinal(set) + wantedReplicas(set);

export const claimName = (set: StatefulSet, template: string, ordinal: number): string =>
  `${template}-${set.metadata.name}-${ordinal}`;

/** The claims of one place; they carry the labels by which the set is selected. */
export function claimsFor(set: StatefulSet, ordinal: number): readonly PersistentVolumeClaim[] {
  return (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    ...template,
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...template.metadata,
      name: claimName(set, template.metadata.name, ordinal),
      namespace: set.metadata.namespace,
      labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels },
    },
  }));
}

/** The pod of one place, from a template as some revision has it. */
export function statefulPod(
  set: StatefulSet,
  template: StatefulSet['spec']['template'],
  ordinal: number,
  revision: string,
): Pod {
  const name = podName(set, ordinal);
  const { metadata, spec } = podFrom(template, set);
  const labels = { ...metadata.labels, ...identityLabels(set, ordinal), [REVISION_LABEL]: revision };
  const volumes = volumesOf(set, spec.volumes ?? [], ordinal);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name, labels },
    spec: {
      ...spec,
      hostname: name,
      ...(set.spec.serviceName && { subdomain: set.spec.serviceName }),
      ...(volumes.length > 0 && { volumes }),
    },
  };
}

/** A claim takes the place of a volume by the same name. */
function volumesOf(set: StatefulSet, given: readonly Volume[], ordinal: number): readonly Volume[] {
  const templates = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
  const claims = templates.map((name) => ({
    name,
    persistentVolumeClaim: { claimName: claimName(set, name, ordinal) },
  }));
  return [...claims, ...given.filter(({ name }) => !templates.includes(name))];
}

export const revisionOf = ({ metadata }: Pod): string | undefined => metadata.labels?.[REVISION_LABEL];
