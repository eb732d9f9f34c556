import type { DaemonSet, Node, Pod, Toleration } from '../../api';
import { findUntoleratedTaint, maySelectNode } from '../../api';
import { REVISION_LABEL } from '../controller-history';
import { podFrom } from '../pod-control';

const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';
const GENERATION_LABEL = 'pod-template-generation';

/** Daemons stay where others have to leave. */
const BORN_BY_DAEMONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const BORN_WITHOUT_NETWORK: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

function isSame(one: Toleration, other: Toleration): boolean {
  return (
    one.key === other.key && one.effect === other.effect && one.operator === other.operator && one.value === other.value
  );
}

export function daemonTolerations({ spec }: DaemonSet): readonly Toleration[] {
  const { tolerations = [], hostNetwork } = spec.template.spec;
  const more = hostNetwork ? [...BORN_BY_DAEMONS, BORN_WITHOUT_NETWORK] : BORN_BY_DAEMONS;
  return [...tolerations, ...more.filter((one) => !tolerations.some((other) => isSame(one, other)))];
}

export interface Suitability {
  readonly shouldRun: boolean;
  /** A pod that is there already may stay. */
  readonly mayStay: boolean;
}

const NOWHERE: Suitability = { shouldRun: false, mayStay: false };

/** Whether a set's pod belongs on a node. */
export function suitability(set: DaemonSet, node: Node): Suitability {
  const { spec } = set.spec.template;
  if (spec.nodeName && spec.nodeName !== node.metadata.name) return NOWHERE;
  if (!maySelectNode(spec, node)) return NOWHERE;
  const taints = node.spec.taints;
  if (!taints || taints.length === 0) return { shouldRun: true, mayStay: true };
  const tolerations = daemonTolerations(set);
  if (!findUntoleratedTaint(taints, tolerations, ['NoExecute', 'NoSchedule']))
    return { shouldRun: true, mayStay: true };
  return { shouldRun: false, mayStay: !findUntoleratedTaint(taints, tolerations, ['NoExecute']) };
}

/** The pod for one node: the scheduler puts it there, because nothing else meets its affinity. */
export function daemonPod(set: DaemonSet, nodeName: string, hash: string): Pod {
  const pod = podFrom(set.spec.template, set);
  const generation = set.metadata.annotations?.[GENERATION_ANNOTATION];
  const labels = {
    ...pod.metadata.labels,
    [REVISION_LABEL]: hash,
    ...(generation !== undefined && { [GENERATION_LABEL]: generation }),
  };
  const { affinity } = pod.spec;
  const onlyThere = {
    nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In' as const, values: [nodeName] }] }],
  };
  const nodeAffinity = { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: onlyThere };
  return {
    ...pod,
    metadata: { ...pod.metadata, labels },
    spec: { ...pod.spec, affinity: { ...affinity, nodeAffinity }, tolerations: daemonTolerations(set) },
  };
}

/** Where a pod is or is to be; undefined where nothing says so. */
export function targetNodeOf({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms)
    for (const { key, operator, values } of matchFields)
      if (key === 'metadata.name' && operator === 'In' && values?.length === 1) return values[0];
  return undefined;
}

/** From the set's present template: by revision, or by the generation that older ones counted. */
export function isUpToDate(set: DaemonSet, pod: Pod, hash: string): boolean {
  const { labels } = pod.metadata;
  const generation = set.metadata.annotations?.[GENERATION_ANNOTATION];
  const sameGeneration = generation !== undefined && labels?.[GENERATION_LABEL] === generation;
  return sameGeneration || (hash !== '' && labels?.[REVISION_LABEL] === hash);
}
