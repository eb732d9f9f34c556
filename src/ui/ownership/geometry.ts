import type { Column } from './forest';

/** Lengths of the ownership picture in CSS pixels. */
export const ROW = 46;
export const CARD_HEIGHT = 39;
export const HEAD = 34;
export const MARGIN = 22;
const WIDEST_CARD = 250;

/** Where columns and rows lie in a pane of some width. */
export interface Geometry {
  readonly card: number;
  x(column: Column): number;
  y(row: number): number;
}

export function geometryOf(width: number): Geometry {
  const card = Math.max(120, Math.min(WIDEST_CARD, (width - 2 * MARGIN) / 4 - 22));
  const step = (width - 2 * MARGIN - card) / 3;
  return { card, x: (column) => MARGIN + column * step, y: (row) => HEAD + 10 + row * ROW };
}
