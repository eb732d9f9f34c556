import { isRefusal, wallClock } from '../apimachinery';
import type { KubeObject } from '../apimachinery';
import { attempt, sleep } from '../simulation';
import type { Component, Process } from '../simulation';
import type { ListedGroup } from './discovery/groups';
import { newUid } from './registry/uid';
import type { Store } from './storage/store';

const retryMilliseconds = 1000;

/** What every cluster has from its start: made by the first server that finds it missing. A condition without a date gets the moment's. */
export function* makeMissing(component: Component, store: Store, objects: readonly KubeObject[]): Process<void> {
  yield* store.feed.waitUntilReady();
  const random = component.simulation.random(`${store.resource} of ${component.id}`);
  for (const object of objects) {
    const key = store.key('', object.metadata.name);
    while (!store.cache.get(key)) {
      const now = wallClock(component.now);
      const metadata = { ...object.metadata, uid: newUid(random), creationTimestamp: now };
      const made = yield* attempt(store.create(key, dated({ ...object, metadata }, now)));
      if (made.ok || isRefusal(made.error, 'AlreadyExists')) break;
      yield* sleep(retryMilliseconds);
    }
  }
}

interface Told {
  readonly status?: { readonly conditions: readonly object[] };
}

function dated(object: KubeObject, lastTransitionTime: string): KubeObject {
  const { status } = object as KubeObject & Told;
  if (!status) return object;
  const conditions = status.conditions.map((condition) => ({ ...condition, lastTransitionTime }));
  return { ...object, status: { ...status, conditions } } as KubeObject;
}

const priorityClass = (name: string, value: number, description: string): KubeObject =>
  ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name, generation: 1 },
    value,
    description,
    preemptionPolicy: 'PreemptLowerPriority',
  }) as KubeObject;

export const systemPriorityClasses: readonly KubeObject[] = [
  priorityClass(
    'system-node-critical',
    2_000_001_000,
    'Used for system critical pods that must not be moved from their current node.',
  ),
  priorityClass(
    'system-cluster-critical',
    2_000_000_000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
];

/** The range that services' addresses come from. */
export const serviceRange = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR',
  metadata: { name: 'kubernetes', finalizers: ['networking.k8s.io/service-cidr-finalizer'] },
  spec: { cidrs: ['10.96.0.0/12'] },
  status: { conditions: [{ type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' }] },
} as KubeObject;

/** Whose resources clients prefer where a short name means several. */
const groupPriorities: Readonly<Record<string, number>> = {
  '': 18_000,
  'admissionregistration.k8s.io': 16_700,
  'apiextensions.k8s.io': 16_700,
  apps: 17_800,
  'authentication.k8s.io': 17_700,
  'authorization.k8s.io': 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  'certificates.k8s.io': 17_300,
  'coordination.k8s.io': 16_500,
  'discovery.k8s.io': 16_200,
  'events.k8s.io': 17_750,
  'flowcontrol.apiserver.k8s.io': 16_100,
  'networking.k8s.io': 17_200,
  'node.k8s.io': 16_300,
  policy: 17_100,
  'rbac.authorization.k8s.io': 17_000,
  'resource.k8s.io': 16_200,
  'scheduling.k8s.io': 16_600,
  'storage.k8s.io': 16_800,
};

const usualVersion = 15;
const versionPriorities: Readonly<Record<string, number>> = {
  'v1.': 1,
  'v1.flowcontrol.apiserver.k8s.io': 21,
  'v1.resource.k8s.io': 21,
  'v2.autoscaling': 30,
};

/** That this server itself answers for each group and version; for the group that says so nobody says it. */
export function ownApiServices(groups: readonly ListedGroup[]): readonly KubeObject[] {
  return groups.flatMap(({ name: group, versions }) => {
    const groupPriorityMinimum = groupPriorities[group];
    if (groupPriorityMinimum === undefined) return [];
    return versions.map(({ version }) => {
      const versionPriority = versionPriorities[`${version}.${group}`] ?? usualVersion;
      return ownApiService('onstart', { ...(group && { group }), version, groupPriorityMinimum, versionPriority });
    });
  });
}

/** Says whether the server makes an API service once, or keeps it as definitions come and go. */
export const automanagedLabel = 'kube-aggregator.kubernetes.io/automanaged';

interface ApiServiceSpec {
  readonly group?: string;
  readonly version: string;
  readonly groupPriorityMinimum: number;
  readonly versionPriority: number;
}

/** That this server itself answers for one group version. @param since when it could, where that is told */
export function ownApiService(managed: 'onstart' | 'true', spec: ApiServiceSpec, since?: string): KubeObject {
  const available = {
    type: 'Available',
    status: 'True',
    ...(since !== undefined && { lastTransitionTime: since }),
    reason: 'Local',
    message: 'Local APIServices are always available',
  };
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${spec.version}.${spec.group ?? ''}`, labels: { [automanagedLabel]: managed } },
    spec,
    status: { conditions: [available] },
  } as KubeObject;
}
