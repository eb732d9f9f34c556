import { ageColumn, defineKind, nameColumn } from '../kind';
import { metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type { KubeObject } from '../../apimachinery';
import type { LocalObjectReference, ObjectReference } from '../reference';

export interface ServiceAccount extends KubeObject {
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  readonly secrets?: readonly ObjectReference[];
}

const mountable = 'kubernetes.io/enforce-mountable-secrets';
const isolates = `metadata.annotations[${mountable}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`;

export const serviceAccountKind = defineKind<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  namespaced: true,
  storagePrefix: '/registry/serviceaccounts',
  subresources: [
    { name: 'token', group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] },
  ],
  prepareForCreate: (account) =>
    account.secrets ? { ...account, secrets: account.secrets.map(({ name }) => (name ? { name } : {})) } : account,
  warnings: ({ metadata }) => (metadata.annotations?.[mountable] === undefined ? [] : [isolates]),
  validate: (account) => metadataErrors(account, true),
  validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...metadataAgainErrors(next, previous)],
  columns: [nameColumn, ageColumn],
});
