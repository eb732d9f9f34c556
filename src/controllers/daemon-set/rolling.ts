import type { DaemonSet, Node, Pod } from '../../api';
import { isPodAvailable } from '../../api';
import { isUpToDate, suitability } from './daemon-pod';
import { maximumSurge, maximumUnavailable } from './limits';
import type { PodsByNode } from './plan';

interface Step {
  readonly create: readonly string[];
  readonly delete: readonly Pod[];
}

interface OnNode {
  readonly name: string;
  readonly fresh: Pod | undefined;
  readonly stale: Pod | undefined;
  /** More than one of a kind: others have to clear up first. */
  readonly crowded: boolean;
}

/** The next step of a rolling update: which old pods go, and which nodes get a new one beside their old one. */
export function planUpdate(set: DaemonSet, nodes: readonly Node[], pods: PodsByNode, hash: string, now: number): Step {
  const wanting = nodes.filter((node) => suitability(set, node).shouldRun).map(({ metadata }) => metadata.name);
  const names = [...pods.keys(), ...wanting.filter((name) => !pods.has(name))];
  const each = names.map((name) => onNode(set, name, pods.get(name) ?? [], hash));
  const available = (pod: Pod): boolean => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const surge = maximumSurge(set, wanting.length);
  if (surge > 0) return stepWithSurge(each, surge, available);
  return { create: [], delete: replacements(each, maximumUnavailable(set, wanting.length), available) };
}

function onNode(set: DaemonSet, name: string, pods: readonly Pod[], hash: string): OnNode {
  const alive = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const fresh = alive.filter((pod) => isUpToDate(set, pod, hash));
  const stale = alive.filter((pod) => !isUpToDate(set, pod, hash));
  return { name, fresh: fresh[0], stale: stale[0], crowded: fresh.length > 1 || stale.length > 1 };
}

/** Old pods that nobody misses go at once, of the others as many as may be missing still. */
function replacements(nodes: readonly OnNode[], limit: number, available: (pod: Pod) => boolean): readonly Pod[] {
  const useless: Pod[] = [];
  const candidates: Pod[] = [];
  let missing = 0;
  for (const { fresh, stale, crowded } of nodes) {
    if (crowded || (fresh === undefined) === (stale === undefined)) missing++;
    else if (fresh) missing += available(fresh) ? 0 : 1;
    else if (available(stale!)) candidates.push(stale!);
    else {
      useless.push(stale!);
      missing++;
    }
  }
  return [...useless, ...candidates.slice(0, Math.max(0, limit - missing))];
}

function stepWithSurge(nodes: readonly OnNode[], limit: number, available: (pod: Pod) => boolean): Step {
  const remove: Pod[] = [];
  const useless: string[] = [];
  const candidates: string[] = [];
  let surging = 0;
  for (const { name, fresh, stale, crowded } of nodes) {
    if (crowded) surging++;
    else if (!stale) continue;
    else if (!fresh) (available(stale) ? candidates : useless).push(name);
    else if (available(fresh)) remove.push(stale);
    else surging++;
  }
  return { create: [...useless, ...candidates.slice(0, Math.max(0, limit - surging))], delete: remove };
}
