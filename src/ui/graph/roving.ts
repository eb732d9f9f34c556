import type { KeyboardEvent } from 'react';

interface Place {
  readonly x: number;
  readonly y: number;
}

type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Sideways counts more than the way itself: what lies straight ahead comes first. */
const ASIDE = 2.5;

/** Pure: which of these places lies next in a direction; -1 for none. */
export function nextPlace(from: Place, places: readonly Place[], direction: Direction): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  places.forEach((place, index) => {
    const [dx, dy] = [place.x - from.x, place.y - from.y];
    const ahead = { ArrowLeft: -dx, ArrowRight: dx, ArrowUp: -dy, ArrowDown: dy }[direction];
    const aside = direction === 'ArrowLeft' || direction === 'ArrowRight' ? Math.abs(dy) : Math.abs(dx);
    const way = ahead + aside * ASIDE;
    if (ahead < 4 || way >= least) return;
    least = way;
    best = index;
  });
  return best;
}

const CARDS = 'button:not(:disabled), [role="img"][tabindex]';

function isDirection(key: string): key is Direction {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/** The picture is one stop for Tab: arrows go from card to card, Tab goes on to what follows the picture. */
export function moveInPicture(event: KeyboardEvent<HTMLElement>): void {
  const { target, currentTarget, key } = event;
  if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  const cards = [...currentTarget.querySelectorAll<HTMLElement>(CARDS)];
  if (key === 'Tab') return leave(cards, target);
  // Many pods in one field have arrows of their own.
  if (!isDirection(key) || target.matches('[role="img"]') || !cards.includes(target)) return;
  event.preventDefault();
  event.stopPropagation();
  const others = cards.filter((card) => card !== target);
  others[nextPlace(middleOf(target), others.map(middleOf), key)]?.focus();
}

function middleOf(card: HTMLElement): Place {
  const { x, y, width, height } = card.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}

/** While the browser looks for the next stop, no card but this one is one; who comes back finds the way in again. */
function leave(cards: readonly HTMLElement[], target: HTMLElement): void {
  const others = cards.filter((card) => card !== target && card.tabIndex >= 0);
  for (const card of others) card.tabIndex = -1;
  setTimeout(() => {
    for (const card of others) card.tabIndex = 0;
  });
}
