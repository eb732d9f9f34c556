import type { MachineView } from '../../session/protocol';

/** Lengths are the picture's own pixels: one is one CSS pixel at zoom 1. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Side = 'left' | 'right' | 'top' | 'bottom';

/**
 * How much a machine shows of itself, for how many there are: cards for its parts; chips with short names; marks alone.
 * What is left out comes back when one zooms in.
 */
export type Density = 'full' | 'compact' | 'mini';

/** Where a component stands, and at which sides a wire can reach it without crossing a word. */
export interface ComponentSeat extends Rect {
  readonly id: string;
  readonly machine: string;
  readonly role: MachineView['role'];
  readonly row: number;
  /** Shares its row with others. */
  readonly small: boolean;
  readonly density: Density;
  readonly ports: readonly Side[];
}

const PADDING = 10;
/** Between two rows of parts of a control-plane machine: room for the wire from one to the other. */
const WIRE_GAP = 10;
/** Between the two halves of a row: what lies above is joined to what lies below through it. */
const CORRIDOR = 18;
/** Between two parts of a worker: room for the CRI socket. */
const SOCKET_GAP = 8;
const HEAD: Readonly<Record<Density, number>> = { full: 28, compact: 22, mini: 18 };
const SMALL_HEIGHT = 32;
const WORKER_PART = { full: 26, compact: 17 };
const MARK = { width: 7, height: 7, gap: 2.5 };

/** The parts of a control-plane machine from top to bottom, as on every blackboard; what is not known shares the middle rows. */
const wideParts = [
  { name: 'kube-apiserver', height: 32 },
  { name: 'etcd', height: 46 },
] as const;
const smallOrder = ['kube-controller-manager', 'kube-scheduler', 'cloud-controller-manager'];
/** A worker's seats from left to right: the kubelet beside the runtime it talks to. */
const workerOrder = ['kube-proxy', 'kubelet', 'containerd'];

function rank(order: readonly string[], name: string): number {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
}

function inOrder(names: readonly string[], order: readonly string[]): string[] {
  return [...names].sort((a, b) => rank(order, a) - rank(order, b) || (a < b ? -1 : 1));
}

function smallNames(names: readonly string[]): string[] {
  return inOrder(
    names.filter((name) => !wideParts.some((part) => part.name === name)),
    smallOrder,
  );
}

function rowsOf(count: number, perRow: number): number {
  return Math.max(1, Math.ceil(count / perRow));
}

/** How many parts of a worker stand beside each other. */
function workerColumns(names: readonly string[]): number {
  return Math.max(2, Math.min(3, names.length));
}

/** Height of a machine's head and its components with the gap below them, before pods. Room is kept for parts that are not there yet. */
export function partsHeight(role: MachineView['role'], names: readonly string[], density: Density): number {
  if (role === 'worker') {
    if (density === 'mini') return HEAD.mini;
    return HEAD[density] + rowsOf(names.length, workerColumns(names)) * (WORKER_PART[density] + 6);
  }
  const rows = rowsOf(smallNames(names).length, 2);
  const wide = wideParts.reduce((sum, part) => sum + part.height, 0);
  return HEAD.full + wide + rows * (SMALL_HEIGHT + WIRE_GAP) + WIRE_GAP + PADDING;
}

interface Box extends Rect {
  readonly row: number;
  readonly density: Density;
}

export function componentSeats(machine: MachineView, ids: readonly string[], box: Box): ComponentSeat[] {
  const names = ids.map((id) => id.slice(machine.name.length + 1));
  return machine.role === 'worker' ? workerSeats(machine, names, box) : controlSeats(machine, names, box);
}

function seatOf(machine: MachineView, name: string, rect: Rect, box: Box, small: boolean, ports: readonly Side[]) {
  const { row, density } = box;
  return {
    id: `${machine.name}/${name}`,
    machine: machine.name,
    role: machine.role,
    row,
    density,
    small,
    ports,
    ...rect,
  };
}

/** API server on top, etcd at the bottom, between them who asks the one about what lies in the other. */
function controlSeats(machine: MachineView, names: readonly string[], box: Box): ComponentSeat[] {
  const seats: ComponentSeat[] = [];
  const [server, store] = wideParts;
  const inner = { x: box.x + PADDING, width: box.width - 2 * PADDING };
  let y = box.y + HEAD.full;
  const wide = (name: string, height: number, ports: readonly Side[]) => {
    if (names.includes(name)) seats.push(seatOf(machine, name, { ...inner, y, height }, box, false, ports));
    y += height + WIRE_GAP;
  };
  wide(server.name, server.height, ['top', 'left', 'right']);
  const small = smallNames(names);
  const width = (inner.width - CORRIDOR) / 2;
  small.forEach((name, index) => {
    const right = index % 2 === 1;
    const rect = {
      x: inner.x + (right ? width + CORRIDOR : 0),
      y: y + Math.floor(index / 2) * (SMALL_HEIGHT + WIRE_GAP),
      width,
      height: SMALL_HEIGHT,
    };
    seats.push(seatOf(machine, name, rect, box, true, [right ? 'right' : 'left']));
  });
  y += rowsOf(small.length, 2) * (SMALL_HEIGHT + WIRE_GAP);
  wide(store.name, store.height, ['left', 'right', 'bottom']);
  return seats;
}

function workerSeats(machine: MachineView, names: readonly string[], box: Box): ComponentSeat[] {
  const { density } = box;
  if (density === 'mini') return marks(machine, names, box);
  const columns = workerColumns(names);
  const padding = density === 'full' ? PADDING : 7;
  const gap = density === 'full' ? SOCKET_GAP : 5;
  const width = (box.width - 2 * padding - (columns - 1) * gap) / columns;
  const height = WORKER_PART[density];
  return inOrder(names, workerOrder).map((name, index) => {
    const column = index % columns;
    const rect = {
      x: box.x + padding + column * (width + gap),
      y: box.y + HEAD[density] + Math.floor(index / columns) * (height + 6),
      width,
      height,
    };
    return seatOf(machine, name, rect, box, true, portsOf(column, columns, index < columns));
  });
}

/** Marks without words in the lower right corner, where wires come from below. */
function marks(machine: MachineView, names: readonly string[], box: Box): ComponentSeat[] {
  const right = box.x + box.width - 4;
  return inOrder(names, workerOrder).map((name, index) => {
    const x = right - (names.length - index) * (MARK.width + MARK.gap) + MARK.gap;
    const rect = { x, y: box.y + box.height - MARK.height - 4, width: MARK.width, height: MARK.height };
    return seatOf(machine, name, rect, box, true, ['bottom']);
  });
}

/** At a side where it stands there; in between from above, where a machine's head has no words. */
function portsOf(column: number, columns: number, firstRow: boolean): readonly Side[] {
  if (column === 0) return ['left'];
  if (column === columns - 1) return ['right'];
  return firstRow ? ['top'] : [];
}
