import type { ApiRequest } from '../../../apimachinery';
import { matchesLabelSelector } from '../../../apimachinery';
import { isReady } from '../../readiness';
import { nameOf, placeOf } from '../witness';
import type { Seen, SeenChange, Witness } from '../witness';
import type { CheckerOf } from './checker';
import { Recent, STALE_MILLISECONDS } from './checker';

/**
 * An eviction leaves as many pods healthy as the budget demands. Pods that faults have just taken count as healthy: a budget
 * can't know of them yet.
 */
export const disruptionBudgets: CheckerOf = (witness, complain) => {
  const healthyAt = new Map<string, number>();
  const evicted = new Set<string>();
  const demands = new Map<string, Recent<number>>();
  const isHealthy = (pod: Seen): boolean => {
    if (evicted.has(pod.metadata.uid!)) return false;
    if (isReady(pod) && pod.metadata.deletionTimestamp === undefined) return true;
    return witness.now - (healthyAt.get(pod.metadata.uid!) ?? -Infinity) < STALE_MILLISECONDS;
  };
  return {
    changed(change) {
      const { key, object, previous, at } = change;
      if (placeOf(key) === 'poddisruptionbudgets' && object?.status) {
        let recent = demands.get(object.metadata.uid!);
        if (!recent) demands.set(object.metadata.uid!, (recent = new Recent()));
        recent.add((object.status.desiredHealthy as number | undefined) ?? 0, at);
      }
      if (placeOf(key) !== 'pods') return;
      const last = object ?? previous;
      if (last && (isReady(object) || isReady(previous))) healthyAt.set(last.metadata.uid!, at);
      if (!isEviction(witness, change)) return;
      const wasHealthy = isReady(previous);
      evicted.add(last!.metadata.uid!);
      if (!wasHealthy) return;
      for (const budget of budgetsOf(witness, last!)) {
        const least = Math.min(...(demands.get(budget.metadata.uid!)?.since(at) ?? [0]));
        const left = podsOf(witness, budget).filter(isHealthy).length;
        if (left < least)
          complain(`${nameOf(last!)} was evicted: ${left} healthy pods stay, ${nameOf(budget)} demands ${least}`);
      }
    },
  };
};

function isEviction(witness: Witness, change: SeenChange): boolean {
  const { object, previous } = change;
  const goes =
    previous?.metadata.deletionTimestamp === undefined && (!object || object.metadata.deletionTimestamp !== undefined);
  if (!previous || !goes) return false;
  const request = witness.requestOf(change)?.payload as ApiRequest | undefined;
  return request?.path.includes('/eviction') ?? false;
}

function budgetsOf(witness: Witness, pod: Seen): readonly Seen[] {
  const budgets = witness.under(`/registry/poddisruptionbudgets/${pod.metadata.namespace}/`);
  return budgets.filter((budget) => matchesLabelSelector(budget.spec.selector, pod.metadata.labels ?? {}));
}

/** Those that are there, and those that went within the last while. */
function podsOf(witness: Witness, budget: Seen): readonly Seen[] {
  const { namespace } = budget.metadata;
  return [...witness.byUid.values()].filter(
    (object) =>
      object.kind === 'Pod' &&
      object.metadata.namespace === namespace &&
      matchesLabelSelector(budget.spec.selector, object.metadata.labels ?? {}),
  );
}
