import type { Pod } from '../../api';
import type { NodeInfo } from '../cache/node-info';
import type { AffinityTerm, PodInfo } from '../cache/pod-info';
import { PodInfo as Info, termMatches } from '../cache/pod-info';
import type { Plugin } from '../framework/plugin';
import { MAXIMUM_SCORE, refuse, refuseForGood } from '../framework/plugin';
import type { World } from '../framework/world';

const notNear = refuseForGood("node(s) didn't match pod affinity rules");
const notApart = refuse("node(s) didn't match pod anti-affinity rules");
const notWanted = refuse("node(s) didn't satisfy existing pods anti-affinity rules");

/** Sums by topology key and the nodes' value of it. */
class PlaceSums {
  private readonly keys = new Map<string, Map<string, number>>();

  get isEmpty(): boolean {
    return this.keys.size === 0;
  }

  add(key: string, node: NodeInfo, amount: number): void {
    const value = node.labels[key];
    if (value === undefined || amount === 0) return;
    let values = this.keys.get(key);
    if (!values) this.keys.set(key, (values = new Map()));
    values.set(value, (values.get(value) ?? 0) + amount);
  }

  at(key: string, node: NodeInfo): number {
    const value = node.labels[key];
    return value === undefined ? 0 : (this.keys.get(key)?.get(value) ?? 0);
  }

  /** All that was added under the values this node has. */
  total(node: NodeInfo): number {
    let total = 0;
    for (const key of this.keys.keys()) total += this.at(key, node);
    return total;
  }

  anyAt(node: NodeInfo): boolean {
    for (const key of this.keys.keys()) if (this.at(key, node) > 0) return true;
    return false;
  }
}

interface Rules {
  /** Where pods are that fit all affinity terms, where some are that fit an anti-affinity term, and who there wants us not. */
  readonly affinity: PlaceSums;
  readonly antiAffinity: PlaceSums;
  readonly existing: PlaceSums;
  readonly fitsItself: boolean;
}

function addExisting(sums: PlaceSums, pod: PodInfo, world: World): void {
  const namespaceLabels = world.namespaceLabels(pod.namespace);
  for (const node of world.nodesWithRequiredAntiAffinity) {
    for (const other of node.withRequiredAntiAffinity) {
      for (const term of other.requiredAntiAffinity) {
        if (termMatches(term, pod, namespaceLabels)) sums.add(term.topologyKey, node, 1);
      }
    }
  }
}

function addOwn(rules: Rules, pod: PodInfo, world: World): void {
  const { requiredAffinity, requiredAntiAffinity } = pod;
  for (const node of world.nodes) {
    for (const other of node.pods.values()) {
      const matches = (term: AffinityTerm) => termMatches(term, other, world.namespaceLabels(other.namespace));
      if (requiredAffinity.length > 0 && requiredAffinity.every(matches)) {
        for (const { topologyKey } of requiredAffinity) rules.affinity.add(topologyKey, node, 1);
      }
      for (const term of requiredAntiAffinity) if (matches(term)) rules.antiAffinity.add(term.topologyKey, node, 1);
    }
  }
}

function rulesFor(pod: PodInfo, world: World): Rules {
  const fitsItself = pod.requiredAffinity.every((term) => termMatches(term, pod, world.namespaceLabels(pod.namespace)));
  const rules = { affinity: new PlaceSums(), antiAffinity: new PlaceSums(), existing: new PlaceSums(), fitsItself };
  addExisting(rules.existing, pod, world);
  if (pod.requiredAffinity.length + pod.requiredAntiAffinity.length > 0) addOwn(rules, pod, world);
  return rules;
}

/** The first pod of a group that wants to be together may go anywhere. */
function isNear(pod: PodInfo, node: NodeInfo, { affinity, fitsItself }: Rules): boolean {
  const { requiredAffinity } = pod;
  if (requiredAffinity.some(({ topologyKey }) => node.labels[topologyKey] === undefined)) return false;
  if (requiredAffinity.every(({ topologyKey }) => affinity.at(topologyKey, node) > 0)) return true;
  return affinity.isEmpty && fitsItself;
}

// ---- scores

/** A pod that requires company is as good as one that prefers it this much. */
const REQUIRED_AFFINITY_WEIGHT = 1;

function addPreferences(
  sums: PlaceSums,
  terms: readonly AffinityTerm[],
  pod: PodInfo,
  node: NodeInfo,
  world: World,
  sign: number,
): void {
  for (const term of terms) {
    if (termMatches(term, pod, world.namespaceLabels(pod.namespace)))
      sums.add(term.topologyKey, node, sign * term.weight);
  }
}

function addRequired(sums: PlaceSums, other: PodInfo, pod: PodInfo, node: NodeInfo, world: World): void {
  for (const term of other.requiredAffinity) {
    if (termMatches(term, pod, world.namespaceLabels(pod.namespace)))
      sums.add(term.topologyKey, node, REQUIRED_AFFINITY_WEIGHT);
  }
}

/** What one pod that is there means for the new one: in its opinion, and in the new one's. */
function addPair(sums: PlaceSums, pod: PodInfo, other: PodInfo, node: NodeInfo, world: World): void {
  addPreferences(sums, pod.preferredAffinity, other, node, world, 1);
  addPreferences(sums, pod.preferredAntiAffinity, other, node, world, -1);
  addRequired(sums, other, pod, node, world);
  addPreferences(sums, other.preferredAffinity, pod, node, world, 1);
  addPreferences(sums, other.preferredAntiAffinity, pod, node, world, -1);
}

function preferencesFor(pod: PodInfo, world: World): PlaceSums {
  const sums = new PlaceSums();
  const asks = pod.preferredAffinity.length + pod.preferredAntiAffinity.length > 0;
  for (const node of asks ? world.nodes : world.nodesWithAffinity) {
    for (const other of asks ? node.pods.values() : node.withAffinity) addPair(sums, pod, other, node, world);
  }
  return sums;
}

/** 0 to 100 between the lowest and the highest; all 0 where they are the same. */
function normalize(scores: number[]): void {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const score of scores) {
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  const range = highest - lowest;
  for (let index = 0; index < scores.length; index++) {
    scores[index] = range === 0 ? 0 : Math.trunc(MAXIMUM_SCORE * ((scores[index]! - lowest) / range));
  }
}

// ---- hints

const concerns = (terms: readonly AffinityTerm[], changed: PodInfo, world: World): boolean =>
  terms.some((term) => termMatches(term, changed, world.namespaceLabels(changed.namespace)));

/** A pod that came or changed can be company; one that went or changed can have been in the way. */
function podChangeHelps(pod: PodInfo, before: Pod | undefined, after: Pod | undefined, world: World): boolean {
  if (after && concerns(pod.requiredAffinity, new Info(after), world)) return true;
  if (!before) return false;
  const gone = new Info(before);
  return concerns(pod.requiredAntiAffinity, gone, world) || concerns(gone.requiredAntiAffinity, pod, world);
}

/** Near some pods, away from others: as required, and as far as may be as preferred. */
export const interPodAffinity: Plugin<Rules, PlaceSums> = {
  name: 'InterPodAffinity',
  hints: [
    {
      events: ['assigned-pod/added', 'assigned-pod/labels', 'assigned-pod/removed'],
      helps: (pod, event, world) => podChangeHelps(pod, event.previousPod, event.pod, world),
    },
    { events: ['node/added', 'node/labels', 'pod/labels'] },
  ],
  preFilter(pod, world) {
    const asks = pod.requiredAffinity.length + pod.requiredAntiAffinity.length > 0;
    if (!asks && world.nodesWithRequiredAntiAffinity.size === 0) return { skip: true };
    const rules = rulesFor(pod, world);
    return !asks && rules.existing.isEmpty ? { skip: true } : { state: rules };
  },
  filter(pod, node, rules) {
    if (!isNear(pod, node, rules)) return notNear;
    if (pod.requiredAntiAffinity.some(({ topologyKey }) => rules.antiAffinity.at(topologyKey, node) > 0))
      return notApart;
    return rules.existing.anyAt(node) ? notWanted : undefined;
  },
  preScore(pod, _nodes, world) {
    const sums = preferencesFor(pod, world);
    return sums.isEmpty ? undefined : sums;
  },
  score: (_pod, node, sums) => sums.total(node),
  normalize,
};
