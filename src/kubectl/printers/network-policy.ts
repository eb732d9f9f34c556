import { selectorOf, selectorString } from '../../apimachinery';
import type { Loose } from './description';
import { Description } from './description';

const none = '<none>';

function selectorText(selector: Loose): string {
  return selectorString(selectorOf(selector)) || none;
}

function portLines(ports: readonly Loose[] | undefined): string[] {
  if (!ports?.length) return ['To Port: <any> (traffic allowed to all ports)'];
  return ports.map(({ port = '<nil>', endPort, protocol = 'TCP' }) =>
    endPort === undefined ? `To Port: ${port}/${protocol}` : `To Port Range: ${port}-${endPort}/${protocol}`,
  );
}

function peerLines(peers: readonly Loose[] | undefined, preposition: 'From' | 'To'): string[] {
  if (!peers?.length) {
    const whence = preposition === 'From' ? 'source' : 'destination';
    return [`${preposition}: <any> (traffic not restricted by ${whence})`];
  }
  return peers.flatMap(({ podSelector, namespaceSelector, ipBlock }) => [
    `${preposition}:`,
    ...(namespaceSelector ? [`  NamespaceSelector: ${selectorText(namespaceSelector)}`] : []),
    ...(podSelector ? [`  PodSelector: ${selectorText(podSelector)}`] : []),
    ...(ipBlock ? ['  IPBlock:', `    CIDR: ${ipBlock.cidr}`, `    Except: ${(ipBlock.except ?? []).join(', ')}`] : []),
  ]);
}

function ruleLines(rules: readonly Loose[] | undefined, direction: 'ingress' | 'egress'): string[] {
  if (!rules?.length) return [`    <none> (Selected pods are isolated for ${direction} connectivity)`];
  const each = rules.map(({ ports, from, to }) => [
    ...portLines(ports),
    ...(direction === 'ingress' ? peerLines(from, 'From') : peerLines(to, 'To')),
  ]);
  return each.flatMap((lines, index) => [
    ...(index > 0 ? ['    ----------'] : []),
    ...lines.map((line) => `    ${line}`),
  ]);
}

/** `2026-01-01T00:00:07Z` as `2026-01-01 00:00:07 +0000 UTC`. */
function goTime(timestamp = ''): string {
  return timestamp.replace('T', ' ').replace('Z', ' +0000 UTC');
}

/** What `kubectl describe networkpolicy` prints. */
export function describeNetworkPolicy(policy: Loose): string {
  const { metadata, spec = {} } = policy;
  const types: readonly string[] = spec.policyTypes ?? [];
  const selector = selectorText(spec.podSelector ?? {});
  const everybody = selector === none ? ' (Allowing the specific traffic to all pods in this namespace)' : '';
  const part = (type: string, direction: 'ingress' | 'egress') =>
    types.includes(type)
      ? [`  Allowing ${direction} traffic:`, ...ruleLines(spec[direction], direction)]
      : [`  Not affecting ${direction} traffic`];
  return new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .line(`Created on:\t${goTime(metadata.creationTimestamp)}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line('Spec:')
    .line(`  PodSelector:     ${selector}${everybody}`)
    .lines(part('Ingress', 'ingress'))
    .lines(part('Egress', 'egress'))
    .line(`  Policy Types: ${types.join(', ')}`)
    .text();
}
