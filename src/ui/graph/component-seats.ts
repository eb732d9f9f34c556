import type { MachineView } from '../../session/protocol';

/** Lengths are the picture's own pixels: one is one CSS pixel at zoom 1. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Side = 'left' | 'right' | 'top' | 'bottom';

/** Where a component stands, and at which sides a wire can reach it without crossing a word. */
export interface ComponentSeat extends Rect {
  readonly id: string;
  readonly machine: string;
  readonly row: number;
  /** Half the machine's width. */
  readonly small: boolean;
  readonly ports: readonly Side[];
}

const HEAD_HEIGHT = 30;
const GAP = 6;
const PADDING = 10;
/** Between two parts of a worker: room for their own wire, the CRI socket. */
const SOCKET_GAP = 22;

/** Parts that take the whole width, in the order they are drawn in, with their heights; all others share rows of two. */
const wideParts: readonly { readonly name: string; readonly height: number }[] = [
  { name: 'kube-apiserver', height: 32 },
  { name: 'etcd', height: 48 },
];
const smallOrder = ['kube-controller-manager', 'kube-scheduler', 'kubelet', 'containerd', 'kube-proxy'];

function smallHeight(role: MachineView['role']): number {
  return role === 'control-plane' ? 36 : 26;
}

function smallNames(names: readonly string[]): string[] {
  const rank = (name: string) => (smallOrder.indexOf(name) + smallOrder.length + 1) % (smallOrder.length + 1);
  return names
    .filter((name) => !wideParts.some((part) => part.name === name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Height of a machine's head and its components with the gap below them, before pods. Room is kept for parts that are not there yet. */
export function partsHeight(role: MachineView['role'], names: readonly string[]): number {
  const wide = role === 'control-plane' ? wideParts.reduce((sum, part) => sum + part.height + GAP, 0) : 0;
  const rows = Math.max(1, Math.ceil(smallNames(names).length / 2));
  return HEAD_HEIGHT + wide + rows * (smallHeight(role) + GAP) + (role === 'control-plane' ? PADDING - GAP : 0);
}

export function componentSeats(machine: MachineView, ids: readonly string[], rect: Rect, row: number): ComponentSeat[] {
  const nameOf = (id: string) => id.slice(machine.name.length + 1);
  const seats: ComponentSeat[] = [];
  const inner = rect.width - 2 * PADDING;
  let y = rect.y + HEAD_HEIGHT;
  for (const part of machine.role === 'control-plane' ? wideParts : []) {
    const id = ids.find((candidate) => nameOf(candidate) === part.name);
    const ports: Side[] = part === wideParts[0] ? ['left', 'right', 'top'] : ['left', 'right'];
    if (id)
      seats.push({
        id,
        machine: machine.name,
        row,
        x: rect.x + PADDING,
        y,
        width: inner,
        height: part.height,
        small: false,
        ports,
      });
    y += part.height + GAP;
  }
  const gap = machine.role === 'worker' ? SOCKET_GAP : GAP;
  const height = smallHeight(machine.role);
  const names = smallNames(ids.map(nameOf));
  names.forEach((name, index) => {
    const right = index % 2 === 1;
    const lastRow = Math.floor(index / 2) === Math.floor((names.length - 1) / 2);
    const width = (inner - gap) / 2;
    const x = rect.x + PADDING + (right ? width + gap : 0);
    const ports: Side[] = [right ? 'right' : 'left'];
    if (lastRow && machine.role === 'control-plane') ports.push('bottom');
    const top = y + Math.floor(index / 2) * (height + GAP);
    seats.push({
      id: `${machine.name}/${name}`,
      machine: machine.name,
      row,
      x,
      y: top,
      width,
      height,
      small: true,
      ports,
    });
  });
  return seats;
}
