/** What plain values of many kinds may be. */
import { fieldInvalid, fieldNotSupported, fieldRequired } from '../apimachinery';
import type { FieldError } from '../apimachinery';

export function oneOf(value: string | undefined, supported: readonly string[], field: string): FieldError[] {
  if (!value) return [fieldRequired(field)];
  return supported.includes(value) ? [] : [fieldNotSupported(field, value, supported)];
}

export function descendingPathErrors(path: string, field: string): FieldError[] {
  if (path.startsWith('/')) return [fieldInvalid(field, path, 'must be a relative path')];
  return path.split('/').includes('..') ? [fieldInvalid(field, path, "must not contain '..'")] : [];
}

export function userIdErrors(id: number | undefined, field: string): FieldError[] {
  return id === undefined || (id >= 0 && id <= 2147483647)
    ? []
    : [fieldInvalid(field, id, 'must be between 0 and 2147483647, inclusive')];
}
