import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { ClusterEvent, EventName } from '../queue/cluster-event';
import type { World } from './world';

/** Why a pod can't be on a node, or on any. */
export interface Rejection {
  /** Words for people, as upstream has them; each counts on its own in the pod's message. */
  readonly reasons: readonly string[];
  /** Taking other pods away can't help. */
  readonly final: boolean;
}

export const refuse = (reason: string): Rejection => ({ reasons: [reason], final: false });
export const refuseForGood = (reason: string): Rejection => ({ reasons: [reason], final: true });

/** What a plugin found out about the pod before it looks at single nodes. */
export type PreFilterOutcome<S> =
  /** Nothing to check: its filter is left out in this cycle. */
  | { readonly skip: true }
  | { readonly state: S /** Only these nodes come into question. */; readonly nodeNames?: ReadonlySet<string> }
  | { readonly rejection: Rejection };

/** When a pod this plugin refused may be tried again. */
export interface QueueingHint {
  readonly events: readonly EventName[];
  /** Whether this event may have made the pod schedulable; without it every such event counts. */
  readonly helps?: (pod: PodInfo, event: ClusterEvent, world: World) => boolean;
}

export interface PostFilterContext {
  readonly pod: PodInfo;
  readonly world: World;
  /** Who refused the pod where. */
  readonly refusals: ReadonlyMap<NodeInfo, Rejection>;
  /** Whether the pod would pass all filters on this node, were these pods not on it. */
  readonly passesWithout: (node: NodeInfo, victims: readonly PodInfo[]) => boolean;
}

/** What a plugin can do for a pod that fits nowhere. */
export interface PostFilterOutcome {
  readonly nominated?: { readonly node: NodeInfo; readonly victims: readonly PodInfo[] };
  readonly message?: string;
}

/**
 * A part of the decision where a pod goes: functions of plain data, one for each phase it has a say in, none that waits.
 * `F` is what it keeps from preFilter for filter, `S` from preScore for score.
 */
export interface Plugin<F = any, S = any> {
  readonly name: string;
  readonly hints?: readonly QueueingHint[];
  /** Keeps a pod out of the active queue. */
  preEnqueue?(pod: PodInfo, world: World): Rejection | undefined;
  preFilter?(pod: PodInfo, world: World): PreFilterOutcome<F>;
  filter?(pod: PodInfo, node: NodeInfo, state: F): Rejection | undefined;
  postFilter?(context: PostFilterContext): PostFilterOutcome;
  /** undefined: nothing to score, the plugin is left out in this cycle. */
  preScore?(pod: PodInfo, nodes: readonly NodeInfo[], world: World): S | undefined;
  score?(pod: PodInfo, node: NodeInfo, state: S): number;
  /** Brings the nodes' scores to 0..100, in place. */
  normalize?(scores: number[], nodes: readonly NodeInfo[], state: S): void;
}

export const MAXIMUM_SCORE = 100;

/** Scores in proportion to the highest; `reverse` where few is good. */
export function normalizeToHighest(scores: number[], reverse: boolean): void {
  let highest = 0;
  for (const score of scores) if (score > highest) highest = score;
  for (let index = 0; index < scores.length; index++) {
    const share = highest === 0 ? 0 : Math.floor((MAXIMUM_SCORE * scores[index]!) / highest);
    scores[index] = reverse ? MAXIMUM_SCORE - share : share;
  }
}
