/** Which nodes a pod may go to by its nodeSelector and required node affinity. */
import { matchesLabels, matchesSelector } from '../apimachinery';
import type { Requirement, SelectorOperator } from '../apimachinery';
import type { NodeSelectorRequirement, NodeSelectorTerm } from './affinity';
import type { Node } from './node';
import type { PodSpec } from './pod-spec';

const operators: Readonly<Record<NodeSelectorRequirement['operator'], SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
};

const requirementOf = ({ key, operator, values = [] }: NodeSelectorRequirement): Requirement => ({
  key,
  operator: operators[operator],
  values,
});

/** A term that says nothing means no node. */
function holds({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, { metadata }: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchesSelector(matchExpressions.map(requirementOf), metadata.labels) &&
    matchesSelector(matchFields.map(requirementOf), { 'metadata.name': metadata.name })
  );
}

export function maySelectNode({ nodeSelector, affinity }: PodSpec, node: Node): boolean {
  if (nodeSelector && !matchesLabels(nodeSelector, node.metadata.labels)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => holds(term, node));
}
