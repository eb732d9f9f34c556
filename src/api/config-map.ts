import {
  equal,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldTooLong,
  validateConfigMapKey,
  utf8Length,
  type FieldError,
} from '../apimachinery';
import { base64Length } from './base64';
import { textColumn } from './column';
import { ageColumn, defineKind, nameColumn } from './kind';
import { metadataAgainErrors, metadataErrors, metadataUpdateErrors } from './metadata-validation';
import type { KubeObject } from '../apimachinery';

export interface ConfigMap extends KubeObject {
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export const configMapKind = defineKind<ConfigMap>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  namespaced: true,
  storagePrefix: '/registry/configmaps',
  validate: (map) => [...metadataErrors(map, true), ...dataErrors(map)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...immutableDataErrors(next, previous, ['data', 'binaryData']),
    ...metadataAgainErrors(next, previous),
    ...dataErrors(next),
  ],
  columns: [
    nameColumn,
    textColumn(
      'Data',
      'How many keys it has.',
      ({ data = {}, binaryData = {} }) => Object.keys(data).length + Object.keys(binaryData).length,
    ),
    ageColumn,
  ],
});

/** What config maps and secrets may hold: 1 MiB. */
export const dataLimit = 1024 * 1024;

/** Bytes as UTF-8; only text that could be too long is counted exactly. */
const textSize = (text: string): number => (text.length * 3 < dataLimit / 4 ? text.length : utf8Length(text));

function dataErrors({ data = {}, binaryData = {} }: ConfigMap): readonly FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in data) {
    errors.push(...fieldInvalids(`data[${key}]`, key, validateConfigMapKey(key)));
    if (Object.hasOwn(binaryData, key))
      errors.push(fieldInvalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    size += textSize(data[key]!);
  }
  for (const key in binaryData) {
    errors.push(...fieldInvalids(`binaryData[${key}]`, key, validateConfigMapKey(key)));
    size += base64Length(binaryData[key]!);
  }
  return size > dataLimit ? [...errors, fieldTooLong('[]', dataLimit)] : errors;
}

/** Once `immutable` is set it stays, and so does the data. */
export function immutableDataErrors<T extends { readonly immutable?: boolean }>(
  next: T,
  previous: T,
  fields: readonly (keyof T & string)[],
): readonly FieldError[] {
  if (!previous.immutable) return [];
  const why = 'field is immutable when `immutable` is set';
  const errors = next.immutable ? [] : [fieldForbidden('immutable', why)];
  for (const field of fields) if (!equal(next[field], previous[field])) errors.push(fieldForbidden(field, why));
  return errors;
}
