import { withField } from '../../api';
import type { Pod, Toleration } from '../../api';
import { isPod } from './plugin';
import type { AdmissionPlugin } from './plugin';

const seconds = 300;
const forTaint = (key: string): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: seconds,
});
const defaults = [forTaint('node.kubernetes.io/not-ready'), forTaint('node.kubernetes.io/unreachable')];

/** A pod stays five minutes on a node that is lost, unless it says otherwise. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: (attributes) => isPod(attributes) && attributes.operation !== 'DELETE' && attributes.subresource === '',
  *mutate(attributes) {
    const pod = attributes.object as Pod;
    const tolerations = withDefaults(pod.spec.tolerations);
    return withField(pod, 'spec', withField(pod.spec, 'tolerations', tolerations));
  },
};

export function withDefaults(tolerations: readonly Toleration[] | undefined): readonly Toleration[] {
  if (!tolerations?.length) return defaults;
  const missing = defaults.filter((wanted) => !tolerations.some((toleration) => covers(toleration, wanted.key!)));
  return missing.length === 0 ? tolerations : [...tolerations, ...missing];
}

/** Without a key it is for all taints, without an effect for all effects. */
function covers({ key, effect }: Toleration, taint: string): boolean {
  return (!key || key === taint) && (!effect || effect === 'NoExecute');
}
