import type { HopView } from '../../session/protocol';
import { durationText } from '../text/figures';
import type { Lanes } from './lanes';
import type { Step } from './steps';
import { say } from '../text/language';

/** Lengths in pixels. */
const LANE_HEIGHTS = { least: 12, most: 30 };
/** Lanes lower than this have smaller words. */
const LOW_LANE = 17;
const LEAST_WORDS = 9.5;
export const TOP = 14;
const BELOW = 3;
const LEFT = 14;
const WITH_WORDS = 20;
const MOST_SLANT = 10;
const GAP_WIDTH = 46;
/** A gap narrower than this says nothing. */
const LEAST_GAP_WORDS = 38;
const LONGEST_LABEL = 132;
const LABEL_AFTER_HEAD = 7;
const BOX_PADDING = 12;
const MOST_BARE_BOX = 20;
/** Room for the sign of what is broken. */
export const SIGN = 14;
/** A wait this long is marked; the axis does not stretch for it. */
const GAP_MILLISECONDS = 20;

/** Where a step is drawn. `x` is its tail, `tip` its head; a group and an act lie on one lane. */
export interface Placed {
  readonly x: number;
  readonly tip: number;
  readonly from: number;
  readonly to: number;
  /** Pixels that its label may take, 0 for none. */
  readonly label: number;
}

export interface Gap {
  readonly x: number;
  readonly words: string;
}

export interface Placing {
  readonly places: readonly Placed[];
  readonly gaps: readonly Gap[];
  readonly width: number;
  readonly height: number;
  readonly laneHeight: number;
  /** From one step's tail to the next at least; heads shrink with it. */
  readonly spacing: number;
}

/** As much as the lanes of this pane may have, so that all are in sight. */
export function laneHeightFor(lanes: number, paneHeight: number): number {
  const height = Math.floor((paneHeight - TOP - BELOW) / Math.max(1, lanes));
  return Math.max(LANE_HEIGHTS.least, Math.min(LANE_HEIGHTS.most, height));
}

/** The size of words that stand on lanes of this height without touching those of the next; none where there is room for the usual one. */
export function wordsOnLane(laneHeight: number): number | undefined {
  return laneHeight < LOW_LANE ? Math.max(LEAST_WORDS, laneHeight * 0.72) : undefined;
}

/** Of a box on a lane. */
export function boxHeight(laneHeight: number): number {
  return Math.min(16, laneHeight - (laneHeight < LOW_LANE ? 1 : 3));
}

/** A message that did not get through, or an answer that says no. */
export function isBroken(hop: HopView): boolean {
  return isLost(hop) || hop.does === 'refuses';
}

export function isLost(hop: HopView): boolean {
  return hop.outcome === 'lost' || hop.outcome === 'refused' || hop.kind === 'reset';
}

export function laneY(lane: number, laneHeight: number): number {
  return TOP + lane * laneHeight + laneHeight / 2;
}

/** How a story is laid out: with words as wide as they are, or without, each step so many pixels after the one before. */
export type Scale =
  | { readonly measure: (label: string) => number }
  | { readonly measure?: undefined; readonly spacing: number };

interface Pen {
  readonly measure: ((label: string) => number) | undefined;
  readonly spacing: number;
  readonly slant: number;
  readonly box: number;
  readonly gap: number;
  /** Of the space above each lane (and below the last): from where on it is free of words. */
  readonly free: number[];
}

function penFor(scale: Scale, lanes: number): Pen {
  const spacing = scale.measure ? WITH_WORDS : scale.spacing;
  return {
    measure: scale.measure,
    spacing,
    slant: Math.min(MOST_SLANT, spacing * 0.8),
    box: Math.min(MOST_BARE_BOX, spacing * 1.6),
    gap: scale.measure ? GAP_WIDTH : Math.min(GAP_WIDTH, spacing * 3.5),
    free: Array.from({ length: lanes + 1 }, () => LEFT),
  };
}

/**
 * Left to right in the order of sending, each step as near to the one before as their words allow: a label lies beside its
 * arrow's head, and no arrow crosses it.
 */
export function placeSteps(steps: readonly Step[], lanes: Lanes, scale: Scale, laneHeight: number): Placing {
  const pen = penFor(scale, lanes.lanes.length);
  const places: Placed[] = [];
  const gaps: Gap[] = [];
  let next = LEFT;
  let before: number | undefined;
  for (const step of steps) {
    const sentAt = step.kind === 'hop' ? step.hop.sentAt : (step.group.hops[0]?.sentAt ?? 0);
    const waited = before === undefined ? 0 : sentAt - before;
    before = sentAt;
    if (waited >= GAP_MILLISECONDS) {
      const x = Math.max(next, ...pen.free);
      gaps.push({ x: x + pen.gap / 2, words: pen.gap < LEAST_GAP_WORDS ? '' : `+${durationText(waited)}` });
      next = x + pen.gap;
    }
    const place = step.kind === 'hop' ? placeHop(step, lanes, pen, next) : placeGroup(step, lanes, pen, next);
    places.push(place);
    next = place.x + pen.spacing;
  }
  const width = Math.max(next, ...pen.free) + (pen.measure ? LONGEST_LABEL / 2 : LEFT);
  const height = TOP + lanes.lanes.length * laneHeight + BELOW;
  return { places, gaps, width, height, laneHeight, spacing: pen.spacing };
}

function placeHop(step: Extract<Step, { kind: 'hop' }>, lanes: Lanes, pen: Pen, earliest: number): Placed {
  const { free, measure } = pen;
  const [from, to] = lanes.ends(step.hop);
  const first = Math.min(from, to) + 1;
  const last = Math.max(from, to);
  let x = earliest;
  for (let band = first; band <= Math.max(first, last); band++) x = Math.max(x, free[band] ?? 0);
  const tip = from === to ? x : x + pen.slant;
  const label = measure ? Math.min(LONGEST_LABEL, measure(say(step.hop.title)) + (isBroken(step.hop) ? SIGN : 0)) : 0;
  // Words stand above the lane for what comes from above, and below it for what comes from below.
  const band = from < to ? to : to + 1;
  if (label > 0) free[band] = tip + LABEL_AFTER_HEAD + label + 8;
  return { x, tip, from, to, label };
}

function placeGroup(step: Extract<Step, { kind: 'group' }>, lanes: Lanes, pen: Pen, earliest: number): Placed {
  const { free, measure } = pen;
  const hop = step.group.hops[0];
  const lane = hop ? lanes.ends(hop)[0] : 0;
  const x = Math.max(earliest, free[lane] ?? 0, free[lane + 1] ?? 0);
  const width = measure ? measure(step.group.short) + BOX_PADDING : pen.box;
  const apart = measure ? 4 : 0;
  free[lane] = x + width + apart;
  free[lane + 1] = x + width + apart;
  return { x, tip: x + width, from: lane, to: lane, label: width };
}

/** So near to each other that the whole story fits into the width: found by laying it out a few times. */
export function spacingThatFits(steps: readonly Step[], lanes: Lanes, width: number): number {
  let [least, most] = [0.4, 13];
  if (placeSteps(steps, lanes, { spacing: most }, 1).width <= width) return most;
  for (let tries = 0; tries < 7; tries++) {
    const middle = (least + most) / 2;
    if (placeSteps(steps, lanes, { spacing: middle }, 1).width <= width) least = middle;
    else most = middle;
  }
  return least;
}

/** The first step that may be seen from `x` on. */
export function firstFrom(places: readonly Placed[], x: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.x ?? 0) < x - LONGEST_LABEL - 60) low = middle + 1;
    else high = middle;
  }
  return low;
}
