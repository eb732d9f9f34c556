import type { Condition, Pod, PodDisruptionBudget } from '../../api';
import { isPodReady, isPodTerminal } from '../../api';
import { forbidden, matchesSelector, refuse, selectorOf, tooManyRequests, wallClock } from '../../apimachinery';
import type { KubeObject, Refusal } from '../../apimachinery';
import type { Process } from '../../simulation';
import type { Store } from '../storage/store';

/** More evictions than this that the controller hasn't confirmed yet are not let through. */
const MOST_DISRUPTED = 2000;

/**
 * Lets an eviction pass, or throws a Refusal: 429 where the pod's budget has nothing left, 500 where it has more than one. What
 * passes is taken off the budget at once, so that two evictions can't use the same place before the controller looks again.
 */
export function* allowDisruption(pod: Pod, budgets: Store, now: number, dryRun: boolean): Process<void> {
  if (!isProtected(pod)) return;
  const matching = budgetsOf(pod, budgets);
  if (matching.length > 1) throw moreThanOne();
  const [budget] = matching;
  if (!budget || mayGoUnhealthy(pod, budget)) return;
  const { namespace = '', name } = budget.metadata;
  const take = function* (current: KubeObject): Process<KubeObject> {
    return withOneLess(current as PodDisruptionBudget, pod, now);
  };
  yield* budgets.update(budgets.key(namespace, name), name, take, { dryRun });
}

/** Who has ended, hasn't begun or is on the way out is no loss. */
const isProtected = (pod: Pod): boolean =>
  !isPodTerminal(pod) && pod.status?.phase !== 'Pending' && !pod.metadata.deletionTimestamp;

function budgetsOf(pod: Pod, budgets: Store): readonly PodDisruptionBudget[] {
  const found: PodDisruptionBudget[] = [];
  for (const { object } of budgets.cache.range(`${budgets.prefix}/${pod.metadata.namespace}/`)) {
    const budget = object as PodDisruptionBudget;
    const { selector } = budget.spec;
    if (selector && matchesSelector(selectorOf(selector), pod.metadata.labels)) found.push(budget);
  }
  return found;
}

/** Of pods that aren't ready: always, or as long as enough others are. */
function mayGoUnhealthy(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (isPodReady(pod)) return false;
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

function withOneLess(budget: PodDisruptionBudget, pod: Pod, now: number): PodDisruptionBudget {
  const { metadata, status } = budget;
  if (!status || (status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    throw wouldViolate(`The disruption budget ${metadata.name} is still being processed by the server.`, 10);
  if (Object.keys(status.disruptedPods ?? {}).length > MOST_DISRUPTED) {
    const sentence = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    throw forbidden('poddisruptionbudgets.policy', metadata.name, sentence);
  }
  if (status.disruptionsAllowed <= 0) throw wouldViolate(whyNot(budget));
  const disruptionsAllowed = status.disruptionsAllowed - 1;
  const disruptedPods = { ...status.disruptedPods, [pod.metadata.name]: wallClock(now) };
  const conditions = disruptionsAllowed > 0 ? status.conditions : exhausted(status.conditions ?? [], metadata, now);
  return { ...budget, status: { ...status, disruptionsAllowed, disruptedPods, ...(conditions && { conditions }) } };
}

function whyNot({ metadata: { name }, status }: PodDisruptionBudget): string {
  const failed = status!.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  if (failed?.status === 'False' && failed.reason === 'SyncFailed')
    return `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${failed.message}`;
  return `The disruption budget ${name} needs ${status!.desiredHealthy} healthy pods and has ${status!.currentHealthy} currently`;
}

function exhausted(
  conditions: readonly Condition[],
  { generation }: KubeObject['metadata'],
  now: number,
): readonly Condition[] {
  const others = conditions.filter(({ type }) => type !== 'DisruptionAllowed');
  const condition = {
    lastTransitionTime: wallClock(now),
    message: '',
    ...(generation && { observedGeneration: generation }),
    reason: 'InsufficientPods',
    status: 'False',
    type: 'DisruptionAllowed',
  } as const;
  return [...others, condition];
}

function wouldViolate(message: string, retryAfterSeconds = 0): Refusal {
  const causes = [{ reason: 'DisruptionBudget', message }];
  const sentence = "Cannot evict pod as it would violate the pod's disruption budget.";
  return tooManyRequests(sentence, retryAfterSeconds, causes);
}

function moreThanOne(): Refusal {
  const sentence = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
  return refuse(500, '', sentence);
}
