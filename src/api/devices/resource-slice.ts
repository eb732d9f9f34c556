/** Which devices a node has to offer: stored and judged; nobody gives them away. */
import { fieldInvalid, fieldRequired, type FieldError } from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type { KubeObject } from '../../apimachinery';

export interface ResourceSlice extends KubeObject {
  readonly spec: ResourceSliceSpec;
}

export interface ResourceSliceSpec {
  readonly allNodes?: boolean;
  readonly devices?: readonly { readonly name?: string }[];
  readonly driver: string;
  readonly nodeName?: string;
  readonly nodeSelector?: object;
  readonly perDeviceNodeSelection?: boolean;
  readonly pool: { readonly generation?: number; readonly name: string; readonly resourceSliceCount?: number };
}

export const resourceSliceKind = defineKind<ResourceSlice>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  namespaced: false,
  storagePrefix: '/registry/resourceslices',
  generations: true,
  validate: (slice) => [...metadataErrors(slice, false), ...specErrors(slice.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...specErrors(next.spec),
    ...(['driver', 'nodeName'] as const).flatMap((name) =>
      immutableErrors(next.spec[name], previous.spec[name], `spec.${name}`),
    ),
  ],
  ownFieldLabels: true,
  fieldsOf: ({ metadata, spec }) => ({
    'metadata.name': metadata.name,
    'spec.nodeName': spec.nodeName ?? '',
    'spec.driver': spec.driver,
  }),
  columns: [
    nameColumn,
    textColumn('Node', 'Whose devices.', ({ spec }) => spec.nodeName ?? '<unset>'),
    textColumn('Driver', 'Who offers them.', ({ spec }) => spec.driver),
    textColumn('Pool', 'The pool that they are of.', ({ spec }) => spec.pool.name),
    ageColumn,
  ],
});

function specErrors(spec: ResourceSliceSpec): readonly FieldError[] {
  const { driver, pool, nodeName, nodeSelector, allNodes, perDeviceNodeSelection, devices = [] } = spec;
  const errors: FieldError[] = [];
  if (!driver) errors.push(fieldRequired('spec.driver'));
  if (!pool?.name) errors.push(fieldRequired('spec.pool.name'));
  if ((pool?.resourceSliceCount ?? 0) <= 0)
    errors.push(
      fieldInvalid('spec.pool.resourceSliceCount', pool?.resourceSliceCount ?? 0, 'must be greater than zero'),
    );
  const choices = [nodeName, nodeSelector, allNodes, perDeviceNodeSelection].filter(Boolean);
  const one = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  if (choices.length !== 1) errors.push(fieldRequired('spec', one));
  for (const [index, { name }] of devices.entries())
    if (!name) errors.push(fieldRequired(`spec.devices[${index}].name`));
  return errors;
}
