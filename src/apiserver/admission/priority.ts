import type { Pod } from '../../api';
import { isPod, notAdmitted } from './plugin';
import type { AdmissionPlugin, Attributes } from './plugin';

/** The two classes that every cluster has. */
const builtIn: Readonly<Record<string, number | undefined>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** The number behind a pod's priority class. Classes of one's own are not served yet. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: (attributes) => isPod(attributes) && attributes.operation === 'CREATE' && attributes.subresource === '',
  *mutate(attributes) {
    const pod = attributes.object as Pod;
    const value = valueOf(attributes, pod.spec.priorityClassName ?? '');
    if (pod.spec.priority !== undefined && pod.spec.priority !== value) {
      const computed = `priority admission controller computed ${value} from the given PriorityClass name`;
      throw notAdmitted(
        attributes,
        `the integer value of priority (${pod.spec.priority}) must not be provided in pod spec; ${computed}`,
      );
    }
    const preemptionPolicy = pod.spec.preemptionPolicy ?? 'PreemptLowerPriority';
    return { ...pod, spec: { ...pod.spec, priority: value, preemptionPolicy } };
  },
};

function valueOf(attributes: Attributes, className: string): number {
  if (className === '') return 0;
  const value = builtIn[className];
  if (value === undefined) throw notAdmitted(attributes, `no PriorityClass with name ${className} was found`);
  return value;
}
