import { aggregateMessage, causeOf } from './field-error';
import type { FieldError } from './field-error';

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** meta/v1 Status: what an API server answers instead of an object. A success may carry no code, a failure always does. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string };
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** A refusal on its way to whoever asked: an answer, not a bug. */
export class Refusal extends Error {
  readonly status: Status;

  constructor(status: Status) {
    super(status.message ?? status.reason ?? `status ${status.code}`);
    this.name = 'Refusal';
    this.status = status;
  }

  get code(): number {
    return this.status.code ?? 500;
  }

  get reason(): string {
    return this.status.reason ?? '';
  }
}

/** True for a refusal with that reason, false for anything else that was thrown. */
export function isRefusal(error: unknown, reason?: string): error is Refusal {
  return error instanceof Refusal && (reason === undefined || error.reason === reason);
}

export function isStatus(value: unknown): value is Status {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Status).kind === 'Status' &&
    (value as Status).apiVersion === 'v1'
  );
}

/** Splits `deployments.apps` (or `Deployment.apps`) into `{name: 'deployments', group: 'apps'}`; the core group is ''. */
export function splitGroup(qualified: string): { readonly name: string; readonly group: string } {
  const dot = qualified.indexOf('.');
  return dot < 0 ? { name: qualified, group: '' } : { name: qualified.slice(0, dot), group: qualified.slice(dot + 1) };
}

const noMetadata: Readonly<Record<string, never>> = Object.freeze({});

export function successStatus(details?: StatusDetails, code?: number): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: noMetadata,
    status: 'Success',
    ...(details && { details }),
    ...(code !== undefined && { code }),
  };
}

/** A refusal with any code, reason and words: for the rare ones without a constructor of their own. */
export function refuse(code: number, reason: string, message: string, details?: StatusDetails): Refusal {
  return new Refusal({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: noMetadata,
    status: 'Failure',
    message,
    ...(reason && { reason }),
    ...(details && { details }),
    code,
  });
}

function about(qualified: string, name: string, more?: StatusDetails): StatusDetails {
  const { name: kind, group } = splitGroup(qualified);
  return { ...(name && { name }), ...(group && { group }), ...(kind && { kind }), ...more };
}

/** @param resource plural and group, `deployments.apps` */
export function notFound(resource: string, name: string): Refusal {
  return refuse(404, 'NotFound', `${resource} "${name}" not found`, about(resource, name));
}

/** For a path that no resource answers, as the discovery-driven handlers put it. */
export function unknownResource(): Refusal {
  return refuse(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(resource: string, name: string): Refusal {
  return refuse(409, 'AlreadyExists', `${resource} "${name}" already exists`, about(resource, name));
}

/** What a writer with an old resourceVersion is told. */
export const objectModified =
  'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(resource: string, name: string, why: string = objectModified): Refusal {
  const message = `Operation cannot be fulfilled on ${resource} "${name}": ${why}`;
  return refuse(409, 'Conflict', message, about(resource, name));
}

/** @param kind kind and group, `Deployment.apps` */
export function invalid(kind: string, name: string, errors: readonly FieldError[]): Refusal {
  const message = `${kind} "${name}" is invalid${errors.length > 0 ? `: ${aggregateMessage(errors)}` : ''}`;
  return refuse(
    422,
    'Invalid',
    message,
    about(kind, name, errors.length > 0 ? { causes: errors.map(causeOf) } : undefined),
  );
}

/** @param why for example what `cannotDo` says, or an admission plugin's reason */
export function forbidden(resource: string, name: string, why: string): Refusal {
  const message = !resource
    ? `forbidden: ${why}`
    : name
      ? `${resource} "${name}" is forbidden: ${why}`
      : `${resource} is forbidden: ${why}`;
  return refuse(403, 'Forbidden', message, about(resource, name));
}

/** The authorizer's sentence, to be passed to `forbidden` as the reason. */
export function cannotDo(request: {
  readonly user: string;
  readonly verb: string;
  /** plural, group and subresource apart */
  readonly resource: string;
  readonly group: string;
  readonly subresource?: string;
  readonly namespace?: string;
}): string {
  const resource = request.subresource ? `${request.resource}/${request.subresource}` : request.resource;
  const scope = request.namespace ? `in the namespace "${request.namespace}"` : 'at the cluster scope';
  return `User "${request.user}" cannot ${request.verb} resource "${resource}" in API group "${request.group}" ${scope}`;
}

export function unauthorized(message = 'Unauthorized'): Refusal {
  return refuse(401, 'Unauthorized', message);
}

export function badRequest(message: string): Refusal {
  return refuse(400, 'BadRequest', message);
}

export function methodNotAllowed(): Refusal {
  return refuse(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/**
 * 410 for a resource version or continue token that has been compacted away: list again.
 * @param continues of a list whose page is gone: the token to go on with what there is now
 */
export function expired(message: string, continues?: string): Refusal {
  const refusal = refuse(410, 'Expired', message);
  return continues === undefined ? refusal : new Refusal({ ...refusal.status, metadata: { continue: continues } });
}

export function unsupportedMediaType(accepted: readonly string[]): Refusal {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return refuse(415, 'UnsupportedMediaType', message);
}

export function notAcceptable(accepted: readonly string[]): Refusal {
  return refuse(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);
}

export function requestTooLarge(message: string): Refusal {
  return refuse(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

export function tooManyRequests(message: string, retryAfterSeconds?: number, causes?: readonly StatusCause[]): Refusal {
  return refuse(429, 'TooManyRequests', message, {
    ...(causes && { causes }),
    ...(retryAfterSeconds && { retryAfterSeconds }),
  });
}

export function timeout(message: string, retryAfterSeconds?: number, causes?: readonly StatusCause[]): Refusal {
  return refuse(504, 'Timeout', `Timeout: ${message}`, {
    ...(causes && { causes }),
    ...(retryAfterSeconds && { retryAfterSeconds }),
  });
}

export function internalError(why: string): Refusal {
  return refuse(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });
}

export function serviceUnavailable(message: string): Refusal {
  return refuse(503, 'ServiceUnavailable', message);
}
