/** Which taints keep a pod away from a node, and which of them it tolerates. */
import type { TaintEffect, Toleration } from './affinity';
import type { Node, Taint } from './node';

/** An empty key with Exists tolerates everything; an empty effect, every effect. */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (toleration.operator === 'Exists') return true;
  return (toleration.value ?? '') === (taint.value ?? '') && toleration.key !== undefined;
}

export const isTolerated = (taint: Taint, tolerations: readonly Toleration[] | undefined): boolean =>
  tolerations?.some((toleration) => toleratesTaint(toleration, taint)) ?? false;

/** The first taint of these effects that none of the tolerations is for. */
export const findUntoleratedTaint = (
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly TaintEffect[],
): Taint | undefined => taints?.find((taint) => effects.includes(taint.effect) && !isTolerated(taint, tolerations));

/** Two taints are one if key and effect are. */
export const isSameTaint = (one: Taint, other: Taint): boolean => one.key === other.key && one.effect === other.effect;

/** The node's taints without some and with others, each once; the very same list if nothing changes. */
export function changeTaints(node: Node, add: readonly Taint[], remove: readonly Taint[]): readonly Taint[] {
  const taints = node.spec.taints ?? [];
  const kept = taints.filter((taint) => !remove.some((gone) => isSameTaint(gone, taint)));
  const fresh = add.filter((taint) => !kept.some((one) => isSameTaint(one, taint)));
  return kept.length === taints.length && fresh.length === 0 ? taints : [...kept, ...fresh];
}
