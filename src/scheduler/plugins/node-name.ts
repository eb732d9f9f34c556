import type { Plugin } from '../framework/plugin';
import { refuseForGood } from '../framework/plugin';

const refusal = refuseForGood("node(s) didn't match the requested node name");

/** A pod that names its node goes there or nowhere. */
export const nodeName: Plugin<string> = {
  name: 'NodeName',
  hints: [{ events: ['node/added'], helps: ({ pod }, { node }) => pod.spec.nodeName === node?.metadata.name }],
  preFilter: ({ pod }) => (pod.spec.nodeName ? { state: pod.spec.nodeName } : { skip: true }),
  filter: (_pod, node, name) => (node.name === name ? undefined : refusal),
};
