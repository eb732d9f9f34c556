import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { Plugin } from '../framework/plugin';
import { MAXIMUM_SCORE } from '../framework/plugin';

/** How much of an amount is taken, 1 at most; undefined where there is none. */
function share(taken: number, allocatable: number): number | undefined {
  return allocatable === 0 ? undefined : Math.min(taken / allocatable, 1);
}

/** 100 where CPU and memory are taken in equal shares, less the further they are apart (by their standard deviation). */
function balance(node: NodeInfo, cpu: number, memory: number): number {
  const cpuShare = share(cpu, node.allocatable.cpu);
  const memoryShare = share(memory, node.allocatable.memory);
  const deviation = cpuShare === undefined || memoryShare === undefined ? 0 : Math.abs((cpuShare - memoryShare) / 2);
  return Math.trunc((1 - deviation) * MAXIMUM_SCORE);
}

/**
 * Prefers nodes that the pod leaves more evenly used than it finds them: a pod that changes nothing has 75, one that
 * unbalances has less.
 */
export const nodeResourcesBalancedAllocation: Plugin<never, true> = {
  name: 'NodeResourcesBalancedAllocation',
  preScore: ({ requests }) => (asksForNothing(requests) ? undefined : true),
  score({ requests }, node) {
    const before = balance(node, node.cpu, node.memory);
    const after = balance(node, node.cpu + requests.cpu, node.memory + requests.memory);
    const half = MAXIMUM_SCORE / 2;
    return half + Math.trunc((half + after - before) / 2);
  },
};

const asksForNothing = ({ cpu, memory }: PodInfo['requests']): boolean => cpu === 0 && memory === 0;
