import type { Node, Pod } from '../../api';
import { podRequests, resourceAmounts } from '../../api';
import { Refusal } from '../../apimachinery';
import type { AdmissionPlugin } from './plugin';
import { isPod, notAdmitted } from './plugin';

/** A pod is not resized beyond what its machine has for all pods together. */
export const podResize: AdmissionPlugin = {
  name: 'PodResize',
  handles: (attributes) =>
    isPod(attributes) && attributes.subresource === 'resize' && attributes.operation === 'UPDATE',
  *validate(attributes, { nodes }) {
    const pod = attributes.object as Pod;
    const node = nodes.cache.get(nodes.key('', pod.spec.nodeName ?? ''))?.object as Node | undefined;
    const missing = node ? missingResources(pod, node) : [];
    if (missing.length === 0) return;
    const why = `node didn't have enough allocatable resources: ${missing.join('; ')}`;
    const { status } = notAdmitted(attributes, why);
    throw new Refusal({ ...status, details: { ...status.details, causes: [{ reason: 'NodeCapacity' }] } });
  },
};

function missingResources(pod: Pod, { status }: Node): readonly string[] {
  const requested = podRequests(pod);
  const allocatable = resourceAmounts(status?.allocatable);
  return ['cpu', 'memory']
    .filter((name) => (requested[name] ?? 0) > (allocatable[name] ?? 0))
    .map((name) => `${name}, requested: ${requested[name]}, allocatable: ${allocatable[name] ?? 0}`);
}
