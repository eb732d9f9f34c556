import { fieldInvalid, type FieldError, type KubeObject } from '../../apimachinery';

/** Asks for a service account's token (POST serviceaccounts/NAME/token). */

export interface TokenRequest extends KubeObject {
  readonly spec?: TokenRequestSpec;
  readonly status?: TokenRequestStatus;
}

export interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly boundObjectRef?: BoundObjectReference;
  readonly expirationSeconds?: number;
}

export interface TokenRequestStatus {
  readonly expirationTimestamp?: string;
  readonly token?: string;
}

export interface BoundObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
}

/** One that says how long its token is to live. */
export interface TimedTokenRequest extends TokenRequest {
  readonly spec: TokenRequestSpec & { readonly expirationSeconds: number };
}

const shortestSeconds = 600;
const longestSeconds = 2 ** 32;

/** An hour, where the request does not say. */
export const defaultTokenRequest = (request: TokenRequest): TimedTokenRequest => ({
  ...request,
  spec: { ...request.spec, expirationSeconds: request.spec?.expirationSeconds ?? 3600 },
});

export function tokenRequestErrors({ spec: { expirationSeconds: seconds } }: TimedTokenRequest): readonly FieldError[] {
  const field = 'spec.expirationSeconds';
  if (seconds < shortestSeconds)
    return [fieldInvalid(field, seconds, 'may not specify a duration less than 10 minutes')];
  return seconds > longestSeconds
    ? [fieldInvalid(field, seconds, 'may not specify a duration larger than 2^32 seconds')]
    : [];
}
