import type { Deployment, Namespace, Node, Pod, ReplicaSet } from '../api';
import { podStatusWord } from '../api';
import type { KubeObject } from '../apimachinery';
import { timerOf } from './object-timers';
import type { ObjectState, ObjectView } from './protocol';
import { referencesOf, selectorText } from './references';

interface Look {
  readonly state: ObjectState;
  readonly word: string;
  readonly ready?: string;
  readonly node?: string;
}

/** An object as the screen's cards and lists show it. */
export function objectView(key: string, object: KubeObject, revision: number, root: number): ObjectView {
  const { kind, metadata } = object;
  const owner = metadata.ownerReferences?.find((reference) => reference.controller);
  const look = (LOOKS[kind] ?? plainLook)(object as never);
  const selector = selectorText(object);
  const refers = referencesOf(object);
  const timer = timerOf(object);
  return {
    key,
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    revision,
    root,
    ...look,
    ...(metadata.deletionTimestamp ? { state: 'terminating' as const } : {}),
    ...(selector ? { selector } : {}),
    ...(timer ? { timer } : {}),
    ...(refers.length > 0 ? { refers } : {}),
    ...(owner ? { owner: ownerKey(owner.kind, metadata.namespace ?? '', owner.name) } : {}),
  };
}

const FOLDERS: Readonly<Record<string, string>> = {
  ReplicaSet: 'replicasets',
  Deployment: 'deployments',
  Node: 'minions',
  Service: 'services/specs',
};

function ownerKey(kind: string, namespace: string, name: string): string {
  const folder = FOLDERS[kind] ?? `${kind.toLowerCase()}s`;
  return kind === 'Node' ? `/registry/${folder}/${name}` : `/registry/${folder}/${namespace}/${name}`;
}

const LOOKS: Readonly<Record<string, (object: never) => Look>> = {
  Pod: podLook,
  Deployment: deploymentLook,
  ReplicaSet: replicaSetLook,
  Node: nodeLook,
  Namespace: (namespace: Namespace) => ({ state: 'running', word: namespace.status?.phase ?? 'Active' }),
};

function plainLook(): Look {
  return { state: 'running', word: '' };
}

const HARMLESS_WAITING = new Set(['Pending', 'ContainerCreating', 'PodInitializing', 'NotReady', 'Running']);

function podLook(pod: Pod): Look {
  const word = podStatusWord(pod);
  const statuses = pod.status?.containerStatuses ?? [];
  const ready = statuses.filter((status) => status.ready).length;
  const of = pod.spec.containers.length;
  return {
    state: podState(pod, word, ready === of),
    word,
    ready: `${ready}/${of}`,
    ...(pod.spec.nodeName ? { node: pod.spec.nodeName } : {}),
  };
}

function podState(pod: Pod, word: string, ready: boolean): ObjectState {
  if (pod.metadata.deletionTimestamp) return 'terminating';
  const phase = pod.status?.phase;
  if (phase === 'Succeeded') return 'done';
  if (phase === 'Failed') return 'failing';
  if (phase === 'Running' && ready) return 'running';
  return HARMLESS_WAITING.has(word) || word.startsWith('Init:') ? 'pending' : 'failing';
}

function deploymentLook(deployment: Deployment): Look {
  const wanted = deployment.spec.replicas ?? 1;
  const ready = deployment.status?.readyReplicas ?? 0;
  const updated = deployment.status?.updatedReplicas ?? 0;
  const stuck = deployment.status?.conditions?.some((one) => one.type === 'Progressing' && one.status === 'False');
  const state = stuck ? 'failing' : ready >= wanted && updated >= wanted ? 'running' : 'pending';
  return { state, word: `${ready}/${wanted} ready`, ready: `${ready}/${wanted}` };
}

function replicaSetLook(set: ReplicaSet): Look {
  const wanted = set.spec.replicas ?? 1;
  const ready = set.status?.readyReplicas ?? 0;
  return {
    state: ready >= wanted ? 'running' : 'pending',
    word: `${ready}/${wanted} ready`,
    ready: `${ready}/${wanted}`,
  };
}

function nodeLook(node: Node): Look {
  const word = nodeReadiness(node);
  return {
    state: word === 'Ready' ? 'running' : 'failing',
    word: node.spec?.unschedulable ? `${word},SchedulingDisabled` : word,
  };
}

/** Unknown when the node has not been heard of: kubectl's STATUS column says NotReady of both. */
export function nodeReadiness(node: Node): 'Ready' | 'NotReady' | 'Unknown' {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  if (ready?.status === 'True') return 'Ready';
  return ready?.status === 'Unknown' ? 'Unknown' : 'NotReady';
}
