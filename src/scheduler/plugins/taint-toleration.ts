import type { Pod, TaintEffect, Toleration } from '../../api';
import { findUntoleratedTaint, isTolerated } from '../../api';
import type { NodeInfo } from '../cache/node-info';
import type { Plugin } from '../framework/plugin';
import { normalizeToHighest, refuseForGood } from '../framework/plugin';

const refusal = refuseForGood('node(s) had untolerated taint(s)');
const hard: readonly TaintEffect[] = ['NoSchedule', 'NoExecute'];

function keepsAway(pod: Pod, node: NodeInfo): boolean {
  return node.taints.length > 0 && findUntoleratedTaint(node.taints, pod.spec.tolerations, hard) !== undefined;
}

const none: readonly Toleration[] = [];

/** Tolerations that speak of soft taints. */
const softTolerations = (pod: Pod): readonly Toleration[] =>
  pod.spec.tolerations?.filter(({ effect }) => !effect || effect === 'PreferNoSchedule') ?? none;

/** No pod where a taint says so that it doesn't tolerate; better none where a taint only asks for that. */
export const taintToleration: Plugin<never, readonly Toleration[]> = {
  name: 'TaintToleration',
  hints: [
    {
      events: ['node/added', 'node/taints'],
      helps: ({ pod }, { node }, world) => {
        const info = world.node(node!.metadata.name);
        return info !== undefined && !keepsAway(pod, info);
      },
    },
    { events: ['pod/tolerations'] },
  ],
  filter: ({ pod }, node) => (keepsAway(pod, node) ? refusal : undefined),
  preScore: ({ pod }) => softTolerations(pod),
  score(_pod, { taints }, tolerations) {
    let score = 0;
    for (const taint of taints) if (taint.effect === 'PreferNoSchedule' && !isTolerated(taint, tolerations)) score++;
    return score;
  },
  normalize: (scores) => normalizeToHighest(scores, true),
};
