import type { Node, Taint } from '../../api';
import { wallClock } from '../../apimachinery';
import type { ApiClient } from '../../client';
import { refusedWith } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt } from '../../simulation';
import { nodeCondition } from '../../api';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Which taint says what about a node's conditions. */
const BY_CONDITION: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};

const OURS: ReadonlySet<string> = new Set([
  ...Object.values(BY_CONDITION).flatMap((keys) => Object.values(keys)),
  UNSCHEDULABLE,
]);

export const notReadyNoExecute: Taint = { key: NOT_READY, effect: 'NoExecute' };
export const unreachableNoExecute: Taint = { key: UNREACHABLE, effect: 'NoExecute' };

export interface TaintChange {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

export function sameTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

export function hasTaint(node: Node, taint: Taint): boolean {
  return node.spec?.taints?.some((each) => sameTaint(each, taint)) === true;
}

/** The NoSchedule taints by which the scheduler hears of a node's conditions: which to add and which to take away. */
export function conditionTaints(node: Node): TaintChange {
  const wanted = new Set<string>();
  for (const { type, status } of node.status?.conditions ?? []) {
    const key = BY_CONDITION[type]?.[status];
    if (key) wanted.add(key);
  }
  if (node.spec?.unschedulable) wanted.add(UNSCHEDULABLE);
  const present = (node.spec?.taints ?? []).filter(({ key, effect }) => effect === 'NoSchedule' && OURS.has(key));
  const add = [...wanted]
    .filter((key) => !present.some((taint) => taint.key === key))
    .map((key): Taint => ({ key, effect: 'NoSchedule' }));
  return { add, remove: present.filter(({ key }) => !wanted.has(key)) };
}

export type Eviction =
  | { readonly kind: 'none' }
  | { readonly kind: 'swap' | 'remove'; readonly change: TaintChange }
  | { readonly kind: 'queue' };

/** The NoExecute taint by which pods are sent away: added in its turn, swapped at once, and taken off when the node is ready. */
export function evictionTaints(node: Node): Eviction {
  const status = nodeCondition(node, 'Ready')?.status;
  // Who never said anything is given its time to.
  if (status === undefined) return { kind: 'none' };
  if (status === 'True') {
    const remove = [notReadyNoExecute, unreachableNoExecute].filter((taint) => hasTaint(node, taint));
    return remove.length > 0 ? { kind: 'remove', change: { add: [], remove } } : { kind: 'none' };
  }
  const change = noExecuteChange(status);
  if (change.remove.some((taint) => hasTaint(node, taint))) return { kind: 'swap', change };
  return change.add.every((taint) => hasTaint(node, taint)) ? { kind: 'none' } : { kind: 'queue' };
}

export function noExecuteChange(status: 'False' | 'Unknown'): TaintChange {
  return status === 'False'
    ? { add: [notReadyNoExecute], remove: [unreachableNoExecute] }
    : { add: [unreachableNoExecute], remove: [notReadyNoExecute] };
}

/** A node's taints after a change; undefined where nothing changes. */
export function changedTaints(node: Node, { add, remove }: TaintChange): readonly Taint[] | undefined {
  const before = node.spec?.taints ?? [];
  const kept = before.filter((taint) => !remove.some((other) => sameTaint(other, taint)));
  const fresh = add.filter((taint) => !kept.some((other) => sameTaint(other, taint)));
  return kept.length === before.length && fresh.length === 0 ? undefined : [...kept, ...fresh];
}

const TRIES = 5;

/** Writes a change of taints on the newest version of the node; first what is added, then what goes, as upstream does. */
export function* writeTaints(
  component: Component,
  client: ApiClient,
  name: string,
  change: TaintChange,
): Process<void> {
  const timeAdded = wallClock(component.now);
  if (change.add.length > 0)
    yield* write(client, name, { add: change.add.map((taint) => ({ ...taint, timeAdded })), remove: [] });
  if (change.remove.length > 0) yield* write(client, name, { add: [], remove: change.remove });
}

function* write(client: ApiClient, name: string, change: TaintChange): Process<void> {
  for (let tries = 1; ; tries++) {
    const node = yield* client.get<Node>('nodes', undefined, name);
    const taints = changedTaints(node, change);
    if (!taints) return;
    const { resourceVersion } = node.metadata;
    const patch = { metadata: { resourceVersion }, spec: { taints: taints.length > 0 ? taints : null } };
    const outcome = yield* attempt(client.patch('nodes', undefined, name, patch, { type: 'strategic' }));
    if (outcome.ok) return;
    if (!refusedWith(outcome.error, 409) || tries >= TRIES) throw outcome.error;
  }
}
