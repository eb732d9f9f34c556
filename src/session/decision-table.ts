import type { Note } from '../simulation';
import { type Phrase, phrase } from './phrases';
import type { DecisionTable } from './protocol';

interface ScoredNode {
  readonly name: string;
  readonly refused?: string;
  readonly scores?: Readonly<Record<string, number>>;
  readonly total?: number;
}

const SHORT: Readonly<Record<string, Phrase>> = {
  NodeResourcesFit: phrase('objects.fit'),
  NodeResourcesBalancedAllocation: phrase('objects.balance'),
  TaintToleration: phrase('objects.taints'),
  ImageLocality: phrase('objects.images'),
  NodeAffinity: phrase('objects.affinity'),
  InterPodAffinity: phrase('objects.podAffinity'),
  PodTopologySpread: phrase('objects.spread'),
  DynamicResources: phrase('objects.devices'),
};

/** The scheduler's arithmetic: nodes by plugins, with the winner and who was refused why. */
export function decisionTable(note: Note): DecisionTable {
  const { nodes = [], winner, pod } = note.data as { nodes?: readonly ScoredNode[]; winner?: string; pod?: string };
  const plugins = [...new Set(nodes.flatMap((node) => Object.keys(node.scores ?? {})))];
  const shown = plugins.filter((plugin) => nodes.some((node) => (node.scores?.[plugin] ?? 0) !== 0));
  const byTotal = [...nodes].sort((a, b) => (b.total ?? -1) - (a.total ?? -1) || (a.name < b.name ? -1 : 1));
  return {
    title: winner
      ? phrase('objects.chosen', { node: winner })
      : phrase('objects.noNode', { pod: pod ?? phrase('objects.thePod') }),
    columns: [phrase('objects.node'), ...shown.map((plugin) => SHORT[plugin] ?? plugin), phrase('objects.sum')],
    rows: byTotal.map((node) => ({
      cells: [node.name, ...shown.map((plugin) => String(node.scores?.[plugin] ?? '')), String(node.total ?? '')],
      ...(node.name === winner ? { winner: true } : {}),
      ...(node.refused ? { refused: node.refused } : {}),
    })),
  };
}
