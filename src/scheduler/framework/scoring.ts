import type { Random } from '../../simulation';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { ProfileRow } from './profile';
import type { World } from './world';

/** Weighted scores: `perPlugin[p][n]` is what plugin p gives node n, `totals[n]` their sum. */
export interface Scores {
  readonly plugins: readonly string[];
  readonly perPlugin: readonly (readonly number[])[];
  readonly totals: readonly number[];
}

export function scoreNodes(
  rows: readonly ProfileRow[],
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  world: World,
): Scores {
  const plugins: string[] = [];
  const perPlugin: number[][] = [];
  const totals = nodes.map(() => 0);
  for (const { plugin, weight } of rows) {
    const state = plugin.preScore?.(pod, nodes, world);
    if (state === undefined || !plugin.score) continue;
    const scores: number[] = [];
    for (const node of nodes) scores.push(plugin.score(pod, node, state));
    plugin.normalize?.(scores, nodes, state);
    for (let index = 0; index < scores.length; index++) totals[index]! += scores[index]! *= weight;
    plugins.push(plugin.name);
    perPlugin.push(scores);
  }
  return { plugins, perPlugin, totals };
}

/** The node with the highest total; among several, each with the same chance. */
export function pickBest(nodes: readonly NodeInfo[], totals: readonly number[], random: Random): NodeInfo {
  let best = 0;
  let ties = 1;
  for (let index = 1; index < nodes.length; index++) {
    if (totals[index]! > totals[best]!) {
      best = index;
      ties = 1;
    } else if (totals[index] === totals[best] && random.integer(++ties) === 0) {
      best = index;
    }
  }
  return nodes[best]!;
}
