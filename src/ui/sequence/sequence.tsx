import './sequence.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { HopView } from '../../session/protocol';
import { isStanding } from '../graph/loud-hops';
import { forgetFrame, frameOfItsOwn } from '../state/frames';
import { usePreferences } from '../state/preferences';
import { type Screen, useScreen } from '../state/screen';
import { goBackTo, select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { widthOf } from '../text/fit-name';
import { Diagram, useHere } from './diagram';
import { type Lanes, lanesOf } from './lanes';
import { Overview } from './overview';
import { laneHeightFor, type Placing, placeSteps, spacingThatFits } from './placing';
import { type Step, stepsOf } from './steps';
import { FLOOD, stretchOf } from './stretch';
import { say, useText } from '../text/language';

const LABEL_FONT = '11px "Inter Variable", sans-serif';
const measureLabel = (label: string) => widthOf(label, LABEL_FONT);
const nobody: ReadonlySet<never> = new Set();

/** The followed request as a sequence diagram: lanes in the order of its path, messages from left to right. */
export function Sequence() {
  const following = useScreen((screen) => screen.following);
  const history = useScreen((screen) => screen.history);
  // What was unfolded is forgotten with the request it was about.
  return <Story key={`${history} ${following}`} following={following} />;
}

function Story({ following }: { readonly following: number }) {
  const text = useText();
  const version = useUnhurried();
  const chosen = useScreen((screen) => chosenOf(screen));
  const running = useScreen((screen) => !isStanding(screen));
  const zoom = usePreferences((state) => state.sequenceZoom);
  const [open, toggleGroup, setOpen] = useToggles<number>();
  const [unfolded, toggleLane] = useToggles<string>();
  const [size, onSize] = useSize();
  const panRef = useRef<((share: number) => void) | null>(null);
  const { all, start, total, hops } = useMemo(
    () => storyOf(version < 0 ? 0 : following, chosen, running),
    [following, version, chosen, running],
  );
  // What it says is part of it: another language is laid out anew.
  const steps = useMemo(() => stepsOf(hops, open, text), [hops, open, text]);
  const lanes = useMemo(() => lanesOf(steps, hops, unfolded), [steps, hops, unfolded]);
  const placing = useMemo(() => placedAt(zoom, steps, lanes, size), [zoom, steps, lanes, size]);
  const here = useHere(steps);
  return (
    <>
      <Head
        all={all}
        start={start}
        total={total}
        hops={hops}
        steps={steps.length}
        folded={open.size === 0}
        onFold={() => setOpen(open.size === 0 ? new Set(groupsIn(hops)) : nobody)}
      >
        <Overview
          steps={steps}
          lanes={lanes}
          placing={placing}
          here={here.index}
          later={here.later}
          onPan={(share) => panRef.current?.(share)}
        />
      </Head>
      <Diagram
        steps={steps}
        lanes={lanes}
        placing={placing}
        words={zoom === 0}
        all={all}
        start={start}
        here={here}
        panRef={panRef}
        onSize={onSize}
        onZoom={zoomBy}
        onToggleGroup={toggleGroup}
        onToggleLane={toggleLane}
      />
    </>
  );
}

/** Pixels from one step to the next, without words; the last zoom of all shows the whole story. */
const SPACINGS = [13, 7, 4];
const WHOLE = SPACINGS.length + 1;

function placedAt(zoom: number, steps: readonly Step[], lanes: Lanes, { width, height }: Size): Placing {
  const laneHeight = laneHeightFor(lanes.lanes.length, height);
  if (zoom === 0) return placeSteps(steps, lanes, { measure: measureLabel }, laneHeight);
  const spacing = zoom >= WHOLE ? spacingThatFits(steps, lanes, width) : (SPACINGS[zoom - 1] ?? 13);
  return placeSteps(steps, lanes, { spacing }, laneHeight);
}

function zoomBy(by: number): void {
  usePreferences.setState(({ sequenceZoom }) => ({ sequenceZoom: Math.max(0, Math.min(WHOLE, sequenceZoom + by)) }));
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function useSize(): [Size, (width: number, height: number) => void] {
  const [size, setSize] = useState<Size>({ width: 620, height: 170 });
  const latest = useRef(size);
  const take = useCallback((width: number, height: number) => {
    if (latest.current.width === width && latest.current.height === height) return;
    latest.current = { width, height };
    setSize(latest.current);
  }, []);
  return [size, take];
}

/** So often a story that grows is laid out anew while the clock runs; nobody reads faster, and it takes its time. */
const PATIENCE_MILLISECONDS = { story: 500, flood: 1000 };
function patienceWith({ world, following }: Screen): number {
  return PATIENCE_MILLISECONDS[world.hops.ofAct(following).length > FLOOD ? 'flood' : 'story'];
}

/** The version of the hops: at once while the clock stands, else now and then, in a frame that the page can spare. */
function useUnhurried(): number {
  const [version, setVersion] = useState(() => useScreen.getState().versions.hops);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => {
      clearTimeout(timer);
      timer = undefined;
      setVersion(useScreen.getState().versions.hops);
    };
    // React would draw it later by itself, on top of another frame.
    const takeNow = () => flushSync(take);
    const stop = useScreen.subscribe((screen) => {
      if (isStanding(screen)) take();
      else timer ??= setTimeout(() => frameOfItsOwn(takeNow), patienceWith(screen));
    });
    return () => {
      stop();
      clearTimeout(timer);
      forgetFrame(takeNow);
    };
  }, []);
  return version;
}

/** The message of the followed request that is read: selected, or where the clock stands. */
function chosenOf({ selection, world, following, cursor, clock }: Screen): number {
  const selected = selection?.kind === 'hop' ? world.hops.get(selection.id) : undefined;
  if (selected && (selected.root === following || selected.id === following)) return selected.id;
  return isStanding({ clock }) ? cursor : 0;
}

interface StoryPart {
  readonly all: readonly number[];
  readonly start: number;
  /** How many there were when this was laid out; the list itself grows. */
  readonly total: number;
  readonly hops: readonly HopView[];
}

function storyOf(act: number, chosen: number, running: boolean): StoryPart {
  const { hops } = useScreen.getState().world;
  const all = hops.ofAct(act);
  const { start, end } = stretchOf(all, chosen, running);
  return { all, start, total: all.length, hops: all.slice(start, end).flatMap((id) => hops.get(id) ?? []) };
}

function groupsIn(hops: readonly HopView[]): readonly number[] {
  return stepsOf(hops, nobody).flatMap((step) => {
    if (step.kind === 'hop') return [];
    // What lies in an event's exchange is folded again.
    const inner = stepsOf(step.group.hops, new Set([step.group.id]));
    return [step.group.id, ...inner.flatMap((each) => (each.kind === 'group' ? [each.group.id] : []))];
  });
}

function useToggles<T>(): [ReadonlySet<T>, (item: T) => void, (items: ReadonlySet<T>) => void] {
  const [chosen, setChosen] = useState<ReadonlySet<T>>(nobody);
  const toggle = useCallback((item: T) => {
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(item)) after.add(item);
      return after;
    });
  }, []);
  return [chosen, toggle, setChosen];
}

interface HeadProps {
  readonly all: readonly number[];
  readonly start: number;
  readonly total: number;
  readonly hops: readonly HopView[];
  readonly steps: number;
  readonly folded: boolean;
  readonly onFold: () => void;
  readonly children: React.ReactNode;
}

function Head({ all, start, total, hops, steps, folded, onFold, children }: HeadProps) {
  const text = useText();
  const act = useScreen((screen) => screen.acts.find(({ id }) => id === screen.following));
  const leftOut = useSlowly((screen) => screen.hopsLeftOut);
  return (
    <div className="records-head sequence-head">
      <b title={text('sequence.whole', { count: total, steps: text('sequence.steps', { count: steps }) })}>
        {act ? say(act.title) : text('sequence.followed')}
      </b>
      {hops.length < total ? (
        <span
          className="sequence-count needed"
          title={leftOut > 0 ? text('sequence.leftOutHint', { count: leftOut }) : undefined}
        >
          {text('sequence.part', { count: total, from: start + 1, to: start + hops.length })}
        </span>
      ) : (
        <span className="sequence-count">
          {text('sequence.whole', { count: total, steps: text('sequence.steps', { count: steps }) })}
        </span>
      )}
      {leftOut > 0 && hops.length === total && (
        <span className="sequence-count needed" title={text('sequence.leftOutHint', { count: leftOut })}>
          {text('sequence.leftOut', { count: leftOut })}
        </span>
      )}
      {children}
      <span className="sequence-tools">
        <BackHere />
        {start > 0 && <Turn to={all[start - 1]} words={text('sequence.earlier')} />}
        {start + hops.length < total && <Turn to={all[start + hops.length]} words={text('sequence.later')} />}
        <button type="button" className="chip" title={text('sequence.foldHint')} onClick={onFold}>
          {text(folded ? 'sequence.unfold' : 'sequence.fold')}
        </button>
        <Zoom />
      </span>
    </div>
  );
}

function Zoom() {
  const text = useText();
  const zoom = usePreferences((state) => state.sequenceZoom);
  const whole = zoom >= WHOLE;
  return (
    <>
      <button
        type="button"
        className="chip zoom"
        disabled={whole}
        aria-label={text('sequence.zoomOut')}
        title={text('sequence.zoomHint')}
        onClick={() => zoomBy(1)}
      >
        −
      </button>
      <button
        type="button"
        className="chip zoom"
        disabled={zoom === 0}
        aria-label={text('sequence.zoomIn')}
        title={text('sequence.zoomHint')}
        onClick={() => zoomBy(-1)}
      >
        +
      </button>
      <button type="button" className="chip" onClick={() => zoomBy(whole ? -WHOLE : WHOLE)}>
        {text(whole ? 'sequence.words' : 'sequence.wholeStory')}
      </button>
    </>
  );
}

/** To the part of a long story before or after this one. */
function Turn({ to, words }: { readonly to: number | undefined; readonly words: string }) {
  return (
    <button type="button" className="chip" onClick={() => to !== undefined && select({ kind: 'hop', id: to })}>
      {words}
    </button>
  );
}

/** Where a message of the past is selected, the way back to it. */
function BackHere() {
  const text = useText();
  const chosen = useScreen((screen) => (screen.selection?.kind === 'hop' ? screen.selection.id : 0));
  const past = useSlowly((screen) => isPast(chosen, screen));
  if (!past) return null;
  return (
    <button type="button" className="chip back-here" title={text('sequence.backHint')} onClick={() => goBackTo(chosen)}>
      {text('sequence.back')}
    </button>
  );
}

function isPast(hop: number, { world, following, clock, cursor }: Screen): boolean {
  const ids = world.hops.ofAct(following);
  if (clock.present && hop === cursor) return false;
  return world.hops.get(hop)?.root === following && hop !== ids[ids.length - 1];
}
