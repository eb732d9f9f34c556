import './history.css';
import { type KeyboardEvent, memo, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useWidth } from '../parts/use-width';
import { useScreen } from '../state/screen';
import { runAhead, send } from '../state/session';
import { useSlowly } from '../state/slowly';
import { clockText } from '../text/figures';
import { useText } from '../text/language';
import { AHEAD, aheadText } from './ahead';
import { type Axis, compressedAxis, sampled } from './axis';
import { BreakpointsButton } from './breakpoints';
import { Marks } from './marks';

/** Moments of the followed request that shape the axis. */
const MOMENTS = 90;
const INSET = 12;

/** What happened so far on one axis, with the moment that is shown: it can be dragged anywhere. */
export function HistoryStrip() {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const width = Math.max(100, useWidth(box) - 2 * INSET);
  const axis = useAxis();
  const lookingBack = useScreen((screen) => screen.clock.present !== undefined);
  return (
    <div className="history" role="toolbar" aria-label={text('history.title')}>
      <div className="history-axis" ref={box}>
        <div className="history-field" style={{ left: INSET, width }}>
          <Traces axis={axis} width={width} />
          <Marks axis={axis} width={width} />
          <Ticks axis={axis} width={width} />
          <Scrubber axis={axis} width={width} />
        </div>
      </div>
      <span className="history-deeds">
        {lookingBack ? <PastDeeds /> : <FutureDeeds />}
        <BreakpointsButton />
      </span>
    </div>
  );
}

function useAxis(): Axis {
  const marks = useScreen((screen) => screen.marks);
  const end = useSlowly(({ clock }) => roundEnd(clock.present?.now ?? clock.now));
  const hops = useFollowedMoments();
  return useMemo(() => compressedAxis([...marks.map(({ at }) => at), ...hops], end), [marks, hops, end]);
}

/** The axis grows by a hundredth of itself: finer steps would be drawn for nobody. */
function roundEnd(now: number): number {
  const grain = Math.max(250, 10 ** Math.floor(Math.log10(Math.max(1, now))) / 10);
  return Math.ceil(now / grain) * grain;
}

/** When the followed request sent: a sample, taken anew a few times a second while it grows. */
function useFollowedMoments(): readonly number[] {
  const following = useScreen((screen) => screen.following);
  const count = useSlowly((screen) => screen.world.hops.ofAct(screen.following).length);
  return useMemo(() => {
    const { hops } = useScreen.getState().world;
    const ids = sampled(count < 0 ? [] : hops.ofAct(following), MOMENTS);
    return ids.flatMap((id) => hops.get(id)?.sentAt ?? []);
  }, [following, count]);
}

interface OnAxis {
  readonly axis: Axis;
  readonly width: number;
}

/** Where the followed request was at work. */
function Traces({ axis, width }: OnAxis) {
  const hops = useFollowedMoments();
  const path = hops.map((at) => `M${(axis.toShare(at) * width).toFixed(1)} 19v6`).join('');
  return (
    <svg className="history-traces" width={width} height={40} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

const TICK_APART = 92;

function Ticks({ axis, width }: OnAxis) {
  const count = Math.max(2, Math.floor(width / TICK_APART));
  const ticks = Array.from({ length: count + 1 }, (_, index) => index / count);
  return (
    <div className="history-ticks" aria-hidden="true">
      {ticks.map((share, index) => (
        <span
          key={share}
          style={{ left: share * width }}
          className={index === 0 ? 'first' : index === count ? 'last' : ''}
        >
          {clockText(axis.toInstant(share)).slice(0, axis.end > 60_000 ? -4 : -2)}
        </span>
      ))}
    </div>
  );
}

/** So long a hand rests before the moment under it is gone to, in milliseconds. */
const PATIENCE_MILLISECONDS = 140;

function goTo(axis: Axis, at: number): void {
  send(at >= axis.end ? { kind: 'return' } : { kind: 'seek', to: { at } });
}

/** A moment that a hand has gone to; it stands until the screen shows another one. */
interface Drag {
  /** As it was when the hand took hold: it must not move under it. */
  readonly axis: Axis;
  readonly at: number;
  /** The hand has not let go. */
  readonly held: boolean;
  readonly generation: number;
}

function Scrubber({ axis, width }: OnAxis) {
  const text = useText();
  const shown = useSlowly((screen) => screen.clock.now);
  const looksBack = useScreen((screen) => screen.clock.present !== undefined);
  const [drag, setDrag] = useDrag();
  const mine = drag?.axis ?? axis;
  const at = drag?.at ?? (looksBack ? shown : mine.end);
  const x = mine.toShare(at) * width;
  const instantUnder = (event: PointerEvent<HTMLElement>) =>
    mine.toInstant((event.clientX - event.currentTarget.getBoundingClientRect().left) / width);
  const take = (event: PointerEvent<HTMLElement>, held = true) =>
    setDrag({ axis: mine, at: instantUnder(event), held });
  return (
    <div
      className={looksBack || drag ? 'scrubber back' : 'scrubber'}
      role="slider"
      tabIndex={0}
      aria-label={text('history.moment')}
      aria-valuemin={0}
      aria-valuemax={Math.round(axis.end)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={clockText(at)}
      title={text('history.momentHint')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        take(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && take(event)}
      onPointerUp={(event) => take(event, false)}
      onKeyDown={(event) => byKey(event, axis, at)}
    >
      <span className="scrubber-past" style={{ width: x }} />
      <span className="scrubber-handle" style={{ left: x }} />
      {drag && (
        <span className="scrubber-words" style={{ left: x }}>
          {clockText(drag.at)}
        </span>
      )}
    </div>
  );
}

/** Where the hand rests, that moment is gone to; once the screen shows another moment, or time goes on, the hand's word is over. */
function useDrag(): [Drag | undefined, (drag: Omit<Drag, 'generation'>) => void] {
  const [drag, setDrag] = useState<Drag>();
  const generation = useScreen((screen) => screen.generation);
  const standing = useScreen((screen) => screen.clock.mode === 'paused' || screen.seeking !== null);
  const { axis, at } = drag ?? {};
  useEffect(() => {
    if (!axis || at === undefined) return;
    const timer = setTimeout(() => goTo(axis, at), PATIENCE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [axis, at]);
  const fresh = drag && (drag.held || (drag.generation === generation && standing)) ? drag : undefined;
  return [fresh, (next) => setDrag({ ...next, generation })];
}

/** Arrows go from one moment at which something happened to the next. */
function byKey(event: KeyboardEvent, axis: Axis, at: number): void {
  const { marks, world, following } = useScreen.getState();
  const moments = [0, ...marks.map((mark) => mark.at), axis.end];
  const first = world.hops.get(following)?.sentAt;
  const rising = [...moments, ...(first === undefined ? [] : [first])].sort((a, b) => a - b);
  const wanted: Readonly<Record<string, () => number | undefined>> = {
    ArrowRight: () => rising.find((moment) => moment > at + 1),
    ArrowLeft: () => rising.findLast((moment) => moment < at - 1),
    Home: () => 0,
    End: () => axis.end,
  };
  const to = wanted[event.key]?.();
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  goTo(axis, to);
}

/** In the past: back to the present, or on from here. */
function PastDeeds() {
  const text = useText();
  const acts = useScreen((screen) => screen.clock.present?.acts ?? 0);
  return (
    <>
      <button type="button" className="chip past" onClick={() => send({ kind: 'return' })}>
        {text('history.present')}
      </button>
      <button
        type="button"
        className="chip"
        title={acts === 0 ? text('history.forkHint') : text('history.forkDrops', { count: acts })}
        onClick={() => send({ kind: 'fork' })}
      >
        {text('history.fork')}
      </button>
    </>
  );
}

/** At the end: further, as fast as it goes. */
const FutureDeeds = memo(function FutureDeeds() {
  const text = useText();
  const idle = useScreen((screen) => screen.clock.mode === 'booting' || screen.clock.mode === 'stopped');
  return (
    <>
      {AHEAD.map((ahead) => {
        const shown = aheadText(text, ahead);
        return (
          <button
            key={ahead}
            type="button"
            className="chip"
            disabled={idle}
            title={text('history.aheadHint')}
            onClick={() => runAhead(ahead)}
          >
            {shown}
          </button>
        );
      })}
    </>
  );
});
