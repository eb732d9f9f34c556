import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { rbacEscalation } from '../authorization/escalation';
import { defaultIngressClass, defaultStorageClass } from './default-class';
import { certificateRequester } from './certificate-requester';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { limitRanger } from './limit-ranger';
import { namespaceLifecycle } from './namespace-lifecycle';
import { nodeRestriction } from './node-restriction';
import type { AdmissionPlugin, AdmissionView, Attributes } from './plugin';
import { podResize } from './pod-resize';
import { podSecurity } from './pod-security';
import { priority } from './priority';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { serviceAccount } from './service-account';
import { storageProtection } from './storage-protection';
import { taintNodesByCondition } from './taint-nodes-by-condition';

/** In the order of the real server; a further plugin is a further row. */
const chain: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeRestriction,
  taintNodesByCondition,
  podSecurity,
  podResize,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageProtection,
  runtimeClass,
  certificateRequester,
  defaultIngressClass,
  rbacEscalation,
  resourceQuota,
];

const mutating = chain.filter((plugin) => plugin.mutate !== undefined);
const validating = chain.filter((plugin) => plugin.validate !== undefined);

/** The object with all that plugins add to it. `touched` collects the names of those that changed it, for the inspector. */
export function* mutate(
  attributes: Attributes,
  view: AdmissionView,
  touched?: string[],
): Process<KubeObject | undefined> {
  let now = attributes;
  for (const plugin of mutating) {
    if (!plugin.handles(now)) continue;
    const object = yield* plugin.mutate!(now, view);
    if (object === now.object) continue;
    touched?.push(plugin.name);
    now = { ...now, object };
  }
  return now.object;
}

export function* validate(attributes: Attributes, view: AdmissionView): Process<void> {
  for (const plugin of validating) if (plugin.handles(attributes)) yield* plugin.validate!(attributes, view);
}
