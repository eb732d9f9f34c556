export * from './object';
export type { ApiAnswer, ApiRequest } from './request';
export {
  alreadyExists,
  badRequest,
  cannotDo,
  conflict,
  expired,
  forbidden,
  gone,
  internalError,
  invalid,
  isRefusal,
  isStatus,
  methodNotAllowed,
  methodNotSupported,
  notAcceptable,
  notFound,
  objectModified,
  Refusal,
  refuse,
  requestTooLarge,
  serverTimeout,
  serviceUnavailable,
  splitGroup,
  successStatus,
  timeout,
  tooManyRequests,
  unauthorized,
  unknownResource,
  unsupportedMediaType,
} from './refusal';
export type { Status, StatusCause, StatusDetails } from './refusal';
export {
  aggregateMessage,
  causeOf,
  childPath,
  fieldDuplicate,
  fieldErrorBody,
  fieldErrorMessage,
  fieldForbidden,
  fieldInternal,
  fieldInvalid,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  fieldTypeInvalid,
  indexPath,
  keyPath,
} from './field-error';
export type { FieldError, FieldErrorType } from './field-error';
export { timeProblem } from './go-time';
export { bodySummary, goList, goValue, quote } from './go-text';
export { sequenceDiff } from './sequence-diff';
export {
  civilOf,
  EPOCH_MILLISECONDS,
  instantOf,
  instantOfCivil,
  longTime,
  microTime,
  MONTH_NAMES,
  unixSeconds,
  wallClock,
  WEEKDAY_NAMES,
} from './time';
export { formatDuration, humanDuration, parseDuration } from './duration';
export {
  maskTrailingDash,
  validateCIdentifier,
  validateConfigMapKey,
  validateDns1035Label,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateEnvironmentName,
  validateHttpHeaderName,
  validateIpAddress,
  validateLabelKey,
  validateLabelName,
  validateLabelValue,
  validateObjectName,
  validatePathSegmentName,
  validatePercent,
  validatePortName,
  validatePortNumber,
  validateQualifiedName,
  validateRelaxedEnvironmentName,
  validateWildcardSubdomain,
} from './names';
export { percentOf, scaledValue } from './int-or-percent';
export type { IntOrString } from './int-or-percent';
export {
  copyOf,
  equal,
  isObject,
  semanticallyEqual,
  setAt,
  valueAt,
  withoutAt,
  withoutKey,
} from './immutable';
export type { Writable } from './immutable';
export { canonicalJson, fnv32, generatedName, randomSuffix, safeEncode, templateHash } from './hash';
export { examineJson } from './json-text';
export { sha256 } from './sha256';
export { encodeUtf8 } from './utf8';
export {
  everything,
  labelSelectorErrors,
  labelsErrors,
  matchesLabels,
  matchesLabelSelector,
  matchesSelector,
  parseSelector,
  requirement,
  selectorOf,
  selectorString,
} from './label-selector';
export type {
  Labels,
  LabelSelector,
  LabelSelectorRequirement,
  Requirement,
  Selector,
  SelectorOperator,
} from './label-selector';
export { fieldSelectorString, matchesFieldSelector, parseFieldSelector } from './field-selector';
export type { FieldRequirement, FieldSelector } from './field-selector';
export {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  milliValue,
  parseQuantity,
  quantityMilliValue,
  quantityOf,
  quantityOfMillis,
  quantityProblems,
  quantityString,
  quantityValue,
  subtractQuantities,
  wholeValue,
} from './quantity';
export type { Quantity, QuantityFormat } from './quantity';
export { byStep, readFieldSet, stepText, writeFieldSet } from './apply/field-set';
export type { FieldSet, FieldsV1 } from './apply/field-set';
export { ManagedFields } from './apply/managed-fields';
export type { ManagedFieldsEntry, Writer } from './apply/managed-fields';
export { ApplyConflicts, applyTyped, updateManagers } from './apply/managers';
export type { Applied, ApplyConflict, Managers } from './apply/managers';
export type { FieldShape } from './apply/shape';
export { checkTyped } from './apply/typed-check';
export { TypedError } from './apply/typed-items';
export { applyJsonPatch, PatchError } from './json-patch';
export type { JsonPatchOperation } from './json-patch';
export { applyMergePatch, createMergePatch, threeWayMergePatch } from './merge-patch';
export { plainPatchSchema } from './patch-schema';
export type { PatchField, PatchSchema } from './patch-schema';
export { applyStrategicMergePatch } from './strategic-merge-patch';
export { createStrategicMergePatch, threeWayStrategicMergePatch } from './strategic-diff';
export { eachYamlDocument, parseYaml, readYamlDocuments } from './yaml-documents';
export type { ReadResult } from './yaml-documents';
export { YamlError } from './yaml-error';
export type { Position } from './yaml-error';
export type { YamlDocument, YamlOptions } from './yaml-read';
export { yamlLimits } from './yaml-syntax';
export { writeYaml } from './yaml-write';
export { readTar, writeTar } from './tar';
export type { TarEntry } from './tar';
