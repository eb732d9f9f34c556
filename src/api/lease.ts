import { fieldInvalid, type FieldError } from '../apimachinery';
import { textColumn } from './column';
import { ageColumn, defineKind, nameColumn } from './kind';
import { metadataChangeErrors, metadataErrors } from './metadata-validation';
import type { KubeObject } from '../apimachinery';

export interface Lease extends KubeObject {
  readonly spec?: LeaseSpec;
}

export interface LeaseSpec {
  readonly acquireTime?: string;
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly leaseTransitions?: number;
  readonly preferredHolder?: string;
  readonly renewTime?: string;
  readonly strategy?: string;
}

export const leaseKind = defineKind<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
  storagePrefix: '/registry/leases',
  validate: (lease) => [...metadataErrors(lease, true), ...specErrors(lease.spec)],
  validateUpdate: (next, previous) => [...metadataChangeErrors(next, previous), ...specErrors(next.spec)],
  columns: [nameColumn, textColumn('Holder', 'Who holds it.', ({ spec }) => spec?.holderIdentity ?? ''), ageColumn],
});

function specErrors(spec: LeaseSpec = {}): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { leaseDurationSeconds: duration, leaseTransitions: transitions } = spec;
  if (duration !== undefined && duration <= 0)
    errors.push(fieldInvalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  if (transitions !== undefined && transitions < 0) {
    errors.push(fieldInvalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  }
  return errors;
}
