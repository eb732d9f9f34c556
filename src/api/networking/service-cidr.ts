/** A range of addresses for services. Services' addresses come from the first one, whatever else is stored. */
import { fieldInvalids, fieldRequired, fieldTooMany, type FieldError, type KubeObject } from '../../apimachinery';
import { textColumn } from '../column';
import { cidrProblems } from './addresses';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type { Condition } from '../condition';

export interface ServiceCidr extends KubeObject {
  readonly spec: { readonly cidrs?: readonly string[] };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

const identity = { group: 'networking.k8s.io', version: 'v1', kind: 'ServiceCIDR' } as const;

export const serviceCidrKind = defineKind<ServiceCidr>({
  ...identity,
  plural: 'servicecidrs',
  namespaced: false,
  storagePrefix: '/registry/servicecidrs',
  subresources: [statusSubresource(identity)],
  validate: (range) => [...metadataErrors(range, false), ...cidrErrors(range.spec.cidrs ?? [])],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...immutableErrors(next.spec.cidrs, previous.spec.cidrs, 'spec.cidrs'),
  ],
  columns: [nameColumn, textColumn('CIDRs', 'The ranges.', ({ spec }) => (spec.cidrs ?? []).join(',')), ageColumn],
});

const most = 2;

function cidrErrors(cidrs: readonly string[]): readonly FieldError[] {
  if (cidrs.length === 0) return [fieldRequired('spec.cidrs', 'at least one CIDR required')];
  if (cidrs.length > most) return [fieldTooMany('spec.cidrs', cidrs.length, most)];
  return cidrs.flatMap((cidr, index) => fieldInvalids(`spec.cidrs[${index}]`, cidr, cidrProblems(cidr)));
}
