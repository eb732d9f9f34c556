import { nodeCondition } from '../../api';
import type { Lease, Node, NodeCondition, NodeStatus } from '../../api';
import { instantOf, wallClock } from '../../apimachinery';

/** A node that reported once is given so long between signs of life; one that never did, a little longer. */
export const MONITOR_GRACE_MILLISECONDS = 50_000;
export const STARTUP_GRACE_MILLISECONDS = 60_000;

/** What the controller remembers of a node: its last signs of life, and when it saw them by its own clock. */
export interface NodeHealth {
  readonly heartbeat: string | undefined;
  readonly renewTime: string | undefined;
  readonly seenAt: number;
}

const REPORTED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** A new heartbeat in the status or a renewed lease is a sign of life; clocks of machines are not compared. */
export function observe(health: NodeHealth | undefined, node: Node, lease: Lease | undefined, now: number): NodeHealth {
  const heartbeat = nodeCondition(node, 'Ready')?.lastHeartbeatTime ?? undefined;
  const renewTime = lease?.spec?.renewTime ?? undefined;
  if (!health) {
    const created = instantOf(node.metadata.creationTimestamp ?? '') ?? now;
    return { heartbeat, renewTime, seenAt: nodeCondition(node, 'Ready') ? now : created };
  }
  if (health.heartbeat === heartbeat && (renewTime === undefined || health.renewTime === renewTime)) return health;
  return { heartbeat, renewTime: renewTime ?? health.renewTime, seenAt: now };
}

export function isOverdue(health: NodeHealth, node: Node, now: number): boolean {
  const grace = nodeCondition(node, 'Ready') ? MONITOR_GRACE_MILLISECONDS : STARTUP_GRACE_MILLISECONDS;
  return now > health.seenAt + grace;
}

/** The status of a node that is silent: nobody knows any more what it last said. */
export function unknownStatus(node: Node, now: number): NodeStatus {
  const at = wallClock(now);
  const conditions = (node.status?.conditions ?? []).map((condition): NodeCondition => {
    if (!REPORTED.includes(condition.type) || condition.status === 'Unknown') return condition;
    const message = 'Kubelet stopped posting node status.';
    return { ...condition, status: 'Unknown', reason: 'NodeStatusUnknown', message, lastTransitionTime: at };
  });
  const missing = REPORTED.filter((type) => !nodeCondition(node, type)).map(
    (type): NodeCondition => ({
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      lastHeartbeatTime: node.metadata.creationTimestamp ?? at,
      lastTransitionTime: at,
    }),
  );
  return { ...node.status, conditions: [...conditions, ...missing] };
}

export type ZoneState = 'normal' | 'partial' | 'full';

/** How much of a zone is gone: when all or most of it is silent, it is more likely the network than the machines. */
export function zoneState(nodes: readonly Node[]): ZoneState {
  const ready = nodes.filter((node) => nodeCondition(node, 'Ready')?.status === 'True').length;
  const notReady = nodes.length - ready;
  if (ready === 0 && notReady > 0) return 'full';
  return notReady > 2 && notReady / nodes.length >= 0.55 ? 'partial' : 'normal';
}

const LARGE_ZONE = 50;

/** Nodes a second whose pods may be sent away. */
export function evictionRate(state: ZoneState, nodes: number): number {
  if (state === 'partial') return nodes > LARGE_ZONE ? 0.01 : 0;
  return 0.1;
}

export function zoneOf({ metadata }: Node): string {
  return `${metadata.labels?.['topology.kubernetes.io/region'] ?? ''}:${metadata.labels?.['topology.kubernetes.io/zone'] ?? ''}`;
}
