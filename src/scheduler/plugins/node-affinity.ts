import { nodeTermHolds, nodeTermOf, nodeTermsOf } from '../../api';
import type { NodeTerm, Pod } from '../../api';
import type { Labels } from '../../apimachinery';
import { matchesLabels } from '../../apimachinery';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { Plugin } from '../framework/plugin';
import { normalizeToHighest, refuseForGood } from '../framework/plugin';

const refusal = refuseForGood("node(s) didn't match Pod's node affinity/selector");

/** What a pod requires of its node. */
export interface NodeDemand {
  readonly labels: Labels | undefined;
  /** One of them has to hold; none of an empty list does. */
  readonly terms: readonly NodeTerm[] | undefined;
}

/** undefined: any node will do. */
export function nodeDemandOf({ spec }: Pod): NodeDemand | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required && nodeTermsOf(required);
  const labels = spec.nodeSelector;
  return terms || labels ? { labels, terms } : undefined;
}

export function meetsDemand({ labels, terms }: NodeDemand, node: NodeInfo): boolean {
  if (labels && !matchesLabels(labels, node.labels)) return false;
  return !terms || terms.some((term) => nodeTermHolds(term, node.labels, node.name));
}

/** Where every term names nodes, only those need to be looked at. */
function namedNodes(terms: readonly NodeTerm[] | undefined): ReadonlySet<string> | undefined {
  if (!terms || terms.length === 0 || terms.some(({ names }) => !names)) return undefined;
  return new Set(terms.flatMap(({ names }) => names!));
}

interface Preference {
  readonly term: NodeTerm;
  readonly weight: number;
}

function preferencesOf({ pod }: PodInfo): readonly Preference[] {
  const terms = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.flatMap(({ preference, weight }) => {
    const term = weight === 0 ? undefined : nodeTermOf(preference);
    return term ? [{ term, weight }] : [];
  });
}

function mayGoTo(pod: Pod, node: NodeInfo | undefined): boolean {
  const demand = nodeDemandOf(pod);
  return node !== undefined && (!demand || meetsDemand(demand, node));
}

/** The node a pod asks for by nodeSelector and required affinity; among them, those it prefers. */
export const nodeAffinity: Plugin<NodeDemand, readonly Preference[]> = {
  name: 'NodeAffinity',
  hints: [
    {
      events: ['node/added', 'node/labels'],
      helps: ({ pod }, { node }, world) => mayGoTo(pod, world.node(node!.metadata.name)),
    },
  ],
  preFilter({ pod }) {
    const demand = nodeDemandOf(pod);
    if (!demand) return { skip: true };
    const nodeNames = namedNodes(demand.terms);
    return nodeNames ? { state: demand, nodeNames } : { state: demand };
  },
  filter: (_pod, node, demand) => (meetsDemand(demand, node) ? undefined : refusal),
  preScore(pod) {
    const preferences = preferencesOf(pod);
    return preferences.length > 0 ? preferences : undefined;
  },
  score(_pod, node, preferences) {
    let score = 0;
    for (const { term, weight } of preferences) if (nodeTermHolds(term, node.labels, node.name)) score += weight;
    return score;
  },
  normalize: (scores) => normalizeToHighest(scores, false),
};
