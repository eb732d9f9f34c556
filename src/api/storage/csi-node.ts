import {
  fieldDuplicate,
  fieldInvalid,
  fieldRequired,
  validateQualifiedName,
  type FieldError,
  type KubeObject,
} from '../../apimachinery';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { metadataAgainErrors, metadataErrors, nonNegative } from '../metadata-validation';
import { driverNameErrors } from '../value-validation';

export interface CsiNode extends KubeObject {
  readonly spec: CsiNodeSpec;
}

export interface CsiNodeSpec {
  readonly drivers: readonly CsiNodeDriver[] | null;
}

export interface CsiNodeDriver {
  readonly allocatable?: VolumeNodeResources;
  readonly name: string;
  readonly nodeID: string;
  readonly topologyKeys?: readonly string[] | null;
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
  validateUpdate: (next, previous) => [...metadataAgainErrors(next, previous), ...driversErrors(next)],
  columns: [
    nameColumn,
    {
      name: 'Drivers',
      type: 'integer',
      format: '',
      priority: 0,
      description: 'How many storage drivers it has.',
      cell: ({ spec }) => spec.drivers?.length ?? 0,
    },
    ageColumn,
  ],
});

const longestId = 256;

function driversErrors({ spec }: CsiNode): FieldError[] {
  const names = new Set<string>();
  return (spec.drivers ?? []).flatMap((driver, index) => {
    const field = `spec.drivers[${index}]`;
    const errors = [...driverErrors(driver, field)];
    if (names.has(driver.name)) errors.push(fieldDuplicate(`${field}.name`, driver.name));
    names.add(driver.name);
    return errors;
  });
}

/** Of a key it is told which driver has it, and not where. */
function driverErrors({ name, nodeID, allocatable, topologyKeys }: CsiNodeDriver, field: string): FieldError[] {
  const errors = [...driverNameErrors(name, `${field}.name`)];
  if (!nodeID) errors.push(fieldRequired(`${field}.nodeID`));
  if (nodeID.length > longestId)
    errors.push(fieldInvalid(`${field}.nodeID`, nodeID, `must be ${longestId} characters or less`));
  errors.push(...nonNegative(allocatable?.count, `${field}.allocatable.count`));
  const keys = topologyKeys ?? [];
  keys.forEach((key, index) => {
    if (key === '') errors.push(fieldRequired(field));
    errors.push(...validateQualifiedName(key).map((problem) => fieldInvalid(field, key, problem)));
    if (keys.indexOf(key) < index) errors.push(fieldDuplicate(field, key));
  });
  return errors;
}
