import { memo } from 'react';
import type { HopView } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { fitName } from '../text/fit-name';
import type { Lanes } from './lanes';
import { firstFrom, isBroken, isLost, LANE_HEIGHT, laneY, type Placed, type Placing, SIGN, TOP } from './placing';
import type { Step } from './steps';
import { say, text } from '../text/language';

/** Where the reader stands in the story. */
export interface Here {
  /** Of the step; -1 where nothing is chosen. */
  readonly index: number;
  /** That is where the clock's cursor is, too. */
  readonly atCursor: boolean;
  readonly standing: boolean;
  /** What comes after it lies in the future of whoever reads. */
  readonly looksBack: boolean;
}

interface ArrowsProps {
  readonly steps: readonly Step[];
  readonly lanes: Lanes;
  readonly placing: Placing;
  readonly words: boolean;
  /** The stretch to be drawn. */
  readonly from: number;
  readonly to: number;
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
      className="arrows"
      style={{ left: from }}
      width={Math.max(1, width)}
      height={placing.height}
      viewBox={`${from} 0 ${Math.max(1, width)} ${placing.height}`}
      role="presentation"
    >
      {lanes.lanes.map((lane, index) => (
        <path key={lane.key} className="lane-line" d={`M${from} ${laneY(index)}H${from + width}`} />
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

function Steps({ steps, placing, words, from, to, here, lanes }: ArrowsProps) {
  const drawn: React.ReactNode[] = [];
  for (let index = firstFrom(placing.places, from); index < steps.length; index++) {
    const step = steps[index];
    const place = placing.places[index];
    if (!step || !place || place.x > to) break;
    const rank = index === here.index ? (here.atCursor ? ' here now' : ' here') : '';
    const shade = here.looksBack && index > here.index ? ' later' : '';
    drawn.push(
      <g
        key={step.id}
        id={`step-${step.id}`}
        role="option"
        aria-selected={index === here.index}
        aria-label={labelOf(step, lanes)}
        data-step={index}
        className={`step${rank}${shade}`}
      >
        {step.kind === 'hop' ? (
          <HopArrow hop={step.hop} place={place} words={words} />
        ) : (
          <GroupBox
            title={step.group.title}
            kind={step.group.kind}
            count={step.group.hops.length}
            place={place}
            words={words}
          />
        )}
      </g>,
    );
  }
  return <>{drawn}</>;
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

const FONT = '11px "Inter Variable", sans-serif';
const HEAD = 6;

interface HopArrowProps {
  readonly hop: HopView;
  readonly place: Placed;
  readonly words: boolean;
}

function HopArrow({ hop, place, words }: HopArrowProps) {
  const { x, tip, from, to } = place;
  const [start, end] = [laneY(from), laneY(to)];
  const flying = useScreen((screen) => screen.world.airborne.has(hop.id));
  const lost = isLost(hop);
  const broken = isBroken(hop);
  const kind = `${hop.kind === 'request' || hop.kind === 'act' || hop.kind === 'message' ? 'asks' : 'answers'}${broken ? ' broken' : ''}${lost ? ' lost' : ''}${flying ? ' flying' : ''}`;
  const labelY = from < to ? end - 4 : end + 12;
  return (
    <>
      <path className="hit" d={from === to ? `M${x - 6} ${end}h20` : `M${x} ${start}L${tip} ${end}`} />
      {from === to ? (
        <circle className={`dot ${kind}`} cx={x} cy={end} r="3.5" />
      ) : (
        <>
          <path className={`arrow ${kind}`} d={`M${x} ${start}L${tip} ${end}`} />
          <path className={`head ${kind}`} d={headPath(x, start, tip, end)} />
        </>
      )}
      {words && (
        <text className={`words ${kind}`} x={tip + 7} y={labelY}>
          {broken ? '▲ ' : ''}
          {fitName(say(hop.title), place.label - (broken ? SIGN : 0) + 1, FONT)}
        </text>
      )}
    </>
  );
}

function headPath(x: number, start: number, tip: number, end: number): string {
  const length = Math.hypot(tip - x, end - start) || 1;
  const [dx, dy] = [(tip - x) / length, (end - start) / length];
  const [bx, by] = [tip - dx * HEAD, end - dy * HEAD];
  const half = HEAD / 2.2;
  return `M${tip} ${end}L${bx - dy * half} ${by + dx * half}L${bx + dy * half} ${by - dx * half}Z`;
}

interface GroupBoxProps {
  readonly title: string;
  readonly kind: string;
  readonly count: number;
  readonly place: Placed;
  readonly words: boolean;
}

function GroupBox({ title, kind, count, place, words }: GroupBoxProps) {
  const y = laneY(place.from);
  return (
    <>
      <rect
        className={`group ${kind}`}
        x={place.x}
        y={y - LANE_HEIGHT / 2 + 2}
        width={place.label}
        height={LANE_HEIGHT - 4}
        rx="5"
      />
      <text className="group-words" x={place.x + place.label / 2} y={y + 4} textAnchor="middle">
        {words ? title : count}
      </text>
    </>
  );
}
