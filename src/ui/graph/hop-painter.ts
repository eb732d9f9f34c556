import { create } from 'zustand';
import type { HopView } from '../../session/protocol';
import { forgetFrame, nextFrame } from '../state/frames';
import { type Palette, readPalette } from '../state/palette';
import { onThemeChange, prefersStillness, usePreferences } from '../state/preferences';
import { type Screen, simulatedClock, useScreen } from '../state/screen';
import type { Point, Router } from './routing';
import { pointAlong, progress } from './travel';

/** Where the picture stands in its pane: shift in CSS pixels, and zoom. */
export type View = readonly [x: number, y: number, zoom: number];

interface Trace {
  readonly route: readonly Point[];
  readonly followed: boolean;
  readonly lost: boolean;
  readonly until: number;
}

const TRACE_MILLISECONDS = 350;
const LOST_MILLISECONDS = 1500;
const BEND = 6;
const MOST_DOTS = 400;

/** How many messages in the air were too many to be drawn in the last frame. */
export const useDots = create<{ readonly leftOut: number }>(() => ({ leftOut: 0 }));

/**
 * Draws hops in flight as dots on one canvas over the graph. What came and went between two frames leaves its wire lit for a
 * moment. It draws when something moved, and rests otherwise.
 */
export class HopPainter {
  private readonly canvas: HTMLCanvasElement;
  private readonly router: Router;
  private view: View;
  private palette: Palette = readPalette();
  /** By their ends: several messages along one wire light it once. */
  private readonly traces = new Map<string, Trace>();
  private lastNow = -1;
  private blank = false;
  /** In CSS pixels; asked of the element in each frame it would cost a layout. */
  private size = { width: 0, height: 0 };
  private readonly stops: (() => void)[];

  constructor(canvas: HTMLCanvasElement, router: Router, view: View) {
    this.canvas = canvas;
    this.router = router;
    this.view = view;
    const observer = new ResizeObserver((entries) => this.resized(entries[0]?.contentRect));
    observer.observe(canvas);
    this.stops = [
      useScreen.subscribe((now, before) => this.noticed(now, before)),
      usePreferences.subscribe(() => this.wake()),
      onThemeChange(() => requestAnimationFrame(() => this.recolour())),
      () => observer.disconnect(),
      () => forgetFrame(this.draw),
    ];
    this.wake();
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  moveTo(view: View): void {
    this.view = view;
    this.wake();
  }

  private resized(rect: DOMRectReadOnly | undefined): void {
    if (rect) this.size = { width: rect.width, height: rect.height };
    this.wake();
  }

  private recolour(): void {
    this.palette = readPalette();
    this.wake();
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
    const context = this.canvas.getContext('2d');
    if (!context) return;
    this.fit(context);
    for (const [key, trace] of this.traces) {
      if (trace.until > at) this.drawTrace(context, trace, at);
      else this.traces.delete(key);
    }
    const screen = useScreen.getState();
    const now = simulatedClock.read(performance.now());
    this.drawDots(context, screen, now);
    // Where the clock's estimate has come to its end only the next batch moves anything.
    this.blank = !this.hasSomething(screen);
    const moving = simulatedClock.isMoving && !this.blank && now !== this.lastNow;
    this.lastNow = now;
    if (moving || this.traces.size > 0) this.wake();
  };

  private fit(context: CanvasRenderingContext2D): void {
    const sharpness = Math.min(2, devicePixelRatio || 1);
    const width = Math.round(this.size.width * sharpness);
    const height = Math.round(this.size.height * sharpness);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const [x, y, zoom] = this.view;
    context.setTransform(zoom * sharpness, 0, 0, zoom * sharpness, x * sharpness, y * sharpness);
  }

  private drawTrace(context: CanvasRenderingContext2D, trace: Trace, at: number): void {
    const left = (trace.until - at) / (trace.lost ? LOST_MILLISECONDS : TRACE_MILLISECONDS);
    context.globalAlpha = prefersStillness() ? 0.8 : Math.max(0, Math.min(1, left * 1.2));
    context.strokeStyle = trace.lost ? this.palette.bad : trace.followed ? this.palette.follow : this.palette.quiet;
    context.lineWidth = trace.followed ? 2.2 : 1.4;
    context.lineJoin = 'round';
    context.beginPath();
    trace.route.forEach((point, index) => {
      const next = trace.route[index + 1];
      if (index === 0) context.moveTo(point.x, point.y);
      else if (next) context.arcTo(point.x, point.y, next.x, next.y, BEND);
      else context.lineTo(point.x, point.y);
    });
    context.stroke();
    if (trace.lost) this.drawCross(context, pointAlong(trace.route, 0.6));
    context.globalAlpha = 1;
  }

  private drawCross(context: CanvasRenderingContext2D, point: Point | undefined): void {
    if (!point) return;
    context.lineWidth = 2.4;
    context.beginPath();
    context.moveTo(point.x - 5, point.y - 5);
    context.lineTo(point.x + 5, point.y + 5);
    context.moveTo(point.x + 5, point.y - 5);
    context.lineTo(point.x - 5, point.y + 5);
    context.stroke();
  }

  private drawDots(context: CanvasRenderingContext2D, screen: Screen, now: number): void {
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
      this.drawDot(context, point, background ? 'background' : hop.root === screen.following ? 'followed' : 'other');
    }
    if (useDots.getState().leftOut !== leftOut) useDots.setState({ leftOut });
  }

  private drawDot(context: CanvasRenderingContext2D, point: Point, rank: 'followed' | 'other' | 'background'): void {
    const { palette } = this;
    context.beginPath();
    context.arc(point.x, point.y, rank === 'followed' ? 5.5 : rank === 'other' ? 4 : 2.6, 0, 2 * Math.PI);
    context.globalAlpha = rank === 'background' ? 0.7 : 1;
    context.fillStyle = rank === 'followed' ? palette.follow : rank === 'other' ? palette.quiet : palette.faint;
    context.fill();
    if (rank === 'followed') {
      context.lineWidth = 1.5;
      context.strokeStyle = palette.surface;
      context.stroke();
    }
    context.globalAlpha = 1;
  }
}
