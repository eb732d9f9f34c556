import type { Pod } from '../api';

/** Name of the index by `nodeIndex`. */
export const BY_NODE = 'node';

const NOWHERE: readonly string[] = [];

/** Pods under the node they are bound to. */
export function nodeIndex({ spec }: Pod): readonly string[] {
  return spec.nodeName ? [spec.nodeName] : NOWHERE;
}
