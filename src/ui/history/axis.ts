/** A gap this long takes the room of one step; longer ones take more, but ever less for what they last. */
const STEP_MILLISECONDS = 40;

/** Where instants lie on a line of length 1, and back. */
export interface Axis {
  readonly end: number;
  toShare(instant: number): number;
  toInstant(share: number): number;
}

/**
 * An axis of time on which waiting is compressed: between two moments at which something happened a second of nothing takes
 * little more room than a tenth of it. So ten minutes fit beside the three seconds that mattered.
 * @param moments at which something happened, in any order
 */
export function compressedAxis(moments: readonly number[], end: number): Axis {
  const last = Math.max(1, end);
  const inside = moments.filter((moment) => moment > 0 && moment < last).sort((a, b) => a - b);
  const stops = [0, ...inside.filter((moment, index) => moment !== inside[index - 1]), last];
  const places = [0];
  for (let index = 1; index < stops.length; index++)
    places.push(
      (places[index - 1] ?? 0) + Math.log1p(((stops[index] ?? 0) - (stops[index - 1] ?? 0)) / STEP_MILLISECONDS),
    );
  const whole = places[places.length - 1] ?? 1;
  return {
    end: last,
    toShare: (instant) => between(stops, places, Math.max(0, Math.min(last, instant))) / whole,
    toInstant: (share) => between(places, stops, Math.max(0, Math.min(1, share)) * whole),
  };
}

/** Piecewise linear, from one rising row to another. */
function between(from: readonly number[], to: readonly number[], value: number): number {
  let low = 0;
  let high = from.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  const [a, b] = [from[low] ?? 0, from[high] ?? 0];
  const part = b > a ? (value - a) / (b - a) : 0;
  return (to[low] ?? 0) + part * ((to[high] ?? 0) - (to[low] ?? 0));
}

/** At most so many of a rising row, its ends among them, as even in number as can be. */
export function sampled(row: readonly number[], most: number): readonly number[] {
  if (row.length <= most) return row;
  return Array.from({ length: most }, (_, index) => row[Math.round((index * (row.length - 1)) / (most - 1))] ?? 0);
}

/** Things side by side that would cover each other are shown as one. @param x where each lies, rising. */
export function grouped<T>(items: readonly T[], x: (item: T) => number, apart: number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (const item of items) {
    const group = groups[groups.length - 1];
    if (group && x(item) - x(group[0] ?? item) < apart) group.push(item);
    else groups.push([item]);
  }
  return groups;
}
