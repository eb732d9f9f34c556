import type { HopView } from '../../session/protocol';
import { durationText } from '../text/figures';
import type { Lanes } from './lanes';
import type { Step } from './steps';
import { plainWord, say } from '../text/language';

/** Lengths in pixels of the diagram at zoom 1. */
export const LANE_HEIGHT = 20;
export const TOP = 18;
const LEFT = 14;
const STEP = { words: 20, bare: 13 };
const SLANT = 10;
const GAP_WIDTH = 46;
const LONGEST_LABEL = 168;
const LABEL_AFTER_HEAD = 7;
const BOX_PADDING = 16;
const BARE_BOX = 20;
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
}

/** A message that did not get through, or an answer that says no. */
export function isBroken(hop: HopView): boolean {
  return isLost(hop) || (hop.kind === 'response' && /^[45]\d\d/.test(plainWord(hop.title)));
}

export function isLost(hop: HopView): boolean {
  return hop.outcome === 'lost' || hop.outcome === 'refused' || hop.kind === 'reset';
}

export function laneY(lane: number): number {
  return TOP + lane * LANE_HEIGHT + LANE_HEIGHT / 2;
}

/**
 * Left to right in the order of sending, each step as near to the one before as their words allow: a label lies beside its
 * arrow's head, and no arrow crosses it.
 * @param measure the width of a label; `undefined`: no words at all.
 */
export function placeSteps(
  steps: readonly Step[],
  lanes: Lanes,
  measure: ((text: string) => number) | undefined,
): Placing {
  /** Of the space above each lane (and below the last): from where on it is free of words. */
  const free = Array.from({ length: lanes.lanes.length + 1 }, () => LEFT);
  const places: Placed[] = [];
  const gaps: Gap[] = [];
  let next = LEFT;
  let before: number | undefined;
  for (const step of steps) {
    const sentAt = step.kind === 'hop' ? step.hop.sentAt : (step.group.hops[0]?.sentAt ?? 0);
    const waited = before === undefined ? 0 : sentAt - before;
    before = sentAt;
    if (waited >= GAP_MILLISECONDS) {
      const x = Math.max(next, ...free);
      gaps.push({ x: x + GAP_WIDTH / 2, words: `+${durationText(waited)}` });
      next = x + GAP_WIDTH;
    }
    const place =
      step.kind === 'hop' ? placeHop(step, lanes, measure, free, next) : placeGroup(step, lanes, measure, free, next);
    places.push(place);
    next = place.x + (measure ? STEP.words : STEP.bare);
  }
  const width = Math.max(next, ...free) + LONGEST_LABEL / 2;
  return { places, gaps, width, height: TOP + lanes.lanes.length * LANE_HEIGHT + 8 };
}

type Measure = ((text: string) => number) | undefined;

function placeHop(
  step: Extract<Step, { kind: 'hop' }>,
  lanes: Lanes,
  measure: Measure,
  free: number[],
  earliest: number,
): Placed {
  const [from, to] = lanes.ends(step.hop);
  const first = Math.min(from, to) + 1;
  const last = Math.max(from, to);
  let x = earliest;
  for (let band = first; band <= Math.max(first, last); band++) x = Math.max(x, free[band] ?? 0);
  const tip = from === to ? x : x + SLANT;
  const label = measure ? Math.min(LONGEST_LABEL, measure(say(step.hop.title)) + (isBroken(step.hop) ? SIGN : 0)) : 0;
  // Words stand above the lane for what comes from above, and below it for what comes from below.
  const band = from < to ? to : to + 1;
  if (label > 0) free[band] = tip + LABEL_AFTER_HEAD + label + 8;
  return { x, tip, from, to, label };
}

function placeGroup(
  step: Extract<Step, { kind: 'group' }>,
  lanes: Lanes,
  measure: Measure,
  free: number[],
  earliest: number,
): Placed {
  const hop = step.group.hops[0];
  const lane = hop ? lanes.ends(hop)[0] : 0;
  const x = Math.max(earliest, free[lane] ?? 0, free[lane + 1] ?? 0);
  const width = measure ? measure(step.group.title) + BOX_PADDING : BARE_BOX;
  free[lane] = x + width + 4;
  free[lane + 1] = x + width + 4;
  return { x, tip: x + width, from: lane, to: lane, label: width };
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
