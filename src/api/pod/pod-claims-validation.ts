/** What a pod may say of devices that it claims. */
import {
  fieldDuplicate,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  validateDns1123Subdomain,
  validateLabelName,
  type FieldError,
} from '../../apimachinery';
import { goStruct } from '../schema/go-dump';

import type { PodResourceClaim } from './pod-spec';

const nameErrors = (name: string | undefined, field: string): readonly FieldError[] =>
  name === undefined ? [] : validateDns1123Subdomain(name).map((problem) => fieldInvalid(field, name, problem));

export function podClaimsErrors(claims: readonly PodResourceClaim[], field: string): readonly FieldError[] {
  return claims.flatMap((claim, index) => {
    const at = `${field}[${index}]`;
    const { name, resourceClaimName: own, resourceClaimTemplateName: template } = claim;
    const refuse = (why: string) => [fieldInvalid(at, goStruct(claim, 'PodResourceClaim'), why)];
    const isTwice = claims.findIndex((other) => other.name === name) < index;
    const unnamed = name ? [] : [fieldRequired(`${at}.name`)];
    const misnamed = fieldInvalids(`${at}.name`, name, validateLabelName(name ?? ''));
    return [
      ...(name && isTwice ? [fieldDuplicate(`${at}.name`, name)] : name ? misnamed : unnamed),
      ...(own !== undefined && template !== undefined
        ? refuse('at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified')
        : []),
      ...(own === undefined && template === undefined
        ? refuse('must specify one of: `resourceClaimName`, `resourceClaimTemplateName`')
        : []),
      ...nameErrors(own, `${at}.resourceClaimName`),
      ...nameErrors(template, `${at}.resourceClaimTemplateName`),
    ];
  });
}
