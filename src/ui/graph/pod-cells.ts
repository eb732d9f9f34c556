import type { ObjectState, ObjectView } from '../../session/protocol';
import type { Palette } from '../state/palette';
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
export function countsInWords(pods: readonly ObjectView[]): string {
  const counts = new Map<ObjectState, number>();
  for (const pod of pods) counts.set(pod.state, (counts.get(pod.state) ?? 0) + 1);
  return stateOrder
    .flatMap((state) => (counts.has(state) ? [text(countKeys[state], { count: counts.get(state) ?? 0 })] : []))
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

interface Look {
  readonly grid: CellGrid;
  readonly palette: Palette;
  readonly chosen: string | undefined;
  /** What is looked for; the rest is faint. */
  readonly isFound: (pod: ObjectView) => boolean;
}

/** Draws each pod as its state's shape, so that grey still tells them apart; what is not looked for is faint. */
export function drawCells(
  context: CanvasRenderingContext2D,
  pods: readonly ObjectView[],
  { grid, palette, chosen, isFound }: Look,
): void {
  const colours: Readonly<Record<ObjectState, string>> = {
    failing: palette.bad,
    pending: palette.wait,
    terminating: palette.quiet,
    running: palette.ok,
    done: palette.quiet,
  };
  pods.slice(0, grid.capacity).forEach((pod, index) => {
    const x = (index % grid.columns) * grid.size + grid.size / 2;
    const y = Math.floor(index / grid.columns) * grid.size + grid.size / 2;
    context.fillStyle = colours[pod.state];
    context.strokeStyle = colours[pod.state];
    context.globalAlpha = isFound(pod) ? 1 : 0.18;
    shapes[pod.state](context, x, y, grid.size / 2 - 1);
    context.globalAlpha = 1;
    if (pod.key !== chosen) return;
    context.strokeStyle = palette.act;
    context.lineWidth = 1.5;
    context.strokeRect(x - grid.size / 2 + 0.5, y - grid.size / 2 + 0.5, grid.size - 1, grid.size - 1);
  });
}

type Shape = (context: CanvasRenderingContext2D, x: number, y: number, radius: number) => void;

const shapes: Readonly<Record<ObjectState, Shape>> = {
  running: (context, x, y, radius) => context.fillRect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8),
  pending: (context, x, y, radius) => {
    context.lineWidth = Math.max(1, radius / 4);
    context.strokeRect(x - radius * 0.8, y - radius * 0.8, radius * 1.6, radius * 1.6);
    context.fillRect(x - radius * 0.8, y - radius * 0.8, radius * 0.8, radius * 1.6);
  },
  failing: (context, x, y, radius) => {
    context.beginPath();
    context.moveTo(x, y - radius);
    context.lineTo(x + radius, y + radius);
    context.lineTo(x - radius, y + radius);
    context.fill();
  },
  done: (context, x, y, radius) => {
    context.lineWidth = Math.max(1, radius / 3);
    context.beginPath();
    context.moveTo(x - radius * 0.8, y);
    context.lineTo(x - radius * 0.2, y + radius * 0.7);
    context.lineTo(x + radius * 0.8, y - radius * 0.7);
    context.stroke();
  },
  terminating: (context, x, y, radius) => {
    context.lineWidth = 1;
    context.setLineDash([2, 1.5]);
    context.strokeRect(x - radius * 0.8, y - radius * 0.8, radius * 1.6, radius * 1.6);
    context.setLineDash([]);
  },
};
