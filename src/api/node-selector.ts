/** Which nodes a pod may go to by its nodeSelector and required node affinity. */
import { matchesLabels, matchesSelector, objectOperators } from '../apimachinery';
import type { Labels, Requirement, Selector } from '../apimachinery';
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from './pod/affinity';
import type { Node } from './node';
import type { PodSpec } from './pod/pod-spec';

/** One term of a node selector, ready to be asked. */
export interface NodeTerm {
  readonly labels: Selector | undefined;
  readonly fields: Selector | undefined;
  /** The only nodes it can mean, where it names them. */
  readonly names: readonly string[] | undefined;
}

const nameField = 'metadata.name';

const never: Requirement = { key: '', operator: 'in', values: [] };

/** One that can't be read (a limit that is no number) holds for no node. */
function requirementOf({ key, operator, values = [] }: NodeSelectorRequirement): Requirement {
  const compares = operator === 'Gt' || operator === 'Lt';
  const readable = !compares || (values.length === 1 && /^[+-]?\d+$/.test(values[0]!));
  return readable ? { key, operator: objectOperators[operator], values } : never;
}

function selectorOf(requirements: readonly NodeSelectorRequirement[] | undefined): Selector | undefined {
  return requirements?.length ? requirements.map(requirementOf) : undefined;
}

/** Undefined for a term that says nothing: it means no node. */
export function nodeTermOf({ matchExpressions, matchFields }: NodeSelectorTerm): NodeTerm | undefined {
  const [labels, fields] = [selectorOf(matchExpressions), selectorOf(matchFields)];
  if (!labels && !fields) return undefined;
  const byName = matchFields?.find(({ key, operator }) => key === nameField && operator === 'In');
  return { labels, fields, names: byName?.values };
}

const known = new WeakMap<NodeSelector, readonly NodeTerm[]>();

/** One of them has to hold; of an empty list none does. */
export function nodeTermsOf(selector: NodeSelector): readonly NodeTerm[] {
  let terms = known.get(selector);
  if (!terms) known.set(selector, (terms = selector.nodeSelectorTerms.flatMap((term) => nodeTermOf(term) ?? [])));
  return terms;
}

export function nodeTermHolds({ labels, fields }: NodeTerm, nodeLabels: Labels | undefined, name: string): boolean {
  if (labels && !matchesSelector(labels, nodeLabels)) return false;
  return !fields || matchesSelector(fields, { [nameField]: name });
}

export function maySelectNode({ nodeSelector, affinity }: PodSpec, { metadata: { labels, name } }: Node): boolean {
  if (nodeSelector && !matchesLabels(nodeSelector, labels)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || nodeTermsOf(required).some((term) => nodeTermHolds(term, labels, name));
}
