import type { Rejection } from './plugin';

/** `2 Insufficient cpu, 3 node(s) were unschedulable`: each reason with how many nodes gave it, sorted as texts. */
function histogram(rejections: Iterable<Rejection>): string {
  const counts = new Map<string, number>();
  for (const { reasons } of rejections) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}

/** Why a pod fits nowhere whatever the nodes are like: none were counted. */
export function hopelessMessage(nodeCount: number, { reasons }: Rejection): string {
  return `0/${nodeCount} nodes are available: ${reasons.join(', ')}. not found`;
}

/** Why a pod fits on none of the nodes, in kube-scheduler's words. */
export function fitMessage(nodeCount: number, rejections: Iterable<Rejection>, afterwards = ''): string {
  const reasons = histogram(rejections);
  const ending = afterwards === '' ? '' : ` ${afterwards}`;
  return `0/${nodeCount} nodes are available:${reasons === '' ? '' : ` ${reasons}.`}${ending}`;
}

export function noNodesMessage(): string {
  return 'no nodes available to schedule pods';
}
