import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { components, links, machines, pod } from '../testdata/fixture';
import { paneSizes } from '../state/pane-sizes';
import type { Rect } from './component-seats';
import { CardBudget, cardGrid, levelOf, MOST_CARDS_IN_ALL, NEAREST } from './detail';
import { isAllInSight, mayLeaveOutRow, podRowsIn, readableView } from './fitting';
import { type Layout, layOut } from './layout';
import { logBoxes } from './log-boxes';
import { placePills } from './pill-places';
import { StateMark } from '../parts/state-mark';
import type { ObjectView } from '../../session/protocol';
import { cellAt, countsInWords, cellPaths, fitCells, worstFirst } from './pod-cells';
import { type Point, Router, simplify } from './routing';
import { lastWord } from '../text/names';
import { pathData, pointAlong, progress, routeLength } from './travel';

function layoutFor(workers: number): Layout {
  return layOut(
    machines(workers),
    components(workers).map((component) => component.id),
    { podRows: 4, aspect: 1.55 },
  );
}

const ids = (workers: number) => components(workers).map(({ id }) => id);

/** Whether the leg from a to b passes through the inside of the rectangle, `inset` from its edges. */
function crosses(rect: Rect, a: Point, b: Point, inset = 1): boolean {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return (
    left < rect.x + rect.width - inset &&
    right > rect.x + inset &&
    top < rect.y + rect.height - inset &&
    bottom > rect.y + inset
  );
}

describe('the layout', () => {
  it.each([1, 3, 5, 10, 20, 100])('gives %i workers places where nothing overlaps', (workers) => {
    const layout = layoutFor(workers);
    const rects: Rect[] = [...layout.machines.values(), layout.tray];
    rects.forEach((rect, index) => {
      for (const other of rects.slice(index + 1)) {
        const apart =
          rect.x + rect.width <= other.x ||
          other.x + other.width <= rect.x ||
          rect.y + rect.height <= other.y ||
          other.y + other.height <= rect.y;
        expect(apart).toBe(true);
      }
    });
    expect(layout.machines.size).toBe(workers + 6);
    expect(layout.components.size).toBe(components(workers).length);
  });

  it('leaves every machine where it was when another worker joins the row', () => {
    const [before, after] = [layoutFor(5), layoutFor(6)];
    for (const [name, seat] of before.machines) expect(after.machines.get(name)).toEqual(seat);
  });
});

/** Above and below the picture, in the page's own pixels. */
const BARS = { header: 48, tabs: 38, foot: 27 };

describe('the picture', () => {
  it.each([
    ['a laptop', 1440, 900, 1],
    ['a laptop at a projector', 1440, 900, 1.25],
    ['a small laptop', 1280, 720, 1],
    ['a large screen', 1920, 1080, 1],
    ['a large screen at a projector', 1920, 1080, 1.25],
    ['a tablet held sideways', 1024, 768, 1],
  ])('is whole and can be read on %s', (_, wide, high, scale) => {
    const room = { width: wide / scale, height: high / scale };
    const panes = paneSizes(room, {});
    const width = (room.width - panes.editor - panes.inspector) * scale;
    const height = (room.height - panes.records - BARS.header - BARS.tabs - BARS.foot) * scale;
    const names = components(3).map(({ id }) => id);
    const layout = layOut(machines(3), names, {
      podRows: podRowsIn(height),
      spare: mayLeaveOutRow(height),
      aspect: width / height,
    });
    const view = readableView(layout, width, height, scale);
    expect(isAllInSight(layout, view, width, height)).toBe(true);
    expect(view.zoom).toBeGreaterThanOrEqual(0.72);
  });
});

describe('a hundred workers', () => {
  it('are told apart by figures that can be read from afar', () => {
    const panes = paneSizes({ width: 1440, height: 900 }, {});
    const width = 1440 - panes.editor - panes.inspector;
    const height = 900 - panes.records - BARS.header - BARS.tabs - BARS.foot;
    const layout = layOut(machines(100), ids(100), {
      podRows: podRowsIn(height),
      spare: mayLeaveOutRow(height),
      aspect: width / height,
    });
    expect(13 * readableView(layout, width, height, 1).zoom).toBeGreaterThan(9);
    expect([lastWord('worker-100'), lastWord('worker-7'), lastWord('node')]).toEqual(['100', '7', 'node']);
  });
});

describe('two dozen workers', () => {
  it.each([
    ['marks where their chips could not be read', 780, 477, 'mini'],
    ['chips where they can', 1600, 1100, 'compact'],
  ])('are %s', (_, width, height, density) => {
    const layout = layOut(machines(24), ids(24), { podRows: podRowsIn(height), aspect: width / height, height });
    expect(layout.density).toBe(density);
    expect(isAllInSight(layout, readableView(layout, width, height, 1), width, height)).toBe(true);
  });
});

describe('routing', () => {
  it.each([3, 5, 10, 30])(
    'with %i workers, every wire of the network has a way, of level and upright legs, through no part and no tray',
    (workers) => {
      const layout = layoutFor(workers);
      const router = new Router(layout);
      for (const link of links(workers)) {
        const route = router.route(link.from, link.to);
        expect(route.length, `${link.from} to ${link.to}`).toBeGreaterThan(1);
        for (let index = 1; index < route.length; index += 1) {
          const [a, b] = [route[index - 1] as Point, route[index] as Point];
          expect(a.x === b.x || a.y === b.y, `${link.from} to ${link.to}`).toBe(true);
          for (const seat of layout.components.values())
            expect(crosses(seat, a, b), `${link.from} to ${link.to} over ${seat.id}`).toBe(false);
          expect(crosses(layout.tray, a, b)).toBe(false);
        }
      }
    },
  );

  it('never runs over the pods of a worker', () => {
    const layout = layoutFor(10);
    const router = new Router(layout);
    const fields = [...layout.machines.values()].flatMap((seat) =>
      seat.pods ? [{ ...seat.pods, x: seat.x + seat.pods.x, y: seat.y + seat.pods.y }] : [],
    );
    expect(fields.length).toBe(10);
    for (const link of links(10)) {
      const route = router.route(link.from, link.to);
      for (let index = 1; index < route.length; index += 1) {
        for (const field of fields)
          expect(crosses(field, route[index - 1] as Point, route[index] as Point)).toBe(false);
      }
    }
  });

  it('takes the same way back', () => {
    const router = new Router(layoutFor(3));
    const there = router.route('worker-3/kubelet', 'balancer/load-balancer');
    expect(router.route('balancer/load-balancer', 'worker-3/kubelet')).toEqual([...there].reverse());
  });

  it('joins the balancer and an API server from above, and two parts that face each other straight', () => {
    const router = new Router(layoutFor(3));
    const down = router.route('balancer/load-balancer', 'cp-2/kube-apiserver');
    expect(new Set(down.map((point) => point.x)).size).toBe(1);
    expect(router.route('worker-1/kubelet', 'worker-1/containerd').length).toBe(2);
  });

  it('has no way to what is not in the picture', () => {
    expect(new Router(layoutFor(3)).route('cp-1/etcd', 'cp-9/etcd')).toEqual([]);
  });

  it('drops points on the way between their neighbours', () => {
    expect(
      simplify([
        { x: 0, y: 0 },
        { x: 0, y: 5 },
        { x: 0, y: 5 },
        { x: 0, y: 9 },
        { x: 4, y: 9 },
      ]),
    ).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 9 },
      { x: 4, y: 9 },
    ]);
  });
});

describe('a hop on its way', () => {
  const route = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 300 },
  ];

  it('is where its share of the time says, corners included', () => {
    expect(routeLength(route)).toBe(400);
    expect(pointAlong(route, 0)).toEqual({ x: 0, y: 0 });
    expect(pointAlong(route, 0.25)).toEqual({ x: 100, y: 0 });
    expect(pointAlong(route, 0.5)).toEqual({ x: 100, y: 100 });
    expect(pointAlong(route, 1)).toEqual({ x: 100, y: 300 });
  });

  it('has not begun before it was sent and stays at its end afterwards', () => {
    const one = { sentAt: 10, arrivesAt: 14 };
    expect([5, 10, 11, 14, 99].map((now) => progress(one, now))).toEqual([0, 0, 0.25, 1, 1]);
    expect(progress({ sentAt: 10, arrivesAt: 10 }, 10)).toBe(1);
  });

  it('bends with a radius no larger than half a leg', () => {
    expect(
      pathData(
        [
          { x: 0, y: 0 },
          { x: 10, y: 0 },
          { x: 10, y: 40 },
        ],
        8,
      ),
    ).toBe('M0 0L5 0Q10 0 10 5L10 40');
  });
});

describe('labels of hops', () => {
  it('lie in the channels, apart from each other, and what finds no room is counted', () => {
    const layout = layoutFor(3);
    const router = new Router(layout);
    const wishes = Array.from({ length: 12 }, (_, id) => ({
      id,
      width: 150,
      route: router.route('worker-1/kubelet', 'balancer/load-balancer'),
    }));
    const { places, rest } = placePills(layout, wishes);
    expect(places.length + rest.reduce((sum, one) => sum + one.count, 0)).toBe(12);
    expect(rest.length).toBe(1);
    for (const place of places) expect(layout.channels).toContain(place.y);
    const xs = places.map((place) => place.x).sort((a, b) => a - b);
    for (let index = 1; index < xs.length; index += 1)
      expect((xs[index] ?? 0) - (xs[index - 1] ?? 0)).toBeGreaterThanOrEqual(155);
  });
});

/** What is drawn of a cell, but for its colours. */
function outlineOf(one: ObjectView): string {
  const paths = cellPaths([one], fitCells(1, 20, 20), () => true);
  return paths.map(({ how, data }) => `${how} ${data}`).join('\n');
}

describe('cells of many pods', () => {
  it('show the worst first and say how many of each', () => {
    const pods = [pod('a', 'running'), pod('b', 'failing'), pod('c', 'pending'), pod('d', 'running')];
    expect(worstFirst(pods).map((one) => one.name)).toEqual(['b', 'c', 'a', 'd']);
    expect(countsInWords(pods)).toBe('1 failing · 1 pending · 2 running');
  });

  it('are told apart by their shape where there is no colour', () => {
    const states = ['failing', 'pending', 'terminating', 'running', 'done'] as const;
    const outlines = states.map((state) => outlineOf(pod('one', state)));
    expect(new Set(outlines).size).toBe(states.length);
    const marks = states.map((state) => renderToStaticMarkup(createElement(StateMark, { state })));
    const shapes = marks.map((mark) => mark.replace(/class="[^"]*"/, ''));
    expect(new Set(shapes).size).toBe(states.length);
  });

  it('are as large as fits', () => {
    expect(fitCells(20, 202, 90)).toMatchObject({ size: 18, columns: 11 });
    const full = fitCells(1000, 202, 90);
    expect(full.size).toBe(5);
    expect(full.capacity).toBe(40 * 18);
  });

  it('are cards to who comes near, on a full machine of a large cluster too', () => {
    for (const [workers, pods] of [
      [3, 60],
      [10, 110],
      [20, 110],
    ] as const) {
      const seat = layoutFor(workers).machines.get('worker-1');
      expect(cardGrid(seat!.pods!, levelOf(NEAREST)).capacity).toBeGreaterThanOrEqual(pods);
    }
  });

  it('are never more than five hundred cards in all: 1,000 on ten machines, and what one machine gives back another takes', () => {
    const budget = new CardBudget();
    const machines = Array.from({ length: 10 }, (_, index) => `worker-${index}`);
    const granted = machines.filter((machine) => budget.ask(machine, 100));
    expect([granted.length, budget.total]).toEqual([5, MOST_CARDS_IN_ALL]);
    expect(machines.filter((machine) => budget.ask(machine, 100))).toEqual(granted);
    expect(budget.ask('worker-0', 101)).toBe(false);
    expect(budget.ask('worker-9', 100)).toBe(true);
    budget.ask('worker-1', 0);
    expect([budget.ask('worker-8', 60), budget.ask('worker-7', 41), budget.total]).toEqual([true, false, 460]);
  });

  it('are told to who was refused when somebody gives them back, and only then', async () => {
    const budget = new CardBudget();
    const machines = Array.from({ length: 6 }, (_, index) => `worker-${index}`);
    const told: string[] = [];
    const leave = machines.map((machine) => budget.watch(machine, () => told.push(machine)));
    for (const machine of machines) budget.ask(machine, 100);
    await Promise.resolve();
    expect(told).toEqual([]);
    budget.ask('worker-2', 0);
    await Promise.resolve();
    expect(told).toEqual(['worker-5']);
    expect(budget.ask('worker-5', 100)).toBe(true);
    budget.ask('worker-2', 100);
    leave[0]!();
    await Promise.resolve();
    expect(told).toEqual(['worker-5', 'worker-2']);
  });

  it('are found under the pointer', () => {
    const grid = fitCells(20, 202, 90);
    expect([cellAt(grid, 3, 3), cellAt(grid, 19, 3), cellAt(grid, 3, 19), cellAt(grid, 199, 3)]).toEqual([
      0, 1, 11, -1,
    ]);
  });
});

describe("boxes of etcd's log", () => {
  const member = (id: string, lastIndex: number, commitIndex: number) => ({
    id,
    machine: id,
    name: 'etcd',
    up: true,
    facts: { lastIndex, commitIndex, appliedIndex: commitIndex },
  });

  it('stand at the same entry in every member, and a member that lags shows what it lacks', () => {
    const members = [member('a', 20, 19), member('b', 18, 18)];
    const [first, second] = members.map((one) => logBoxes(one, members, [20]));
    expect(first?.map((box) => box.index)).toEqual(second?.map((box) => box.index));
    expect(first?.slice(-3).map((box) => box.state)).toEqual(['applied', 'appended', 'empty']);
    expect(second?.slice(-3).map((box) => box.state)).toEqual(['missing', 'missing', 'empty']);
    expect(first?.filter((box) => box.followed).map((box) => box.index)).toEqual([20]);
  });

  it('begin at the first entry while the log is short', () => {
    const one = member('a', 2, 2);
    expect(
      logBoxes(one, [one], [])
        .slice(0, 3)
        .map((box) => [box.index, box.state]),
    ).toEqual([
      [1, 'applied'],
      [2, 'applied'],
      [3, 'empty'],
    ]);
  });
});
