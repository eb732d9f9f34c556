import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Pod } from '../../api';
import type { Labels, Requirement, Selector, SelectorOperator } from '../../apimachinery';
import { matchesLabels, matchesSelector } from '../../apimachinery';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { Plugin } from '../framework/plugin';
import { normalizeToHighest, refuseForGood } from '../framework/plugin';

const refusal = refuseForGood("node(s) didn't match Pod's node affinity/selector");

interface Term {
  readonly labels: Selector | undefined;
  readonly fields: Selector | undefined;
  /** The only nodes it can mean, where it names them. */
  readonly names: readonly string[] | undefined;
}

/** What a pod requires of its node. */
export interface NodeDemand {
  readonly labels: Labels | undefined;
  /** One of them has to hold; none of an empty list does. */
  readonly terms: readonly Term[] | undefined;
}

const NAME_FIELD = 'metadata.name';

/** A term that says nothing means no node. */
const saysSomething = ({ matchExpressions, matchFields }: NodeSelectorTerm): boolean =>
  (matchExpressions?.length ?? 0) + (matchFields?.length ?? 0) > 0;

const operators: Readonly<Record<NodeSelectorRequirement['operator'], SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
};

const never: Requirement = { key: '', operator: 'in', values: [] };

/** One that can't be read (a limit that is no number) holds for no node. */
function requirementOf({ key, operator, values = [] }: NodeSelectorRequirement): Requirement {
  const compares = operator === 'Gt' || operator === 'Lt';
  const readable = !compares || (values.length === 1 && /^[+-]?\d+$/.test(values[0]!));
  return readable ? { key, operator: operators[operator], values } : never;
}

function selectorOf(requirements: readonly NodeSelectorRequirement[] | undefined): Selector | undefined {
  return requirements?.length ? requirements.map(requirementOf) : undefined;
}

function compile({ matchExpressions, matchFields }: NodeSelectorTerm): Term {
  const byName = matchFields?.find(({ key, operator }) => key === NAME_FIELD && operator === 'In');
  return { labels: selectorOf(matchExpressions), fields: selectorOf(matchFields), names: byName?.values };
}

function holds({ labels, fields }: Term, node: NodeInfo): boolean {
  if (labels && !matchesSelector(labels, node.labels)) return false;
  return !fields || matchesSelector(fields, { [NAME_FIELD]: node.name });
}

const known = new WeakMap<NodeSelector, readonly Term[]>();

function termsOf(selector: NodeSelector | undefined): readonly Term[] | undefined {
  if (!selector) return undefined;
  let terms = known.get(selector);
  if (!terms) known.set(selector, (terms = selector.nodeSelectorTerms.filter(saysSomething).map(compile)));
  return terms;
}

/** undefined: any node will do. */
export function nodeDemandOf({ spec }: Pod): NodeDemand | undefined {
  const terms = termsOf(spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution);
  const labels = spec.nodeSelector;
  return terms || labels ? { labels, terms } : undefined;
}

export function meetsDemand({ labels, terms }: NodeDemand, node: NodeInfo): boolean {
  if (labels && !matchesLabels(labels, node.labels)) return false;
  return !terms || terms.some((term) => holds(term, node));
}

/** Where every term names nodes, only those need to be looked at. */
function namedNodes(terms: readonly Term[] | undefined): ReadonlySet<string> | undefined {
  if (!terms || terms.length === 0 || terms.some(({ names }) => !names)) return undefined;
  return new Set(terms.flatMap(({ names }) => names!));
}

interface Preference {
  readonly term: Term;
  readonly weight: number;
}

function preferencesOf({ pod }: PodInfo): readonly Preference[] {
  const terms = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const meant = terms.filter(({ weight, preference }) => weight !== 0 && saysSomething(preference));
  return meant.map(({ preference, weight }) => ({ term: compile(preference), weight }));
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
    for (const { term, weight } of preferences) if (holds(term, node)) score += weight;
    return score;
  },
  normalize: (scores) => normalizeToHighest(scores, false),
};
