/** The pod's row, and what several floors ask of a pod: is it ready, active, ended. */
import { instantOf, semanticallyEqual, type KubeObject, type OwnerReference } from '../../apimachinery';
import { ephemeralContainersPart } from './ephemeral-containers';
import { defineKind, proxySubresource, statusSubresource } from '../kind';
import { defaultPod } from './pod-defaults';
import { resizePart } from './pod-resize';
import { podQosClass } from './pod-resources';
import { withLabelKeys } from './pod-label-keys';
import type { Pod, PodCondition, PodStatus } from './pod-spec';
import { podColumns } from './pod-summary';
import { hostnameWarnings, podWarnings } from './pod-warnings';
import { validatePodStatusUpdate, validatePodUpdate } from './pod-update-validation';
import { validatePod } from './pod-validation';
import { newWithStatus, onlyStatus } from '../strategy';

/** The owner that manages the object, if one does. */
export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((owner) => owner.controller === true);

/** Succeeded or Failed: no container of it will run again. */
export const isPodTerminal = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** Neither ended nor told to end: what replica sets count. */
export const isPodActive = (pod: Pod): boolean => pod.metadata.deletionTimestamp === undefined && !isPodTerminal(pod);

/** Told to end, and not ended yet. */
export const isPodTerminating = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod);

function readyCondition(pod: Pod): PodCondition | undefined {
  // Asked for every pod of a set at every change of one of them: no closure.
  const conditions = pod.status?.conditions;
  if (!conditions) return undefined;
  for (const condition of conditions) if (condition.type === 'Ready') return condition;
  return undefined;
}

export const isPodReady = (pod: Pod): boolean => readyCondition(pod)?.status === 'True';

/** Since when it is ready; undefined where it isn't. */
export function podReadySince(pod: Pod): number | undefined {
  const condition = readyCondition(pod);
  return condition?.status === 'True' ? instantOf(condition.lastTransitionTime ?? '') : undefined;
}

/**
 * Ready, and for long enough to count as available.
 * @param now the simulation's instant in milliseconds
 */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  if (minReadySeconds === 0) return isPodReady(pod);
  const since = podReadySince(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= now;
}

const identity = { group: '', version: 'v1', kind: 'Pod' } as const;

function statusOfNew(pod: Pod): PodStatus {
  const status: PodStatus = { phase: 'Pending', qosClass: pod.status?.qosClass ?? podQosClass(pod) };
  if (!pod.spec.schedulingGates?.length) return status;
  const message = 'Scheduling is blocked due to non-empty scheduling gates';
  const gated: PodCondition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message,
    lastProbeTime: null,
    lastTransitionTime: pod.metadata.creationTimestamp ?? null,
  };
  return { ...status, conditions: [gated] };
}

function prepareForStatusUpdate(next: Pod, previous: Pod): Pod {
  const kept = onlyStatus(next, previous);
  const qosClass = kept.status?.qosClass ?? previous.status?.qosClass;
  const status = kept.status?.qosClass === qosClass ? kept.status : { ...kept.status, qosClass };
  const { ownerReferences } = previous.metadata;
  const sameOwners = semanticallyEqual(ownerReferences, kept.metadata.ownerReferences);
  return { ...kept, status, metadata: sameOwners ? kept.metadata : { ...kept.metadata, ownerReferences } };
}

/** Negative seconds were once allowed; they mean one. */
function withLeastGrace(pod: Pod): Pod {
  const isNegative = (pod.spec.terminationGracePeriodSeconds ?? 0) < 0;
  return isNegative ? { ...pod, spec: { ...pod.spec, terminationGracePeriodSeconds: 1 } } : pod;
}

/** A pod's own delay; none for one that no node runs, or that has ended. At least a second for who said something negative. */
function gracePeriodSeconds(pod: Pod, requested: number | undefined): number {
  const period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  if (!pod.spec.nodeName || isPodTerminal(pod)) return 0;
  return period < 0 ? 1 : period;
}

export const podKind = defineKind<Pod>({
  ...identity,
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/pods',
  subresources: [
    { name: 'binding', group: '', version: 'v1', kind: 'Binding', verbs: ['create'] },
    { name: 'eviction', group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
    { ...identity, name: 'ephemeralcontainers', verbs: ['get', 'patch', 'update'] },
    { name: 'attach', group: '', version: 'v1', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
    { name: 'exec', group: '', version: 'v1', kind: 'PodExecOptions', verbs: ['create', 'get'] },
    { ...identity, name: 'log', verbs: ['get'] },
    proxySubresource('Pod'),
    { name: 'portforward', group: '', version: 'v1', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
    { ...identity, name: 'resize', verbs: ['get', 'patch', 'update'] },
    statusSubresource(identity),
  ],
  parts: { ephemeralcontainers: ephemeralContainersPart, resize: resizePart },
  generations: true,
  ownFieldLabels: true,
  defaults: defaultPod,
  prepareForCreate: (pod) => withLabelKeys(withLeastGrace(newWithStatus(pod, statusOfNew(pod)))),
  prepareForStatusUpdate,
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  warnings: (pod) => [
    ...hostnameWarnings(pod.metadata.name, "this is used in the Pod's hostname"),
    ...podWarnings(pod),
  ],
  warnsOfUpdates: false,
  columns: podColumns,
  fieldsOf: (pod) => ({
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace ?? '',
    'spec.nodeName': pod.spec.nodeName ?? '',
    'spec.restartPolicy': pod.spec.restartPolicy ?? '',
    'spec.schedulerName': pod.spec.schedulerName ?? '',
    'spec.serviceAccountName': pod.spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(pod.spec.hostNetwork ?? false),
    'status.phase': pod.status?.phase ?? '',
    'status.podIP': pod.status?.podIP ?? '',
    'status.nominatedNodeName': pod.status?.nominatedNodeName ?? '',
  }),
  gracePeriodSeconds,
});
