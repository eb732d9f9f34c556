import type { ObjectView } from '../../session/protocol';

/** What the reader wants to see of the objects. */
export interface Find {
  readonly text: string;
  /** '' for all. */
  readonly namespace: string;
  /** '' for what runs programs, and what owns it. */
  readonly kind: string;
}

export const EVERYTHING: Find = { text: '', namespace: '', kind: '' };

/** From left to right: what owns, what is owned, pods, and the machines they are bound to. */
export type Column = 0 | 1 | 2 | 3;

export interface TreeCard {
  readonly key: string;
  readonly column: Column;
  /** Row from 0, in units of a row's height; nodes lie between rows. */
  readonly row: number;
  readonly object: ObjectView;
}

/** Pods that are too many to be shown one by one. */
export interface Rest {
  readonly owner: string;
  readonly row: number;
  readonly pods: readonly ObjectView[];
}

export interface TreeEdge {
  readonly from: string;
  readonly to: string;
  readonly why: 'owner reference' | 'bound by scheduler';
}

export interface Forest {
  readonly cards: readonly TreeCard[];
  readonly rests: readonly Rest[];
  readonly edges: readonly TreeEdge[];
  readonly rows: number;
  /** Objects that match, of all of these kinds. */
  readonly shown: number;
  readonly total: number;
}

const WORKLOADS = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'ReplicaSet',
  'ReplicationController',
  'Pod',
  'Service',
  'EndpointSlice',
]);
/** More pods of one owner than this are counted. */
const MOST_PODS = 10;

export function matches(object: ObjectView, find: Find): boolean {
  if (find.namespace !== '' && object.namespace !== find.namespace) return false;
  return find.text === '' || object.name.includes(find.text.toLowerCase());
}

/** Owners to the left of what they own, each where it has always been: by namespace and name. */
export function forestOf(objects: Iterable<ObjectView>, find: Find): Forest {
  const all = new Map<string, ObjectView>();
  for (const object of objects) all.set(object.key, object);
  const candidates = [...all.values()].filter(({ kind }) =>
    find.kind === '' ? WORKLOADS.has(kind) : kind === find.kind,
  );
  const hits = candidates.filter((object) => matches(object, find));
  const kept = withRelatives(hits, all, find);
  const children = new Map<string, ObjectView[]>();
  const roots: ObjectView[] = [];
  for (const object of kept) {
    const owner = object.owner && kept.has(all.get(object.owner) as ObjectView) ? object.owner : '';
    if (owner === '') roots.push(object);
    else children.set(owner, [...(children.get(owner) ?? []), object]);
  }
  const plan: Plan = { cards: [], rests: [], edges: [], row: 0, children };
  for (const root of roots.sort(byName)) place(root, 0, plan);
  const rows = placeNodes(plan, all);
  return {
    cards: plan.cards,
    rests: plan.rests,
    edges: plan.edges,
    rows,
    shown: hits.length,
    total: candidates.length,
  };
}

interface Plan {
  readonly cards: TreeCard[];
  readonly rests: Rest[];
  readonly edges: TreeEdge[];
  row: number;
  readonly children: ReadonlyMap<string, readonly ObjectView[]>;
}

/** What owns a hit is shown with it, and (where nothing is searched for by name) what it owns. */
function withRelatives(
  hits: readonly ObjectView[],
  all: ReadonlyMap<string, ObjectView>,
  find: Find,
): ReadonlySet<ObjectView> {
  const kept = new Set(hits);
  for (const hit of hits) {
    for (let up = all.get(hit.owner ?? ''); up && !kept.has(up); up = all.get(up.owner ?? '')) kept.add(up);
  }
  if (find.kind === '' && find.text === '') return kept;
  // Two generations: a Deployment's ReplicaSets, and their pods.
  for (let generation = 0; generation < 2; generation++) {
    for (const object of all.values()) {
      const owner = all.get(object.owner ?? '');
      if (owner && kept.has(owner) && hits.length > 0 && isBelow(owner, hits, all)) kept.add(object);
    }
  }
  return kept;
}

function isBelow(object: ObjectView, hits: readonly ObjectView[], all: ReadonlyMap<string, ObjectView>): boolean {
  for (let up: ObjectView | undefined = object; up; up = all.get(up.owner ?? '')) if (hits.includes(up)) return true;
  return false;
}

function place(object: ObjectView, depth: number, plan: Plan): void {
  const column: Column = object.kind === 'Pod' ? 2 : depth === 0 ? 0 : 1;
  plan.cards.push({ key: object.key, column, row: plan.row, object });
  const before = plan.row;
  const children = [...(plan.children.get(object.key) ?? [])].sort(byName);
  const shown = children.length > MOST_PODS && children[0]?.kind === 'Pod' ? worstFirst(children) : children;
  for (const child of shown.slice(0, shown === children ? undefined : MOST_PODS - 1)) {
    plan.edges.push({ from: object.key, to: child.key, why: 'owner reference' });
    place(child, depth + 1, plan);
  }
  if (shown !== children) plan.rests.push({ owner: object.key, row: plan.row++, pods: shown.slice(MOST_PODS - 1) });
  if (plan.row === before) plan.row++;
}

/** A stable order within each state, so that only what changes its state moves. */
function worstFirst(pods: readonly ObjectView[]): readonly ObjectView[] {
  const rank = { failing: 0, pending: 1, terminating: 2, running: 3, done: 4 };
  return [...pods].sort((a, b) => rank[a.state] - rank[b.state] || byName(a, b));
}

/** Nodes that pods are bound to stand beside them, evenly; each keeps its place in the order. Answers the number of rows. */
function placeNodes(plan: Plan, all: ReadonlyMap<string, ObjectView>): number {
  const bound = plan.cards.filter(({ object }) => object.kind === 'Pod' && object.node);
  for (const { key, object } of bound)
    plan.edges.push({ from: key, to: nodeKey(object.node ?? ''), why: 'bound by scheduler' });
  if (plan.cards.length === 0) return 0;
  const nodes = [...all.values()].filter(({ kind }) => kind === 'Node').sort(byName);
  const space = Math.max(1.4, Math.min(4, plan.row / Math.max(1, nodes.length)));
  nodes.forEach((object, index) => plan.cards.push({ key: object.key, column: 3, row: index * space, object }));
  return Math.max(plan.row, Math.ceil((nodes.length - 1) * space) + 1);
}

function nodeKey(name: string): string {
  return `/registry/minions/${name}`;
}

/** Numbers in names count as numbers: worker-2 before worker-10. */
const order = new Intl.Collator('en', { numeric: true });

function byName(a: ObjectView, b: ObjectView): number {
  return order.compare(a.namespace, b.namespace) || order.compare(a.kind, b.kind) || order.compare(a.name, b.name);
}
