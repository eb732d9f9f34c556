import type { Namespace, Pod, PodTemplateSpec } from '../../api';
import { invalid, semanticallyEqual } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import type { Candidate, Violation } from '../pod-security/check';
import {
  isStricter,
  labelErrors,
  policyOf,
  policyOfStamps,
  violationsOf,
  violationsText,
} from '../pod-security/policy';
import type { Policy } from '../pod-security/policy';
import { isPod, notAdmitted } from './plugin';
import type { AdmissionPlugin, AdmissionView, Attributes } from './plugin';

/** Kinds that stamp pods: their authors are warned, the pods are refused. */
const stamping = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'PodTemplate',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
]);
const mostPods = 3000;

/** Holds pods to the level that their namespace's labels name (`pod-security.kubernetes.io/enforce`, `warn`). */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  handles: (attributes) =>
    attributes.operation !== 'DELETE' &&
    (isPod(attributes)
      ? attributes.subresource === '' || attributes.subresource === 'ephemeralcontainers'
      : attributes.subresource === '' && (stamping.has(attributes.kind.kind) || attributes.kind.kind === 'Namespace')),
  *validate(attributes, view) {
    if (attributes.kind.kind === 'Namespace') return judgeNamespace(attributes, view);
    const labels = yield* labelsOf(attributes, view);
    const candidate = candidateOf(attributes.object!);
    if (!candidate) return;
    if (isPod(attributes)) enforce(attributes, candidate, labels);
    warn(attributes, candidate, isPod(attributes) ? policyOf(labels, 'warn') : policyOfStamps(labels));
  },
};

/** The namespace's metadata; none where it isn't known, which another plugin has refused. */
function* labelsOf({ namespace }: Attributes, { namespaces }: AdmissionView): Process<KubeObject['metadata']> {
  const key = namespaces.key('', namespace);
  const found = yield* namespaces.known(key);
  return found?.object.metadata ?? { name: namespace };
}

function candidateOf(object: KubeObject): Candidate | undefined {
  if (object.kind === 'Pod') return object as Pod;
  const { spec, template } = object as KubeObject & Stamped;
  const stamp = template ?? spec?.jobTemplate?.spec?.template ?? spec?.template;
  return stamp && { metadata: stamp.metadata ?? {}, spec: stamp.spec };
}

interface Stamped {
  readonly template?: PodTemplateSpec;
  readonly spec?: {
    readonly template?: PodTemplateSpec;
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
  };
}

function enforce(attributes: Attributes, candidate: Candidate, labels: KubeObject['metadata']): void {
  const policy = policyOf(labels, 'enforce');
  if (policy.level === 'privileged' || isHarmless(attributes)) return;
  const found = violationsOf(candidate, policy);
  if (found.length > 0)
    throw notAdmitted(attributes, `violates PodSecurity ${JSON.stringify(policy.text)}: ${violationsText(found)}`);
}

/** A pod that was let in once is not judged again for its labels or its status. */
const isHarmless = ({ object, previous }: Attributes): boolean =>
  previous !== undefined && semanticallyEqual((object as Pod).spec, (previous as Pod).spec);

function warn(attributes: Attributes, candidate: Candidate, policy: Policy): void {
  if (policy.level === 'privileged' || (isPod(attributes) && isHarmless(attributes))) return;
  const found = violationsOf(candidate, policy);
  if (found.length > 0)
    attributes.warn(`would violate PodSecurity ${JSON.stringify(policy.text)}: ${violationsText(found)}`);
}

// ---- namespaces ------------------------------------------------------------------------------------------------------

function judgeNamespace(attributes: Attributes, view: AdmissionView): void {
  const next = (attributes.object as Namespace).metadata;
  const previous = attributes.previous?.metadata;
  const errors = labelErrors(next, previous);
  if (errors.length > 0) throw invalid('Namespace', next.name, errors);
  if (!previous) return;
  const policy = policyOf(next, 'enforce');
  if (!isStricter(policyOf(previous, 'enforce'), policy)) return;
  const lines = podLines(next.name, policy, view);
  if (lines.length === 0) return;
  const level = `the new PodSecurity enforce level ${JSON.stringify(policy.text)}`;
  attributes.warn(`existing pods in namespace ${JSON.stringify(next.name)} violate ${level}`);
  for (const line of lines) attributes.warn(line);
}

/** Pods that stay though they would not be let in any more; those that fail alike in one line. */
function podLines(namespace: string, policy: Policy, { pods }: AdmissionView): readonly string[] {
  const byReasons = new Map<string, string[]>();
  let judged = 0;
  for (const { object } of pods.cache.range(`${pods.prefix}/${namespace}/`)) {
    if (++judged > mostPods) break;
    const found: readonly Violation[] = violationsOf(object as Pod, policy);
    if (found.length === 0) continue;
    const reasons = found.map(({ what }) => what).join(', ');
    byReasons.set(reasons, [...(byReasons.get(reasons) ?? []), object.metadata.name]);
  }
  return [...byReasons].map(([reasons, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` (and ${others.length} other ${others.length === 1 ? 'pod' : 'pods'})`;
    return `${first}${more}: ${reasons}`;
  });
}
