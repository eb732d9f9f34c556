import { memo } from 'react';
import type { HopView } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { fitName } from '../text/fit-name';
import type { Lanes } from './lanes';
import {
  boxHeight,
  firstFrom,
  isBroken,
  isLost,
  laneY,
  type Placed,
  type Placing,
  SIGN,
  TOP,
  wordsOnLane,
} from './placing';
import type { Step } from './steps';
import { say, text } from '../text/language';

/** Where the reader stands in the story. */
export interface Here {
  /** Of the step; -1 where nothing is chosen. */
  readonly index: number;
  /** That is where the clock's cursor is, too. */
  readonly atCursor: boolean;
  /** The first step that is yet to come, where the past is looked at; else behind the last. */
  readonly later: number;
}

interface ArrowsProps {
  readonly steps: readonly Step[];
  readonly lanes: Lanes;
  readonly placing: Placing;
  readonly words: boolean;
  /** The stretch to be drawn. */
  readonly from: number;
  readonly to: number;
  /** What is in sight: words that would be cut at its edges are shortened, or left out. */
  readonly edges: { readonly left: number; readonly right: number };
  readonly here: Here;
  readonly onToggleGroup: (group: number) => void;
}

/** The steps of one stretch of the diagram. */
export const Arrows = memo(function Arrows(props: ArrowsProps) {
  const { placing, lanes, here, from, to } = props;
  const width = Math.min(placing.width, to) - from;
  const at = placing.places[here.index];
  return (
    <svg
      className={placing.spacing < DENSE ? 'arrows dense' : 'arrows'}
      style={{ left: from }}
      width={Math.max(1, width)}
      height={placing.height}
      viewBox={`${from} 0 ${Math.max(1, width)} ${placing.height}`}
      role="presentation"
    >
      {lanes.lanes.map((lane, index) => (
        <path key={lane.key} className="lane-line" d={`M${from} ${laneY(index, placing.laneHeight)}H${from + width}`} />
      ))}
      {placing.gaps
        .filter(({ x }) => x > from - 60 && x < to)
        .map(({ x, words }) => (
          <g key={x} className="time-gap">
            <path d={`M${x} ${TOP}V${placing.height - 4}`} />
            <text x={x} y={TOP - 6} textAnchor="middle">
              {words}
            </text>
          </g>
        ))}
      {at && (
        <path className={here.atCursor ? 'cursor-line now' : 'cursor-line'} d={`M${at.tip} 4V${placing.height}`} />
      )}
      <Steps {...props} />
    </svg>
  );
});

/**
 * A step's name has its message in full, and where it goes; what is written at its arrow is cut to the room there is. So the
 * words are drawn beside the steps, for eyes alone.
 */
function Steps({ steps, placing, words, from, to, edges, here, lanes }: ArrowsProps) {
  const drawn: React.ReactNode[] = [];
  const written: React.ReactNode[] = [];
  for (let index = firstFrom(placing.places, from); index < steps.length; index++) {
    const step = steps[index];
    const place = placing.places[index];
    if (!step || !place || place.x > to) break;
    const rank = index === here.index ? (here.atCursor ? ' here now' : ' here') : '';
    const shade = index >= here.later ? ' later' : '';
    const className = `step${rank}${shade}`;
    const label = wordsOf(step, place, placing, words, edges);
    if (label)
      written.push(
        <g key={step.id} data-step={index} className={className}>
          {label}
        </g>,
      );
    drawn.push(
      <g
        key={step.id}
        id={`step-${step.id}`}
        role="option"
        aria-selected={index === here.index}
        aria-label={labelOf(step, lanes)}
        data-step={index}
        className={className}
      >
        {step.kind === 'hop' ? (
          <HopArrow hop={step.hop} place={place} placing={placing} />
        ) : (
          <GroupBox kind={step.group.kind} place={place} laneHeight={placing.laneHeight} />
        )}
      </g>,
    );
  }
  return (
    <>
      {drawn}
      <g aria-hidden="true">{written}</g>
    </>
  );
}

/** What is written at a step; nothing where there is no room. */
function wordsOf(step: Step, place: Placed, placing: Placing, words: boolean, edges: ArrowsProps['edges']) {
  const { laneHeight } = placing;
  if (step.kind === 'hop') {
    const room = words ? roomFor(place, edges) : 0;
    return room > 0 && <HopWords hop={step.hop} place={place} laneHeight={laneHeight} room={room} />;
  }
  if (!words && placing.spacing < LEAST_FOR_COUNT) return null;
  return (
    <text
      className="group-words"
      x={place.x + place.label / 2}
      y={laneY(place.from, laneHeight) + (wordsOnLane(laneHeight) ?? 11) * 0.36}
      textAnchor="middle"
    >
      {words ? step.group.short : step.group.hops.length}
    </text>
  );
}

function labelOf(step: Step, lanes: Lanes): string {
  if (step.kind === 'group') return text('sequence.groupLabel', { title: step.group.title });
  const [from, to] = lanes.ends(step.hop);
  return text('sequence.hopLabel', {
    title: say(step.hop.title),
    from: lanes.lanes[from]?.title ?? '',
    to: lanes.lanes[to]?.title ?? '',
  });
}

/** Pixels of a label that are in sight and not cut; 0 where it is better left out. */
function roomFor({ tip, label }: Placed, { left, right }: ArrowsProps['edges']): number {
  const start = tip + WORDS_AFTER_HEAD;
  if (start + label <= left || start >= right) return label;
  if (start < left) return 0;
  const room = Math.min(label, right - start);
  return room < label && room < LEAST_WORDS ? 0 : room;
}

/** Nearer to each other than this, arrows are thin and have no heads. */
const DENSE = 4;

const FONT = '11px "Inter Variable", sans-serif';
const WORDS_AFTER_HEAD = 7;
const LEAST_WORDS = 34;
/** Pixels from step to step with which a folded group shows how many messages it holds. */
const LEAST_FOR_COUNT = 10;
const MOST_HEAD = 6;

interface HopArrowProps {
  readonly hop: HopView;
  readonly place: Placed;
  readonly placing: Placing;
}

/** How a message is drawn: what it is, and what became of it. */
function lookOf(hop: HopView): string {
  const kind = hop.kind === 'request' || hop.kind === 'act' || hop.kind === 'message' ? 'asks' : 'answers';
  return `${kind}${isBroken(hop) ? ' broken' : ''}${isLost(hop) ? ' lost' : ''}`;
}

function HopArrow({ hop, place, placing }: HopArrowProps) {
  const { x, tip, from, to } = place;
  const { laneHeight, spacing } = placing;
  const [start, end] = [laneY(from, laneHeight), laneY(to, laneHeight)];
  const flying = useScreen((screen) => screen.world.airborne.has(hop.id));
  const kind = `${lookOf(hop)}${flying ? ' flying' : ''}`;
  return (
    <>
      <path className="hit" d={from === to ? `M${x - 6} ${end}h20` : `M${x} ${start}L${tip} ${end}`} />
      {from === to ? (
        <circle className={`dot ${kind}`} cx={x} cy={end} r={Math.min(3.5, Math.max(1.5, spacing / 3))} />
      ) : (
        <>
          <path className={`arrow ${kind}`} d={`M${x} ${start}L${tip} ${end}`} />
          <path
            className={`head ${kind}`}
            d={headPath(x, start, tip, end, Math.max(2.2, Math.min(MOST_HEAD, spacing)))}
          />
        </>
      )}
    </>
  );
}

interface HopWordsProps {
  readonly hop: HopView;
  readonly place: Placed;
  readonly laneHeight: number;
  /** Pixels for them. */
  readonly room: number;
}

function HopWords({ hop, place: { tip, from, to }, laneHeight, room }: HopWordsProps) {
  const end = laneY(to, laneHeight);
  const broken = isBroken(hop);
  return (
    <text className={`words ${lookOf(hop)}`} x={tip + WORDS_AFTER_HEAD} y={from < to ? end - 4 : end + 12}>
      {broken ? '▲ ' : ''}
      {fitName(say(hop.title), room - (broken ? SIGN : 0) + 1, FONT)}
    </text>
  );
}

function headPath(x: number, start: number, tip: number, end: number, size: number): string {
  const length = Math.hypot(tip - x, end - start) || 1;
  const [dx, dy] = [(tip - x) / length, (end - start) / length];
  const [bx, by] = [tip - dx * size, end - dy * size];
  const half = size / 2.2;
  return `M${tip} ${end}L${bx - dy * half} ${by + dx * half}L${bx + dy * half} ${by - dx * half}Z`;
}

interface GroupBoxProps {
  readonly kind: string;
  readonly place: Placed;
  readonly laneHeight: number;
}

function GroupBox({ kind, place, laneHeight }: GroupBoxProps) {
  const height = boxHeight(laneHeight);
  return (
    <rect
      className={`group ${kind}`}
      x={place.x}
      y={laneY(place.from, laneHeight) - height / 2}
      width={place.label}
      height={height}
      rx={Math.min(5, place.label / 3)}
    />
  );
}
