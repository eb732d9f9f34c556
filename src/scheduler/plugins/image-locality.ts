import type { NodeInfo } from '../cache/node-info';
import type { Plugin } from '../framework/plugin';
import { MAXIMUM_SCORE } from '../framework/plugin';

const MEGABYTE = 1024 * 1024;
const LEAST_BYTES = 23 * MEGABYTE;
const MOST_BYTES_PER_CONTAINER = 1000 * MEGABYTE;

interface Wanted {
  /** Images that lie on some node, with the share of nodes they lie on. */
  readonly images: readonly { readonly name: string; readonly share: number }[];
  readonly mostBytes: number;
}

/** An image that lies on few nodes counts little, or they would all draw the same pods. */
function bytesAt(node: NodeInfo, { images }: Wanted): number {
  let bytes = 0;
  for (const { name, share } of images) bytes += Math.trunc((node.images.get(name) ?? 0) * share);
  return bytes;
}

/** Where large images lie already, a pod starts sooner. */
export const imageLocality: Plugin<never, Wanted> = {
  name: 'ImageLocality',
  preScore(pod, _nodes, world) {
    const all = world.nodes.length;
    const known = pod.images.map((name) => ({ name, share: world.imageSpread(name) / all }));
    return { images: known.filter(({ share }) => share > 0), mostBytes: MOST_BYTES_PER_CONTAINER * pod.images.length };
  },
  score(_pod, node, wanted) {
    if (wanted.images.length === 0) return 0;
    const bytes = Math.min(Math.max(bytesAt(node, wanted), LEAST_BYTES), wanted.mostBytes);
    return Math.trunc((MAXIMUM_SCORE * (bytes - LEAST_BYTES)) / (wanted.mostBytes - LEAST_BYTES));
  },
};
