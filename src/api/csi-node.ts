import { fieldDuplicate, fieldRequired, type FieldError } from '../apimachinery';
import { countColumn } from './column';
import { ageColumn, defineKind, nameColumn } from './kind';
import { metadataErrors, metadataUpdateErrors } from './metadata-validation';
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
  validate: (node) => [...metadataErrors(node, false), ...driversErrors(node)],
  validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...driversErrors(next)],
  columns: [
    nameColumn,
    countColumn('Drivers', 'How many storage drivers it has.', ({ spec }) => spec.drivers.length),
    ageColumn,
  ],
});

function driversErrors({ spec }: CsiNode): readonly FieldError[] {
  const names = new Set<string>();
  return spec.drivers.flatMap((driver, index) => {
    const field = `spec.drivers[${index}]`;
    const errors: FieldError[] = driver.name ? [] : [fieldRequired(`${field}.name`)];
    if (!driver.nodeID) errors.push(fieldRequired(`${field}.nodeID`));
    if (names.has(driver.name)) errors.push(fieldDuplicate(`${field}.name`, driver.name));
    names.add(driver.name);
    return errors;
  });
}
