import type { Pod, PodSpec, PriorityClass } from '../../api';
import { copyOf } from '../../apimachinery';
import type { KubeObject, Writable } from '../../apimachinery';
import type { Process } from '../../simulation';
import type { Store } from '../storage/store';
import { isPod, notAdmitted } from './plugin';
import type { AdmissionPlugin, AdmissionView, Attributes } from './plugin';

const isPriorityClass = ({ kind }: Attributes): boolean => kind.plural === 'priorityclasses';

/** The number behind a pod's priority class, and that there is but one default class. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: (attributes) =>
    attributes.subresource === '' &&
    (isPriorityClass(attributes) || (attributes.operation !== 'DELETE' && isPod(attributes))),
  *mutate(attributes, view) {
    if (isPriorityClass(attributes)) return attributes.object;
    if (attributes.operation === 'UPDATE') return asBefore(attributes);
    return withPriority(attributes, yield* classOf(attributes, view));
  },
  *validate(attributes, { priorityClasses }) {
    if (attributes.operation === 'DELETE') return refuseSystem(attributes);
    const given = attributes.object as PriorityClass;
    if (!isPriorityClass(attributes) || !given.globalDefault) return;
    const other = defaultClass(priorityClasses);
    if (other && other.metadata.name !== given.metadata.name)
      throw notAdmitted(
        attributes,
        `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`,
      );
  },
};

const systemClasses = new Set(['system-cluster-critical', 'system-node-critical']);

function refuseSystem(attributes: Attributes): void {
  if (systemClasses.has(attributes.name))
    throw notAdmitted(attributes, 'this is a system priority class and cannot be deleted');
}

/** Whoever writes a pod anew need not say what this plugin once added. */
function asBefore({ object, previous }: Attributes): KubeObject {
  const { spec } = object as Pod;
  const { priority: value, preemptionPolicy } = (previous as Pod).spec;
  const lacksValue = spec.priority === undefined && value !== undefined;
  const lacksPolicy = spec.preemptionPolicy === undefined && preemptionPolicy !== undefined;
  if (!lacksValue && !lacksPolicy) return object!;
  const kept = { ...(lacksValue && { priority: value }), ...(lacksPolicy && { preemptionPolicy }) };
  return { ...object!, spec: { ...spec, ...kept } } as Pod;
}

function* classOf(attributes: Attributes, { priorityClasses }: AdmissionView): Process<PriorityClass | undefined> {
  const name = (attributes.object as Pod).spec.priorityClassName ?? '';
  if (name === '') return defaultClass(priorityClasses);
  const key = priorityClasses.key('', name);
  const found = yield* priorityClasses.known(key);
  if (!found) throw notAdmitted(attributes, `no PriorityClass with name ${name} was found`);
  return found.object as PriorityClass;
}

/** Of several defaults, which can't be on purpose, the lowest. */
function defaultClass({ cache, prefix }: Store): PriorityClass | undefined {
  let lowest: PriorityClass | undefined;
  for (const { object } of cache.range(`${prefix}/`)) {
    const one = object as PriorityClass;
    if (one.globalDefault && (!lowest || one.value < lowest.value)) lowest = one;
  }
  return lowest;
}

function withPriority(attributes: Attributes, found: PriorityClass | undefined): KubeObject {
  const pod = attributes.object as Pod;
  const { spec } = pod;
  const value = found?.value ?? 0;
  const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
  const computed = (what: unknown) =>
    `priority admission controller computed ${what} from the given PriorityClass name`;
  if (spec.priority !== undefined && spec.priority !== value)
    throw notAdmitted(
      attributes,
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; ${computed(value)}`,
    );
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
    throw notAdmitted(
      attributes,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; ${computed(policy)}`,
    );
  const prioritized: Writable<PodSpec> = copyOf(spec);
  if (found && !spec.priorityClassName) prioritized.priorityClassName = found.metadata.name;
  prioritized.priority = value;
  prioritized.preemptionPolicy = policy as PodSpec['preemptionPolicy'];
  return { ...pod, spec: prioritized } as Pod;
}
