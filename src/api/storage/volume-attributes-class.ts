/** What of a volume its user may choose and change: stored and judged. */
import {
  fieldForbidden,
  fieldInvalids,
  fieldRequired,
  semanticallyEqual,
  validateQualifiedName,
  type FieldError,
} from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type { KubeObject } from '../../apimachinery';

export interface VolumeAttributesClass extends KubeObject {
  readonly driverName: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

export const volumeAttributesClassKind = defineKind<VolumeAttributesClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  shortNames: ['vac'],
  namespaced: false,
  storagePrefix: '/registry/volumeattributesclasses',
  validate: (one) => [...metadataErrors(one, false), ...contentErrors(one)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...(next.driverName === previous.driverName
      ? []
      : [fieldForbidden('driverName', 'updates to driverName are forbidden.')]),
    ...(semanticallyEqual(next.parameters ?? {}, previous.parameters ?? {})
      ? []
      : [fieldForbidden('parameters', 'updates to parameters are forbidden.')]),
  ],
  columns: [nameColumn, textColumn('DriverName', 'Whose volumes.', ({ driverName }) => driverName), ageColumn],
});

function contentErrors({ driverName, parameters = {} }: VolumeAttributesClass): readonly FieldError[] {
  const errors: FieldError[] = driverName ? [] : [fieldRequired('driverName')];
  if (driverName)
    errors.push(...fieldInvalids('driverName', driverName, validateQualifiedName(driverName.toLowerCase())));
  if (Object.keys(parameters).length === 0)
    errors.push(fieldRequired('parameters', 'must contain at least one key/value pair'));
  return errors;
}
