import { create } from 'zustand';
import type { HopView } from '../../session/protocol';
import { forgetFrame, nextFrame } from '../state/frames';
import { prefersStillness, usePreferences } from '../state/preferences';
import { type Screen, simulatedClock, useScreen } from '../state/screen';
import type { Point, Router } from './routing';
import { pathOf, pointAlong, progress } from './travel';

interface Trace {
  readonly route: readonly Point[];
  readonly followed: boolean;
  readonly lost: boolean;
  readonly until: number;
}

const TRACE_MILLISECONDS = 350;
const LOST_MILLISECONDS = 1500;
/** A trace fades in so many steps: all that are as faint are one line. */
const FADES = 4;
const MOST_DOTS = 400;

/** How many messages in the air were too many to be drawn in the last frame. */
export const useDots = create<{ readonly leftOut: number }>(() => ({ leftOut: 0 }));

/** What is drawn alike, the last above the others. */
const LOOKS = [
  ...['other', 'followed', 'lost'].flatMap((rank) =>
    Array.from({ length: FADES }, (_, step) => `trace ${rank} fade-${step + 1}`),
  ),
  'dots background',
  'dots other',
  'dots edge',
  'dots followed',
] as const;

/**
 * Draws hops in flight as dots over the graph, all that look alike as one path: a canvas of this size would be copied in every
 * frame. What came and went between two frames leaves its wire lit for a moment. It draws when something moved, and rests otherwise.
 */
export class HopPainter {
  private readonly paths: ReadonlyMap<string, SVGPathElement>;
  private readonly router: Router;
  /** By their ends: several messages along one wire light it once. */
  private readonly traces = new Map<string, Trace>();
  /** What stands in the paths. */
  private drawn: Readonly<Record<string, string>> = {};
  private lastNow = -1;
  private blank = false;
  private readonly stops: (() => void)[];

  constructor(field: SVGGElement, router: Router) {
    this.router = router;
    this.paths = new Map(LOOKS.map((looks) => [looks, newPath(looks)]));
    field.replaceChildren(...this.paths.values());
    this.stops = [
      useScreen.subscribe((now, before) => this.noticed(now, before)),
      usePreferences.subscribe(() => this.wake()),
      () => forgetFrame(this.draw),
    ];
    this.wake();
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  private noticed(now: Screen, before: Screen): void {
    if (now.versions.hops !== before.versions.hops) for (const hop of now.world.quick) this.trace(hop, now.following);
    if (this.blank && !this.hasSomething(now)) return;
    const moved = now.clock.now !== before.clock.now || now.versions.airborne !== before.versions.airborne;
    if (
      moved &&
      (now.world.airborne.size > 0 || before.versions.airborne !== now.versions.airborne || this.traces.size > 0)
    )
      this.wake();
  }

  /** Whether there is anything to draw: background that is hidden is nothing. */
  private hasSomething(screen: Screen): boolean {
    if (this.traces.size > 0) return true;
    const { showBackground } = usePreferences.getState();
    for (const hop of screen.world.airborne.values()) if (showBackground || hop.root !== 0) return true;
    return false;
  }

  private trace(hop: HopView, following: number): void {
    const route = this.router.route(hop.from, hop.to);
    if (route.length === 0) return;
    const lost = hop.outcome === 'lost';
    const key = `${hop.from}>${hop.to}${lost ? ' lost' : ''}`;
    const followed = following !== 0 && hop.root === following;
    this.traces.set(key, {
      route,
      followed: followed || this.traces.get(key)?.followed === true,
      lost,
      until: performance.now() + (lost ? LOST_MILLISECONDS : TRACE_MILLISECONDS),
    });
    this.wake();
  }

  private wake(): void {
    nextFrame(this.draw);
  }

  private readonly draw = (at: number): void => {
    const picture: Record<string, string> = {};
    for (const [key, trace] of this.traces) {
      if (trace.until > at) addTrace(picture, trace, at);
      else this.traces.delete(key);
    }
    const screen = useScreen.getState();
    const now = simulatedClock.read(performance.now());
    this.addDots(picture, screen, now);
    this.show(picture);
    // Where the clock's estimate has come to its end only the next batch moves anything.
    this.blank = !this.hasSomething(screen);
    const moving = simulatedClock.isMoving && !this.blank && now !== this.lastNow;
    this.lastNow = now;
    if (moving || this.traces.size > 0) this.wake();
  };

  private show(picture: Readonly<Record<string, string>>): void {
    for (const [looks, path] of this.paths)
      if (picture[looks] !== this.drawn[looks]) path.setAttribute('d', picture[looks] ?? '');
    this.drawn = picture;
  }

  private addDots(picture: Record<string, string>, screen: Screen, now: number): void {
    const still = prefersStillness();
    const { showBackground } = usePreferences.getState();
    let drawn = 0;
    let leftOut = 0;
    for (const hop of screen.world.airborne.values()) {
      const background = hop.root === 0;
      if (hop.sentAt > now || (background && !showBackground)) continue;
      const share = progress(hop, now);
      if (share >= 1 && simulatedClock.isMoving) continue;
      if (drawn >= MOST_DOTS) {
        leftOut += 1;
        continue;
      }
      const point = pointAlong(this.router.route(hop.from, hop.to), still ? 1 : share);
      if (!point) continue;
      drawn += 1;
      // A line without length, seen by its round ends.
      const dot = `M${tenth(point.x)} ${tenth(point.y)}h0`;
      if (background) add(picture, 'dots background', dot);
      else if (hop.root !== screen.following) add(picture, 'dots other', dot);
      else for (const looks of ['dots edge', 'dots followed']) add(picture, looks, dot);
    }
    if (useDots.getState().leftOut !== leftOut) useDots.setState({ leftOut });
  }
}

function newPath(looks: string): SVGPathElement {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('class', looks);
  return path;
}

function add(picture: Record<string, string>, looks: string, data: string): void {
  picture[looks] = (picture[looks] ?? '') + data;
}

function addTrace(picture: Record<string, string>, trace: Trace, at: number): void {
  const left = (trace.until - at) / (trace.lost ? LOST_MILLISECONDS : TRACE_MILLISECONDS);
  const fade = prefersStillness() ? FADES : Math.max(1, Math.min(FADES, Math.ceil(left * 1.2 * FADES)));
  const looks = `trace ${trace.lost ? 'lost' : trace.followed ? 'followed' : 'other'} fade-${fade}`;
  add(picture, looks, pathOf(trace.route));
  const cross = trace.lost ? pointAlong(trace.route, 0.6) : undefined;
  if (cross) add(picture, looks, `M${tenth(cross.x - 5)} ${tenth(cross.y - 5)}l10 10m0-10l-10 10`);
}

function tenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
