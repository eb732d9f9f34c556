import type { DaemonSet } from '../../api';
import { scaledValue } from '../../apimachinery';

/** How many nodes may have two pods during an update. @param nodes how many should have one */
export function maximumSurge({ spec }: DaemonSet, nodes: number): number {
  const { type, rollingUpdate } = spec.updateStrategy ?? {};
  return type === 'RollingUpdate' ? scaledValue(rollingUpdate?.maxSurge ?? 0, nodes, true) : 0;
}

/** How many nodes may be without an available pod; where neither this nor a surge is allowed, one. */
export function maximumUnavailable(set: DaemonSet, nodes: number): number {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type !== 'RollingUpdate') return 0;
  const unavailable = scaledValue(rollingUpdate?.maxUnavailable ?? 1, nodes, true);
  return unavailable === 0 && maximumSurge(set, nodes) === 0 ? 1 : unavailable;
}
