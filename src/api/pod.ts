import { defineKind, statusSubresource } from './kind';
import type { Pod } from './pod-spec';

const identity = { group: '', version: 'v1', kind: 'Pod' } as const;

export const podKind = defineKind<Pod>({
  ...identity,
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/pods',
  subresources: [
    { name: 'binding', group: '', version: 'v1', kind: 'Binding', verbs: ['create'] },
    { name: 'eviction', group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
    statusSubresource(identity),
  ],
  generations: true,
});
