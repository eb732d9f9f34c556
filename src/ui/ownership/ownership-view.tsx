import './ownership.css';
import { memo, useMemo, useRef, useState } from 'react';
import { countsInWords } from '../graph/pod-cells';
import { StateMark } from '../parts/state-mark';
import { pictureWidth, useWidth } from '../parts/use-width';
import { useFind } from '../state/find';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { fitName, widthOf } from '../text/fit-name';
import { useText } from '../text/language';
import { Edges } from './edges';
import { type Column, EVERYTHING, forestOf, type Rest, type TreeCard } from './forest';
import { CARD_HEIGHT, type Geometry, geometryOf, HEAD, MARGIN, ROW } from './geometry';
import { WhyStrip } from './why-strip';
import { Drawn } from '../parts/drawn';

/** Rows drawn beyond what is in sight. */
const SPARE = 6;

/** Who owns whom, and where it runs: the same objects as in the other picture, read from left to right. */
export function OwnershipView() {
  const version = useSlowly((screen) => screen.versions.objects);
  const find = useFind();
  const forest = useMemo(
    () => (version < 0 ? forestOf([], find) : forestOf(useScreen.getState().world.objects.values(), find)),
    [version, find],
  );
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, pictureWidth);
  const [view, setView] = useState({ top: 0, height: 900 });
  const geometry = geometryOf(width);
  const height = geometry.y(forest.rows) + MARGIN;
  const first = Math.floor(view.top / ROW) - SPARE;
  const last = Math.ceil((view.top + view.height) / ROW) + SPARE;
  return (
    <div className="ownership-frame">
      <div
        className="ownership"
        ref={box}
        onScroll={({ currentTarget }) =>
          setView({ top: currentTarget.scrollTop, height: Math.max(900, currentTarget.clientHeight) })
        }
      >
        <ColumnHeads geometry={geometry} />
        {forest.cards.length === 0 && (
          <NothingThere find={find.text !== '' || find.namespace !== '' || find.kind !== ''} />
        )}
        {forest.cards.length > 0 && width > 0 && (
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
      <WhyStrip forest={forest} />
    </div>
  );
}

const HEADS = ['ownership.headWorkload', 'ownership.headOwned', 'ownership.headPod', 'ownership.headNode'] as const;
const WHYS = ['ownership.ownerReference', 'ownership.ownerReference', 'ownership.boundByScheduler'] as const;

/** Of the first three heads. */
const HEAD_WIDTHS = [112, 66, 44] as const;
const LEAST_WHY = 100;

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
        const left = geometry.x(column as Column) + HEAD_WIDTHS[column as 0 | 1 | 2];
        const right = geometry.x((column + 1) as Column);
        if (right - left < LEAST_WHY) return null;
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

const faultWords = { missing: 'ownership.missing', 'selects nothing': 'ownership.selectsNothing' } as const;

interface CardProps {
  readonly card: TreeCard;
  readonly geometry: Geometry;
}

const FONT = '600 12px "Inter Variable", sans-serif';
const SMALL = '11px "Inter Variable", sans-serif';
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
  const said = card.fault ? text(faultWords[card.fault]) : object.word || (object.selector ?? '');
  const both = said === '' ? object.kind : `${said} · ${object.kind}`;
  const fits = widthOf(both, SMALL) <= geometry.card - BESIDE_NAME;
  // Of what is well its mark says so: what it is tells more.
  const drawn = fits ? both : object.state === 'running' && !card.fault ? object.kind : said;
  return (
    <button
      type="button"
      className={`tree-card ${card.fault ? 'failing' : object.state}${card.fault === 'missing' ? ' missing' : ''}${selected ? ' selected' : ''}${followed && object.state === 'pending' ? ' awaited' : ''}`}
      style={style}
      data-object={card.key}
      aria-pressed={selected}
      aria-label={`${object.kind} ${object.name}, ${said || text(`states.${object.state}`)}`}
      title={`${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}: ${said}`}
      onClick={() => select({ kind: 'object', key: card.key })}
    >
      <StateMark state={card.fault ? 'failing' : object.state} />
      <b>
        <Drawn words={fitName(object.name, geometry.card - BESIDE_NAME, FONT)} />
      </b>
      <span>
        <Drawn words={drawn} />
      </span>
    </button>
  );
}, sameCard);

/** Cards are made anew with every look at the objects; most of them are what they were. */
function sameCard(a: CardProps, b: CardProps): boolean {
  const [one, other] = [a.card, b.card];
  return (
    one.object === other.object &&
    one.row === other.row &&
    one.column === other.column &&
    one.fault === other.fault &&
    a.geometry.card === b.geometry.card &&
    a.geometry.x(1) === b.geometry.x(1)
  );
}

function RestWords({ rest, geometry }: { readonly rest: Rest; readonly geometry: Geometry }) {
  const text = useText();
  const style = { transform: `translate(${geometry.x(2)}px, ${geometry.y(rest.row)}px)`, height: CARD_HEIGHT };
  return (
    <span className="tree-rest" style={style}>
      {text('ownership.rest', { counts: countsInWords(rest.pods) })}
    </span>
  );
}
