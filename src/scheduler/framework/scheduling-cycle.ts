import type { Random } from '../../simulation';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { Feasibility, Filters, Refusal } from './filtering';
import { findAmongNamed, findFeasible, Look, prepareFilters, refusalIn, rivalsOn } from './filtering';
import { fitMessage, hopelessMessage, noNodesMessage } from './fit-message';
import type { PostFilterOutcome, Rejection } from './plugin';
import type { ProfileRow } from './profile';
import type { Scores } from './scoring';
import { pickBest, scoreNodes } from './scoring';
import type { World } from './world';

/** Where a pod goes, or why it can't, with everything that was weighed. */
export interface Decision {
  readonly pod: PodInfo;
  readonly winner?: NodeInfo;
  readonly feasible: readonly NodeInfo[];
  readonly refusals: ReadonlyMap<NodeInfo, Refusal>;
  /** Only where there was a choice. */
  readonly scores?: Scores;
  /** Why not, in kube-scheduler's words. */
  readonly message?: string;
  /** Plugins that refused it somewhere: what they wait for may help. */
  readonly refusedBy: ReadonlySet<string>;
  /** A node that will be free once these pods are gone. */
  readonly nominated?: PostFilterOutcome['nominated'];
}

const noRefusals: ReadonlyMap<NodeInfo, Refusal> = new Map();
const nobody: ReadonlySet<string> = new Set();

/** Decides about one pod at a time. It remembers only where to begin looking next, so that all nodes get their turn. */
export class SchedulingCycle {
  private readonly rows: readonly ProfileRow[];
  private readonly random: Random;
  private start = 0;

  constructor(rows: readonly ProfileRow[], random: Random) {
    this.rows = rows;
    this.random = random;
  }

  decide(pod: PodInfo, world: World): Decision {
    if (world.nodes.length === 0) {
      return { pod, feasible: [], refusals: noRefusals, message: noNodesMessage(), refusedBy: nobody };
    }
    const filters = prepareFilters(this.rows, pod, world);
    if ('rejection' in filters) return this.refusedEverywhere(pod, world, filters);
    const found = this.find(filters, pod, world);
    if (found.feasible.length === 0) return this.fitsNowhere(pod, world, found.refusals);
    return this.choose(pod, world, found);
  }

  /** A node that room was made on is looked at first, and taken if the pod fits there. */
  private find(filters: Filters, pod: PodInfo, world: World): Feasibility {
    const look = new Look(this.rows, filters, pod, world);
    const nominated = world.node(pod.pod.status?.nominatedNodeName ?? '');
    if (nominated && !filters.nodeNames && !look.refusalOn(nominated)) {
      return { feasible: [nominated], refusals: noRefusals, looked: 0 };
    }
    if (filters.nodeNames) return findAmongNamed(look, world);
    const found = findFeasible(look, world.nodes, this.start % world.nodes.length);
    this.start = (this.start + found.looked) % world.nodes.length;
    return found;
  }

  private choose(pod: PodInfo, world: World, { feasible, refusals }: Feasibility): Decision {
    if (feasible.length === 1) return { pod, winner: feasible[0]!, feasible, refusedBy: nobody, refusals };
    const scores = scoreNodes(this.rows, pod, feasible, world);
    const winner = pickBest(feasible, scores.totals, this.random);
    return { pod, winner, feasible, scores, refusedBy: nobody, refusals };
  }

  /**
   * Nobody looks for room then: the first that would (for devices) has not been asked before, finds nothing of its own, and says no
   * more than that.
   */
  private refusedEverywhere(pod: PodInfo, world: World, refusal: Refusal): Decision {
    const refusals = new Map(world.nodes.map((node) => [node, refusal]));
    const message = hopelessMessage(world.nodes.length, refusal.rejection);
    return { pod, feasible: [], refusals, message, refusedBy: new Set([refusal.plugin]) };
  }

  private fitsNowhere(pod: PodInfo, world: World, refusals: ReadonlyMap<NodeInfo, Refusal>): Decision {
    const rejections = new Map([...refusals].map(([node, { rejection }]) => [node, rejection]));
    const { nominated, message } = this.postFilter(pod, world, rejections);
    return {
      pod,
      feasible: [],
      refusals,
      message: fitMessage(world.nodes.length, rejections.values(), nominated ? '' : message),
      refusedBy: new Set([...refusals.values()].map(({ plugin }) => plugin)),
      ...(nominated && { nominated }),
    };
  }

  private postFilter(pod: PodInfo, world: World, refusals: ReadonlyMap<NodeInfo, Rejection>): PostFilterOutcome {
    const passesWithout = (node: NodeInfo, victims: readonly PodInfo[]) =>
      this.passesWithout(pod, world, node, victims);
    const messages: string[] = [];
    for (const { plugin } of this.rows) {
      const outcome = plugin.postFilter?.({ pod, world, refusals, passesWithout });
      if (outcome?.nominated) return outcome;
      if (outcome?.message) messages.push(outcome.message);
    }
    return { message: messages.join(', ') };
  }

  /** The filters are asked anew, in a world where those pods are gone. */
  private passesWithout(pod: PodInfo, world: World, node: NodeInfo, victims: readonly PodInfo[]): boolean {
    return refusalIn(this.rows, pod, world.imagine(node, victims, rivalsOn(world, pod, node)), node.name) === undefined;
  }
}
