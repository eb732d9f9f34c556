import type { HopView } from '../../session/protocol';
import { length, type Point } from './routing';

/** How far a hop has come at an instant, 0 to 1. */
export function progress(hop: Pick<HopView, 'sentAt' | 'arrivesAt'>, now: number): number {
  const duration = hop.arrivesAt - hop.sentAt;
  if (duration <= 0) return now < hop.sentAt ? 0 : 1;
  return Math.max(0, Math.min(1, (now - hop.sentAt) / duration));
}

export function routeLength(route: readonly Point[]): number {
  let sum = 0;
  for (let index = 1; index < route.length; index += 1) sum += legLength(route, index);
  return sum;
}

function legLength(route: readonly Point[], index: number): number {
  const a = route[index - 1];
  const b = route[index];
  return a && b ? length(a, b) : 0;
}

/** The point at a share (0 to 1) of the way. */
export function pointAlong(route: readonly Point[], share: number): Point | undefined {
  let left = routeLength(route) * share;
  for (let index = 1; index < route.length; index += 1) {
    const leg = legLength(route, index);
    const a = route[index - 1];
    const b = route[index];
    if (!a || !b) break;
    if (left <= leg) {
      const part = leg === 0 ? 0 : left / leg;
      return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
    }
    left -= leg;
  }
  return route[route.length - 1];
}

/** SVG path data with rounded corners. */
export function pathData(route: readonly Point[], radius = 8): string {
  const first = route[0];
  if (!first) return '';
  let data = `M${round(first.x)} ${round(first.y)}`;
  for (let index = 1; index < route.length; index += 1) {
    const here = route[index];
    const before = route[index - 1];
    const after = route[index + 1];
    if (!here || !before) continue;
    if (!after) {
      data += `L${round(here.x)} ${round(here.y)}`;
      continue;
    }
    const bend = Math.min(radius, length(before, here) / 2, length(here, after) / 2);
    const enter = towards(here, before, bend);
    const leave = towards(here, after, bend);
    data += `L${round(enter.x)} ${round(enter.y)}Q${round(here.x)} ${round(here.y)} ${round(leave.x)} ${round(leave.y)}`;
  }
  return data;
}

const paths = new WeakMap<readonly Point[], string>();

/** A route's path is written once: messages come and go, routes stay. */
export function pathOf(route: readonly Point[]): string {
  const known = paths.get(route) ?? pathData(route);
  paths.set(route, known);
  return known;
}

function towards(from: Point, to: Point, by: number): Point {
  const whole = length(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / whole) * by, y: from.y + ((to.y - from.y) / whole) * by };
}

function round(figure: number): number {
  return Math.round(figure * 10) / 10;
}
