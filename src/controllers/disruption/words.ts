import type { PodDisruptionBudget } from '../../api';
import { findKind, resourceName } from '../../api';
import type { LabelSelector, OwnerReference } from '../../apimachinery';

/** Pods that nobody manages: how many there should be is anybody's guess. */
export function unmanagedPods({ spec }: PodDisruptionBudget): string {
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${selectorText(spec.selector)}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
  );
}

/** Why nobody knows how many pods an owner wants: kinds are named as `jobs.batch`. */
export function notScaled({ apiVersion, kind }: OwnerReference): string {
  const known = findKind(apiVersion, kind);
  const resource = known ? resourceName(known) : guessed(apiVersion, kind);
  return `${resource} does not implement the scale subresource`;
}

function guessed(apiVersion: string, kind: string): string {
  const [group, version] = apiVersion.split('/');
  return `${kind.toLowerCase()}s${version === undefined ? '' : `.${group}`}`;
}

/** As Go prints the structure. */
function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}: ${value},`);
  const requirements = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  const lists = `MatchLabels:map[string]string{${labels.sort().join('')}},MatchExpressions:[]LabelSelectorRequirement{${requirements.join('')}}`;
  return `&LabelSelector{${lists},}`;
}
