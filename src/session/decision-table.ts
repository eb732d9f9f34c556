import type { Note } from '../simulation';
import { type Phrase, phrase } from './phrases';
import type { DecisionTable } from './protocol';

/** What the scheduler's note says, as far as the table shows it. */
interface Decided {
  readonly pod: string;
  readonly nodes: readonly string[];
  readonly scores?: {
    readonly plugins: readonly string[];
    readonly perPlugin: readonly (readonly number[])[];
    readonly totals: readonly number[];
  };
  readonly refused: readonly { readonly name: string; readonly reasons: string }[];
  readonly winner?: string;
}

const UNSCORED: Required<Decided>['scores'] = { plugins: [], perPlugin: [], totals: [] };

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

/** The scheduler's arithmetic: nodes by plugins, with the winner and who was refused why. Plugins that gave nothing have no column. */
export function decisionTable(note: Note): DecisionTable {
  const { nodes, scores, refused, winner, pod } = note.data as Decided;
  const { plugins, perPlugin, totals } = scores ?? UNSCORED;
  const shown = plugins.map((_, row) => row).filter((row) => perPlugin[row]!.some((score) => score !== 0));
  const scored = nodes
    .map((name, index) => ({ name, total: totals[index], scores: shown.map((row) => perPlugin[row]![index]!) }))
    .sort((a, b) => (b.total ?? -1) - (a.total ?? -1) || (a.name < b.name ? -1 : 1));
  return {
    title: winner ? phrase('objects.chosen', { node: winner }) : phrase('objects.noNode', { pod }),
    columns: [
      phrase('objects.node'),
      ...shown.map((row) => SHORT[plugins[row]!] ?? plugins[row]!),
      phrase('objects.sum'),
    ],
    rows: [
      ...scored.map((node) => ({
        cells: [node.name, ...node.scores.map(String), String(node.total ?? '')],
        ...(node.name === winner ? { winner: true } : {}),
      })),
      ...refused
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, reasons }) => ({ cells: [name, ...shown.map(() => ''), ''], refused: reasons })),
    ],
  };
}
