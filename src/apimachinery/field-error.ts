import { htmlEscaped, quote } from './go-text';
import { isObject } from './immutable';
import type { StatusCause } from './refusal';

export type FieldErrorType =
  | 'required'
  | 'invalid'
  | 'notSupported'
  | 'forbidden'
  | 'duplicate'
  | 'tooLong'
  | 'tooMany'
  | 'notFound'
  | 'internal'
  | 'wrongType';

/** What is wrong with one field of an object. `field` is a printed path: `spec.containers[0].image`. */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  readonly detail: string;
  /** Left out where the message shows none (required, forbidden, too long). */
  readonly badValue?: unknown;
}

const words: Readonly<Record<FieldErrorType, readonly [title: string, reason: string]>> = {
  required: ['Required value', 'FieldValueRequired'],
  invalid: ['Invalid value', 'FieldValueInvalid'],
  notSupported: ['Unsupported value', 'FieldValueNotSupported'],
  forbidden: ['Forbidden', 'FieldValueForbidden'],
  duplicate: ['Duplicate value', 'FieldValueDuplicate'],
  tooLong: ['Too long', 'FieldValueTooLong'],
  tooMany: ['Too many', 'FieldValueTooMany'],
  notFound: ['Not found', 'FieldValueNotFound'],
  internal: ['Internal error', 'InternalError'],
  wrongType: ['Invalid value', 'FieldValueTypeInvalid'],
};

// ---- constructors ----------------------------------------------------------------------------------------------------

export function fieldRequired(field: string, detail = ''): FieldError {
  return { type: 'required', field, detail };
}

export function fieldInvalid(field: string, badValue: unknown, detail: string): FieldError {
  return { type: 'invalid', field, detail, badValue };
}

const nothingWrong: readonly FieldError[] = Object.freeze([]);

/** One for each problem that a check found with a value; nothing is made for a good one. */
export function fieldInvalids(field: string, badValue: unknown, problems: readonly string[]): readonly FieldError[] {
  return problems.length === 0 ? nothingWrong : problems.map((problem) => fieldInvalid(field, badValue, problem));
}

/** @param supported in the order they are to be shown: upstream sorts them */
export function fieldNotSupported(field: string, badValue: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length > 0 ? `supported values: ${supported.map(quote).join(', ')}` : '';
  return { type: 'notSupported', field, detail, badValue };
}

export function fieldForbidden(field: string, detail: string): FieldError {
  return { type: 'forbidden', field, detail };
}

export function fieldDuplicate(field: string, badValue: unknown): FieldError {
  return { type: 'duplicate', field, detail: '', badValue };
}

export function fieldTooLong(field: string, maxBytes: number): FieldError {
  const detail =
    maxBytes < 0 ? 'value is too long' : `may not be more than ${maxBytes} ${maxBytes === 1 ? 'byte' : 'bytes'}`;
  return { type: 'tooLong', field, detail };
}

export function fieldTooMany(field: string, actual: number, max: number): FieldError {
  const detail = max < 0 ? 'has too many items' : `must have at most ${max} ${max === 1 ? 'item' : 'items'}`;
  return { type: 'tooMany', field, detail, ...(actual >= 0 && { badValue: actual }) };
}

export function fieldNotFound(field: string, badValue: unknown): FieldError {
  return { type: 'notFound', field, detail: '', badValue };
}

/** A check went wrong itself. */
export function fieldInternal(field: string, detail: string): FieldError {
  return { type: 'internal', field, detail };
}

// ---- words -----------------------------------------------------------------------------------------------------------

function shownValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return htmlEscaped(JSON.stringify(ordered(value)));
}

/** In the order that Go prints it in: maps of text by key, selectors as their structs have it. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value) || 'toJSON' in value) return value;
  const names = Object.keys(value);
  const isStruct = names.every((name) => /^[A-Z][A-Za-z]*$/.test(name));
  if (!isStruct && names.every((name) => typeof value[name] === 'string')) names.sort();
  else if ('matchExpressions' in value) names.sort().reverse();
  else if ('operator' in value) names.sort();
  return Object.fromEntries(names.map((name) => [name, ordered(value[name])]));
}

/** Without the field: `Invalid value: "x": must be …`, as a Status cause says it. */
export function fieldErrorBody(error: FieldError): string {
  const title = words[error.type][0];
  const shown = 'badValue' in error ? `${title}: ${shownValue(error.badValue)}` : title;
  return error.detail === '' ? shown : `${shown}: ${error.detail}`;
}

/** With the field: `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export function fieldErrorMessage(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** One error as it is, several as `[a, b]`, each text once. */
export function aggregateMessage(errors: readonly FieldError[]): string {
  const messages = [...new Set(errors.map(fieldErrorMessage))];
  return messages.length === 1 ? messages[0]! : `[${messages.join(', ')}]`;
}

export function causeOf(error: FieldError): StatusCause {
  return { reason: words[error.type][1], message: fieldErrorBody(error), field: error.field };
}
