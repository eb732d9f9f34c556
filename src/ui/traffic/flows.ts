import type { ObjectView, TrafficView } from '../../session/protocol';
import { type Find, matches } from '../ownership/forest';

/** Who calls, what is dialled, who answers. */
export type Side = 'caller' | 'dialled' | 'answerer';

export interface Party {
  /** A key of etcd, a component's id, or an address. */
  readonly id: string;
  readonly side: Side;
  /** Place from above: in the order of the first call, so that nobody moves when others come. */
  readonly row: number;
  readonly name: string;
  readonly namespace: string;
  readonly kind: 'Pod' | 'Service' | 'component' | 'address' | 'nobody';
  readonly object?: ObjectView;
  readonly calls: Tally;
}

export interface Tally {
  readonly requests: number;
  readonly failures: number;
  readonly waiting: number;
  readonly lastStatus: string;
  readonly lastFailed: boolean;
  readonly lastAt: number;
  readonly meanMilliseconds: number;
  readonly lastHop: number;
}

/** All calls from one party to the next. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly calls: Tally;
}

export interface Traffic {
  readonly parties: readonly Party[];
  readonly flows: readonly Flow[];
  /** What matches, the one that was heard of last first. */
  readonly rows: readonly TrafficView[];
  /** Health checks of machines, which are not shown. */
  readonly probes: number;
  readonly height: number;
}

/** A row of a caller that is no pod: kubelets probe. */
export function isProbe(row: TrafficView): boolean {
  return row.from.endsWith('/kubelet');
}

/** Pure: the picture of who calls whom, and its list. */
export function trafficOf(
  all: Iterable<TrafficView>,
  objects: ReadonlyMap<string, ObjectView>,
  find: Find,
  withProbes: boolean,
): Traffic {
  const wanted = [...all].filter((row) => isWanted(row, objects, find));
  const rows = wanted
    .filter((row) => withProbes || !isProbe(row))
    .sort((a, b) => a.firstAt - b.firstAt || compare(a, b));
  const sides: Readonly<Record<Side, Map<string, TrafficView[]>>> = {
    caller: new Map(),
    dialled: new Map(),
    answerer: new Map(),
  };
  const flows = new Map<string, { from: string; to: string; rows: TrafficView[] }>();
  for (const row of rows) {
    const ends = { caller: row.from, dialled: row.service ?? row.dialled, answerer: row.to ?? nobody(row) };
    for (const side of SIDES) gather(sides[side], ends[side], row);
    const [caller, dialled, answerer] = SIDES.map((side) => partyId(side, ends[side])) as [string, string, string];
    addFlow(flows, caller, dialled, row);
    addFlow(flows, dialled, answerer, row);
  }
  const parties = SIDES.flatMap((side) =>
    [...sides[side]].map(([id, mine], place) => partyOf(id, side, place, mine, objects)),
  );
  return {
    parties,
    flows: [...flows.values()].map(({ from, to, rows: mine }) => ({ from, to, calls: tally(mine) })),
    rows: [...rows].sort((a, b) => b.lastAt - a.lastAt || compare(a, b)),
    probes: wanted.length - rows.length,
    height: Math.max(0, ...SIDES.map((side) => sides[side].size)),
  };
}

const SIDES = ['caller', 'dialled', 'answerer'] as const;

/** One pod may call and answer: it stands on both sides. */
export function partyId(side: Side, id: string): string {
  return `${side} ${id}`;
}

function nobody(row: TrafficView): string {
  return `nobody at ${row.dialled}`;
}

function compare(a: TrafficView, b: TrafficView): number {
  return a.id < b.id ? -1 : 1;
}

function isWanted(row: TrafficView, objects: ReadonlyMap<string, ObjectView>, find: Find): boolean {
  if (find.namespace === '' && find.text === '') return true;
  const ends = [row.from, row.service, row.to].flatMap((id) => (id ? (objects.get(id) ?? standIn(id)) : []));
  return ends.some((object) => matches(object, find));
}

/** Of a pod that is gone, what its key still says. */
function standIn(id: string): ObjectView {
  const [name = '', namespace = ''] = id.split('/').reverse();
  const kind = id.startsWith('/registry/services/') ? 'Service' : 'Pod';
  return { key: id, kind, namespace, name, revision: 0, state: 'terminating', word: '', root: 0 };
}

function gather(parties: Map<string, TrafficView[]>, id: string, row: TrafficView): void {
  const known = parties.get(id);
  if (known) known.push(row);
  else parties.set(id, [row]);
}

function addFlow(
  flows: Map<string, { from: string; to: string; rows: TrafficView[] }>,
  from: string,
  to: string,
  row: TrafficView,
): void {
  const known = flows.get(`${from} > ${to}`);
  if (known) known.rows.push(row);
  else flows.set(`${from} > ${to}`, { from, to, rows: [row] });
}

function partyOf(
  id: string,
  side: Side,
  row: number,
  rows: readonly TrafficView[],
  objects: ReadonlyMap<string, ObjectView>,
): Party {
  const place = { id, side, row, calls: tally(rows) };
  if (id.startsWith('/registry/')) {
    const object = objects.get(id);
    const { name, namespace, kind } = object ?? standIn(id);
    const shown = { ...place, name, namespace, kind: kind === 'Service' ? ('Service' as const) : ('Pod' as const) };
    return object ? { ...shown, object } : shown;
  }
  if (id.startsWith('nobody at ')) return { ...place, name: id.slice(10), namespace: '', kind: 'nobody' };
  return { ...place, name: id, namespace: '', kind: /^[\d[]/.test(id) ? 'address' : 'component' };
}

/** All of these together; the last of anything is that of the row heard of last. */
export function tally(rows: readonly TrafficView[]): Tally {
  const sum = (of: (row: TrafficView) => number) => rows.reduce((total, row) => total + of(row), 0);
  const requests = sum((row) => row.requests);
  const last = rows.reduce<TrafficView | undefined>(
    (best, row) => (!best || row.lastAt > best.lastAt ? row : best),
    undefined,
  );
  return {
    requests,
    failures: sum((row) => row.failures),
    waiting: sum((row) => row.waiting),
    lastStatus: last?.lastStatus ?? '',
    lastFailed: last?.lastFailed ?? false,
    lastAt: last?.lastAt ?? 0,
    meanMilliseconds: requests === 0 ? 0 : sum((row) => row.meanMilliseconds * row.requests) / requests,
    lastHop: last?.lastHop ?? 0,
  };
}

/** Width of a flow's line in pixels: it grows with the figure's length, not with the figure. */
export function thicknessOf({ requests }: Tally): number {
  return Math.min(7, 1.2 + Math.log2(1 + requests) * 0.55);
}
