/** Counts that may be given as a share of another count: `2`, `25%`. */
import {
  fieldInvalid,
  fieldInvalids,
  percentOf,
  validatePercent,
  type FieldError,
  type IntOrString,
} from '../apimachinery';
import { nonNegative } from './metadata-validation';

export function shareErrors(value: IntOrString | undefined, field: string): readonly FieldError[] {
  if (typeof value !== 'string') return nonNegative(value, field);
  return fieldInvalids(field, value, validatePercent(value));
}

/** A share's number, percent or not; what can't be read counts as none, it is refused elsewhere. */
export function shareOf(value: IntOrString | undefined): number {
  if (typeof value !== 'string') return value ?? 0;
  return validatePercent(value).length > 0 ? 0 : (percentOf(value) ?? 0);
}

/** @param value a share of something that can't be exceeded */
export function partErrors(value: IntOrString | undefined, field: string): readonly FieldError[] {
  const errors = shareErrors(value, field);
  return typeof value === 'string' && shareOf(value) > 100
    ? [...errors, fieldInvalid(field, value, 'must not be greater than 100%')]
    : errors;
}
