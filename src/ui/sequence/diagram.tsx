import { type KeyboardEvent, useCallback, memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { isStanding } from '../graph/loud-hops';
import { latinKey } from '../latin-key';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { Arrows, type Here } from './arrows';
import type { Lanes } from './lanes';
import { useSight } from './overview';
import { laneY, type Placing, TOP, wordsOnLane } from './placing';
import { PeekCard } from './peek-card';
import { type Step, stepAtOrBefore, stepWith } from './steps';
import { FLOOD } from './stretch';
import { useText } from '../text/language';

export interface DiagramProps {
  readonly steps: readonly Step[];
  readonly lanes: Lanes;
  readonly placing: Placing;
  readonly words: boolean;
  /** All messages of the story, and where among them this part of it begins. */
  readonly all: readonly number[];
  readonly start: number;
  readonly here: Here;
  /** The pane's room for lanes. */
  readonly onSize: (width: number, height: number) => void;
  /** Where somebody outside wants to look: a share of the story to bring into the middle. */
  readonly panRef: React.RefObject<((share: number) => void) | null>;
  readonly onZoom: (by: number) => void;
  readonly onToggleGroup: (group: number) => void;
  readonly onToggleLane: (family: string) => void;
}

interface View {
  readonly left: number;
  readonly width: number;
  /** The story's end is in sight: while it grows it stays there, and where that is need not be asked of the browser. */
  readonly atEnd: boolean;
}

/** Pixels drawn on each side of what is in sight, and how far one may scroll before it is drawn anew. */
const SPARE = 600;
/** Of what runs past nobody scrolls back before it is drawn anew. */
const SPARE_OF_FLOOD = 260;
/** Who leaves the end of one is shown another stretch at once. */
const SPARE_AT_END = 80;
const PATIENCE = 250;
/** After so long without scrolling the words at the edges are put right. */
const REST_MILLISECONDS = 90;

/** The step that is pointed at, and where; what is chosen stands in the inspector and lies open in the picture, which a card would cover. */
interface Hovered {
  readonly step: number;
  readonly x: number;
  readonly y: number;
  readonly chosen?: boolean;
}

function hoveredNow(
  { target, clientX, clientY }: React.PointerEvent,
  before: Hovered | undefined,
): Hovered | undefined {
  const step = stepUnder(target);
  if (step < 0) return undefined;
  return step === before?.step ? before : { step, x: clientX, y: clientY };
}

/** The diagram in its scroller: only what is in sight (and a bit more) is drawn. */
export const Diagram = memo(function Diagram(props: DiagramProps) {
  const text = useText();
  const { steps, lanes, placing } = props;
  const box = useRef<HTMLDivElement>(null);
  const [seen, setView] = useState<View>({ left: 0, width: 900, atEnd: true });
  const { here } = props;
  const { view, edges } = useMemo(() => inSight(seen, here, placing), [seen, here, placing]);
  const [hovered, setHovered] = useState<Hovered>();
  const look = useLook(box, props, seen, setView);
  useKeepInSight(box, here, props, view, look);
  useWheel(box, props.onZoom);
  usePan(box, props);
  const drag = useDragToPan(box);
  const pointed = hovered && !hovered.chosen && steps[hovered.step];
  const spare = useSpare(props, seen);
  return (
    <div
      ref={box}
      className="sequence"
      role="listbox"
      aria-label={text('sequence.diagram')}
      aria-orientation="horizontal"
      aria-activedescendant={here.index >= 0 ? `step-${steps[here.index]?.id}` : undefined}
      tabIndex={0}
      onScroll={() => look(false)}
      {...drag}
      onKeyDown={(event) => byKey(event, props, here.index)}
    >
      <div className="sequence-all" style={sizeOf(placing)}>
        <LaneNames lanes={lanes} placing={placing} here={steps[here.index]} onToggle={props.onToggleLane} />
        <div
          className="sequence-field"
          onClick={(event) => {
            const step = steps[stepUnder(event.target)];
            if (step) choose(step, event.detail > 1 ? props.onToggleGroup : undefined);
            setHovered(hovered && { ...hovered, chosen: true });
          }}
          onPointerMove={(event) => setHovered((before) => hoveredNow(event, before))}
          onPointerLeave={() => setHovered(undefined)}
        >
          <Arrows
            steps={steps}
            lanes={lanes}
            placing={placing}
            words={props.words}
            from={Math.max(0, view.left - spare)}
            to={view.left + view.width + spare}
            edges={edges}
            here={here}
            onToggleGroup={props.onToggleGroup}
          />
        </div>
      </div>
      {pointed && <PeekCard key={pointed.id} step={pointed} x={hovered.x} y={hovered.y} />}
    </div>
  );
});

function sizeOf({ width, height, laneHeight }: Placing): React.CSSProperties {
  const words = wordsOnLane(laneHeight);
  return { width: width + LANES_WIDTH, height, ...(words ? { '--lane-words': `${words}px` } : {}) };
}

function useSpare({ all, here }: DiagramProps, seen: View): number {
  const standing = useScreen(isStanding);
  if (standing || all.length <= FLOOD) return SPARE;
  return followsEnd(seen, here) ? SPARE_AT_END : SPARE_OF_FLOOD;
}

export const LANES_WIDTH = 128;

function stepUnder(target: EventTarget): number {
  const step = target instanceof Element ? target.closest('[data-step]')?.getAttribute('data-step') : null;
  return step ? Number(step) : -1;
}

function choose(step: Step, onToggleGroup?: (group: number) => void): void {
  if (step.kind === 'group' && onToggleGroup) onToggleGroup(step.group.id);
  else select({ kind: 'hop', id: step.id });
}

/** Where the reader is: at the selected message of this request, else at the cursor. */
export function useHere(steps: readonly Step[]): Here {
  const chosen = useScreen((screen) => (screen.selection?.kind === 'hop' ? screen.selection.id : 0));
  const standing = useScreen(isStanding);
  // While the clock runs the cursor is always at the newest: nobody reads there.
  const cursor = useScreen((screen) => (isStanding(screen) ? screen.cursor : 0));
  const selected = chosen ? stepWith(steps, chosen) : -1;
  const current = stepAtOrBefore(steps, cursor);
  const index = selected >= 0 ? selected : standing ? current : -1;
  const past = useScreen((screen) => (screen.clock.present ? screen.clock.now : Number.POSITIVE_INFINITY));
  const later = past === Number.POSITIVE_INFINITY ? steps.length : firstAfter(steps, past);
  const atCursor = index === current;
  return useMemo(() => ({ index, atCursor, later }), [index, atCursor, later]);
}

/** Index of the first step that was sent after an instant. */
function firstAfter(steps: readonly Step[], instant: number): number {
  const sentAt = (step: Step) => (step.kind === 'hop' ? step.hop : step.group.hops[0])?.sentAt ?? 0;
  const found = steps.findIndex((step) => sentAt(step) > instant);
  return found < 0 ? steps.length : found;
}

type Box = React.RefObject<HTMLDivElement | null>;

/** A story that is followed to its end has that in sight, however it grows. */
function inSight(seen: View, here: Here, placing: Placing) {
  const end = Math.max(0, placing.width + LANES_WIDTH - seen.width);
  const view = followsEnd(seen, here) ? { ...seen, left: end } : seen;
  return { view, edges: { left: view.left, right: view.left + view.width - LANES_WIDTH } };
}

function followsEnd({ atEnd }: View, here: Here): boolean {
  return atEnd && here.index < 0;
}

/** Looks at what is in sight: roughly while one scrolls, exactly when one rests. */
function useLook(
  box: Box,
  { placing, here, onSize }: DiagramProps,
  seen: View,
  setView: (view: View) => void,
): (exact: boolean) => void {
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(seen);
  useLayoutEffect(() => {
    latest.current = seen;
  });
  useEffect(() => () => clearTimeout(rest.current), []);
  const { width } = placing;
  const chosen = here.index >= 0;
  return useCallback(
    (exact: boolean) => {
      const element = box.current;
      if (!element) return;
      const now = viewOf(element);
      const before = latest.current;
      const atEnd = now.atEnd && before.atEnd && !chosen;
      const near = now.atEnd === before.atEnd && Math.abs(before.left - now.left) < (exact ? 1 : PATIENCE);
      if (before.width !== now.width || !(atEnd || near)) setView(now);
      onSize(element.clientWidth - LANES_WIDTH, element.clientHeight);
      clearTimeout(rest.current);
      if (atEnd) return;
      showSight(now, width);
      if (!exact) rest.current = setTimeout(() => setView(viewOf(element)), REST_MILLISECONDS);
    },
    [box, width, chosen, onSize, setView],
  );
}

function viewOf({ scrollLeft, clientWidth, scrollWidth }: HTMLElement): View {
  return { left: scrollLeft, width: clientWidth, atEnd: scrollLeft + clientWidth >= scrollWidth - NEAR_END };
}

/** In the story in small. */
function showSight({ left, width }: View, all: number): void {
  useSight.setState({ from: left / all, to: Math.min(1, (left + width - LANES_WIDTH) / all) });
}

/** So many pixels from the end of the story one is at its end. */
const NEAR_END = 60;

/** A wheel goes along the story; with Ctrl (or two fingers that part) it goes nearer. */
function useWheel(box: Box, onZoom: (by: number) => void): void {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let turned = 0;
    const turn = (event: WheelEvent) => {
      if (event.ctrlKey) {
        event.preventDefault();
        turned += event.deltaY;
        if (Math.abs(turned) < WHEEL_PER_ZOOM) return;
        onZoom(Math.sign(turned));
        turned = 0;
      } else if (element.scrollHeight <= element.clientHeight + 2 && Math.abs(event.deltaY) > Math.abs(event.deltaX)) {
        event.preventDefault();
        element.scrollBy({ left: event.deltaY });
      }
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [box, onZoom]);
}

const WHEEL_PER_ZOOM = 60;

function usePan(box: Box, { panRef, placing }: DiagramProps): void {
  useEffect(() => {
    panRef.current = (share) => {
      const element = box.current;
      element?.scrollTo({ left: share * placing.width - (element.clientWidth - LANES_WIDTH) / 2 });
    };
    return () => {
      panRef.current = null;
    };
  }, [box, panRef, placing.width]);
}

/** The empty field can be taken by the hand and moved. */
function useDragToPan(box: Box) {
  const from = useRef<{ readonly x: number; readonly left: number }>(undefined);
  return {
    onPointerDown: (event: React.PointerEvent<HTMLElement>) => {
      const free = event.button === 0 && stepUnder(event.target) < 0 && !(event.target as Element).closest('button');
      if (free && box.current) from.current = { x: event.clientX, left: box.current.scrollLeft };
    },
    onPointerMove: (event: React.PointerEvent<HTMLElement>) => {
      if (from.current && box.current && event.buttons === 1)
        box.current.scrollTo({ left: from.current.left - (event.clientX - from.current.x) });
    },
    onPointerUp: () => {
      from.current = undefined;
    },
  };
}

/** The chosen step is scrolled into sight; while the clock runs and nothing is chosen, the newest is. */
function useKeepInSight(
  box: Box,
  here: Here,
  { placing }: DiagramProps,
  view: View,
  look: (exact: boolean) => void,
): void {
  const place = placing.places[here.index];
  const { x, from, to } = place ?? {};
  const { laneHeight } = placing;
  const latest = useRef(look);
  useLayoutEffect(() => {
    latest.current = look;
  });
  // Once: an observer tells a size as soon as it begins.
  useEffect(() => (box.current ? watchSize(box.current, () => latest.current(true)) : undefined), [box]);
  useLayoutEffect(() => {
    if (!box.current || x === undefined || from === undefined || to === undefined) return;
    reveal(box.current, x, laneHeight, Math.min(from, to), Math.max(from, to));
    look(true);
  }, [box, x, from, to, laneHeight, look]);
  // What was drawn is drawn for the end; asking whether it is there would lay it all out once more.
  useLayoutEffect(() => {
    if (!followsEnd(view, here)) return;
    // All that is written is written first, so that it is laid out once.
    showSight(view, placing.width);
    box.current?.scrollTo({ left: placing.width + LANES_WIDTH });
  }, [box, here, view, placing.width]);
}

function watchSize(element: HTMLElement, callback: () => void): () => void {
  const observer = new ResizeObserver(callback);
  observer.observe(element);
  return () => observer.disconnect();
}

/** Scrolls no further than needed downwards; sideways so that the past has a little more room than the future. */
function reveal(element: HTMLElement, x: number, laneHeight: number, firstLane: number, lastLane: number): void {
  const room = element.clientWidth - LANES_WIDTH;
  const away = x < element.scrollLeft + 40 || x > element.scrollLeft + room - 190;
  const left = away ? Math.max(0, x - room * 0.55) : element.scrollLeft;
  const top = firstLane * laneHeight;
  const bottom = TOP + (lastLane + 1) * laneHeight + 8;
  const down = Math.max(element.scrollTop, bottom - element.clientHeight);
  element.scrollTo({ left, top: Math.min(down, top) });
}

function byKey(event: KeyboardEvent, props: DiagramProps, at: number): void {
  const { steps, all, start } = props;
  const step = steps[at];
  const moves: Readonly<Record<string, () => number>> = {
    ArrowRight: () => at + 1,
    ArrowLeft: () => (at < 0 ? steps.length - 1 : at - 1),
    ArrowUp: () => causeOf(steps, at),
    ArrowDown: () => consequenceOf(steps, at),
  };
  const beyond: Readonly<Record<string, number | undefined>> = {
    Home: all[0],
    End: all[all.length - 1],
    ArrowLeft: at === 0 ? all[start - 1] : undefined,
  };
  const zoom: Readonly<Record<string, number>> = { '+': -1, '=': -1, '-': 1 };
  const other = beyond[event.key];
  if (other !== undefined) select({ kind: 'hop', id: other });
  else if (event.key === 'Enter' && step?.kind === 'group') props.onToggleGroup(step.group.id);
  else if (latinKey(event) === 'l' && step) toggleLaneOf(step, props);
  else if (zoom[event.key]) props.onZoom(zoom[event.key] ?? 0);
  else if (moves[event.key]) {
    const to = steps[Math.max(0, Math.min(steps.length - 1, moves[event.key]?.() ?? at))];
    if (to) select({ kind: 'hop', id: to.id });
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Folds or unfolds the lane that the step goes to. */
function toggleLaneOf(step: Step, { lanes, onToggleLane }: DiagramProps): void {
  const hop = step.kind === 'hop' ? step.hop : step.group.hops[0];
  const lane = hop && lanes.lanes[lanes.ends(hop)[1]];
  if (lane && lane.members > 1) onToggleLane(lane.family);
}

function causeOf(steps: readonly Step[], at: number): number {
  const step = steps[at];
  const cause = step?.kind === 'hop' ? step.hop.cause : step?.group.hops[0]?.cause;
  const found = cause ? stepWith(steps, cause) : -1;
  return found < 0 ? at : found;
}

function consequenceOf(steps: readonly Step[], at: number): number {
  const id = steps[at]?.id;
  const found = steps.findIndex(
    (step, index) => index > at && (step.kind === 'hop' ? step.hop.cause : step.group.hops[0]?.cause) === id,
  );
  return found < 0 ? at : found;
}

interface LaneNamesProps {
  readonly lanes: Lanes;
  readonly placing: Placing;
  readonly here: Step | undefined;
  readonly onToggle: (family: string) => void;
}

function LaneNames({ lanes, placing, here, onToggle }: LaneNamesProps) {
  const { laneHeight } = placing;
  const text = useText();
  const hop = here?.kind === 'hop' ? here.hop : here?.group.hops[0];
  const ends: readonly number[] = hop ? lanes.ends(hop) : [];
  return (
    <div className="lane-names">
      {lanes.lanes.map((lane, index) => (
        <div
          key={lane.key}
          className={ends.includes(index) ? 'lane-name here' : 'lane-name'}
          style={{ top: laneY(index, laneHeight) - 10 }}
        >
          {lane.members > 1 ? (
            // Nothing but its steps is a stop for keys in the diagram: by key `l` folds the lane of the step.
            <span
              className="lane-fold"
              title={lane.folded ? text('sequence.laneUnfold', { members: lane.members }) : text('sequence.laneFold')}
              onClick={() => onToggle(lane.family)}
            >
              {lane.title} <span aria-hidden="true">{lane.folded ? '▸' : '▾'}</span>
            </span>
          ) : (
            lane.title
          )}
        </div>
      ))}
    </div>
  );
}
