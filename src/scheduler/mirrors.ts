import type {
  DeviceResourceClaim,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  StorageClass,
} from '../api';
import { findByResourceName } from '../api';
import type { KubeObject } from '../apimachinery';
import type { ApiClient } from '../client';
import { Informer } from '../client';
import type { Component, Process } from '../simulation';
import type { VolumeWorld } from './framework/world';
import type { Selectors } from './siblings';

/** What the scheduler mirrors of the cluster. */
export interface Mirrors {
  /** Pods that haven't ended. */
  readonly pods: Informer<Pod>;
  readonly nodes: Informer<Node>;
  readonly namespaces: Informer;
  readonly selectors: Selectors;
  /** Undefined while the cluster doesn't serve the kind. */
  readonly budgets: Informer<PodDisruptionBudget> | undefined;
  readonly storage: Storage;
  readonly deviceClaims: Informer<DeviceResourceClaim> | undefined;
  readonly all: readonly Informer<any>[];
}

interface Storage {
  readonly claims: Informer<PersistentVolumeClaim>;
  readonly volumes: Informer<PersistentVolume>;
  readonly classes: Informer<StorageClass>;
}

/** Promises are kept in `reserved`, by the volumes' names. */
export function volumeWorldOf({ claims, volumes, classes }: Storage, reserved: ReadonlySet<string>): VolumeWorld {
  return {
    claim: (namespace, name) => claims.get(namespace, name),
    volume: (name) => volumes.get(undefined, name),
    all: () => volumes.list(),
    storageClass: (name) => classes.get(undefined, name),
    isReserved: (name) => reserved.has(name),
  };
}

/** Kinds that the cluster doesn't serve can't be mirrored. */
function informerOf<T extends KubeObject>(
  component: Component,
  client: ApiClient,
  resource: string,
): Informer<T> | undefined {
  return findByResourceName(resource) && new Informer<T>(component, client, resource);
}

export function mirrorsOf(component: Component, client: ApiClient): Mirrors {
  const pods = new Informer<Pod>(component, client, 'pods', {
    fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
  });
  const nodes = new Informer<Node>(component, client, 'nodes');
  const namespaces = new Informer(component, client, 'namespaces');
  const selectors: Selectors = {
    services: informerOf(component, client, 'services'),
    replicationControllers: informerOf(component, client, 'replicationcontrollers'),
    replicaSets: informerOf(component, client, 'replicasets.apps'),
    statefulSets: informerOf(component, client, 'statefulsets.apps'),
  };
  const budgets = informerOf<PodDisruptionBudget>(component, client, 'poddisruptionbudgets.policy');
  const byNamespace = ({ metadata }: KubeObject) => [metadata.namespace ?? ''];
  selectors.services?.addIndexer('namespace', byNamespace);
  budgets?.addIndexer('namespace', byNamespace);
  const storage = {
    claims: new Informer<PersistentVolumeClaim>(component, client, 'persistentvolumeclaims'),
    volumes: new Informer<PersistentVolume>(component, client, 'persistentvolumes'),
    classes: new Informer<StorageClass>(component, client, 'storageclasses.storage.k8s.io'),
  };
  const deviceClaims = informerOf<DeviceResourceClaim>(component, client, 'resourceclaims.resource.k8s.io');
  const others = [...Object.values(selectors), budgets, deviceClaims, ...Object.values(storage)].filter(
    (informer) => informer !== undefined,
  );
  const all = [nodes, namespaces, pods, ...others];
  return { pods, nodes, namespaces, selectors, budgets, storage, deviceClaims, all };
}

export function* startMirrors({ all }: Mirrors): Process<void> {
  for (const informer of all) informer.start();
  for (const informer of all) yield* informer.waitForSync();
}
