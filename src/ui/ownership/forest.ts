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

/** From left to right: what owns or selects, what is owned, pods, and the machines they are bound to. */
export type Column = 0 | 1 | 2 | 3;

export interface TreeCard {
  readonly key: string;
  readonly column: Column;
  /** Row from 0, in units of a row's height; nodes lie between rows. */
  readonly row: number;
  readonly object: ObjectView;
  /** Something names it, and it does not exist; or it selects pods, and there are none. */
  readonly fault?: 'missing' | 'selects nothing';
}

/** Pods that are too many to be shown one by one. */
export interface Rest {
  readonly owner: string;
  readonly row: number;
  readonly pods: readonly ObjectView[];
}

/** Owned, bound to a machine, or named without being owned. */
export type EdgeKind = 'owns' | 'binds' | 'refers';

export interface TreeEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** In the manifest's words: the selector, the label, the field that names it. */
  readonly why: string;
  /** What is named does not exist, or is not ready. */
  readonly broken: boolean;
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

/** In the order in which they stand below each other. */
const WORKLOADS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'ReplicaSet',
  'ReplicationController',
  'Pod',
  'Ingress',
  'Service',
  'EndpointSlice',
];
const ORDER = new Map(WORKLOADS.map((kind, at) => [kind, at]));
/** More pods of one owner than this are counted. */
const MOST_PODS = 10;

export function matches(object: ObjectView, find: Find): boolean {
  if (find.namespace !== '' && object.namespace !== find.namespace) return false;
  return find.text === '' || object.name.includes(find.text.toLowerCase());
}

/** Of a pod where kinds are filtered: it is one of these, or comes of one of these. */
export function matchesWithin(pod: ObjectView, find: Find, all: ReadonlyMap<string, ObjectView>): boolean {
  if (!matches(pod, find)) return false;
  if (find.kind === '') return true;
  for (let up: ObjectView | undefined = pod; up; up = all.get(up.owner ?? '')) if (up.kind === find.kind) return true;
  return false;
}

/** What the reader finds by searching the picture of owners: things of the kinds it shows, themselves. */
export function isHit(object: ObjectView, find: Find): boolean {
  return (find.kind === '' ? ORDER.has(object.kind) : object.kind === find.kind) && matches(object, find);
}

/** Owners to the left of what they own, each where it has always been: by namespace, kind and name. */
export function forestOf(objects: Iterable<ObjectView>, find: Find): Forest {
  const all = new Map<string, ObjectView>();
  for (const object of objects) all.set(object.key, object);
  const candidates = [...all.values()].filter(({ kind }) => (find.kind === '' ? ORDER.has(kind) : kind === find.kind));
  const hits = candidates.filter((object) => isHit(object, find));
  const kept = withRelatives(hits, all, find);
  const children = new Map<string, ObjectView[]>();
  const roots: ObjectView[] = [];
  for (const object of kept) {
    const owner = parentOf(object);
    if (!owner || !kept.has(all.get(owner) as ObjectView)) roots.push(object);
    else children.set(owner, [...(children.get(owner) ?? []), object]);
  }
  const plan: Plan = { cards: [], rests: [], edges: [], row: 0, children, all };
  const sorted = roots.sort(byName);
  for (const system of [false, true])
    placeRoots(
      sorted.filter((root) => isSystem(root) === system),
      plan,
    );
  placeNamed(plan);
  const rows = placeNodes(plan);
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
  readonly all: ReadonlyMap<string, ObjectView>;
}

/** Workloads, each with the services that lead to its pods in the room beside them; then what leads nowhere. */
function placeRoots(roots: readonly ObjectView[], plan: Plan): void {
  const waiting = new Set(roots.filter(({ kind }) => kind === 'Service'));
  for (const root of roots) {
    if (root.kind === 'Service') continue;
    const from = plan.cards.length;
    place(root, 0, plan);
    const block = plan.cards.slice(from);
    const below = plan.row;
    plan.row = Math.max(...block.map(({ column, row }) => (column < 2 ? row + 1 : 0)), block[0]?.row ?? 0);
    const pods = new Set(block.flatMap(({ key, object }) => (object.kind === 'Pod' ? [key] : [])));
    for (const service of waiting) {
      if (root.kind === 'Pod' || !leadsTo(service, pods, plan)) continue;
      waiting.delete(service);
      place(service, 0, plan);
    }
    plan.row = Math.max(plan.row, below);
  }
  for (const service of waiting) place(service, 0, plan);
}

function leadsTo(service: ObjectView, pods: ReadonlySet<string>, plan: Plan): boolean {
  const slices = plan.children.get(service.key) ?? [];
  return slices.some(({ refers }) => refers?.some(({ keys }) => keys.some((key) => pods.has(key))));
}

/** Its owner; of a slice that nobody owns, the service its label names. */
function parentOf({ owner, kind, refers }: ObjectView): string | undefined {
  if (owner) return owner;
  return kind === 'EndpointSlice' ? refers?.find((one) => one.kind === 'Service')?.keys[0] : undefined;
}

/** What owns a hit is shown with it, and (where something is searched for) what it owns. */
function withRelatives(
  hits: readonly ObjectView[],
  all: ReadonlyMap<string, ObjectView>,
  find: Find,
): ReadonlySet<ObjectView> {
  const kept = new Set(hits);
  for (const hit of hits) {
    for (let up = all.get(parentOf(hit) ?? ''); up && !kept.has(up); up = all.get(parentOf(up) ?? '')) kept.add(up);
  }
  if (find.kind === '' && find.text === '') return kept;
  const below = new Set(hits);
  // Two generations: a Deployment's ReplicaSets, and their pods.
  for (let generation = 0; generation < 2; generation++) {
    for (const object of all.values()) {
      const owner = all.get(parentOf(object) ?? '');
      if (owner && below.has(owner)) below.add(object);
    }
  }
  for (const object of below) kept.add(object);
  return kept;
}

function place(object: ObjectView, depth: number, plan: Plan): void {
  const column: Column = object.kind === 'Pod' ? 2 : depth === 0 ? 0 : 1;
  const children = [...(plan.children.get(object.key) ?? [])].sort(byName);
  const fault = selectsNothing(object, children) ? { fault: 'selects nothing' as const } : {};
  plan.cards.push({ key: object.key, column, row: plan.row, object, ...fault });
  const before = plan.row;
  const shown = children.length > MOST_PODS && children[0]?.kind === 'Pod' ? worstFirst(children) : children;
  for (const child of shown.slice(0, shown === children ? undefined : MOST_PODS - 1)) {
    plan.edges.push(edgeToChild(object, child));
    place(child, depth + 1, plan);
  }
  if (shown !== children) plan.rests.push({ owner: object.key, row: plan.row++, pods: shown.slice(MOST_PODS - 1) });
  if (plan.row === before) plan.row++;
}

function edgeToChild(parent: ObjectView, child: ObjectView): TreeEdge {
  const ends = { from: parent.key, to: child.key, broken: false };
  if (child.owner) return { ...ends, kind: 'owns', why: parent.selector ?? '' };
  return { ...ends, kind: 'refers', why: child.refers?.find(({ keys }) => keys.includes(parent.key))?.why ?? '' };
}

/** A service with a selector whose slices hold no pod. */
function selectsNothing(object: ObjectView, slices: readonly ObjectView[]): boolean {
  if (object.kind !== 'Service' || !object.selector) return false;
  return !slices.some(({ refers }) => refers?.some(({ kind, keys }) => kind === 'Pod' && keys.length > 0));
}

/** A stable order within each state, so that only what changes its state moves. */
function worstFirst(pods: readonly ObjectView[]): readonly ObjectView[] {
  const rank = { failing: 0, pending: 1, terminating: 2, running: 3, done: 4 };
  return [...pods].sort((a, b) => rank[a.state] - rank[b.state] || byName(a, b));
}

/** What placed cards name: a line to it where it stands, a card for what stands nowhere yet, and for what is not there at all. */
function placeNamed(plan: Plan): void {
  const placed = new Set(plan.cards.map(({ key }) => key));
  const drawn = new Set(plan.edges.map(({ from, to }) => `${from} ${to}`));
  const add = (card: TreeCard) => {
    plan.cards.push(card);
    placed.add(card.key);
    plan.row++;
  };
  for (const { object } of [...plan.cards]) {
    for (const { kind, why, keys } of object.refers ?? []) {
      for (const key of keys) {
        const target = plan.all.get(key);
        // Backends are many, and stand with their owners; the rest gets a card of its own.
        if (!placed.has(key) && (kind === 'Pod' || (kind === 'Service' && target))) continue;
        if (!placed.has(key)) add(namedCard(key, kind, target, plan.row));
        if (drawn.has(`${key} ${object.key}`)) continue;
        plan.edges.push({
          from: object.key,
          to: key,
          kind: 'refers',
          why,
          broken: !target || why.endsWith('not ready'),
        });
      }
    }
  }
}

function namedCard(key: string, kind: string, target: ObjectView | undefined, row: number): TreeCard {
  if (target) return { key, column: 1, row, object: target };
  const [name = '', namespace = ''] = key.split('/').reverse();
  const object = { key, kind, namespace, name, revision: 0, state: 'failing', word: '', root: 0 } as const;
  return { key, column: 1, row, object, fault: 'missing' };
}

/** Nodes that pods are bound to stand beside them, evenly; each keeps its place in the order. Answers the number of rows. */
function placeNodes(plan: Plan): number {
  const bound = plan.cards.filter(({ object }) => object.kind === 'Pod' && object.node);
  for (const { key, object } of bound)
    plan.edges.push({ from: key, to: nodeKey(object.node ?? ''), kind: 'binds', why: 'spec.nodeName', broken: false });
  if (plan.cards.length === 0) return 0;
  const placed = new Set(plan.cards.map(({ key }) => key));
  const nodes = [...plan.all.values()].filter(({ key, kind }) => kind === 'Node' && !placed.has(key)).sort(byName);
  const space = Math.max(1.4, Math.min(4, plan.row / Math.max(1, nodes.length)));
  nodes.forEach((object, index) => plan.cards.push({ key: object.key, column: 3, row: index * space, object }));
  return Math.max(plan.row, Math.ceil((nodes.length - 1) * space) + 1);
}

function nodeKey(name: string): string {
  return `/registry/minions/${name}`;
}

/** Numbers in names count as numbers: worker-2 before worker-10. */
const order = new Intl.Collator('en', { numeric: true });

function isSystem({ namespace }: ObjectView): boolean {
  return namespace.startsWith('kube-');
}

/** The user's own namespaces before the system's, what runs before what leads to it. */
function byName(a: ObjectView, b: ObjectView): number {
  const kind = (object: ObjectView) => ORDER.get(object.kind) ?? ORDER.size;
  return (
    Number(isSystem(a)) - Number(isSystem(b)) ||
    order.compare(a.namespace, b.namespace) ||
    kind(a) - kind(b) ||
    order.compare(a.kind, b.kind) ||
    order.compare(a.name, b.name)
  );
}
