import type { ReplicaSet, ReplicaSetStatus, ReplicationController } from '../../api';
import type { KubeObject, Selector } from '../../apimachinery';
import { selectorOf } from '../../apimachinery';
import type { ResourceName } from '../../client';
import { selectorOfSpec } from '../claim';

/** What keeps a number of pods alike: replica sets, and the replication controllers that came before them. */
export interface Replicated extends KubeObject {
  readonly spec: Pick<ReplicaSet['spec'], 'replicas' | 'minReadySeconds' | 'template'>;
  readonly status?: ReplicaSetStatus;
}

/** In what two kinds differ that one loop serves. */
export interface ReplicatedKind {
  readonly kind: string;
  readonly resource: ResourceName;
  readonly queue: string;
  /** Whether its status counts pods on their way out. */
  readonly tellsTerminating: boolean;
  selectorOf(set: Replicated): Selector;
}

export const REPLICA_SETS: ReplicatedKind = {
  kind: 'ReplicaSet',
  resource: 'replicasets.apps',
  queue: 'replicaset',
  tellsTerminating: true,
  selectorOf: (set) => selectorOfSpec((set as ReplicaSet).spec),
};

export const REPLICATION_CONTROLLERS: ReplicatedKind = {
  kind: 'ReplicationController',
  resource: 'replicationcontrollers',
  queue: 'replicationmanager',
  tellsTerminating: false,
  selectorOf: (set) => selectorOf({ matchLabels: (set as ReplicationController).spec.selector ?? {} }),
};
