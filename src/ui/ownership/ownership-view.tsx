import './ownership.css';
import { memo, useMemo, useRef, useState } from 'react';
import type { ObjectView } from '../../session/protocol';
import { countsInWords } from '../graph/pod-cells';
import { StateMark } from '../parts/state-mark';
import { useWidth } from '../parts/use-width';
import { useFind } from '../state/find';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { fitName } from '../text/fit-name';
import { type Column, EVERYTHING, type Forest, forestOf, type Rest, type TreeCard, type TreeEdge } from './forest';
import { text, useText } from '../text/language';

const ROW = 46;
const CARD_HEIGHT = 39;
const HEAD = 34;
const MARGIN = 18;
const WIDEST_CARD = 250;
/** Rows drawn beyond what is in sight. */
const SPARE = 6;

interface Geometry {
  readonly card: number;
  x(column: Column): number;
  y(row: number): number;
}

function geometryOf(width: number): Geometry {
  const card = Math.max(120, Math.min(WIDEST_CARD, (width - 2 * MARGIN) / 4 - 32));
  const step = (width - 2 * MARGIN - card) / 3;
  return { card, x: (column) => MARGIN + column * step, y: (row) => HEAD + 10 + row * ROW };
}

/** Who owns whom, and where it runs: the same objects as in the other picture, read from left to right. */
export function OwnershipView() {
  const version = useSlowly((screen) => screen.versions.objects);
  const find = useFind();
  const forest = useMemo(
    () => (version < 0 ? forestOf([], find) : forestOf(useScreen.getState().world.objects.values(), find)),
    [version, find],
  );
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [view, setView] = useState({ top: 0, height: 900 });
  const geometry = geometryOf(width || 780);
  const height = geometry.y(forest.rows) + MARGIN;
  const first = Math.floor(view.top / ROW) - SPARE;
  const last = Math.ceil((view.top + view.height) / ROW) + SPARE;
  return (
    <div
      className="ownership"
      ref={box}
      onScroll={({ currentTarget }) =>
        setView({ top: currentTarget.scrollTop, height: Math.max(900, currentTarget.clientHeight) })
      }
    >
      <ColumnHeads geometry={geometry} />
      {forest.cards.length === 0 ? (
        <NothingThere find={find.text !== '' || find.namespace !== '' || find.kind !== ''} />
      ) : (
        <div className="ownership-all" style={{ height }}>
          <Edges forest={forest} geometry={geometry} height={height} first={first} last={last} />
          {forest.cards
            .filter(({ row }) => row >= first && row <= last)
            .map((card) => (
              <Card key={card.key} card={card} geometry={geometry} />
            ))}
          {forest.rests
            .filter(({ row }) => row >= first && row <= last)
            .map((rest) => (
              <RestWords key={rest.owner} rest={rest} geometry={geometry} />
            ))}
        </div>
      )}
    </div>
  );
}

const HEADS = ['ownership.headWorkload', 'ownership.headOwned', 'ownership.headPod', 'ownership.headNode'] as const;
const WHYS = ['ownership.ownerReference', 'ownership.ownerReference', 'ownership.boundByScheduler'] as const;

function ColumnHeads({ geometry }: { readonly geometry: Geometry }) {
  const text = useText();
  return (
    <div className="ownership-heads" style={{ height: HEAD }}>
      {HEADS.map((head, column) => (
        <span key={head} className="label" style={{ left: geometry.x(column as Column) }}>
          {text(head)}
        </span>
      ))}
      {WHYS.map((why, column) => {
        const left = geometry.x(column as Column) + 66;
        const right = geometry.x((column + 1) as Column);
        return (
          <span key={HEADS[column]} className="ownership-why" style={{ left, width: right - left - 8 }}>
            <i>{text(why)}</i>
          </span>
        );
      })}
    </div>
  );
}

function NothingThere({ find }: { readonly find: boolean }) {
  const text = useText();
  return (
    <div className="empty">
      <h2>{text(find ? 'ownership.nothingMatches' : 'ownership.nothingRuns')}</h2>
      {find ? (
        <button type="button" className="link" onClick={() => useFind.setState(EVERYTHING)}>
          {text('ownership.showAll')}
        </button>
      ) : (
        <p>{text('ownership.apply')}</p>
      )}
    </div>
  );
}

interface CardProps {
  readonly card: TreeCard;
  readonly geometry: Geometry;
}

const FONT = '600 12px "Inter Variable", sans-serif';
/** Border, padding and mark. */
const BESIDE_NAME = 36;

const Card = memo(function Card({ card, geometry }: CardProps) {
  const text = useText();
  const { object, column } = card;
  const selected = useScreen((screen) => screen.selection?.kind === 'object' && screen.selection.key === card.key);
  const followed = useScreen((screen) => object.root !== 0 && object.root === screen.following);
  const style = {
    width: geometry.card,
    height: CARD_HEIGHT,
    transform: `translate(${geometry.x(column)}px, ${geometry.y(card.row)}px)`,
  };
  const word = object.word === '' ? '' : `${object.word} · `;
  return (
    <button
      type="button"
      className={`tree-card ${object.state}${selected ? ' selected' : ''}${followed && object.state === 'pending' ? ' awaited' : ''}`}
      style={style}
      data-object={card.key}
      aria-pressed={selected}
      aria-label={`${object.kind} ${object.name}, ${object.word || text(`states.${object.state}`)}`}
      title={`${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}: ${object.word}`}
      onClick={() => select({ kind: 'object', key: card.key })}
    >
      <StateMark state={object.state} />
      <b>{fitName(object.name, geometry.card - BESIDE_NAME, FONT)}</b>
      <span>
        {word}
        {object.kind}
      </span>
    </button>
  );
});

function RestWords({ rest, geometry }: { readonly rest: Rest; readonly geometry: Geometry }) {
  const text = useText();
  const style = { transform: `translate(${geometry.x(2)}px, ${geometry.y(rest.row)}px)`, height: CARD_HEIGHT };
  return (
    <span className="tree-rest" style={style}>
      {text('ownership.rest', { counts: countsInWords(rest.pods) })}
    </span>
  );
}

interface EdgesProps {
  readonly forest: Forest;
  readonly geometry: Geometry;
  readonly height: number;
  readonly first: number;
  readonly last: number;
}

const Edges = memo(function Edges({ forest, geometry, height, first, last }: EdgesProps) {
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
            key={`${edge.from} ${edge.to}`}
            className={`${edge.why === 'owner reference' ? 'owns' : 'binds'}${lit.has(edge) ? ' lit' : ''}`}
            d={curve(from, to, geometry)}
          >
            <title>{edgeWords(from.object, to.object, edge)}</title>
          </path>
        );
      })}
    </svg>
  );
});

/** All edges on the way from what is chosen to its owners, and to what it owns. */
function relatedTo(key: string, edges: readonly TreeEdge[]): ReadonlySet<TreeEdge> {
  const lit = new Set<TreeEdge>();
  const go = (from: string, end: 'from' | 'to', other: 'from' | 'to') => {
    for (const edge of edges) {
      if (edge[end] !== from || lit.has(edge)) continue;
      lit.add(edge);
      go(edge[other], end, other);
    }
  };
  if (key === '') return lit;
  go(key, 'to', 'from');
  const up = new Set(lit);
  lit.clear();
  go(key, 'from', 'to');
  for (const edge of up) lit.add(edge);
  return lit;
}

function curve(from: TreeCard, to: TreeCard, geometry: Geometry): string {
  const [x1, y1] = [geometry.x(from.column) + geometry.card, geometry.y(from.row) + CARD_HEIGHT / 2];
  const [x2, y2] = [geometry.x(to.column), geometry.y(to.row) + CARD_HEIGHT / 2];
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function edgeWords(from: ObjectView, to: ObjectView, edge: TreeEdge): string {
  if (edge.why === 'owner reference')
    return text('ownership.owns', { owner: `${from.kind} ${from.name}`, owned: `${to.kind} ${to.name}` });
  return text('ownership.runsOn', { pod: from.name, node: to.name });
}
