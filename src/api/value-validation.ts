/** What plain values of many kinds may be. */
import {
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  validateDns1123Subdomain,
  validateLabelName,
  validatePathSegmentName,
  type FieldError,
} from '../apimachinery';

/** A word that has to be there. */
export function oneOf(value: string | undefined, supported: readonly string[], field: string): readonly FieldError[] {
  if (!value) return [fieldRequired(field)];
  return supported.includes(value) ? [] : [fieldNotSupported(field, value, supported)];
}

/** A word that may be left out. */
export function oneOfIfSet(
  value: string | undefined,
  supported: readonly string[],
  field: string,
): readonly FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [fieldNotSupported(field, value, supported)];
}

export function descendingPathErrors(path: string, field: string): readonly FieldError[] {
  if (path.startsWith('/')) return [fieldInvalid(field, path, 'must be a relative path')];
  return path.split('/').includes('..') ? [fieldInvalid(field, path, "must not contain '..'")] : [];
}

export function userIdErrors(id: number | undefined, field: string): readonly FieldError[] {
  return id === undefined || (id >= 0 && id <= 2147483647)
    ? []
    : [fieldInvalid(field, id, 'must be between 0 and 2147483647, inclusive')];
}

const pathPattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** Somebody's name under their domain: `example.com/name`. */
export function domainPathErrors(path: string, field: string): readonly FieldError[] {
  if (path === '') return [fieldRequired(field)];
  const [, host = '', rest = ''] = /^([^/]*)\/(.*)$/s.exec(path) ?? [];
  if (host === '' || rest === '')
    return [fieldInvalid(field, path, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const errors = [...fieldInvalids(field, host, validateDns1123Subdomain(host))];
  const why = `Invalid path (regex used for validation is '${pathPattern}')`;
  return new RegExp(`^${pathPattern}$`).test(rest) ? errors : [...errors, fieldInvalid(field, rest, why)];
}

/** A name that has to be there, and is a DNS-1123 label. */
export const labelNameErrors = (name: string | undefined, field: string): readonly FieldError[] =>
  name ? fieldInvalids(field, name, validateLabelName(name)) : [fieldRequired(field)];

/** A class that may be named. */
export const classNameErrors = (name: string | undefined, field: string): readonly FieldError[] =>
  name ? fieldInvalids(field, name, validateDns1123Subdomain(name)) : [];

/** What is to be part of a path in a URL. */
export const segmentErrors = (value: string, field: string): FieldError[] =>
  value ? validatePathSegmentName(value).map((problem) => fieldInvalid(field, value, problem)) : [fieldRequired(field)];

const longestDriver = 63;

export function driverNameErrors(name: string, field: string): readonly FieldError[] {
  if (!name) return [fieldRequired(field)];
  const errors: FieldError[] = [];
  if ((name ?? '').length > longestDriver) errors.push(fieldTooLong(field, longestDriver));
  const problems = validateDns1123Subdomain((name ?? '').toLowerCase());
  return [...errors, ...fieldInvalids(field, name ?? '', problems)];
}
