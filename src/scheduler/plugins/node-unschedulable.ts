import type { Node, Taint, Toleration } from '../../api';
import { isTolerated } from '../../api';
import type { Plugin } from '../framework/plugin';
import { refuseForGood } from '../framework/plugin';

const refusal = refuseForGood('node(s) were unschedulable');
const cordon: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

const toleratesCordon = (tolerations: readonly Toleration[] | undefined): boolean => isTolerated(cordon, tolerations);

const isOpenFor = (node: Node | undefined, tolerations: readonly Toleration[] | undefined): boolean =>
  !node?.spec.unschedulable || toleratesCordon(tolerations);

/** No new pods on a cordoned node, but those that tolerate it. */
export const nodeUnschedulable: Plugin<true> = {
  name: 'NodeUnschedulable',
  hints: [
    { events: ['node/added', 'node/taints'], helps: ({ pod }, { node }) => isOpenFor(node, pod.spec.tolerations) },
    { events: ['pod/tolerations'], helps: (_info, { pod }) => toleratesCordon(pod?.spec.tolerations) },
  ],
  preFilter: ({ pod }) => (toleratesCordon(pod.spec.tolerations) ? { skip: true } : { state: true }),
  filter: (_pod, node) => (node.unschedulable ? refusal : undefined),
};
