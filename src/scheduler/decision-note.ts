import type { NodeInfo } from './cache/node-info';
import type { Decision } from './framework/scheduling-cycle';
import type { Scores } from './framework/scoring';

/** What the trace keeps of a decision. In large clusters only the best nodes, and how many were refused for what. */
export interface SchedulingNote {
  readonly pod: string;
  /** Those that could take the pod. */
  readonly nodes: readonly string[];
  /** Theirs, in the same order. */
  readonly scores?: Scores;
  readonly refused: readonly RefusedNode[];
  readonly winner?: string;
  readonly message?: string;
  /** Only where not every node is listed: how many nodes each reason refused. */
  readonly refusals?: Readonly<Record<string, number>>;
  readonly feasible?: number;
}

export interface RefusedNode {
  readonly name: string;
  readonly reasons: string;
  /** Who refused it. */
  readonly plugin: string;
}

const ALL_NODES_UP_TO = 20;
const BEST_NODES = 5;

function refusedNodes({ refusals }: Decision): RefusedNode[] {
  return [...refusals].map(([{ name }, { plugin, rejection }]) => ({
    name,
    reasons: rejection.reasons.join(', '),
    plugin,
  }));
}

/** The scores of some of the nodes. */
function scoresOf({ plugins, perPlugin, totals }: Scores, indexes: readonly number[]): Scores {
  const picked = (row: readonly number[]) => indexes.map((index) => row[index]!);
  return { plugins, perPlugin: perPlugin.map(picked), totals: picked(totals) };
}

function refusalCounts({ refusals }: Decision): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rejection } of refusals.values())
    for (const reason of rejection.reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** The winner's index, then those of the next best totals. */
function bestIndexes({ feasible, scores, winner }: Decision): readonly number[] {
  const won = feasible.indexOf(winner as NodeInfo);
  if (!scores) return won < 0 ? [] : [won];
  const { totals } = scores;
  const best: number[] = [];
  for (let index = 0; index < totals.length; index++) {
    const isFull = best.length === BEST_NODES - 1;
    if (index === won || (isFull && totals[index]! <= totals[best.at(-1)!]!)) continue;
    const place = best.findIndex((other) => totals[other]! < totals[index]!);
    best.splice(place < 0 ? best.length : place, 0, index);
    if (isFull) best.pop();
  }
  return [won, ...best];
}

export function decisionNote(decision: Decision): SchedulingNote {
  const { pod, winner, message, feasible, scores, refusals } = decision;
  const outcome = { ...(winner && { winner: winner.name }), ...(message !== undefined && { message }) };
  if (feasible.length + refusals.size <= ALL_NODES_UP_TO) {
    const nodes = feasible.map(({ name }) => name);
    return { pod: pod.key, nodes, ...(scores && { scores }), refused: refusedNodes(decision), ...outcome };
  }
  const best = bestIndexes(decision);
  return {
    pod: pod.key,
    nodes: best.map((index) => feasible[index]!.name),
    ...(scores && { scores: scoresOf(scores, best) }),
    refused: [],
    ...outcome,
    refusals: refusalCounts(decision),
    feasible: feasible.length,
  };
}
