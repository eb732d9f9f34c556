import type { Labels, LabelSelector } from '../../apimachinery';
import type { Affinity, PodAffinityTerm, WeightedPodAffinityTerm } from './affinity';
import type { Pod } from './pod-spec';

type Keys = readonly string[];

/** Writes what a new pod's label keys stand for into the selectors beside them: from then on the pod's labels don't matter. */
export function withLabelKeys(pod: Pod): Pod {
  const { affinity, topologySpreadConstraints: constraints } = pod.spec;
  if (!affinity?.podAffinity && !affinity?.podAntiAffinity && !constraints) return pod;
  const labels = pod.metadata.labels ?? {};
  const spread = constraints?.map((one) => ({
    ...one,
    ...selecting(one.labelSelector, labels, one.matchLabelKeys, undefined),
  }));
  const spec = {
    ...pod.spec,
    ...(affinity && { affinity: affinityOf(affinity, labels) }),
    ...(spread && { topologySpreadConstraints: spread }),
  };
  return { ...pod, spec };
}

function affinityOf(affinity: Affinity, labels: Labels): Affinity {
  const { podAffinity, podAntiAffinity } = affinity;
  return {
    ...affinity,
    ...(podAffinity && { podAffinity: termsOf(podAffinity, labels) }),
    ...(podAntiAffinity && { podAntiAffinity: termsOf(podAntiAffinity, labels) }),
  };
}

function termsOf<T extends NonNullable<Affinity['podAffinity']>>(terms: T, labels: Labels): T {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required,
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
  } = terms;
  const term = (one: PodAffinityTerm): PodAffinityTerm => ({
    ...one,
    ...selecting(one.labelSelector, labels, one.matchLabelKeys, one.mismatchLabelKeys),
  });
  const weighted = (one: WeightedPodAffinityTerm): WeightedPodAffinityTerm => ({
    ...one,
    podAffinityTerm: term(one.podAffinityTerm),
  });
  return {
    ...terms,
    ...(required && { requiredDuringSchedulingIgnoredDuringExecution: required.map(term) }),
    ...(preferred && { preferredDuringSchedulingIgnoredDuringExecution: preferred.map(weighted) }),
  };
}

/** Keys that the pod has no label of say nothing, and without a selector there is nothing to add to. */
function selecting(
  selector: LabelSelector | undefined,
  labels: Labels,
  alike: Keys = [],
  unlike: Keys = [],
): { readonly labelSelector?: LabelSelector } {
  if (!selector) return {};
  const requirements = (keys: Keys, operator: 'In' | 'NotIn') =>
    keys.flatMap((key) => (labels[key] === undefined ? [] : [{ key, operator, values: [labels[key]] }]));
  const more = [...requirements(alike, 'In'), ...requirements(unlike, 'NotIn')];
  if (more.length === 0) return {};
  return { labelSelector: { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...more] } };
}
