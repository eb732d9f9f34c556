import type { Condition, Pod, PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../api';
import { isPodTerminal, isPodReady } from '../../api';
import { instantOf, matchesSelector, scaledValue, selectorOf, wallClock } from '../../apimachinery';

/** An evicted pod that isn't gone by then was not evicted after all. */
const DELETION_TIMEOUT_MILLISECONDS = 120_000;

export function selects({ metadata, spec }: PodDisruptionBudget, pod: Pod): boolean {
  if (metadata.namespace !== pod.metadata.namespace || !spec.selector) return false;
  return matchesSelector(selectorOf(spec.selector), pod.metadata.labels);
}

/** How many pods there should be, and how many of them well. */
export interface Expectation {
  readonly expected: number;
  readonly desired: number;
}

/** @param scale how many the pods' owners want together; asked where a share is to be reckoned */
export function expectationOf({ spec }: PodDisruptionBudget, pods: readonly Pod[], scale: () => number): Expectation {
  const { maxUnavailable, minAvailable } = spec;
  if (maxUnavailable !== undefined) {
    const expected = scale();
    return { expected, desired: Math.max(0, expected - scaledValue(maxUnavailable, expected, true)) };
  }
  if (typeof minAvailable === 'number') return { expected: pods.length, desired: minAvailable };
  if (minAvailable === undefined) return { expected: 0, desired: 0 };
  const expected = scale();
  return { expected, desired: scaledValue(minAvailable, expected, true) };
}

/** Evictions that the server let through and whose pods are still there, with when that was. */
export function stillDisrupted(
  { status }: PodDisruptionBudget,
  pods: readonly Pod[],
  now: number,
): Readonly<Record<string, string>> {
  const waiting = new Set(pods.filter(isThere).map(({ metadata }) => metadata.name));
  const entries = Object.entries(status?.disruptedPods ?? {}).filter(
    ([name, at]) => waiting.has(name) && now < (instantOf(at) ?? 0) + DELETION_TIMEOUT_MILLISECONDS,
  );
  return Object.fromEntries(entries);
}

const isThere = (pod: Pod): boolean => !pod.metadata.deletionTimestamp && !isPodTerminal(pod);

/** When the first of them will have waited too long, in milliseconds from now. */
export function nextTimeout(disrupted: Readonly<Record<string, string>>, now: number): number | undefined {
  const ends = Object.values(disrupted).map((at) => (instantOf(at) ?? 0) + DELETION_TIMEOUT_MILLISECONDS - now);
  return ends.length === 0 ? undefined : Math.max(0, Math.min(...ends));
}

export function statusOf(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  { expected, desired }: Expectation,
  now: number,
): PodDisruptionBudgetStatus {
  const disrupted = stillDisrupted(budget, pods, now);
  const healthy = pods.filter((pod) => isThere(pod) && isPodReady(pod) && !(pod.metadata.name in disrupted)).length;
  const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
  const word = allowed > 0 ? 'SufficientPods' : 'InsufficientPods';
  return {
    conditions: withAllowed(budget, allowed > 0, word, '', now),
    currentHealthy: healthy,
    desiredHealthy: desired,
    ...(Object.keys(disrupted).length > 0 && { disruptedPods: disrupted }),
    disruptionsAllowed: allowed,
    expectedPods: expected,
    ...(budget.metadata.generation && { observedGeneration: budget.metadata.generation }),
  };
}

/** Nobody knows how many there should be: nothing may be disrupted. */
export function failedStatus(budget: PodDisruptionBudget, message: string, now: number): PodDisruptionBudgetStatus {
  const { currentHealthy = 0, desiredHealthy = 0, expectedPods = 0, ...others } = budget.status ?? {};
  const conditions = withAllowed(budget, false, 'SyncFailed', message, now);
  return { ...others, currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed: 0, conditions };
}

type BudgetCondition = Condition & { readonly observedGeneration?: number };

function withAllowed(
  { metadata, status }: PodDisruptionBudget,
  allowed: boolean,
  reason: string,
  message: string,
  now: number,
): readonly BudgetCondition[] {
  const known = (status?.conditions ?? []) as readonly BudgetCondition[];
  const before = known.find(({ type }) => type === 'DisruptionAllowed');
  const is = allowed ? 'True' : 'False';
  const lastTransitionTime = before?.status === is ? before.lastTransitionTime : wallClock(now);
  const condition = {
    lastTransitionTime,
    message,
    // Who could not reckon has observed nothing.
    ...(metadata.generation && reason !== 'SyncFailed' && { observedGeneration: metadata.generation }),
    reason,
    status: is,
    type: 'DisruptionAllowed',
  } as const;
  return before ? known.map((each) => (each === before ? condition : each)) : [...known, condition];
}
