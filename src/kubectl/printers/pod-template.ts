import { selectorOf, selectorString } from '../../apimachinery';
import { describeContainers } from './container';
import type { Loose } from './description';
import { Description, pairLines } from './description';
import { describeVolumes } from './volume';

function tolerationText({ key = '', value, effect, operator, tolerationSeconds }: Loose): string {
  const named = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  const exists = operator === 'Exists' && !value ? `${named === '' ? '' : ' '}op=Exists` : '';
  return `${named}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`;
}

export function tolerationLines(tolerations: readonly Loose[] = [], indent = ''): string[] {
  if (tolerations.length === 0) return [`${indent}Tolerations:\t<none>`];
  const sorted = tolerations.toSorted((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
  return sorted.map((one, index) => `${index === 0 ? `${indent}Tolerations:` : ''}\t${tolerationText(one)}`);
}

function spreadText({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }: Loose): string {
  const selector = labelSelector ? ` for selector ${selectorString(selectorOf(labelSelector))}` : '';
  return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`;
}

/** How pods spread, in the order of what they spread over; nothing at all where nothing is said. */
export function spreadLines(constraints: readonly Loose[] = [], indent = ''): string[] {
  const sorted = constraints.toSorted((a, b) => (a.topologyKey < b.topologyKey ? -1 : 1));
  return sorted.map(
    (one, index) => `${index === 0 ? `${indent}Topology Spread Constraints:` : ''}\t${spreadText(one)}`,
  );
}

/** A pod template as its owners' descriptions have it. */
export function describeTemplate(description: Description, template: Loose): void {
  const { metadata = {}, spec = {} } = template ?? {};
  description.line('Pod Template:').labels('Labels', metadata.labels, '  ');
  if (Object.keys(metadata.annotations ?? {}).length > 0) description.annotations(metadata.annotations, '  ');
  if (spec.serviceAccountName) description.line(`  Service Account:\t${spec.serviceAccountName}`);
  if (spec.initContainers?.length)
    describeContainers(description, 'Init Containers', spec.initContainers, undefined, { indent: '  ' });
  describeContainers(description, 'Containers', spec.containers, undefined, { indent: '  ' });
  describeVolumes(description, spec.volumes, '  ');
  description.lines(spreadLines(spec.topologySpreadConstraints, '  '));
  if (spec.priorityClassName) description.line(`  Priority Class Name:\t${spec.priorityClassName}`);
  description.lines(pairLines('Node-Selectors', spec.nodeSelector, '  '));
  description.lines(tolerationLines(spec.tolerations, '  '));
}

/** With its tabs, as `rollout history` and `rollout undo --dry-run` print it. */
export function templateText(template: Loose): string {
  const description = new Description();
  describeTemplate(description, template);
  return description.raw();
}
