import { useStore } from '@xyflow/react';
import type { Rect } from './component-seats';

/** Steps of nearness: what is drawn changes at these zooms, not with every turn of the wheel. */
const LEVELS = [1, 1.5, 2.2, 3.2, 4.6, 6.5, 9];
/** As near as one can come: a full machine of a large cluster shows its pods as cards by then. */
export const NEAREST = 10;
const CARD = { width: 94, height: 24, gapX: 6, gapY: 4 };
/** More cards than these on one machine stay cells, however near it is. */
const MOST_CARDS = 120;
/** And than these in the whole picture. */
export const MOST_CARDS_IN_ALL = 500;

/** How near a zoom is: the largest step below it. */
export function levelOf(zoom: number): number {
  // A hair below counts too, so that a step can be zoomed to.
  return LEVELS.findLast((level) => level <= zoom + 0.01) ?? 1;
}

/** How pods stand as cards in a box at a level of nearness: the box is drawn `level` times as large and scaled back. */
export interface CardGrid {
  readonly level: number;
  readonly columns: number;
  readonly capacity: number;
  readonly cardWidth: number;
}

export function cardGrid(box: Pick<Rect, 'width' | 'height'>, level: number): CardGrid {
  const width = box.width * level;
  const columns = Math.max(1, Math.floor((width + CARD.gapX) / (CARD.width + CARD.gapX)));
  const rows = Math.floor((box.height * level + CARD.gapY) / (CARD.height + CARD.gapY));
  const cardWidth = (width - (columns - 1) * CARD.gapX) / columns;
  return { level, columns, capacity: Math.min(MOST_CARDS, columns * Math.max(0, rows)), cardWidth };
}

/**
 * Who of all that would show so many cards may: no more than the picture holds. Who has shown its cards keeps them, so that a machine that
 * comes into sight does not take them from another.
 */
export class CardBudget {
  readonly #granted = new Map<string, number>();
  /** Who was refused, and asks again when there is room. */
  readonly #refused = new Set<string>();
  readonly #listeners = new Map<string, () => void>();

  /** Answers whether the cards may be drawn. @param cards 0 gives them back. */
  ask(machine: string, cards: number): boolean {
    const before = this.#granted.get(machine) ?? 0;
    const granted = cards > 0 && this.total - before + cards <= MOST_CARDS_IN_ALL;
    if (granted) this.#granted.set(machine, cards);
    else this.#granted.delete(machine);
    if (granted || cards === 0) this.#refused.delete(machine);
    else this.#refused.add(machine);
    if ((granted ? cards : 0) < before) this.#tellRefused();
    return granted;
  }

  /** Calls back when there may be room for what was refused; until what is returned is called, which gives the cards back. */
  watch(machine: string, again: () => void): () => void {
    this.#listeners.set(machine, again);
    return () => {
      this.#listeners.delete(machine);
      this.ask(machine, 0);
    };
  }

  get total(): number {
    let sum = 0;
    for (const cards of this.#granted.values()) sum += cards;
    return sum;
  }

  /** Cards are given back while a machine is drawn: others cannot be drawn anew within that. */
  #tellRefused(): void {
    if (this.#refused.size === 0) return;
    const waiting = [...this.#refused];
    queueMicrotask(() => {
      for (const machine of waiting) this.#listeners.get(machine)?.();
    });
  }
}

/** The level of nearness of the whole picture. */
export function useLevel(): number {
  return useStore((store) => levelOf(store.transform[2]));
}

/** Whether something of a box is in sight; what is not need not be drawn in detail. */
export function useInSight(box: Rect): boolean {
  return useStore(({ transform: [x, y, zoom], width, height }) => {
    const left = box.x * zoom + x;
    const top = box.y * zoom + y;
    return left < width && top < height && left + box.width * zoom > 0 && top + box.height * zoom > 0;
  });
}
