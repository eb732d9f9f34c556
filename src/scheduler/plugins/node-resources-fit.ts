import type { NodeInfo } from '../cache/node-info';
import type { Amounts, PodInfo } from '../cache/pod-info';
import type { Plugin, Rejection } from '../framework/plugin';
import { MAXIMUM_SCORE } from '../framework/plugin';

const isLess = (available: number, wanted: number): boolean => wanted > 0 && wanted > available;

/** A request that the empty node could not hold is refused for good. */
function lacking(
  name: string,
  wanted: number,
  free: number,
  allocatable: number,
  found: Rejection | undefined,
): Rejection | undefined {
  if (!isLess(free, wanted)) return found;
  const reasons = [...(found?.reasons ?? []), `Insufficient ${name}`];
  return { reasons, final: (found?.final ?? false) || wanted > allocatable };
}

function lackingOthers(node: NodeInfo, { others }: Amounts, before: Rejection | undefined): Rejection | undefined {
  let found = before;
  for (const [name, wanted] of others) {
    const allocatable = node.allocatableOthers.get(name) ?? 0;
    found = lacking(name, wanted, allocatable - (node.others.get(name) ?? 0), allocatable, found);
  }
  return found;
}

const tooManyPods: Rejection = { reasons: ['Too many pods'], final: false };

function fit({ requests }: PodInfo, node: NodeInfo): Rejection | undefined {
  const { allocatable } = node;
  let found = node.pods.size + 1 > node.maximumPods ? tooManyPods : undefined;
  found = lacking('cpu', requests.cpu, allocatable.cpu - node.cpu, allocatable.cpu, found);
  found = lacking('memory', requests.memory, allocatable.memory - node.memory, allocatable.memory, found);
  const { ephemeralStorage } = allocatable;
  found = lacking(
    'ephemeral-storage',
    requests.ephemeralStorage,
    ephemeralStorage - node.ephemeralStorage,
    ephemeralStorage,
    found,
  );
  return requests.others.length === 0 ? found : lackingOthers(node, requests, found);
}

/** Percent of the node that stays free. */
function freeShare(taken: number, allocatable: number): number {
  return taken > allocatable ? 0 : Math.floor(((allocatable - taken) * MAXIMUM_SCORE) / allocatable);
}

/** Enough CPU, memory, disk, devices and places; among nodes that have them, those with the most left (LeastAllocated). */
export const nodeResourcesFit: Plugin<true, true> = {
  name: 'NodeResourcesFit',
  hints: [
    { events: ['assigned-pod/removed', 'assigned-pod/scaled-down'] },
    {
      events: ['node/added', 'node/allocatable'],
      helps: (pod, { node }, world) => fitsOn(pod, world.node(node!.metadata.name)),
    },
    { events: ['pod/scaled-down'] },
  ],
  preFilter: () => ({ state: true }),
  filter: (pod, node) => fit(pod, node),
  preScore: () => true,
  score({ scoredCpu, scoredMemory }, node) {
    const { cpu, memory } = node.allocatable;
    const cpuScore = cpu === 0 ? 0 : freeShare(node.scoredCpu + scoredCpu, cpu);
    const memoryScore = memory === 0 ? 0 : freeShare(node.scoredMemory + scoredMemory, memory);
    const resources = (cpu === 0 ? 0 : 1) + (memory === 0 ? 0 : 1);
    return resources === 0 ? 0 : Math.floor((cpuScore + memoryScore) / resources);
  },
};

const fitsOn = (pod: PodInfo, node: NodeInfo | undefined): boolean =>
  node !== undefined && fit(pod, node) === undefined;
