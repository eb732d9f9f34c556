import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { Plugin, Rejection } from './plugin';
import { refuseForGood } from './plugin';
import type { ProfileRow } from './profile';
import type { World } from './world';

/** A filter that has something to check in this cycle. */
interface ActiveFilter {
  readonly plugin: Plugin;
  readonly state: unknown;
}

export interface Filters {
  readonly active: readonly ActiveFilter[];
  /** Only these nodes come into question; undefined: all. */
  readonly nodeNames: ReadonlySet<string> | undefined;
  /** Who restricted them. */
  readonly restrictedBy: readonly string[];
}

export interface Refusal {
  readonly plugin: string;
  readonly rejection: Rejection;
}

/** Asks every plugin what it has to check for this pod; a plugin can refuse the pod as a whole. */
export function prepareFilters(rows: readonly ProfileRow[], pod: PodInfo, world: World): Filters | Refusal {
  const active: ActiveFilter[] = [];
  const restrictedBy: string[] = [];
  let nodeNames: ReadonlySet<string> | undefined;
  for (const { plugin } of rows) {
    const outcome = plugin.preFilter?.(pod, world);
    if (outcome && 'rejection' in outcome) return { plugin: plugin.name, rejection: outcome.rejection };
    if (plugin.filter && !(outcome && 'skip' in outcome)) active.push({ plugin, state: outcome?.state });
    if (!outcome || !('nodeNames' in outcome) || !outcome.nodeNames) continue;
    nodeNames = nodeNames ? inBoth(nodeNames, outcome.nodeNames) : outcome.nodeNames;
    restrictedBy.push(plugin.name);
  }
  return { active, nodeNames, restrictedBy };
}

const inBoth = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...a].filter((name) => b.has(name)));

/** The first plugin that refuses this node. */
export function refusalOf(filters: Filters, pod: PodInfo, node: NodeInfo): Refusal | undefined {
  for (const { plugin, state } of filters.active) {
    const rejection = plugin.filter!(pod, node, state);
    if (rejection) return { plugin: plugin.name, rejection };
  }
  return undefined;
}

export function refusalIn(rows: readonly ProfileRow[], pod: PodInfo, world: World, node: string): Refusal | undefined {
  const filters = prepareFilters(rows, pod, world);
  return 'rejection' in filters ? filters : refusalOf(filters, pod, world.node(node)!);
}

/** Pods at least as important that room was made for there: the place is theirs. */
export function rivalsOn(world: World, pod: PodInfo, node: NodeInfo): readonly PodInfo[] {
  return world.nominatedFor(node).filter((rival) => rival.key !== pod.key && rival.priority >= pod.priority);
}

/** One pod looking at nodes. */
export class Look {
  readonly filters: Filters;
  private readonly rows: readonly ProfileRow[];
  private readonly pod: PodInfo;
  private readonly world: World;

  constructor(rows: readonly ProfileRow[], filters: Filters, pod: PodInfo, world: World) {
    this.rows = rows;
    this.filters = filters;
    this.pod = pod;
    this.world = world;
  }

  /** It must fit with those there is a claim for, and also if they never come. */
  refusalOn(node: NodeInfo): Refusal | undefined {
    const refusal = refusalOf(this.filters, this.pod, node);
    if (refusal || !this.world.hasNominations) return refusal;
    const rivals = rivalsOn(this.world, this.pod, node);
    return rivals.length === 0
      ? undefined
      : refusalIn(this.rows, this.pod, this.world.imagine(node, [], rivals), node.name);
  }
}

export function restrictionRefusal({ restrictedBy }: Filters): Refusal {
  return {
    plugin: restrictedBy[0]!,
    rejection: refuseForGood(`node(s) didn't satisfy plugin(s) [${[...restrictedBy].sort().join(' ')}]`),
  };
}

const ALWAYS_ENOUGH_NODES = 100;
const LEAST_PERCENT = 5;

/** In large clusters it is enough to find some nodes: half of a hundred and fewer the more there are, down to a twentieth. */
export function feasibleNodesToFind(nodeCount: number): number {
  if (nodeCount < ALWAYS_ENOUGH_NODES) return nodeCount;
  const percent = Math.max(LEAST_PERCENT, 50 - Math.floor(nodeCount / 125));
  return Math.max(ALWAYS_ENOUGH_NODES, Math.floor((nodeCount * percent) / 100));
}

export interface Feasibility {
  readonly feasible: readonly NodeInfo[];
  readonly refusals: ReadonlyMap<NodeInfo, Refusal>;
  /** How many nodes were looked at: the next pod begins behind them. */
  readonly looked: number;
}

/** Looks at the nodes from `start` on, round and round, until enough were found. */
export function findFeasible(look: Look, nodes: readonly NodeInfo[], start: number): Feasibility {
  const feasible: NodeInfo[] = [];
  const refusals = new Map<NodeInfo, Refusal>();
  const enough = feasibleNodesToFind(nodes.length);
  let looked = 0;
  while (looked < nodes.length && feasible.length < enough) {
    const node = nodes[(start + looked++) % nodes.length]!;
    const refusal = look.refusalOn(node);
    if (refusal) refusals.set(node, refusal);
    else feasible.push(node);
  }
  return { feasible, refusals, looked };
}

/** As `findFeasible` where only some nodes come into question: all of them are looked at. */
export function findAmongNamed(look: Look, world: World): Feasibility {
  const feasible: NodeInfo[] = [];
  const refusals = new Map<NodeInfo, Refusal>();
  const elsewhere = restrictionRefusal(look.filters);
  for (const node of world.nodes) {
    const refusal = look.filters.nodeNames!.has(node.name) ? look.refusalOn(node) : elsewhere;
    if (refusal) refusals.set(node, refusal);
    else feasible.push(node);
  }
  return { feasible, refusals, looked: 0 };
}
