export * from './object';
export type { ApiAnswer, ApiRequest } from './request';
export {
  alreadyExists, badRequest, cannotDo, conflict, expired, forbidden, gone, internalError, invalid, isRefusal, isStatus,
  methodNotAllowed, methodNotSupported, notAcceptable, notFound, objectModified, Refusal, refuse, requestTooLarge,
  serverTimeout, serviceUnavailable, splitGroup, successStatus, timeout, tooManyRequests, unauthorized, unknownResource,
  unsupportedMediaType,
} from './refusal';
export type { Status, StatusCause, StatusDetails } from './refusal';
export {
  aggregateMessage, causeOf, childPath, fieldDuplicate, fieldErrorBody, fieldErrorMessage, fieldForbidden, fieldInternal,
  fieldInvalid, fieldNotFound, fieldNotSupported, fieldRequired, fieldTooLong, fieldTooMany, fieldTypeInvalid, indexPath,
  keyPath,
} from './field-error';
export type { FieldError, FieldErrorType } from './field-error';
export { goList, quote } from './go-text';
