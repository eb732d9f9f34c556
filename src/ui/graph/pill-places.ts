import type { Layout } from './layout';
import { length, type Point } from './routing';

/** A label that wants to lie in one of the horizontal channels, near the middle of its message's way. */
export interface PillWish {
  readonly id: number;
  readonly width: number;
  readonly route: readonly Point[];
}

export interface PillPlace extends Point {
  readonly id: number;
}

/** Pills that found no room in their channel, counted where the channel ends. */
export interface PillRest extends Point {
  readonly count: number;
}

const GAP = 6;

/** Gives each pill a place in a channel, so that none covers a word or another pill; first come, first served. */
export function placePills(layout: Layout, wishes: readonly PillWish[]): { places: PillPlace[]; rest: PillRest[] } {
  const byChannel = new Map<number, { wish: PillWish; x: number }[]>();
  for (const wish of wishes) {
    const wanted = wantedPlace(layout, wish.route);
    if (!wanted) continue;
    byChannel.set(wanted.channel, [...(byChannel.get(wanted.channel) ?? []), { wish, x: wanted.x }]);
  }
  const places: PillPlace[] = [];
  const rest: PillRest[] = [];
  for (const [channel, wanting] of byChannel) {
    const y = layout.channels[channel] ?? 0;
    const left = fill(layout.width, wanting, y, places);
    if (left > 0) rest.push({ x: layout.width - 24, y, count: left });
  }
  return { places, rest };
}

function fill(
  width: number,
  wanting: readonly { wish: PillWish; x: number }[],
  y: number,
  places: PillPlace[],
): number {
  const taken: { from: number; to: number }[] = [];
  let left = 0;
  for (const { wish, x } of wanting) {
    const from = freeFrom(taken, x - wish.width / 2, wish.width, width);
    if (from === undefined) {
      left += 1;
      continue;
    }
    taken.push({ from, to: from + wish.width });
    places.push({ id: wish.id, x: from + wish.width / 2, y });
  }
  return left;
}

/** The nearest free stretch: where it was wanted, else beside one that is there. */
function freeFrom(
  taken: readonly { from: number; to: number }[],
  wanted: number,
  width: number,
  limit: number,
): number | undefined {
  const clamped = Math.max(4, Math.min(limit - width - 4, wanted));
  const candidates = [clamped, ...taken.flatMap((other) => [other.to + GAP, other.from - GAP - width])];
  const fits = (from: number) =>
    from >= 4 &&
    from + width <= limit - 4 &&
    taken.every((other) => from >= other.to + GAP - 0.01 || from + width <= other.from - GAP + 0.01);
  return candidates.filter(fits).sort((a, b) => Math.abs(a - clamped) - Math.abs(b - clamped))[0];
}

function wantedPlace(layout: Layout, route: readonly Point[]): { channel: number; x: number } | undefined {
  let best: { channel: number; x: number; span: number } | undefined;
  for (let index = 1; index < route.length; index += 1) {
    const a = route[index - 1];
    const b = route[index];
    if (!a || !b || Math.abs(a.y - b.y) > 0.01) continue;
    const channel = layout.channels.findIndex((y) => Math.abs(y - a.y) < 12);
    const span = length(a, b);
    if (channel >= 0 && (!best || span > best.span)) best = { channel, x: (a.x + b.x) / 2, span };
  }
  return best ?? nearestChannel(layout, route);
}

/** A way without a stretch in a channel (two parts of one machine, neighbours): the channel nearest to its middle. */
function nearestChannel(layout: Layout, route: readonly Point[]): { channel: number; x: number } | undefined {
  const middle = route[Math.floor(route.length / 2)];
  if (!middle) return undefined;
  let channel = -1;
  layout.channels.forEach((y, index) => {
    if (channel < 0 || Math.abs(y - middle.y) < Math.abs((layout.channels[channel] ?? 0) - middle.y)) channel = index;
  });
  return channel < 0 ? undefined : { channel, x: middle.x };
}
