/** A sort of devices that claims may ask for: stored and judged; its selectors are not run. */
import { fieldRequired, fieldTooMany, type FieldError } from '../../apimachinery';
import { defineKind } from '../kind';
import { anyName, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type { KubeObject } from '../../apimachinery';

export interface DeviceClass extends KubeObject {
  readonly spec: DeviceClassSpec;
}

export interface DeviceClassSpec {
  readonly config?: readonly { readonly opaque?: { readonly driver?: string } }[];
  readonly extendedResourceName?: string;
  readonly selectors?: readonly { readonly cel?: { readonly expression?: string } }[];
}

export const deviceClassKind = defineKind<DeviceClass>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  namespaced: false,
  storagePrefix: '/registry/deviceclasses',
  generations: true,
  validate: (one) => [...metadataErrors(one, false), ...specErrors(one.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...metadataAgainErrors(next, previous, anyName),
    ...specErrors(next.spec),
  ],
});

const mostOfAll = 32;

function specErrors({ selectors = [], config = [] }: DeviceClassSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (selectors.length > mostOfAll) errors.push(fieldTooMany('spec.selectors', selectors.length, mostOfAll));
  if (config.length > mostOfAll) errors.push(fieldTooMany('spec.config', config.length, mostOfAll));
  for (const [index, { cel }] of selectors.entries()) {
    if (!cel) errors.push(fieldRequired(`spec.selectors[${index}].cel`));
    else if (!cel.expression) errors.push(fieldRequired(`spec.selectors[${index}].cel.expression`));
  }
  for (const [index, { opaque }] of config.entries())
    if (!opaque)
      errors.push(fieldRequired(`spec.config[${index}].opaque`, 'exactly one of the config types is required'));
  return errors;
}
