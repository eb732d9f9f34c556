import { memo, useMemo } from 'react';
import { useScreen } from '../state/screen';
import { text } from '../text/language';
import type { Forest, TreeCard, TreeEdge } from './forest';
import { CARD_HEIGHT, type Geometry } from './geometry';

interface EdgesProps {
  readonly forest: Forest;
  readonly geometry: Geometry;
  readonly height: number;
  readonly first: number;
  readonly last: number;
}

/** Solid: owns. Dotted: names. Red: what is named is not there. */
export const Edges = memo(function Edges({ forest, geometry, height, first, last }: EdgesProps) {
  const chosen = useScreen((screen) => (screen.selection?.kind === 'object' ? screen.selection.key : ''));
  const places = useMemo(() => new Map(forest.cards.map((card) => [card.key, card])), [forest]);
  const lit = useMemo(() => relatedTo(chosen, forest.edges), [chosen, forest]);
  return (
    <svg className="tree-edges" width="100%" height={height} aria-hidden="true">
      {forest.edges.map((edge) => {
        const [from, to] = [places.get(edge.from), places.get(edge.to)];
        if (!from || !to || Math.max(from.row, to.row) < first || Math.min(from.row, to.row) > last) return null;
        return (
          <path
            key={`${edge.from} ${edge.to} ${edge.kind}`}
            className={`${edge.kind}${edge.broken ? ' broken' : ''}${lit.has(edge) ? ' lit' : ''}`}
            d={curve(from, to, geometry)}
          >
            <title>{edgeWords(from, to, edge)}</title>
          </path>
        );
      })}
    </svg>
  );
});

/** All edges on the way from what is chosen to what it comes from, and to what comes of it. */
export function relatedTo(key: string, edges: readonly TreeEdge[]): ReadonlySet<TreeEdge> {
  const up = new Set<TreeEdge>();
  const down = new Set<TreeEdge>();
  if (key === '') return up;
  follow(key, edges, 'to', 'from', up);
  follow(key, edges, 'from', 'to', down);
  return new Set([...up, ...down]);
}

function follow(
  key: string,
  edges: readonly TreeEdge[],
  end: 'from' | 'to',
  other: 'from' | 'to',
  lit: Set<TreeEdge>,
): void {
  for (const edge of edges) {
    if (edge[end] !== key || lit.has(edge)) continue;
    lit.add(edge);
    follow(edge[other], edges, end, other, lit);
  }
}

/** From the right edge of what stands left to the left edge of what stands right; around the left where both share a column. */
function curve(from: TreeCard, to: TreeCard, geometry: Geometry): string {
  const middle = (card: TreeCard) => geometry.y(card.row) + CARD_HEIGHT / 2;
  if (from.column === to.column) {
    const x = geometry.x(from.column);
    return `M${x} ${middle(from)}C${x - 20} ${middle(from)} ${x - 20} ${middle(to)} ${x} ${middle(to)}`;
  }
  const [left, right] = from.column < to.column ? [from, to] : [to, from];
  const [x1, y1] = [geometry.x(left.column) + geometry.card, middle(left)];
  const [x2, y2] = [geometry.x(right.column), middle(right)];
  const bend = Math.min(60, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** Why a line is there, in a sentence with the manifest's own words. */
export function edgeWords(from: TreeCard, to: TreeCard, edge: TreeEdge): string {
  const named = ({ object }: TreeCard) => `${object.kind} ${object.name}`;
  if (edge.kind === 'owns') {
    const owns = text('ownership.owns', { owner: named(from), owned: named(to) });
    return edge.why === '' ? owns : text('ownership.bySelector', { sentence: owns, selector: edge.why });
  }
  if (edge.kind === 'binds') return text('ownership.runsOn', { pod: from.object.name, node: to.object.name });
  const values = { from: named(from), to: named(to), why: edge.why };
  return to.fault === 'missing' ? text('ownership.refersMissing', values) : text('ownership.refers', values);
}
