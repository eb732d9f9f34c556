import type { MachineView } from '../../session/protocol';
import { type ComponentSeat, componentSeats, partsHeight, type Rect } from './component-seats';

export interface MachineSeat extends Rect {
  readonly machine: string;
  readonly role: MachineView['role'];
  /** Row of the picture, from 0; the tray is a row of its own. */
  readonly row: number;
  /** Where the pods are drawn, relative to the machine. */
  readonly pods?: Rect;
}

/** A row with the x of the passages that lead through it from top to bottom. */
export interface Row {
  readonly top: number;
  readonly bottom: number;
  readonly passages: readonly number[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly machines: ReadonlyMap<string, MachineSeat>;
  /** By component id, in the picture's own coordinates. */
  readonly components: ReadonlyMap<string, ComponentSeat>;
  readonly tray: Rect;
  readonly rows: readonly Row[];
  /** The y of the channel below each row but the last. */
  readonly channels: readonly number[];
}

export const COLUMN_WIDTH = 222;
export const COLUMN_GAP = 28;
const MARGIN = 34;
const TOP = 14;
const SMALL_HEIGHT = 44;
const TRAY_HEIGHT = 38;
const CHANNEL = { client: 38, control: 36, tray: 30, workers: 30 };
export const POD_HEIGHT = 24;
export const POD_GAP = 4;
const FOOT_HEIGHT = 24;

interface Plan {
  readonly width: number;
  readonly machines: Map<string, MachineSeat>;
  readonly components: Map<string, ComponentSeat>;
  readonly rows: Row[];
  readonly channels: number[];
  y: number;
}

/** Machines a worker row holds: three while they are few, then more, so that the picture stays wider than high. */
export function columnsFor(workers: number): number {
  if (workers <= 3) return 3;
  return workers <= 12 ? 4 : 5;
}

/**
 * The diagram every teacher draws: client, balancer and registry; control plane side by side; the pods that wait; workers.
 * @param podRows rows of pod cards that each worker makes room for; grows and never shrinks, so that nothing jumps.
 */
export function layOut(machines: readonly MachineView[], componentIds: readonly string[], podRows: number): Layout {
  const control = machines.filter((machine) => machine.role === 'control-plane');
  const workers = machines.filter((machine) => machine.role === 'worker');
  const columns = Math.max(columnsFor(workers.length), Math.min(5, control.length));
  const width = 2 * MARGIN + columns * COLUMN_WIDTH + (columns - 1) * COLUMN_GAP;
  const plan: Plan = { width, machines: new Map(), components: new Map(), rows: [], channels: [], y: TOP };
  placeClients(plan, machines, componentIds);
  placeRow(plan, control, componentIds, undefined);
  openChannel(plan, CHANNEL.control);
  const tray = placeTray(plan);
  for (let first = 0; first < workers.length; first += columns) {
    openChannel(plan, first === 0 ? CHANNEL.tray : CHANNEL.workers);
    placeRow(plan, workers.slice(first, first + columns), componentIds, podRows, columns);
  }
  return {
    width,
    height: plan.y + 8,
    machines: plan.machines,
    components: plan.components,
    tray,
    rows: plan.rows,
    channels: plan.channels,
  };
}

const clientSeats = [
  { role: 'laptop', width: 150, x: () => MARGIN },
  { role: 'balancer', width: 156, x: (width: number) => (width - 156) / 2 },
  { role: 'registry', width: 150, x: (width: number) => width - MARGIN - 150 },
] as const;

function placeClients(plan: Plan, machines: readonly MachineView[], componentIds: readonly string[]): void {
  const edges: number[] = [];
  for (const seat of clientSeats) {
    const x = seat.x(plan.width);
    edges.push(x, x + seat.width);
    const machine = machines.find((candidate) => candidate.role === seat.role);
    if (!machine) continue;
    const rect = { x, y: plan.y, width: seat.width, height: SMALL_HEIGHT };
    plan.machines.set(machine.name, { ...rect, machine: machine.name, role: machine.role, row: 0 });
    for (const id of idsOn(machine.name, componentIds)) {
      plan.components.set(id, {
        ...rect,
        id,
        machine: machine.name,
        row: 0,
        small: false,
        ports: ['left', 'right', 'bottom'],
      });
    }
  }
  plan.rows.push({ top: plan.y, bottom: plan.y + SMALL_HEIGHT, passages: between(plan.width, edges) });
  plan.y += SMALL_HEIGHT;
  openChannel(plan, CHANNEL.client);
}

function placeRow(
  plan: Plan,
  machines: readonly MachineView[],
  componentIds: readonly string[],
  podRows: number | undefined,
  columns = machines.length,
): void {
  const rowWidth = columns * COLUMN_WIDTH + (columns - 1) * COLUMN_GAP;
  const left = (plan.width - rowWidth) / 2;
  const tallest = Math.max(
    0,
    ...machines.map((machine) => partsHeight(machine.role, namesOn(machine.name, componentIds))),
  );
  const height = tallest + (podRows === undefined ? 0 : podsHeight(podRows) + FOOT_HEIGHT);
  const row = plan.rows.length;
  const edges: number[] = [];
  machines.forEach((machine, index) => {
    const rect = { x: left + index * (COLUMN_WIDTH + COLUMN_GAP), y: plan.y, width: COLUMN_WIDTH, height };
    edges.push(rect.x, rect.x + COLUMN_WIDTH);
    const pods =
      podRows === undefined
        ? undefined
        : { x: 10, y: tallest, width: COLUMN_WIDTH - 20, height: podsHeight(podRows) - POD_GAP };
    plan.machines.set(machine.name, { ...rect, machine: machine.name, role: machine.role, row, ...(pods && { pods }) });
    for (const seat of componentSeats(machine, idsOn(machine.name, componentIds), rect, row))
      plan.components.set(seat.id, seat);
  });
  plan.rows.push({ top: plan.y, bottom: plan.y + height, passages: between(plan.width, edges) });
  plan.y += height;
}

function placeTray(plan: Plan): Rect {
  const tray = { x: MARGIN, y: plan.y, width: plan.width - 2 * MARGIN, height: TRAY_HEIGHT };
  plan.rows.push({
    top: tray.y,
    bottom: tray.y + TRAY_HEIGHT,
    passages: between(plan.width, [tray.x, tray.x + tray.width]),
  });
  plan.y += TRAY_HEIGHT;
  return tray;
}

function openChannel(plan: Plan, height: number): void {
  plan.channels.push(plan.y + height / 2);
  plan.y += height;
}

/** The middle of each gap beside and between boxes, given their edges from left to right; beside the outermost ones half a gap off. */
function between(width: number, edges: readonly number[]): number[] {
  const first = edges[0];
  const last = edges[edges.length - 1];
  if (first === undefined || last === undefined) return [COLUMN_GAP / 2, width - COLUMN_GAP / 2];
  const passages = [first - MARGIN / 2];
  for (let index = 1; index + 1 < edges.length; index += 2)
    passages.push(((edges[index] ?? 0) + (edges[index + 1] ?? 0)) / 2);
  passages.push(last + MARGIN / 2);
  return passages;
}

function podsHeight(podRows: number): number {
  return podRows * (POD_HEIGHT + POD_GAP);
}

function idsOn(machine: string, componentIds: readonly string[]): string[] {
  return componentIds.filter((id) => id.startsWith(`${machine}/`));
}

function namesOn(machine: string, componentIds: readonly string[]): string[] {
  return idsOn(machine, componentIds).map((id) => id.slice(machine.length + 1));
}
