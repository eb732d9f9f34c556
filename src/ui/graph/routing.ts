import type { ComponentSeat, Side } from './component-seats';
import type { Layout } from './layout';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a wire carries; each class has its own lane in every channel, so that wires lie side by side. */
export type WireClass = 'api' | 'raft' | 'other';

const lanes: Readonly<Record<WireClass, number>> = { api: -5, raft: 5, other: 10 };
/** Narrow passages between many machines have narrow lanes. */
const laneScale: Readonly<Record<Layout['density'], number>> = { full: 1, compact: 0.5, mini: 0.3 };

export function wireClass(from: string, to: string): WireClass {
  const ends = [from, to].map((id) => id.slice(id.indexOf('/') + 1));
  if (ends.includes('etcd')) return 'raft';
  return ends.includes('image-registry') ? 'other' : 'api';
}

interface Corner extends Point {
  readonly links: number[];
}

/** Crossings of channels and passages; a wire may turn at each. */
interface Grid {
  readonly corners: Corner[];
  /** Corner of row, passage and end (0 top, 1 bottom). */
  at(row: number, passage: number, end: 0 | 1): number | undefined;
}

function makeGrid(layout: Layout, lane: number): Grid {
  const corners: Corner[] = [];
  const index = new Map<string, number>();
  const channels = new Map<number, number[]>();
  const add = (key: string, x: number, channel: number): number | undefined => {
    const y = layout.channels[channel];
    if (y === undefined) return undefined;
    corners.push({ x, y: y + lane * 0.8, links: [] });
    index.set(key, corners.length - 1);
    channels.set(channel, [...(channels.get(channel) ?? []), corners.length - 1]);
    return corners.length - 1;
  };
  layout.rows.forEach((row, rowIndex) => {
    row.passages.forEach((passage, passageIndex) => {
      const top = add(`${rowIndex}/${passageIndex}/0`, passage + lane, rowIndex - 1);
      const bottom = add(`${rowIndex}/${passageIndex}/1`, passage + lane, rowIndex);
      if (top !== undefined && bottom !== undefined) join(corners, top, bottom);
    });
  });
  for (const members of channels.values()) {
    for (const a of members) for (const b of members) if (a < b) join(corners, a, b);
  }
  return { corners, at: (row, passage, end) => index.get(`${row}/${passage}/${end}`) };
}

function join(corners: Corner[], a: number, b: number): void {
  corners[a]?.links.push(b);
  corners[b]?.links.push(a);
}

/** A way out of a part: the point on its edge, and the corners it leads to through the passage or channel beside it. */
interface Exit {
  readonly door: Point;
  /** Where the passage or channel is met. */
  readonly meets: Point;
  readonly corners: readonly number[];
  /** Names the passage, when the exit leads into one: two parts on one passage need no corner. */
  readonly passage: string;
}

function exitsOf(seat: ComponentSeat, layout: Layout, grid: Grid, lane: number): Exit[] {
  return seat.ports.flatMap((side) => exitAt(seat, side, layout, grid, lane));
}

function exitAt(seat: ComponentSeat, side: Side, layout: Layout, grid: Grid, lane: number): Exit[] {
  if (side === 'top' || side === 'bottom') return verticalExit(seat, side, layout, grid, lane);
  const row = layout.rows[seat.row];
  if (!row) return [];
  const edge = side === 'left' ? seat.x : seat.x + seat.width;
  const passage = nearestPassage(row.passages, edge, side);
  const passageX = row.passages[passage];
  if (passageX === undefined) return [];
  const room = Math.max(0, seat.height / 2 - 6);
  const y = seat.y + seat.height / 2 + Math.max(-room, Math.min(room, lane));
  const corners = [grid.at(seat.row, passage, 0), grid.at(seat.row, passage, 1)].filter(
    (corner) => corner !== undefined,
  );
  return [{ door: { x: edge, y }, meets: { x: passageX + lane, y }, corners, passage: `${seat.row}/${passage}` }];
}

function nearestPassage(passages: readonly number[], edge: number, side: 'left' | 'right'): number {
  if (side === 'left') return passages.findLastIndex((x) => x < edge);
  return passages.findIndex((x) => x > edge);
}

/** Straight up or down into the channel: every corner of that channel can be reached from there. */
function verticalExit(seat: ComponentSeat, side: 'top' | 'bottom', layout: Layout, grid: Grid, lane: number): Exit[] {
  const channel = side === 'top' ? seat.row - 1 : seat.row;
  const y = layout.channels[channel];
  if (y === undefined) return [];
  const x = seat.x + seat.width / 2 + (seat.small ? 0 : lane * 0.6);
  const channelY = y + lane * 0.8;
  const corners = grid.corners.flatMap((corner, index) => (Math.abs(corner.y - channelY) < 0.01 ? [index] : []));
  return [
    {
      door: { x, y: side === 'top' ? seat.y : seat.y + seat.height },
      meets: { x, y: channelY },
      corners,
      passage: `channel ${channel}`,
    },
  ];
}

const TURN_COST = 14;
/** Two parts above and below one channel are joined through it, as the diagram on every blackboard has it. */
const CHANNEL_BONUS = 160;

/**
 * Routes wires and messages through the channels between machines, never over words: out of a part's side into the passage
 * beside it, along channels, and in again. The shortest way with few turns; the same ends always give the same way.
 */
export class Router {
  private readonly grids = new Map<WireClass, Grid>();
  private readonly exits = new Map<string, readonly Exit[]>();
  private readonly routes = new Map<string, readonly Point[]>();
  private readonly layout: Layout;

  constructor(layout: Layout) {
    this.layout = layout;
  }

  /** Corner points from `from` to `to`, both component ids; empty where either is not in the picture. */
  route(from: string, to: string): readonly Point[] {
    const key = `${from}>${to}`;
    const known = this.routes.get(key);
    if (known) return known;
    const backwards = this.routes.get(`${to}>${from}`);
    const route = backwards ? [...backwards].reverse() : this.find(from, to);
    this.routes.set(key, route);
    return route;
  }

  private find(from: string, to: string): readonly Point[] {
    const start = this.layout.components.get(from);
    const goal = this.layout.components.get(to);
    if (!start || !goal || from === to) return [];
    const socket = straight(start, goal);
    if (socket) return socket;
    const kind = wireClass(from, to);
    // From the end where many wires meet: its distances are looked up once for all of them.
    return isHub(goal) && !isHub(start)
      ? [...this.between(goal, start, kind)].reverse()
      : this.between(start, goal, kind);
  }

  private between(start: ComponentSeat, goal: ComponentSeat, kind: WireClass): Point[] {
    const lane = lanes[kind] * laneScale[this.layout.density];
    const grid = this.grids.get(kind) ?? makeGrid(this.layout, lane);
    this.grids.set(kind, grid);
    return simplify(bestWay(grid, this.exitsOf(start, kind, grid, lane), this.exitsOf(goal, kind, grid, lane)));
  }

  private exitsOf(seat: ComponentSeat, kind: WireClass, grid: Grid, lane: number): readonly Exit[] {
    const key = `${kind} ${seat.id}`;
    const known = this.exits.get(key) ?? exitsOf(seat, this.layout, grid, lane);
    this.exits.set(key, known);
    return known;
  }
}

function isHub({ role }: ComponentSeat): boolean {
  return role === 'balancer' || role === 'registry';
}

/** No further apart than this, two parts have nothing between them. */
const NEIGHBOURS = 20;

/** Two parts of one machine that face each other have a wire of their own. */
function straight(a: ComponentSeat, b: ComponentSeat): readonly Point[] | undefined {
  if (a.machine !== b.machine || a.row === 0) return undefined;
  if (Math.abs(a.y - b.y) < 0.01) return beside(a, b);
  if (a.role !== 'control-plane') return undefined;
  return a.y < b.y ? below(a, b) : below(b, a)?.reverse();
}

function beside(a: ComponentSeat, b: ComponentSeat): Point[] | undefined {
  if (a.x > b.x) return beside(b, a)?.reverse();
  const y = a.y + a.height / 2;
  const [from, to] = [a.x + a.width, b.x];
  return to - from > NEIGHBOURS
    ? undefined
    : [
        { x: from, y },
        { x: to, y },
      ];
}

/** Straight down, where nothing lies between the two; from one wide part to another through the corridor in the middle. */
function below(upper: ComponentSeat, lower: ComponentSeat): Point[] | undefined {
  const [from, to] = [upper.y + upper.height, lower.y];
  const both = !upper.small && !lower.small;
  if (!both && to - from > NEIGHBOURS) return undefined;
  const narrow = upper.small ? upper : lower;
  const x = narrow.x + narrow.width / 2;
  return [
    { x, y: from },
    { x, y: to },
  ];
}

function bestWay(grid: Grid, starts: readonly Exit[], goals: readonly Exit[]): Point[] {
  let best: { cost: number; points: Point[] } | undefined;
  const consider = (cost: number, points: Point[]) => {
    if (!best || cost < best.cost - 0.001) best = { cost, points };
  };
  for (const start of starts) {
    for (const goal of goals) {
      if (start.passage !== goal.passage) continue;
      const way = [start.door, start.meets, goal.meets, goal.door];
      const liked = start.passage.startsWith('channel') ? CHANNEL_BONUS : 0;
      consider(routeCost(way) - liked, way);
    }
  }
  for (const start of starts) {
    const reached = distances(grid, start);
    for (const goal of goals) {
      const end = nearestCorner(grid, reached, goal);
      if (!end) continue;
      consider(end.cost, [start.door, start.meets, ...trail(grid, reached.from, end.corner), goal.meets, goal.door]);
    }
  }
  return best?.points ?? [];
}

/** Through which corner a goal is reached at least cost. */
function nearestCorner(grid: Grid, reached: Reached, goal: Exit): { corner: number; cost: number } | undefined {
  let best: { corner: number; cost: number } | undefined;
  for (const corner of goal.corners) {
    const point = grid.corners[corner];
    const far = reached.cost[corner] ?? Infinity;
    if (!point || far === Infinity) continue;
    const cost = far + length(point, goal.meets) + length(goal.meets, goal.door) + TURN_COST;
    if (!best || cost < best.cost - 0.001) best = { corner, cost };
  }
  return best;
}

function routeCost(way: readonly Point[]): number {
  let sum = TURN_COST;
  for (let index = 1; index < way.length; index += 1) sum += length(way[index - 1] as Point, way[index] as Point);
  return sum;
}

interface Reached {
  readonly cost: number[];
  readonly from: number[];
}

const reachedFrom = new WeakMap<Exit, Reached>();

/** From an exit to every corner; the same exit is asked about again and again. */
function distances(grid: Grid, start: Exit): Reached {
  const known = reachedFrom.get(start) ?? measure(grid, start);
  reachedFrom.set(start, known);
  return known;
}

/** Dijkstra's over some dozens of corners: no queue needed. */
function measure(grid: Grid, start: Exit): Reached {
  const cost = grid.corners.map(() => Infinity);
  const from = grid.corners.map(() => -1);
  const open = new Set<number>();
  for (const corner of start.corners) {
    const point = grid.corners[corner];
    if (!point) continue;
    cost[corner] = length(start.door, start.meets) + length(start.meets, point) + TURN_COST;
    open.add(corner);
  }
  while (open.size > 0) {
    const here = cheapest(open, cost);
    open.delete(here);
    const corner = grid.corners[here];
    for (const next of corner?.links ?? []) {
      const point = grid.corners[next];
      if (!corner || !point) continue;
      const total = (cost[here] ?? 0) + length(corner, point) + TURN_COST;
      if (total >= (cost[next] ?? Infinity) - 0.001) continue;
      cost[next] = total;
      from[next] = here;
      open.add(next);
    }
  }
  return { cost, from };
}

function cheapest(open: ReadonlySet<number>, cost: readonly number[]): number {
  let best = -1;
  for (const corner of open) if (best < 0 || (cost[corner] ?? 0) < (cost[best] ?? 0)) best = corner;
  return best;
}

function trail(grid: Grid, from: readonly number[], last: number): Point[] {
  const points: Point[] = [];
  for (let corner = last; corner >= 0; corner = from[corner] ?? -1) {
    const point = grid.corners[corner];
    if (point) points.unshift({ x: point.x, y: point.y });
  }
  return points;
}

export function length(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

/** Drops points that lie on the way between their neighbours. */
export function simplify(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept[kept.length - 1];
    if (last && length(last, point) < 0.01) continue;
    const before = kept[kept.length - 2];
    if (last && before && onOneLine(before, last, point)) kept.pop();
    kept.push(point);
  }
  return kept;
}

function onOneLine(a: Point, b: Point, c: Point): boolean {
  return (same(a.x, b.x) && same(b.x, c.x)) || (same(a.y, b.y) && same(b.y, c.y));
}

function same(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.01;
}
