import type { Pod, Quantities, ResourceRequirements } from '../../api';
import { podQuantities } from '../../api';
import { quantityString } from '../../apimachinery';

/** Amounts by resource name, as they are written. */
type Amounts = Readonly<Record<string, string>>;

interface PodResources {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

function written(quantities: Quantities): Amounts {
  const amounts: Record<string, string> = {};
  for (const name in quantities) amounts[name] = quantityString(quantities[name]!);
  return amounts;
}

/** What the pod's machine adds for the sandbox is asked for, and limited by nobody. */
function resourcesOf(pod: Pod): PodResources {
  const { overhead: _, ...spec } = pod.spec;
  return {
    requests: written(podQuantities(pod, 'requests')),
    limits: written(podQuantities({ ...pod, spec }, 'limits')),
  };
}

const known = new WeakMap<object, PodResources>();

/** Pods of one template share their containers, so this is worked out once for all of them. */
export function podResources(pod: Pod): PodResources {
  const { containers, resources } = pod.spec;
  if (resources) return resourcesOf(pod);
  let found = known.get(containers);
  if (!found) known.set(containers, (found = resourcesOf(pod)));
  return found;
}

/** `resources` and `allocatedResources` as a status carries them: empty parts are left out. */
export function resourceStatus({ requests = {}, limits = {} }: ResourceRequirements = {}): {
  readonly resources: ResourceRequirements;
  readonly allocated?: Amounts;
} {
  const some = (list: Amounts) => Object.keys(list).length > 0;
  const resources = { ...(some(limits) && { limits }), ...(some(requests) && { requests }) };
  return { resources, ...(some(requests) && { allocated: requests }) };
}
