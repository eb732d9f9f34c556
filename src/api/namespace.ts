import { defineKind, statusSubresource } from './kind';
import type { KubeObject } from '../apimachinery';
import type { ConditionStatus } from './reference';

export interface Namespace extends KubeObject {
  readonly spec?: NamespaceSpec;
  readonly status?: NamespaceStatus;
}

export interface NamespaceSpec {
  readonly finalizers?: readonly string[];
}

export interface NamespaceStatus {
  readonly conditions?: readonly NamespaceCondition[];
  readonly phase?: 'Active' | 'Terminating';
}

export interface NamespaceCondition {
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly status: ConditionStatus;
  readonly type: string;
}

const identity = { group: '', version: 'v1', kind: 'Namespace' } as const;

export const namespaceKind = defineKind<Namespace>({
  ...identity,
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  storagePrefix: '/registry/namespaces',
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [{ ...identity, name: 'finalize', verbs: ['update'] }, statusSubresource(identity)],
});
