/** What a pod may say of devices that it claims. */
import {
  fieldDuplicate,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  validateLabelName,
  type FieldError,
} from '../apimachinery';
import { goStruct } from './go-dump';

import type { PodResourceClaim } from './pod-spec';
import { classNameErrors } from './value-validation';

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
      ...classNameErrors(own, `${at}.resourceClaimName`),
      ...classNameErrors(template, `${at}.resourceClaimTemplateName`),
    ];
  });
}
