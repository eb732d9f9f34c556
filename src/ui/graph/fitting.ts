import type { Layout } from './layout';

/** Many small machines are looked at as a whole first: who wants to read comes nearer. */
const READABLE = { least: { full: 0.72, compact: 0.7, mini: 0.5 }, most: 1.4 };
/** Of the margin so much may be out of sight: wires turn there, nothing else. */
export const SLACK = 16;

/**
 * Rows of pod cards on each worker in a pane of this height; more pods than fit become cells, so that nothing has to make room and jump.
 * A low pane would rather have all machines in sight.
 */
export function podRowsIn(height: number): number {
  if (height === 0 || height >= 490) return 4;
  return height >= 330 ? 3 : 2;
}

/** Whether one of them had better be left out than everything else be smaller. */
export function mayLeaveOutRow(height: number): boolean {
  return height >= 330 && height < 460;
}

export interface Fitted {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

type Picture = Pick<Layout, 'width' | 'height' | 'density'>;

/** The whole picture in the pane, as far as it stays readable; what is larger starts at its top. */
export function readableView(layout: Picture, width: number, height: number, scale: number): Fitted {
  const least = READABLE.least[layout.density];
  const fit = (spare: number) => Math.min((width + spare) / layout.width, height / layout.height);
  const whole = fit(0) < least ? fit(2 * SLACK) : fit(0);
  const zoom = Math.max(least, Math.min(READABLE.most * scale, whole));
  return {
    x: Math.round((width - layout.width * zoom) / 2),
    y: Math.round(Math.max(0, (height - layout.height * zoom) / 2)),
    zoom,
  };
}

export function wholeView(layout: Picture, width: number, height: number, scale: number): Fitted {
  const zoom = Math.min(READABLE.most * scale, width / layout.width, height / layout.height);
  return { x: (width - layout.width * zoom) / 2, y: (height - layout.height * zoom) / 2, zoom };
}

/** Whether all of it but its margin is in sight. */
export function isAllInSight(layout: Picture, { x, y, zoom }: Fitted, width: number, height: number): boolean {
  const within = (from: number, length: number, pane: number) =>
    from >= -SLACK - 1 && from + length * zoom <= pane + SLACK + 1;
  return within(x, layout.width, width) && within(y, layout.height, height);
}
