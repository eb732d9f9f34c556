import { defineKind } from './kind';
import type { KubeObject } from '../apimachinery';

export interface CsiNode extends KubeObject {
  readonly spec: CsiNodeSpec;
}

export interface CsiNodeSpec {
  readonly drivers: readonly CsiNodeDriver[];
}

export interface CsiNodeDriver {
  readonly allocatable?: VolumeNodeResources;
  readonly name: string;
  readonly nodeID: string;
  readonly topologyKeys?: readonly string[];
}

export interface VolumeNodeResources {
  readonly count?: number;
}

export const csiNodeKind = defineKind<CsiNode>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  plural: 'csinodes',
  namespaced: false,
  storagePrefix: '/registry/csinodes',
});
