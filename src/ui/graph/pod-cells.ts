import type { ObjectState, ObjectView } from '../../session/protocol';
import { text } from '../text/language';

/** Worst first: the order of cells, and of the words that count them. */
const stateOrder: readonly ObjectState[] = ['failing', 'pending', 'terminating', 'running', 'done'];

export function worstFirst(pods: readonly ObjectView[]): ObjectView[] {
  const byState = new Map<ObjectState, ObjectView[]>(stateOrder.map((state) => [state, []]));
  for (const pod of pods) byState.get(pod.state)?.push(pod);
  return stateOrder.flatMap((state) => byState.get(state) ?? []);
}

const countKeys = {
  failing: 'states.countFailing',
  pending: 'states.countPending',
  terminating: 'states.countTerminating',
  running: 'states.countRunning',
  done: 'states.countDone',
} as const;

/** "2 failing · 10 pending · 88 running" */
export function countsInWords(pods: readonly ObjectView[], say = text): string {
  const counts = new Map<ObjectState, number>();
  for (const pod of pods) counts.set(pod.state, (counts.get(pod.state) ?? 0) + 1);
  return stateOrder
    .flatMap((state) => (counts.has(state) ? [say(countKeys[state], { count: counts.get(state) ?? 0 })] : []))
    .join(' · ');
}

export interface CellGrid {
  readonly size: number;
  readonly columns: number;
  /** How many cells fit; what is beyond is counted in words only. */
  readonly capacity: number;
}

const LARGEST = 18;
const SMALLEST = 5;

/** The largest cells of which `count` fit into the box. */
export function fitCells(count: number, width: number, height: number): CellGrid {
  for (let size = LARGEST; size >= SMALLEST; size -= 1) {
    const columns = Math.floor(width / size);
    const capacity = columns * Math.floor(height / size);
    if (capacity >= count || size === SMALLEST) return { size, columns, capacity };
  }
  return { size: SMALLEST, columns: 1, capacity: 0 };
}

export function cellAt(grid: CellGrid, x: number, y: number): number {
  const column = Math.floor(x / grid.size);
  return column < 0 || column >= grid.columns ? -1 : Math.floor(y / grid.size) * grid.columns + column;
}

/** All cells of one look: their shapes in one path. */
export interface CellPath {
  readonly state: ObjectState;
  /** Filled, or drawn as a line. */
  readonly how: 'solid' | 'line';
  /** Not what is looked for. */
  readonly faint: boolean;
  readonly data: string;
}

/** Each pod as its state's shape, so that grey still tells them apart; what is not looked for is faint. */
export function cellPaths(
  pods: readonly ObjectView[],
  grid: CellGrid,
  isFound: (pod: ObjectView) => boolean,
): readonly CellPath[] {
  const paths = new Map<string, { readonly path: Omit<CellPath, 'data'>; data: string }>();
  pods.slice(0, grid.capacity).forEach((pod, index) => {
    const { x, y } = middleOf(grid, index);
    const faint = !isFound(pod);
    for (const [how, shape] of Object.entries(shapes[pod.state]) as [CellPath['how'], Shape][]) {
      const key = `${pod.state} ${how} ${faint}`;
      const known = paths.get(key);
      const data = shape(x, y, grid.size / 2 - 1);
      if (known) known.data += data;
      else paths.set(key, { path: { state: pod.state, how, faint }, data });
    }
  });
  return [...paths.values()].map(({ path, data }) => ({ ...path, data }));
}

export function middleOf({ columns, size }: CellGrid, index: number): { readonly x: number; readonly y: number } {
  return { x: (index % columns) * size + size / 2, y: Math.floor(index / columns) * size + size / 2 };
}

type Shape = (x: number, y: number, radius: number) => string;

const square = (x: number, y: number, half: number) =>
  `M${short(x - half)} ${short(y - half)}h${short(2 * half)}v${short(2 * half)}h${short(-2 * half)}z`;

function short(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

const shapes: Readonly<Record<ObjectState, Partial<Record<CellPath['how'], Shape>>>> = {
  running: { solid: (x, y, radius) => square(x, y, radius * 0.9) },
  pending: {
    solid: (x, y, radius) =>
      `M${short(x - radius * 0.8)} ${short(y - radius * 0.8)}h${short(radius * 0.8)}v${short(radius * 1.6)}h${short(-radius * 0.8)}z`,
    line: (x, y, radius) => square(x, y, radius * 0.8),
  },
  failing: {
    solid: (x, y, radius) =>
      `M${short(x)} ${short(y - radius)}l${short(radius)} ${short(2 * radius)}h${short(-2 * radius)}z`,
  },
  done: {
    line: (x, y, radius) =>
      `M${short(x - radius * 0.8)} ${short(y)}l${short(radius * 0.6)} ${short(radius * 0.7)}l${short(radius)} ${short(-radius * 1.4)}`,
  },
  terminating: { line: (x, y, radius) => square(x, y, radius * 0.8) },
};
