import { matchesSelector, selectorOf } from '../../apimachinery';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import { fitMessage } from '../framework/fit-message';
import type { Plugin, PostFilterContext, Rejection } from '../framework/plugin';
import { refuseForGood } from '../framework/plugin';
import type { World } from '../framework/world';

const notHelpful = refuseForGood('Preemption is not helpful for scheduling');
const noVictims = refuseForGood('No preemption victims found for incoming pod');

interface Candidate {
  readonly node: NodeInfo;
  /** The most important first. */
  readonly victims: readonly PodInfo[];
  /** How many of them their disruption budgets don't allow to lose. */
  readonly violations: number;
}

const startOf = ({ pod }: PodInfo): string => pod.status?.startTime ?? pod.metadata.creationTimestamp ?? '';

/** The more important first: higher priority, then the longer running. */
function byImportance(a: PodInfo, b: PodInfo): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  const [one, other] = [startOf(a), startOf(b)];
  if (one !== other) return one < other ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

/**
 * Those whose disruption budgets allow no more to be lost, were they all to go in this order. A budget without labels to
 * select by protects nobody here, nor one that has counted the pod as lost.
 */
function beyondBudget(pods: readonly PodInfo[], world: World): ReadonlySet<PodInfo> {
  const beyond = new Set<PodInfo>();
  const left = new Map<object, number>();
  for (const info of pods) {
    const { name, namespace, labels } = info.pod.metadata;
    for (const budget of labels ? world.budgetsIn(namespace!) : []) {
      const selector = selectorOf(budget.spec.selector);
      if (selector.length === 0 || !matchesSelector(selector, labels)) continue;
      if (budget.status?.disruptedPods?.[name] !== undefined) continue;
      const allowed = (left.get(budget) ?? budget.status?.disruptionsAllowed ?? 0) - 1;
      left.set(budget, allowed);
      if (allowed < 0) beyond.add(info);
    }
  }
  return beyond;
}

/** All less important pods go in thought; then each may stay that doesn't hinder: first those beyond their budgets, the most important first. */
function victimsOn(node: NodeInfo, { pod, world, refusals, passesWithout }: PostFilterContext): Candidate | Rejection {
  const lesser = [...node.pods.values()].filter(({ priority }) => priority < pod.priority).sort(byImportance);
  if (lesser.length === 0) return noVictims;
  if (!passesWithout(node, lesser)) return refusals.get(node)!;
  const beyond = beyondBudget(lesser, world);
  let victims = lesser;
  for (const candidate of [...beyond, ...lesser.filter((each) => !beyond.has(each))]) {
    const fewer = victims.filter((victim) => victim !== candidate);
    if (passesWithout(node, fewer)) victims = fewer;
  }
  return { node, victims, violations: victims.filter((victim) => beyond.has(victim)).length };
}

const sumOfPriorities = (victims: readonly PodInfo[]): number =>
  victims.reduce((sum, { priority }) => sum + priority + 2 ** 31, 0);

/** When the longest running of the most important victims began: the later, the less is lost. */
function earliestStart(victims: readonly PodInfo[]): string {
  const highest = victims[0]!.priority;
  const starts = victims.filter(({ priority }) => priority === highest).map(startOf);
  return starts.sort()[0]!;
}

/** The least harm first. */
function byHarm(a: Candidate, b: Candidate): number {
  if (a.violations !== b.violations) return a.violations - b.violations;
  const highest = a.victims[0]!.priority - b.victims[0]!.priority;
  if (highest !== 0) return highest;
  const sum = sumOfPriorities(a.victims) - sumOfPriorities(b.victims);
  if (sum !== 0) return sum;
  if (a.victims.length !== b.victims.length) return a.victims.length - b.victims.length;
  const [one, other] = [earliestStart(a.victims), earliestStart(b.victims)];
  if (one !== other) return one < other ? 1 : -1;
  return a.node.name < b.node.name ? -1 : 1;
}

/** Room that was made for it is still being cleared: taking more would be greed. Not where no room would help any longer. */
function isRoomBeingMade({ pod, world, refusals }: PostFilterContext): boolean {
  const node = world.node(pod.pod.status?.nominatedNodeName ?? '');
  if (!node || refusals.get(node)?.final) return false;
  for (const other of node.pods.values()) if (other.priority < pod.priority && isBeingPreempted(other)) return true;
  return false;
}

/** On its way out to make room, and not for a reason of its own. */
const isBeingPreempted = ({ isBeingDeleted, pod }: PodInfo): boolean =>
  isBeingDeleted &&
  (pod.status?.conditions?.some(
    ({ type, status, reason }) =>
      type === 'DisruptionTarget' && status === 'True' && reason === 'PreemptionByScheduler',
  ) ??
    false);

function ineligible(context: PostFilterContext): string | undefined {
  if (context.pod.pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  return isRoomBeingMade(context) ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

const isRejection = (found: Candidate | Rejection): found is Rejection => !('victims' in found);

/** Where pods of lower priority are in the way, some of them go: as few and as unimportant as will do. */
export const defaultPreemption: Plugin = {
  name: 'DefaultPreemption',
  postFilter(context) {
    const why = ineligible(context);
    if (why) return { message: `preemption: ${why}` };
    const rejections: Rejection[] = [];
    const candidates: Candidate[] = [];
    for (const [node, rejection] of context.refusals) {
      const found = rejection.final ? notHelpful : victimsOn(node, context);
      if (isRejection(found)) rejections.push(found);
      else candidates.push(found);
    }
    const [best] = candidates.sort(byHarm);
    if (best) return { nominated: best };
    return { message: `preemption: ${fitMessage(context.world.nodes.length, rejections)}` };
  },
};
