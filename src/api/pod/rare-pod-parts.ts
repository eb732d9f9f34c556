/** Parts of pods that few have: variables from files, a name of its own for the host, what containers take of claims. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotFound,
  fieldRequired,
  fieldTooLong,
  validateDns1123Subdomain,
  validateLabelName,
  validateRelaxedEnvironmentName,
  type FieldError,
} from '../../apimachinery';
import type { FileKeySelector, ResourceClaim } from './container';
import type { PodSpec } from './pod-spec';
import { labelNameErrors } from '../value-validation';

function filePathErrors(path: string, field: string): readonly FieldError[] {
  if (!path) return [fieldRequired(field)];
  return path.split('/').includes('..') ? [fieldInvalid(field, path, "must not contain '..'")] : [];
}

export function fileKeyErrors({ key, volumeName, path }: FileKeySelector, field: string): readonly FieldError[] {
  const keyed = key
    ? fieldInvalids(`${field}.key`, key, validateRelaxedEnvironmentName(key))
    : [fieldRequired(`${field}.key`)];
  return [...keyed, ...labelNameErrors(volumeName, `${field}.volumeName`), ...filePathErrors(path, `${field}.path`)];
}

const longestHostname = 64;

export function hostnameOverrideErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const name = spec.hostnameOverride ?? '';
  const errors: FieldError[] = [];
  if (spec.setHostnameAsFQDN) errors.push(fieldForbidden(field, 'may not be specified when setHostnameAsFQDN is true'));
  if (spec.hostNetwork) errors.push(fieldForbidden(field, 'may not be specified when hostNetwork is true'));
  if (name.length > longestHostname) errors.push(fieldTooLong(field, longestHostname));
  return [...errors, ...fieldInvalids(field, name, validateDns1123Subdomain(name))];
}

/** A container may only use what its pod claims. @param known names of what the pod claims */
export function takenClaimsErrors(
  claims: readonly ResourceClaim[],
  field: string,
  known: readonly string[],
): readonly FieldError[] {
  const which = known.length === 0 ? ' which is empty' : `: ${known.join(', ')}`;
  const detail = `must be one of the names in pod.spec.resourceClaims${which}`;
  const taken = new Set<string>();
  return claims.flatMap(({ name, request }, index) => {
    const at = `${field}[${index}]`;
    if (!name) return [fieldRequired(at)];
    const errors = [...(request ? fieldInvalids(`${at}.request`, request, validateLabelName(request)) : [])];
    const whole = request ? `${name}/${request}` : name;
    const isPart = !request && [...taken].some((one) => one.startsWith(`${name}/`));
    const twice = isPart ? name : [name, whole].find((one) => taken.has(one));
    if (twice !== undefined) errors.push(fieldDuplicate(at, twice));
    taken.add(whole);
    return known.includes(name) ? errors : [...errors, { ...fieldNotFound(at, name), detail }];
  });
}
