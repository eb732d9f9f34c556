import './traffic.css';
import { memo, useMemo, useRef, useState } from 'react';
import { StateMark } from '../parts/state-mark';
import { pictureWidth, useWidth } from '../parts/use-width';
import { useFind } from '../state/find';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { fitName, widthOf } from '../text/fit-name';
import { addressTitle } from '../text/names';
import { useText } from '../text/language';
import { type Flow, type Party, partyId, type Side, type Traffic, thicknessOf, trafficOf } from './flows';
import { TrafficList } from './traffic-list';
import { callsInWords } from './words';
import { Drawn } from '../parts/drawn';

const ROW = 50;
const CARD_HEIGHT = 40;
const HEAD = 30;
const MARGIN = 22;
const WIDEST_CARD = 260;
const COLUMNS: Readonly<Record<Side, number>> = { caller: 0, dialled: 1, answerer: 2 };

/** Who called whom, through which service, how often, who answered, and what failed. */
export function TrafficView() {
  const text = useText();
  const version = useSlowly((screen) => screen.versions.traffic);
  const find = useFind();
  const [withProbes, setWithProbes] = useState(false);
  const traffic = useMemo(() => {
    const { world } = useScreen.getState();
    return trafficOf(version < 0 ? [] : world.traffic.values(), world.objects, find, withProbes);
  }, [version, find, withProbes]);
  const hidden = useSlowly((screen) => screen.world.traffic.size > 0);
  return (
    <div className="traffic">
      {traffic.rows.length === 0 ? <Nothing any={hidden} /> : <Picture traffic={traffic} />}
      {(traffic.probes > 0 || withProbes) && (
        <button
          type="button"
          className="chip traffic-probes"
          aria-pressed={withProbes}
          title={text('traffic.probesHint')}
          onClick={() => setWithProbes(!withProbes)}
        >
          {withProbes ? text('traffic.probesShown') : text('traffic.probesHidden', { count: traffic.probes })}
        </button>
      )}
      {traffic.rows.length > 0 && <TrafficList rows={traffic.rows} />}
    </div>
  );
}

function Nothing({ any }: { readonly any: boolean }) {
  const text = useText();
  return (
    <div className="empty traffic-empty">
      <h2>{text(any ? 'traffic.nothingMatches' : 'traffic.nobodyCalls')}</h2>
      <p>{text(any ? 'traffic.probesOnly' : 'traffic.howTo')}</p>
    </div>
  );
}

interface Geometry {
  readonly card: number;
  x(side: Side): number;
  y(row: number): number;
}

function geometryOf(width: number): Geometry {
  const card = Math.max(120, Math.min(WIDEST_CARD, (width - 2 * MARGIN) / 3 - 44));
  const step = (width - 2 * MARGIN - card) / 2;
  return { card, x: (side) => MARGIN + COLUMNS[side] * step, y: (row) => HEAD + 8 + row * ROW };
}

function Picture({ traffic }: { readonly traffic: Traffic }) {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, pictureWidth);
  const geometry = geometryOf(width);
  const height = geometry.y(traffic.height) + 6;
  return (
    <div className="traffic-picture" ref={box}>
      <div className="traffic-heads" style={{ height: HEAD }}>
        {(['caller', 'dialled', 'answerer'] as const).map((side) => (
          <span key={side} className="label" style={{ left: geometry.x(side) }}>
            {text(`traffic.${side}`)}
          </span>
        ))}
      </div>
      <div className="traffic-all" style={{ height }}>
        <Flows traffic={traffic} geometry={geometry} height={height} />
        {(width > 0 ? traffic.parties : []).map((party) => (
          <Card key={partyId(party.side, party.id)} party={party} geometry={geometry} />
        ))}
      </div>
    </div>
  );
}

interface FlowsProps {
  readonly traffic: Traffic;
  readonly geometry: Geometry;
  readonly height: number;
}

/** Lines as thick as they are busy, red where the last call failed, with their number of calls. */
function Flows({ traffic, geometry, height }: FlowsProps) {
  const places = useMemo(
    () => new Map(traffic.parties.map((party) => [partyId(party.side, party.id), party])),
    [traffic.parties],
  );
  const chosen = useScreen((screen) => (screen.selection?.kind === 'object' ? screen.selection.key : ''));
  const lines = traffic.flows.flatMap((flow): FlowLineProps[] => {
    const [from, to] = [places.get(flow.from), places.get(flow.to)];
    if (!from || !to) return [];
    return [{ flow, from, to, lit: chosen !== '' && (from.id === chosen || to.id === chosen), geometry }];
  });
  // Figures after all lines: none runs over one.
  return (
    <svg className="traffic-flows" width="100%" height={height} aria-hidden="true">
      {lines.map((line) => (
        <FlowLine key={`${line.flow.from} ${line.flow.to}`} {...line} />
      ))}
      {lines.map((line) => (
        <FlowFigure key={`${line.flow.from} ${line.flow.to} figure`} {...line} />
      ))}
    </svg>
  );
}

interface FlowLineProps {
  readonly flow: Flow;
  readonly from: Party;
  readonly to: Party;
  readonly lit: boolean;
  readonly geometry: Geometry;
}

function FlowLine({ flow: { calls }, from, to, lit, geometry }: FlowLineProps) {
  const text = useText();
  const middle = (party: Party) => geometry.y(party.row) + CARD_HEIGHT / 2;
  const [x1, x2] = [geometry.x(from.side) + geometry.card, geometry.x(to.side)];
  const [y1, y2] = [middle(from), middle(to)];
  const bend = (x2 - x1) * 0.4;
  const state = calls.lastFailed ? ' failing' : '';
  return (
    <g
      className={`flow-line${state}${lit ? ' lit' : ''}`}
      onClick={() => calls.lastHop > 0 && select({ kind: 'hop', id: calls.lastHop })}
    >
      <title>{`${from.name} → ${to.name}: ${callsInWords(calls, text)}`}</title>
      <path
        d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
        strokeWidth={thicknessOf(calls)}
        strokeDasharray={calls.lastFailed ? '5 3' : undefined}
      />
    </g>
  );
}

/** Near its far end lines lie apart: there its figure stands. */
function FlowFigure({ flow: { calls }, to, geometry }: FlowLineProps) {
  return (
    <text
      className={calls.lastFailed ? 'flow-figure failing' : 'flow-figure'}
      x={geometry.x(to.side) - 20}
      y={geometry.y(to.row) + CARD_HEIGHT / 2 - 4}
    >
      {calls.failures > 0 ? `${calls.requests} ▲${calls.failures}` : calls.requests}
    </text>
  );
}

const FONT = '600 12px "Inter Variable", sans-serif';
const SMALL = '11px "Inter Variable", sans-serif';
/** Border, padding and mark. */
const BESIDE_NAME = 36;

const Card = memo(function Card({ party, geometry }: { readonly party: Party; readonly geometry: Geometry }) {
  const text = useText();
  const selected = useScreen(
    ({ selection }) =>
      (selection?.kind === 'object' && selection.key === party.id) ||
      (selection?.kind === 'component' && selection.id === party.id),
  );
  const name = party.kind === 'component' ? addressTitle(party.name) : party.name;
  const state = party.object?.state ?? (party.kind === 'nobody' ? 'failing' : undefined);
  const words = party.kind === 'nobody' ? text('traffic.nobody') : callsInWords(party.calls, text);
  const drawn =
    party.kind === 'nobody'
      ? words
      : callsInWords(party.calls, text, (some) => widthOf(some, SMALL) <= geometry.card - BESIDE_NAME);
  const style = {
    width: geometry.card,
    height: CARD_HEIGHT,
    transform: `translate(${geometry.x(party.side)}px, ${geometry.y(party.row)}px)`,
  };
  return (
    <button
      type="button"
      className={`traffic-card ${party.kind}${selected ? ' selected' : ''}`}
      style={style}
      {...(party.object ? { 'data-object': party.id } : {})}
      aria-pressed={selected}
      aria-label={`${text(`traffic.${party.side}`)}: ${name}, ${words}`}
      title={`${name}: ${words}`}
      disabled={party.kind === 'nobody' || party.kind === 'address'}
      onClick={() =>
        select(party.kind === 'component' ? { kind: 'component', id: party.id } : { kind: 'object', key: party.id })
      }
    >
      {state && <StateMark state={state} />}
      <b>
        <Drawn words={fitName(name, geometry.card - BESIDE_NAME, FONT)} />
      </b>
      <span>
        <Drawn words={drawn} />
      </span>
    </button>
  );
});
