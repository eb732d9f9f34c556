/** What a pod asks for, as the scheduler and the kubelet count it, and the class of service that follows. */
import { milliValue, wholeValue } from '../../apimachinery';
import type { Container, ResourceRequirements } from './container';
import type { Pod, PodSpec } from './pod-spec';
import type { Amounts, Arithmetic } from './pod-sums';
import { podSum } from './pod-sums';
import type { ResourceList } from '../reference';

/** Amounts by resource name: `cpu` in thousandths of a core, everything else in whole units (bytes). */
export type ResourceAmounts = Amounts<number>;

export const resourceAmount = (name: string, quantity: string): number =>
  name === 'cpu' ? milliValue(quantity) : wholeValue(quantity);

export function resourceAmounts(list: ResourceList | undefined): ResourceAmounts {
  const amounts: Record<string, number> = {};
  for (const name in list) amounts[name] = resourceAmount(name, list[name]!);
  return amounts;
}

const arithmetic: Arithmetic<number> = {
  read: resourceAmounts,
  sum: (a, b) => a + b,
  isLess: (a, b) => a < b,
};

const count = (pod: Pod, which: 'requests' | 'limits'): ResourceAmounts =>
  podSum(pod, which, ({ resources }) => resourceAmounts(resources?.[which]), arithmetic);

const requestsOf = new WeakMap<PodSpec, ResourceAmounts>();
const scoredRequestsOf = new WeakMap<PodSpec, ResourceAmounts>();

/** The sum a node has to have free. Remembered per spec object. */
export function podRequests(pod: Pod): ResourceAmounts {
  let known = requestsOf.get(pod.spec);
  if (!known) requestsOf.set(pod.spec, (known = count(pod, 'requests')));
  return known;
}

export const podLimits = (pod: Pod): ResourceAmounts => count(pod, 'limits');

/** What the scheduler takes a container to use that does not say: 100m of CPU, 200 MB of memory. */
export const unspecifiedRequests: ResourceAmounts = { cpu: 100, memory: 200 * 1024 * 1024 };

/** As `podRequests`, with a guess for containers that ask for no CPU or memory: only scores use it. */
export function podScoredRequests(pod: Pod): ResourceAmounts {
  let known = scoredRequestsOf.get(pod.spec);
  if (known) return known;
  const guessed = ({ resources }: Container) => ({ ...unspecifiedRequests, ...resourceAmounts(resources?.requests) });
  known = podSum(pod, 'requests', guessed, arithmetic);
  scoredRequestsOf.set(pod.spec, known);
  return known;
}

// ---- quality of service ----------------------------------------------------------------------------------------------

const qosResources = ['cpu', 'memory'] as const;

const given = (list: ResourceList | undefined, name: string): number => {
  const quantity = list?.[name];
  return quantity === undefined ? 0 : resourceAmount(name, quantity);
};

function qosOf(parts: readonly (ResourceRequirements | undefined)[]): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const says = parts.some((part) =>
    qosResources.some((name) => given(part?.requests, name) > 0 || given(part?.limits, name) > 0),
  );
  if (!says) return 'BestEffort';
  const limited = parts.every((part) => qosResources.every((name) => given(part?.limits, name) > 0));
  const sum = (which: 'requests' | 'limits', name: string) =>
    parts.reduce((total, part) => total + given(part?.[which], name), 0);
  const exact = qosResources.every((name) => sum('requests', name) === sum('limits', name));
  return limited && exact ? 'Guaranteed' : 'Burstable';
}

/** Guaranteed: every container limited in CPU and memory and asking for all of it. BestEffort: none says anything. */
export function podQosClass(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const { spec } = pod;
  if (spec.resources) return qosOf([spec.resources]);
  return qosOf([...spec.containers, ...(spec.initContainers ?? [])].map((container) => container.resources));
}
