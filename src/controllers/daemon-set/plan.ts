import type { DaemonSet, Node, Pod } from '../../api';
import { isPodAvailable, isPodReady } from '../../api';
import { oldestFirst } from '../pod-order';
import { isUpToDate, suitability } from './daemon-pod';
import { maximumSurge } from './limits';

/** A set's pods by the node they are on or meant for. */
export type PodsByNode = ReadonlyMap<string, readonly Pod[]>;

export interface DaemonPlan {
  /** Nodes that are to get a pod. */
  readonly create: readonly string[];
  readonly delete: readonly Pod[];
  /** Pods that have ended, and are to go for it. */
  readonly ended: readonly Pod[];
}

interface Moment {
  readonly set: DaemonSet;
  readonly hash: string;
  readonly now: number;
  /** A failed pod has to lie for a while before it goes. */
  isHeldBack(pod: Pod): boolean;
}

/** One pod on each node that should have one, none elsewhere. */
export function planDaemons(moment: Moment, nodes: readonly Node[], pods: PodsByNode): DaemonPlan {
  const create: string[] = [];
  const remove: Pod[] = [];
  const ended: Pod[] = [];
  for (const node of nodes) {
    const { shouldRun, mayStay } = suitability(moment.set, node);
    const here = pods.get(node.metadata.name);
    if (shouldRun && !here) create.push(node.metadata.name);
    else if (!here) continue;
    else if (!mayStay) remove.push(...here.filter(({ metadata }) => !metadata.deletionTimestamp));
    else {
      const gone = here.filter((pod) => hasEndedHere(moment, pod));
      ended.push(...gone);
      remove.push(...gone, ...surplus(moment, here));
    }
  }
  return { create, delete: [...remove, ...lostPods(nodes, pods)], ended };
}

function hasEndedHere({ isHeldBack }: Moment, pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  const { phase } = pod.status ?? {};
  return phase === 'Succeeded' || (phase === 'Failed' && !isHeldBack(pod));
}

/** Of several running pods on a node the oldest stays; while an update surges, the oldest of each kind. */
function surplus(moment: Moment, here: readonly Pod[]): readonly Pod[] {
  const running = here.filter(isRunning);
  if (running.length <= 1) return [];
  const sorted = oldestFirst(running);
  if (maximumSurge(moment.set, 1) === 0) return sorted.slice(1);
  return surplusOfSurge(moment, sorted);
}

function isRunning({ metadata, status }: Pod): boolean {
  return !metadata.deletionTimestamp && status?.phase !== 'Failed' && status?.phase !== 'Succeeded';
}

function surplusOfSurge({ set, hash, now }: Moment, sorted: readonly Pod[]): readonly Pod[] {
  const fresh = sorted.find((pod) => isUpToDate(set, pod, hash));
  const stale = sorted.find((pod) => !isUpToDate(set, pod, hash));
  const others = sorted.filter((pod) => pod !== fresh && pod !== stale);
  if (!fresh || !stale) return others;
  const isDone = !isPodReady(stale) || isPodAvailable(fresh, set.spec.minReadySeconds ?? 0, now);
  return isDone ? [...others, stale] : others;
}

/** Not on any node yet, and meant for one that is gone. */
function lostPods(nodes: readonly Node[], pods: PodsByNode): readonly Pod[] {
  const known = new Set(nodes.map(({ metadata }) => metadata.name));
  const lost: Pod[] = [];
  for (const [name, here] of pods) {
    if (known.has(name)) continue;
    for (const pod of here) if (!pod.spec.nodeName && !pod.metadata.deletionTimestamp) lost.push(pod);
  }
  return lost;
}
