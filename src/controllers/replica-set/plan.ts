import type { Pod } from '../../api';
import { isPodReady, podReadySince } from '../../api';
import type { Selector } from '../../apimachinery';
import { instantOf, selectorOf } from '../../apimachinery';
import type { Replicated } from './replicated';

/** No sync creates or deletes more than this at once. */
export const BURST_REPLICAS = 500;

export type ReplicaPlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'create'; readonly count: number }
  | { readonly kind: 'delete'; readonly pods: readonly Pod[] };

/**
 * What brings the number of active pods to what the set wants.
 * @param related active pods of the same owner's other sets as well: a node that holds many of them gives first
 */
export function planReplicas(
  set: Replicated,
  active: readonly Pod[],
  related: () => readonly Pod[],
  now: number,
): ReplicaPlan {
  const surplus = active.length - (set.spec.replicas ?? 1);
  if (surplus === 0) return { kind: 'nothing' };
  if (surplus < 0) return { kind: 'create', count: Math.min(-surplus, BURST_REPLICAS) };
  const count = Math.min(surplus, BURST_REPLICAS);
  const pods = count < active.length ? rankForDeletion(active, related(), now).slice(0, count) : active;
  return { kind: 'delete', pods };
}

interface Ranked {
  readonly pod: Pod;
  readonly assigned: number;
  readonly phase: number;
  readonly ready: number;
  readonly cost: number;
  readonly together: number;
  readonly readyAge: number | undefined;
  readonly restarts: number;
  readonly restartable: number;
  readonly age: number | undefined;
}

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/**
 * Who goes first: not assigned, pending, not ready, cheap by annotation, on a crowded node, ready for a short time,
 * often restarted, young. Times count by powers of two, so that pods of about the same age go in no particular order (by uid).
 */
export function rankForDeletion(pods: readonly Pod[], related: readonly Pod[], now: number): readonly Pod[] {
  const perNode = new Map<string, number>();
  for (const { spec } of related) if (spec.nodeName) perNode.set(spec.nodeName, (perNode.get(spec.nodeName) ?? 0) + 1);
  const ranked = pods.map((pod): Ranked => rank(pod, perNode, now));
  return ranked.sort(compare).map(({ pod }) => pod);
}

function rank(pod: Pod, perNode: ReadonlyMap<string, number>, now: number): Ranked {
  const { nodeName } = pod.spec;
  const since = podReadySince(pod);
  const created = instantOf(pod.metadata.creationTimestamp ?? '');
  return {
    pod,
    assigned: nodeName ? 1 : 0,
    phase: PHASES[pod.status?.phase ?? 'Pending'] ?? 2,
    ready: isPodReady(pod) ? 1 : 0,
    cost: deletionCost(pod),
    together: nodeName ? (perNode.get(nodeName) ?? 0) : 0,
    readyAge: since === undefined ? undefined : magnitude(now - since),
    restarts: mostRestarts(pod.status?.containerStatuses),
    restartable: mostRestarts(pod.status?.initContainerStatuses),
    age: created === undefined ? undefined : magnitude(now - created),
  };
}

function compare(a: Ranked, b: Ranked): number {
  return (
    a.assigned - b.assigned ||
    a.phase - b.phase ||
    a.ready - b.ready ||
    a.cost - b.cost ||
    b.together - a.together ||
    younger(a.readyAge, b.readyAge) ||
    b.restarts - a.restarts ||
    b.restartable - a.restartable ||
    younger(a.age, b.age) ||
    byText(a.pod.metadata.uid ?? '', b.pod.metadata.uid ?? '') ||
    byText(a.pod.metadata.name, b.pod.metadata.name)
  );
}

/** Unknown counts as youngest. */
function younger(a: number | undefined, b: number | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  return b === undefined ? 1 : a - b;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ages in powers of two of a nanosecond. */
function magnitude(milliseconds: number): number {
  return milliseconds > 0 ? Math.floor(Math.log2(milliseconds * 1e6)) : -1;
}

function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'];
  return text !== undefined && /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

function mostRestarts(statuses: readonly { readonly restartCount: number }[] | undefined): number {
  let most = 0;
  for (const { restartCount } of statuses ?? []) most = Math.max(most, restartCount);
  return most;
}

/** Selects pods that carry all labels of the set's template, not only those it is selected by. */
export function templateSelector(set: Replicated): Selector {
  return selectorOf({ matchLabels: set.spec.template?.metadata?.labels ?? {} });
}
