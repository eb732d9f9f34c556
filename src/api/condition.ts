import type { ConditionStatus } from './reference';

/** What conditions of every kind have in common. */
export interface Condition {
  readonly type: string;
  readonly status: ConditionStatus;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string | null;
}

export const findCondition = <C extends Condition>(conditions: readonly C[] | undefined, type: string): C | undefined =>
  conditions?.find((condition) => condition.type === type);

export const isConditionTrue = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  findCondition(conditions, type)?.status === 'True';

/**
 * The conditions with this one in its place (or at the end). The transition time moves only when the status does;
 * without any difference the very same list comes back.
 * @param now RFC 3339, what lastTransitionTime becomes when the status changed
 */
export function setCondition<C extends Condition>(
  conditions: readonly C[] | undefined,
  condition: C,
  now: string,
): readonly C[] {
  const list = conditions ?? [];
  const index = list.findIndex((one) => one.type === condition.type);
  const previous = list[index];
  const lastTransitionTime = previous?.status === condition.status ? (previous.lastTransitionTime ?? now) : now;
  const next = { ...condition, lastTransitionTime };
  if (!previous) return [...list, next];
  return sameCondition(previous, next) ? list : list.with(index, next);
}

function sameCondition<C extends Condition>(one: C, other: C): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof C>;
  for (const key of keys) if (one[key] !== other[key]) return false;
  return true;
}
