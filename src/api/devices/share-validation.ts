/** Counts that may be given as a share of another count: `2`, `25%`. */
import {
  fieldInvalid,
  fieldInvalids,
  percentOf,
  validatePercent,
  type FieldError,
  type IntOrString,
} from '../../apimachinery';
import { nonNegative } from '../metadata-validation';

export function shareErrors(value: IntOrString | undefined, field: string): readonly FieldError[] {
  if (typeof value !== 'string') return nonNegative(value, field);
  return fieldInvalids(field, value, validatePercent(value));
}

/** A share's number, percent or not. */
export function shareOf(value: IntOrString | undefined): number {
  if (typeof value !== 'string') return value ?? 0;
  if (validatePercent(value).length === 0) return percentOf(value) ?? 0;
  // What is refused elsewhere counts as the number that it is, if it is one.
  return /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

/** @param value a share of something that can't be exceeded */
export function partErrors(value: IntOrString | undefined, field: string): readonly FieldError[] {
  const errors = shareErrors(value, field);
  return typeof value === 'string' && shareOf(value) > 100
    ? [...errors, fieldInvalid(field, value, 'must not be greater than 100%')]
    : errors;
}
