import type { Note } from '../simulation';
import type { DecisionTable } from './protocol';

interface ScoredNode {
  readonly name: string;
  readonly refused?: string;
  readonly scores?: Readonly<Record<string, number>>;
  readonly total?: number;
}

const SHORT: Readonly<Record<string, string>> = {
  NodeResourcesFit: 'fit',
  NodeResourcesBalancedAllocation: 'balance',
  TaintToleration: 'taints',
  ImageLocality: 'images',
  NodeAffinity: 'affinity',
  InterPodAffinity: 'pod affinity',
  PodTopologySpread: 'spread',
  DynamicResources: 'devices',
};

/** The scheduler's arithmetic: nodes by plugins, with the winner and who was refused why. */
export function decisionTable(note: Note): DecisionTable {
  const { nodes = [], winner, pod } = note.data as { nodes?: readonly ScoredNode[]; winner?: string; pod?: string };
  const plugins = [...new Set(nodes.flatMap((node) => Object.keys(node.scores ?? {})))];
  const shown = plugins.filter((plugin) => nodes.some((node) => (node.scores?.[plugin] ?? 0) !== 0));
  const byTotal = [...nodes].sort((a, b) => (b.total ?? -1) - (a.total ?? -1) || (a.name < b.name ? -1 : 1));
  return {
    title: winner ? `How ${winner} was chosen` : `Why ${pod ?? 'the pod'} has no node`,
    columns: ['node', ...shown.map((plugin) => SHORT[plugin] ?? plugin), 'sum'],
    rows: byTotal.map((node) => ({
      cells: [node.name, ...shown.map((plugin) => String(node.scores?.[plugin] ?? '')), String(node.total ?? '')],
      ...(node.name === winner ? { winner: true } : {}),
      ...(node.refused ? { refused: node.refused } : {}),
    })),
  };
}
