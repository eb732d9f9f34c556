import type { MachineView } from '../../session/protocol';
import { type ComponentSeat, componentSeats, type Density, partsHeight, type Rect } from './component-seats';

export interface MachineSeat extends Rect {
  readonly machine: string;
  readonly role: MachineView['role'];
  /** Row of the picture, from 0; the tray is a row of its own. */
  readonly row: number;
  readonly density: Density;
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
  /** The y of the channel below each row; the last has none where no wire comes from below. */
  readonly channels: readonly number[];
  readonly density: Density;
}

/** What the picture is made to fit. */
export interface Room {
  /** Rows of pod cards that each worker makes room for; grows and never shrinks, so that nothing jumps. */
  readonly podRows: number;
  /** One of them may be left out where everything else would have to be smaller for it. */
  readonly spare?: boolean;
  /** Width of the pane by its height. */
  readonly aspect: number;
  /** Of the pane, in pixels, where it is known. */
  readonly height?: number;
}

const COLUMNS = 3;
/** Of a control-plane machine; many workers below ask for a wide picture. */
const COLUMN_WIDTH = { least: 222, step: 6, most: { full: 300, compact: 360, mini: 460 } };
const COLUMN_GAP = 28;
const MARGIN = 34;
const TOP = 12;
const BOTTOM = 12;
const SMALL_HEIGHT = 42;
const TRAY_HEIGHT = 34;
const CHANNEL = { client: 32, control: 30, tray: 28, full: 28, compact: 20, mini: 12 };
export const POD_HEIGHT = 24;
export const POD_GAP = 4;
const FOOT_HEIGHT: Readonly<Record<Density, number>> = { full: 24, compact: 4, mini: 14 };
/** Of a row of many workers: how wide each is at least, the gap between two, and the height of its cells. */
const TILE = { compact: { width: 132, gap: 14, cells: 52 }, mini: { width: 40, gap: 8, cells: 22 } };

type IdsByMachine = ReadonlyMap<string, readonly string[]>;
/** Few rows of marks have room for more of their pods. */
const ROOMY = { rows: 3, cells: 44 };

interface Plan {
  readonly width: number;
  readonly columnWidth: number;
  /** Of the components of each machine. */
  readonly ids: IdsByMachine;
  readonly machines: Map<string, MachineSeat>;
  readonly components: Map<string, ComponentSeat>;
  readonly rows: Row[];
  readonly channels: number[];
  y: number;
}

export function densityFor(workers: number): Density {
  if (workers <= 6) return 'full';
  return workers <= 24 ? 'compact' : 'mini';
}

/**
 * The diagram every teacher draws: client, balancer and registry; control plane side by side; the pods that wait; workers.
 * Of rows of pods that may be empty one is left out where it may and everything else would have to be smaller for it.
 */
export function layOut(machines: readonly MachineView[], componentIds: readonly string[], room: Room): Layout {
  const ids = byMachine(componentIds);
  const density = densityFor(machines.filter(({ role }) => role === 'worker').length);
  const all = layOutColumns(machines, ids, room, density);
  // Chips that could not be read at the size that fits are no better than marks that can.
  if (density === 'compact' && room.height && sizeIn(room, all) * room.height < READABLE_CHIPS)
    return layOutColumns(machines, ids, room, 'mini');
  if (!room.spare) return all;
  const fewer = layOutColumns(machines, ids, { ...room, podRows: room.podRows - 1 }, density);
  return sizeIn(room, all) < SMALLER * sizeIn(room, fewer) ? fewer : all;
}

/** The zoom below which names of the parts of a machine among many cannot be read. */
const READABLE_CHIPS = 0.7;
const SMALLER = 0.97;

function sizeIn(room: Room, layout: Layout): number {
  return Math.min(room.aspect / layout.width, 1 / layout.height);
}

/** Columns are as wide as makes everything largest in a pane of this shape; of equally good ones the widest. */
function layOutColumns(machines: readonly MachineView[], ids: IdsByMachine, room: Room, density: Density): Layout {
  let best = layOutWith(machines, ids, room, COLUMN_WIDTH.least, density);
  const size = (layout: Layout) => sizeIn(room, layout);
  for (let wide = COLUMN_WIDTH.least; wide <= COLUMN_WIDTH.most[density]; wide += COLUMN_WIDTH.step) {
    const layout = layOutWith(machines, ids, room, wide, density);
    if (size(layout) >= size(best) * 0.999) best = layout;
  }
  return best;
}

function layOutWith(
  machines: readonly MachineView[],
  ids: IdsByMachine,
  room: Room,
  columnWidth: number,
  density: Density,
): Layout {
  const control = machines.filter((machine) => machine.role === 'control-plane');
  const workers = machines.filter((machine) => machine.role === 'worker');
  const columns = Math.max(COLUMNS, Math.min(5, control.length));
  const width = 2 * MARGIN + columns * columnWidth + (columns - 1) * COLUMN_GAP;
  const plan: Plan = {
    width,
    columnWidth,
    ids,
    machines: new Map(),
    components: new Map(),
    rows: [],
    channels: [],
    y: TOP,
  };
  placeClients(plan, machines);
  placeRow(plan, control, { columns: control.length, width: columnWidth, gap: COLUMN_GAP, density: 'full' });
  openChannel(plan, CHANNEL.control);
  const tray = placeTray(plan);
  openChannel(plan, CHANNEL.tray);
  const shape = workerShape(plan, workers.length, room.podRows, density);
  for (let at = 0; at < workers.length; at += shape.columns) {
    if (at > 0) openChannel(plan, CHANNEL[shape.density]);
    placeRow(plan, workers.slice(at, at + shape.columns), shape);
  }
  // Where wires come from below, the last row has a channel below it, too.
  if (shape.density === 'mini') openChannel(plan, CHANNEL.mini);
  return {
    width,
    height: plan.y + BOTTOM,
    machines: plan.machines,
    components: plan.components,
    tray,
    rows: plan.rows,
    channels: plan.channels,
    density: shape.density,
  };
}

/** How a row of machines is divided. */
interface Shape {
  readonly columns: number;
  readonly width: number;
  readonly gap: number;
  readonly density: Density;
  /** Height of what is drawn of pods; none on the control plane. */
  readonly pods?: number;
}

function workerShape(plan: Plan, workers: number, podRows: number, density: Density): Shape {
  if (density === 'full') {
    // Two rows of workers share the height of one and a half.
    const rows = workers > COLUMNS ? Math.ceil(podRows / 2) : podRows;
    return { columns: COLUMNS, width: plan.columnWidth, gap: COLUMN_GAP, density, pods: podsHeight(rows) - POD_GAP };
  }
  const tile = TILE[density];
  const inner = plan.width - 2 * MARGIN;
  const columns = Math.max(1, Math.min(workers, Math.floor((inner + tile.gap) / (tile.width + tile.gap))));
  // The same number in each row, as far as it goes.
  const rows = Math.ceil(workers / columns);
  const even = Math.ceil(workers / rows);
  const roomy = density === 'mini' && rows <= ROOMY.rows;
  const width = Math.floor((inner - (even - 1) * tile.gap) / even);
  return { columns: even, width, gap: tile.gap, density, pods: roomy ? ROOMY.cells : tile.cells };
}

const clientSeats = [
  { role: 'laptop', width: 150, x: () => MARGIN },
  { role: 'balancer', width: 156, x: (width: number) => (width - 156) / 2 },
  { role: 'registry', width: 150, x: (width: number) => width - MARGIN - 150 },
] as const;

function placeClients(plan: Plan, machines: readonly MachineView[]): void {
  const edges: number[] = [];
  for (const seat of clientSeats) {
    const rect = { x: seat.x(plan.width), y: plan.y, width: seat.width, height: SMALL_HEIGHT };
    edges.push(rect.x, rect.x + seat.width);
    const machine = machines.find((candidate) => candidate.role === seat.role);
    if (!machine) continue;
    const { name, role } = machine;
    plan.machines.set(name, { ...rect, machine: name, role, row: 0, density: 'full' });
    for (const id of idsOn(name, plan.ids)) {
      const ports = ['left', 'right', 'bottom'] as const;
      plan.components.set(id, { ...rect, id, machine: name, role, row: 0, small: false, density: 'full', ports });
    }
  }
  plan.rows.push({ top: plan.y, bottom: plan.y + SMALL_HEIGHT, passages: between(plan.width, edges) });
  plan.y += SMALL_HEIGHT;
  openChannel(plan, CHANNEL.client);
}

function placeRow(plan: Plan, machines: readonly MachineView[], shape: Shape): void {
  const { columns, gap, density } = shape;
  const left = (plan.width - columns * shape.width - (columns - 1) * gap) / 2;
  const tallest = Math.max(
    0,
    ...machines.map((machine) => partsHeight(machine.role, namesOn(machine.name, plan.ids), density)),
  );
  const height = tallest + (shape.pods === undefined ? 0 : shape.pods + FOOT_HEIGHT[density]);
  const row = plan.rows.length;
  const edges: number[] = [];
  machines.forEach((machine, index) => {
    const rect = { x: left + index * (shape.width + gap), y: plan.y, width: shape.width, height };
    edges.push(rect.x, rect.x + shape.width);
    const inset = density === 'full' ? 10 : density === 'compact' ? 7 : 4;
    const pods = shape.pods !== undefined && {
      pods: { x: inset, y: tallest, width: shape.width - 2 * inset, height: shape.pods },
    };
    plan.machines.set(machine.name, { ...rect, machine: machine.name, role: machine.role, row, density, ...pods });
    for (const seat of componentSeats(machine, idsOn(machine.name, plan.ids), { ...rect, row, density }))
      plan.components.set(seat.id, seat);
  });
  plan.rows.push({ top: plan.y, bottom: plan.y + height, passages: between(plan.width, edges) });
  plan.y += height;
}

function placeTray(plan: Plan): Rect {
  const tray = { x: MARGIN, y: plan.y, width: plan.width - 2 * MARGIN, height: TRAY_HEIGHT };
  const passages = between(plan.width, [tray.x, tray.x + tray.width]);
  plan.rows.push({ top: tray.y, bottom: tray.y + TRAY_HEIGHT, passages });
  plan.y += TRAY_HEIGHT;
  return tray;
}

function openChannel(plan: Plan, height: number): void {
  plan.channels.push(plan.y + height / 2);
  plan.y += height;
}

/** The middle of each gap beside and between boxes, given their edges from left to right; beside the outermost ones half a margin off. */
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

/** Told apart once: of many machines each is placed for many widths. */
function byMachine(componentIds: readonly string[]): IdsByMachine {
  const ids = new Map<string, string[]>();
  for (const id of componentIds) {
    const machine = id.slice(0, id.indexOf('/'));
    const others = ids.get(machine);
    if (others) others.push(id);
    else ids.set(machine, [id]);
  }
  return ids;
}

function idsOn(machine: string, ids: IdsByMachine): readonly string[] {
  return ids.get(machine) ?? [];
}

function namesOn(machine: string, ids: IdsByMachine): string[] {
  return idsOn(machine, ids).map((id) => id.slice(machine.length + 1));
}
