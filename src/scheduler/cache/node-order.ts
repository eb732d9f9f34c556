import type { NodeInfo } from './node-info';

const NO_ZONE = '';

export function zoneOf(node: NodeInfo): string {
  const zone = node.labels['topology.kubernetes.io/zone'] ?? node.labels['failure-domain.beta.kubernetes.io/zone'];
  const region =
    node.labels['topology.kubernetes.io/region'] ?? node.labels['failure-domain.beta.kubernetes.io/region'];
  return zone === undefined && region === undefined ? NO_ZONE : `${region ?? ''}:${zone ?? ''}`;
}

/** One node of each zone in turn, so that looking at only some of them sees all zones. */
export function zoneByZone(nodes: Iterable<NodeInfo>): readonly NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const node of nodes) {
    const zone = zones.get(zoneOf(node));
    if (zone) zone.push(node);
    else zones.set(zoneOf(node), [node]);
  }
  const order: NodeInfo[] = [];
  const longest = Math.max(0, ...[...zones.values()].map((zone) => zone.length));
  for (let index = 0; index < longest; index++) {
    for (const zone of zones.values()) if (index < zone.length) order.push(zone[index]!);
  }
  return order;
}
