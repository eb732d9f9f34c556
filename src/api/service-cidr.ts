/** A range of addresses for services. Services' addresses come from the first one, whatever else is stored. */
import { fieldInvalid, fieldRequired, fieldTooMany, semanticallyEqual, type FieldError } from '../apimachinery';
import { textColumn } from './column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from './kind';
import { metadataErrors, metadataUpdateErrors } from './metadata-validation';
import type { Condition } from './condition';
import type { KubeObject } from '../apimachinery';

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
    ...(semanticallyEqual(next.spec.cidrs, previous.spec.cidrs)
      ? []
      : [fieldInvalid('spec.cidrs', next.spec.cidrs, 'field is immutable')]),
  ],
  columns: [nameColumn, textColumn('CIDRs', 'The ranges.', ({ spec }) => (spec.cidrs ?? []).join(',')), ageColumn],
});

const most = 2;

function cidrErrors(cidrs: readonly string[]): readonly FieldError[] {
  if (cidrs.length === 0) return [fieldRequired('spec.cidrs', 'at least one CIDR required')];
  if (cidrs.length > most) return [fieldTooMany('spec.cidrs', cidrs.length, most)];
  return cidrs.flatMap((cidr, index) =>
    /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$|^[0-9a-f:]+\/\d{1,3}$/i.test(cidr)
      ? []
      : [fieldInvalid(`spec.cidrs[${index}]`, cidr, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')],
  );
}
