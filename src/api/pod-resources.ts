/** What a pod asks for, as the scheduler and the kubelet count it, and the class of service that follows. */
import { milliValue, wholeValue } from '../apimachinery';
import type { Container, ResourceRequirements } from './container';
import type { Pod, PodSpec } from './pod-spec';
import type { ResourceList } from './reference';

/** Amounts by resource name: `cpu` in thousandths of a core, everything else in whole units (bytes). */
export type ResourceAmounts = Readonly<Record<string, number>>;

export const resourceAmount = (name: string, quantity: string): number =>
  name === 'cpu' ? milliValue(quantity) : wholeValue(quantity);

export function resourceAmounts(list: ResourceList | undefined): ResourceAmounts {
  const amounts: Record<string, number> = {};
  for (const name in list) amounts[name] = resourceAmount(name, list[name]!);
  return amounts;
}

function add(sum: Record<string, number>, more: ResourceAmounts): void {
  for (const name in more) sum[name] = (sum[name] ?? 0) + more[name]!;
}

function raise(sum: Record<string, number>, least: ResourceAmounts): void {
  for (const name in least) sum[name] = Math.max(sum[name] ?? 0, least[name]!);
}

/** Sidecars: init containers that keep running beside the others. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

/** Containers run together, init containers one after another beside the sidecars started before them. */
function sumOver(spec: PodSpec, amountsOf: (container: Container) => ResourceAmounts): Record<string, number> {
  const together: Record<string, number> = {};
  for (const container of spec.containers) add(together, amountsOf(container));
  if (!spec.initContainers) return together;
  const sidecars: Record<string, number> = {};
  const starting: Record<string, number> = {};
  for (const container of spec.initContainers) {
    const amounts = amountsOf(container);
    if (isSidecar(container)) {
      add(together, amounts);
      add(sidecars, amounts);
      raise(starting, sidecars);
    } else {
      const alone = { ...sidecars };
      add(alone, amounts);
      raise(starting, alone);
    }
  }
  raise(together, starting);
  return together;
}

export const isPodLevel = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

function withPodLevel(sum: Record<string, number>, level: ResourceList | undefined): void {
  for (const name in level) if (isPodLevel(name)) sum[name] = resourceAmount(name, level[name]!);
}

function count(spec: PodSpec, which: keyof Pick<ResourceRequirements, 'requests' | 'limits'>): ResourceAmounts {
  const sum = sumOver(spec, (container) => resourceAmounts(container.resources?.[which]));
  withPodLevel(sum, spec.resources?.[which]);
  if (spec.overhead) {
    const overhead = resourceAmounts(spec.overhead);
    for (const name in overhead)
      if (which === 'requests' || (sum[name] ?? 0) > 0) sum[name] = (sum[name] ?? 0) + overhead[name]!;
  }
  return sum;
}

const requestsOf = new WeakMap<PodSpec, ResourceAmounts>();
const scoredRequestsOf = new WeakMap<PodSpec, ResourceAmounts>();

/** The sum a node has to have free. Remembered per spec object. */
export function podRequests(pod: Pod): ResourceAmounts {
  let known = requestsOf.get(pod.spec);
  if (!known) requestsOf.set(pod.spec, (known = count(pod.spec, 'requests')));
  return known;
}

export const podLimits = (pod: Pod): ResourceAmounts => count(pod.spec, 'limits');

/** What the scheduler takes a container to use that does not say: 100m of CPU, 200 MB of memory. */
export const unspecifiedRequests: ResourceAmounts = { cpu: 100, memory: 200 * 1024 * 1024 };

/** As `podRequests`, with a guess for containers that ask for no CPU or memory: only scores use it. */
export function podScoredRequests(pod: Pod): ResourceAmounts {
  let known = scoredRequestsOf.get(pod.spec);
  if (known) return known;
  const sum = sumOver(pod.spec, (container) => ({
    ...unspecifiedRequests,
    ...resourceAmounts(container.resources?.requests),
  }));
  withPodLevel(sum, pod.spec.resources?.requests);
  if (pod.spec.overhead) add(sum, resourceAmounts(pod.spec.overhead));
  scoredRequestsOf.set(pod.spec, (known = sum));
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
