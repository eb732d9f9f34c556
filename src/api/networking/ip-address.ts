/** That an address of a service is taken, and by whom. The API server makes and removes them with the services. */
import { fieldRequired, validateIpAddress, type FieldError } from '../../apimachinery';
import { canonicalAddress } from './addresses';
import { textColumn } from '../column';
import { defineKind, nameColumn } from '../kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { classNameErrors, segmentErrors } from '../value-validation';
import type { KubeObject } from '../../apimachinery';

export interface IpAddress extends KubeObject {
  readonly spec: {
    readonly parentRef?: {
      readonly group?: string;
      readonly resource?: string;
      readonly namespace?: string;
      readonly name?: string;
    };
  };
}

/** It is called by its address, as everybody would write that. */
function addressName(name: string): readonly string[] {
  const problems = validateIpAddress(name);
  const canonical = problems.length > 0 ? name : canonicalAddress(name);
  return canonical === name ? problems : [`must be in canonical form ("${canonical}")`];
}

function parentText({ spec: { parentRef = {} } }: IpAddress): string {
  const { group, resource = '', namespace, name = '' } = parentRef;
  const parts = [group ? `${resource}.${group}` : resource, ...(namespace ? [namespace] : []), name];
  return parts.join('/');
}

export const ipAddressKind = defineKind<IpAddress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  shortNames: ['ip'],
  namespaced: false,
  storagePrefix: '/registry/ipaddresses',
  validate: (address) => [...metadataErrors(address, false, addressName), ...parentErrors(address)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...immutableErrors(next.spec.parentRef, previous.spec.parentRef, 'spec.parentRef'),
  ],
  columns: [nameColumn, textColumn('ParentRef', 'Whose address it is.', parentText)],
});

function parentErrors({ spec: { parentRef } }: IpAddress): readonly FieldError[] {
  if (!parentRef) return [fieldRequired('spec.parentRef')];
  const { group, resource = '', namespace, name = '' } = parentRef;
  return [
    ...classNameErrors(group, 'spec.parentRef.group'),
    ...segmentErrors(resource, 'spec.parentRef.resource'),
    ...segmentErrors(name, 'spec.parentRef.name'),
    ...(namespace ? segmentErrors(namespace, 'spec.parentRef.namespace') : []),
  ];
}
