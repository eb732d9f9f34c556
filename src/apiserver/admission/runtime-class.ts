import type { Pod, RuntimeClass } from '../../api';
import { equal, refuse } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { isPod, notAdmitted } from './plugin';
import type { AdmissionPlugin, AdmissionView, Attributes } from './plugin';

/** What a runtime costs, and where it is found, is known by its class: pods of that class say so, too. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: (attributes) => isPod(attributes) && attributes.subresource === '' && attributes.operation === 'CREATE',
  *mutate(attributes, view) {
    const { runtimeClassName } = (attributes.object as Pod).spec;
    if (runtimeClassName === undefined) return attributes.object;
    // A class without a name can't even be asked for.
    if (runtimeClassName === '') throw refuse(500, '', 'resource name may not be empty');
    return withClass(attributes, yield* classCalled(attributes, view, runtimeClassName));
  },
  // oxlint-disable-next-line require-yield
  *validate(attributes) {
    const { overhead, runtimeClassName } = (attributes.object as Pod).spec;
    if (overhead && !runtimeClassName)
      throw rejected(attributes, 'Pod Overhead set without corresponding RuntimeClass defined Overhead');
  },
};

const rejected = (attributes: Attributes, why: string) => notAdmitted(attributes, `pod rejected: ${why}`);

function* classCalled(attributes: Attributes, { runtimeClasses }: AdmissionView, name: string): Process<RuntimeClass> {
  const key = runtimeClasses.key('', name);
  const found = yield* runtimeClasses.known(key);
  if (!found) throw rejected(attributes, `RuntimeClass ${JSON.stringify(name)} not found`);
  return found.object as RuntimeClass;
}

function withClass(attributes: Attributes, { overhead, scheduling }: RuntimeClass): KubeObject {
  const pod = attributes.object as Pod;
  const { spec } = pod;
  const fixed = overhead?.podFixed;
  if (spec.overhead && !fixed)
    throw rejected(attributes, 'Pod Overhead set without corresponding RuntimeClass defined Overhead');
  if (spec.overhead && !equal(spec.overhead, fixed))
    throw rejected(attributes, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  if (!fixed && !scheduling) return pod;
  const { nodeSelector, tolerations = [] } = scheduling ?? {};
  for (const key in nodeSelector) {
    const asked = spec.nodeSelector?.[key];
    if (asked === undefined || asked === nodeSelector[key]) continue;
    const both = `runtimeClass.scheduling.nodeSelector[${key}] = ${nodeSelector[key]}; pod.spec.nodeSelector[${key}] = ${asked}`;
    throw notAdmitted(attributes, `conflict: ${both}`);
  }
  const own = spec.tolerations ?? [];
  const more = tolerations.filter((one) => !own.some((other) => equal(one, other)));
  return {
    ...pod,
    spec: {
      ...spec,
      ...(fixed && { overhead: fixed }),
      ...(nodeSelector && { nodeSelector: { ...spec.nodeSelector, ...nodeSelector } }),
      ...(more.length > 0 && { tolerations: [...own, ...more] }),
    },
  } as Pod;
}
