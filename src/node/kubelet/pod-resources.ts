import {
  addQuantities,
  compareQuantities,
  milliValue,
  parseQuantity,
  quantityString,
  wholeValue,
} from '../../apimachinery';
import type { Pod, ResourceRequirements } from '../../api';

/** Amounts by resource name, as they are written. */
export type Amounts = Readonly<Record<string, string>>;

function amounts(requirements: ResourceRequirements | undefined, which: 'requests' | 'limits'): Amounts {
  return requirements?.[which] ?? {};
}

function plus(a: Amounts, b: Amounts): Amounts {
  const sum: Record<string, string> = { ...a };
  for (const name in b)
    sum[name] =
      sum[name] === undefined
        ? b[name]!
        : quantityString(addQuantities(parseQuantity(sum[name]), parseQuantity(b[name]!)));
  return sum;
}

function larger(a: Amounts, b: Amounts): Amounts {
  const most: Record<string, string> = { ...a };
  for (const name in b) {
    if (most[name] === undefined || compareQuantities(parseQuantity(b[name]!), parseQuantity(most[name])) > 0)
      most[name] = b[name]!;
  }
  return most;
}

/** What the pod as a whole asks for: the sum of its containers, or its largest init container where that is more; sidecars count with both. */
function podAmounts(pod: Pod, which: 'requests' | 'limits'): Amounts {
  const { containers, initContainers = [], overhead } = pod.spec;
  let sum: Amounts = {};
  for (const container of containers) sum = plus(sum, amounts(container.resources, which));
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of initContainers) {
    const own = amounts(container.resources, which);
    if (container.restartPolicy === 'Always') sidecars = plus(sidecars, own);
    starting = larger(starting, container.restartPolicy === 'Always' ? sidecars : plus(sidecars, own));
  }
  return plus(larger(plus(sum, sidecars), starting), which === 'requests' ? (overhead ?? {}) : {});
}

interface PodResources {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

const known = new WeakMap<object, PodResources>();

/** Pods of one template share their containers, so this is worked out once for all of them. */
export function podResources(pod: Pod): PodResources {
  const { containers, resources } = pod.spec;
  // What the pod as a whole is given stands for the sum of its containers.
  if (resources)
    return {
      requests: { ...podAmounts(pod, 'requests'), ...resources.requests },
      limits: { ...podAmounts(pod, 'limits'), ...resources.limits },
    };
  let found = known.get(containers);
  if (!found)
    known.set(containers, (found = { requests: podAmounts(pod, 'requests'), limits: podAmounts(pod, 'limits') }));
  return found;
}

/** `resources` and `allocatedResources` as a status carries them: empty parts are left out. */
export function resourceStatus(
  requests: Amounts,
  limits: Amounts,
): { readonly resources: ResourceRequirements; readonly allocated?: Amounts } {
  const some = (list: Amounts) => Object.keys(list).length > 0;
  const resources = { ...(some(limits) && { limits }), ...(some(requests) && { requests }) };
  return { resources, ...(some(requests) && { allocated: requests }) };
}

export function containerResources(resources: ResourceRequirements | undefined) {
  return resourceStatus(amounts(resources, 'requests'), amounts(resources, 'limits'));
}

/** In thousandths of a core, and in whole units (bytes, pods) of everything else. */
export function amountOf(resource: string, text: string): number {
  return resource === 'cpu' ? milliValue(text) : wholeValue(text);
}

/** Guaranteed where every container's limits for CPU and memory equal its requests, BestEffort where none asks for anything. */
export function qosClass(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const all = containers.map(({ resources }) => ({
    requests: amounts(resources, 'requests'),
    limits: amounts(resources, 'limits'),
  }));
  if (all.every(({ requests, limits }) => !asksForCompute(requests) && !asksForCompute(limits))) return 'BestEffort';
  const settled = all.every(({ requests, limits }) =>
    ['cpu', 'memory'].every(
      (name) =>
        limits[name] !== undefined && amountOf(name, requests[name] ?? limits[name]) === amountOf(name, limits[name]),
    ),
  );
  return settled ? 'Guaranteed' : 'Burstable';
}

function asksForCompute(list: Amounts): boolean {
  return list.cpu !== undefined || list.memory !== undefined;
}
