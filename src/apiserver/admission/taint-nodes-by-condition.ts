import type { Node, Taint } from '../../api';
import type { AdmissionPlugin } from './plugin';

const notReady: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** A node that has just registered takes no pods before somebody has seen it ready. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: ({ kind, operation, subresource }) => kind.kind === 'Node' && operation === 'CREATE' && subresource === '',
  *mutate({ object }) {
    const node = object as Node;
    const taints = node.spec?.taints ?? [];
    if (taints.some((taint) => taint.key === notReady.key && taint.effect === notReady.effect)) return node;
    return { ...node, spec: { ...node.spec, taints: [...taints, notReady] } };
  },
};
