import type { Taint, TopologySpreadConstraint } from '../../api';
import { findUntoleratedTaint } from '../../api';
import type { Selector } from '../../apimachinery';
import { matchesSelector, selectorOf } from '../../apimachinery';
import type { NodeInfo } from '../cache/node-info';
import type { PodCount } from '../cache/pod-counts';
import type { PodInfo } from '../cache/pod-info';
import type { Plugin, Rejection } from '../framework/plugin';
import { MAXIMUM_SCORE, refuse, refuseForGood } from '../framework/plugin';
import type { World } from '../framework/world';
import type { NodeDemand } from './node-affinity';
import { meetsDemand, nodeDemandOf } from './node-affinity';

const tooSkewed = refuse("node(s) didn't match pod topology spread constraints");
const noSuchLabel = refuseForGood("node(s) didn't match pod topology spread constraints (missing required label)");
const HOSTNAME = 'kubernetes.io/hostname';

interface Constraint {
  readonly maxSkew: number;
  readonly key: string;
  readonly selector: Selector;
  readonly minDomains: number;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

function constraintOf(constraint: TopologySpreadConstraint): Constraint {
  const { maxSkew, topologyKey, labelSelector, minDomains = 1, nodeAffinityPolicy, nodeTaintsPolicy } = constraint;
  return {
    maxSkew,
    key: topologyKey,
    selector: selectorOf(labelSelector),
    minDomains,
    honorsAffinity: nodeAffinityPolicy !== 'Ignore',
    honorsTaints: nodeTaintsPolicy === 'Honor',
  };
}

function constraintsOf({ pod }: PodInfo, what: TopologySpreadConstraint['whenUnsatisfiable']): readonly Constraint[] {
  const all = pod.spec.topologySpreadConstraints ?? [];
  return all.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === what).map(constraintOf);
}

/** A pod that says nothing is spread over machines and zones among its siblings, as far as may be. */
function systemDefaults(pod: PodInfo, world: World): readonly Constraint[] {
  const selector = world.siblingsOf(pod);
  if (!selector) return [];
  return [byDefault(selector, 3, HOSTNAME), byDefault(selector, 5, 'topology.kubernetes.io/zone')];
}

function byDefault(selector: Selector, maxSkew: number, key: string): Constraint {
  return { selector, minDomains: 1, honorsAffinity: true, honorsTaints: false, maxSkew, key };
}

const hard = ['NoSchedule', 'NoExecute'] as const;
const noTaints: readonly Taint[] = [];

/** Whether a node's pods are counted at all for a constraint. */
function counts(constraint: Constraint, pod: PodInfo, node: NodeInfo, demand: NodeDemand | undefined): boolean {
  if (constraint.honorsAffinity && demand && !meetsDemand(demand, node)) return false;
  const taints = constraint.honorsTaints ? node.taints : noTaints;
  return taints.length === 0 || findUntoleratedTaint(taints, pod.pod.spec.tolerations, hard) === undefined;
}

const hasKeys = (node: NodeInfo, constraints: readonly Constraint[]): boolean =>
  constraints.every(({ key }) => node.labels[key] !== undefined);

/** No node is left out of the count for what it is: its running sums by value will do. */
function countsAll({ honorsAffinity, honorsTaints }: Constraint, demand: NodeDemand | undefined): boolean {
  return !honorsTaints && !(honorsAffinity && demand);
}

// ---- filter: constraints that must hold

interface Spread {
  readonly constraint: Constraint;
  readonly perValue: ReadonlyMap<string, number>;
  readonly fewest: number;
  /** 1 when the pod counts itself. */
  readonly self: 0 | 1;
}

function spreadOf(pod: PodInfo, constraint: Constraint, all: readonly Constraint[], world: World): Spread {
  const { selector, key, minDomains } = constraint;
  const count = world.count(pod.namespace, selector);
  const demand = nodeDemandOf(pod.pod);
  const perValue = new Map<string, number>();
  for (const node of world.nodes) {
    if (!hasKeys(node, all) || !counts(constraint, pod, node, demand)) continue;
    const value = node.labels[key]!;
    perValue.set(value, (perValue.get(value) ?? 0) + count.on(node));
  }
  let fewest = perValue.size < minDomains ? 0 : Infinity;
  for (const number of perValue.values()) if (number < fewest) fewest = number;
  return { constraint, perValue, fewest, self: matchesSelector(selector, pod.labels) ? 1 : 0 };
}

function filter(node: NodeInfo, spreads: readonly Spread[]): Rejection | undefined {
  for (const { constraint, perValue, fewest, self } of spreads) {
    const value = node.labels[constraint.key];
    if (value === undefined) return noSuchLabel;
    const skew = (perValue.get(value) ?? 0) + self - (fewest === Infinity ? 0 : fewest);
    if (skew > constraint.maxSkew) return tooSkewed;
  }
  return undefined;
}

// ---- score: constraints that should hold

interface ScoredConstraint {
  readonly constraint: Constraint;
  readonly weight: number;
  readonly count: PodCount;
  /** By the nodes' value; undefined for host names, where every node has its own. */
  readonly perValue: ReadonlyMap<string, number> | undefined;
}

interface Spreading {
  readonly constraints: readonly ScoredConstraint[];
  readonly ignored: ReadonlySet<NodeInfo>;
}

/** Pods by value, only of values that one of the candidates has. */
function perValueOf(
  pod: PodInfo,
  constraint: Constraint,
  all: readonly Constraint[],
  count: PodCount,
  strict: boolean,
) {
  const demand = nodeDemandOf(pod.pod);
  if (countsAll(constraint, demand) && (!strict || all.length === 1)) return count.perValue(constraint.key);
  const perValue = new Map<string, number>();
  for (const [node, number] of count.perNode) {
    const value = node.labels[constraint.key];
    if (value === undefined || (strict && !hasKeys(node, all)) || !counts(constraint, pod, node, demand)) continue;
    perValue.set(value, (perValue.get(value) ?? 0) + number);
  }
  return perValue;
}

function domains(key: string, nodes: readonly NodeInfo[], ignored: ReadonlySet<NodeInfo>): number {
  if (key === HOSTNAME) return nodes.length - ignored.size;
  const values = new Set<string>();
  for (const node of nodes) {
    const value = ignored.has(node) ? undefined : node.labels[key];
    if (value !== undefined) values.add(value);
  }
  return values.size;
}

const noNodes: ReadonlySet<NodeInfo> = new Set();

function spreading(
  pod: PodInfo,
  constraints: readonly Constraint[],
  nodes: readonly NodeInfo[],
  world: World,
  strict: boolean,
): Spreading {
  const ignored = strict ? new Set(nodes.filter((node) => !hasKeys(node, constraints))) : noNodes;
  const scored = constraints.map((constraint) => {
    const { key, selector } = constraint;
    const count = world.count(pod.namespace, selector);
    const perValue = key === HOSTNAME ? undefined : perValueOf(pod, constraint, constraints, count, strict);
    // Where there are many places each must weigh less than one pod more in a large one.
    return { constraint, weight: Math.log(domains(key, nodes, ignored) + 2), count, perValue };
  });
  return { constraints: scored, ignored };
}

function score(node: NodeInfo, { constraints, ignored }: Spreading): number {
  if (ignored.has(node)) return 0;
  let sum = 0;
  for (const { constraint, weight, count, perValue } of constraints) {
    const value = node.labels[constraint.key];
    if (value === undefined) continue;
    const there = perValue ? (perValue.get(value) ?? 0) : count.on(node);
    sum += there * weight + constraint.maxSkew - 1;
  }
  return Math.round(sum);
}

/** Few is good. */
function normalize(scores: number[], nodes: readonly NodeInfo[], { ignored }: Spreading): void {
  let fewest = Infinity;
  let most = 0;
  for (let index = 0; index < scores.length; index++) {
    if (ignored.has(nodes[index]!)) continue;
    fewest = Math.min(fewest, scores[index]!);
    most = Math.max(most, scores[index]!);
  }
  for (let index = 0; index < scores.length; index++) {
    if (ignored.has(nodes[index]!)) scores[index] = 0;
    else
      scores[index] =
        most === 0 ? MAXIMUM_SCORE : Math.floor((MAXIMUM_SCORE * (most + fewest - scores[index]!)) / most);
  }
}

/** Evenly over zones, machines or any other label: as a must, and as a wish. */
export const podTopologySpread: Plugin<readonly Spread[], Spreading> = {
  name: 'PodTopologySpread',
  hints: [
    {
      events: ['assigned-pod/added', 'assigned-pod/labels', 'assigned-pod/removed'],
      helps: (info, { pod, previousPod }) => (pod ?? previousPod)!.metadata.namespace === info.pod.metadata.namespace,
    },
    { events: ['node/added', 'node/removed', 'node/labels', 'node/taints', 'pod/labels'] },
  ],
  preFilter(pod, world) {
    const constraints = constraintsOf(pod, 'DoNotSchedule');
    if (constraints.length === 0) return { skip: true };
    return { state: constraints.map((constraint) => spreadOf(pod, constraint, constraints, world)) };
  },
  filter: (_pod, node, spreads) => filter(node, spreads),
  preScore(pod, nodes, world) {
    const own = pod.pod.spec.topologySpreadConstraints ?? [];
    const wished = own.length > 0 ? constraintsOf(pod, 'ScheduleAnyway') : systemDefaults(pod, world);
    return wished.length === 0 ? undefined : spreading(pod, wished, nodes, world, own.length > 0);
  },
  score: (_pod, node, spreads) => score(node, spreads),
  normalize,
};
