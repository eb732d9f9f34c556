import type { NodeInfo } from './cache/node-info';
import type { Decision } from './framework/scheduling-cycle';

/** What the trace keeps of a decision. In large clusters only the best nodes, and how many were refused for what. */
export interface SchedulingNote {
  readonly pod: string;
  readonly nodes: readonly NodeNote[];
  readonly winner?: string;
  readonly message?: string;
  /** Only where not every node is listed: how many nodes each reason refused. */
  readonly refusals?: Readonly<Record<string, number>>;
  readonly feasible?: number;
}

export interface NodeNote {
  readonly name: string;
  readonly refused?: string;
  /** Who refused it. */
  readonly plugin?: string;
  readonly scores?: Readonly<Record<string, number>>;
  readonly total?: number;
}

const ALL_NODES_UP_TO = 20;
const BEST_NODES = 5;

function scoredNode({ feasible, scores }: Decision, index: number): NodeNote {
  const { name } = feasible[index]!;
  if (!scores) return { name };
  const perPlugin: Record<string, number> = {};
  for (let plugin = 0; plugin < scores.plugins.length; plugin++)
    perPlugin[scores.plugins[plugin]!] = scores.perPlugin[plugin]![index]!;
  return { name, scores: perPlugin, total: scores.totals[index]! };
}

function refusedNodes({ refusals }: Decision): NodeNote[] {
  return [...refusals].map(([{ name }, { plugin, rejection }]) => ({
    name,
    refused: rejection.reasons.join(', '),
    plugin,
  }));
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
  const { pod, winner, message, feasible, refusals } = decision;
  const outcome = { ...(winner && { winner: winner.name }), ...(message !== undefined && { message }) };
  if (feasible.length + refusals.size <= ALL_NODES_UP_TO) {
    const nodes = [...feasible.map((_, index) => scoredNode(decision, index)), ...refusedNodes(decision)];
    return { pod: pod.key, nodes, ...outcome };
  }
  const nodes = bestIndexes(decision).map((index) => scoredNode(decision, index));
  return { pod: pod.key, nodes, ...outcome, refusals: refusalCounts(decision), feasible: feasible.length };
}
