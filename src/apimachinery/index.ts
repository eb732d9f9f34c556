export * from './object';
export { decodeComponent, noQuery, Query } from './query';
export type { ApiAnswer, ApiRequest } from './request';
export {
  alreadyExists,
  badRequest,
  cannotDo,
  conflict,
  expired,
  forbidden,
  internalError,
  invalid,
  isRefusal,
  isStatus,
  methodNotAllowed,
  notAcceptable,
  notFound,
  Refusal,
  refuse,
  requestTooLarge,
  serviceUnavailable,
  splitGroup,
  successStatus,
  timeout,
  tooManyRequests,
  unauthorized,
  unknownResource,
  unsupportedMediaType,
} from './refusal';
export type { Status, StatusCause } from './refusal';
export {
  aggregateMessage,
  causeOf,
  fieldDuplicate,
  fieldErrorMessage,
  fieldForbidden,
  fieldInternal,
  fieldInvalid,
  fieldInvalids,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
} from './field-error';
export type { FieldError } from './field-error';
export { timeProblem } from './go-time';
export { bodySummary, goValue, htmlEscaped, quote } from './go-text';
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
export { durationProblem, formatDuration, humanDuration, parseDuration } from './duration';
export {
  maskTrailingDash,
  addressGroups,
  validateCIdentifier,
  validateConfigMapKey,
  validateDns1035Label,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateEnvironmentName,
  validateHttpHeaderName,
  validateIpAddress,
  validateLabelName,
  validateLabelValue,
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
export { copyOf, equal, isObject, semanticallyEqual, setAt, valueAt, withoutAt, withoutKey } from './immutable';
export type { Writable } from './immutable';
export { canonicalJson, generatedName, goJson, randomSuffix, revisionHash, templateHash } from './hash';
export { examineJson, inTextOrder } from './json-text';
export { sha256 } from './sha256';
export { decodeUtf8, encodeUtf8, utf8Length } from './utf8';
export {
  labelKeyErrors,
  labelSelectorErrors,
  labelsErrors,
  matchesLabels,
  matchesLabelSelector,
  matchesSelector,
  objectOperators,
  parseSelector,
  selectorOf,
  selectorString,
} from './label-selector';
export type { Labels, LabelSelector, LabelSelectorRequirement, Requirement, Selector } from './label-selector';
export { fieldSelectorString, matchesFieldSelector, parseFieldSelector } from './field-selector';
export type { FieldRequirement } from './field-selector';
export {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  milliValue,
  parseQuantity,
  quantityMilliValue,
  quantityOf,
  quantityProblems,
  quantityString,
  quantityValue,
  subtractQuantities,
  wholeValue,
} from './quantity';
export type { Quantity } from './quantity';
export { byStep, readFieldSet, stepText, writeFieldSet } from './apply/field-set';
export type { FieldSet } from './apply/field-set';
export { ManagedFields } from './apply/managed-fields';
export type { ManagedFieldsEntry, Writer } from './apply/managed-fields';
export { ApplyConflicts, applyTyped, updateManagers } from './apply/managers';
export type { Managers } from './apply/managers';
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
export type { YamlDocument } from './yaml-read';
export { writeYaml } from './yaml-write';
export { readTar, writeTar } from './tar';
export type { TarEntry } from './tar';
