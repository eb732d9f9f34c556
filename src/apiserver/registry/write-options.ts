import {
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  invalid,
} from '../../apimachinery';
import type { FieldError } from '../../apimachinery';
import type { RequestContext } from './context';

/** How a request to write wants to be served: what its query says beside its body. */
export interface WriteOptions {
  /** Nothing is to be stored. */
  readonly dryRun: boolean;
  /** What becomes of unknown and duplicate fields. */
  readonly fieldValidation: FieldValidation;
}

export type FieldValidation = 'Ignore' | 'Strict' | 'Warn';

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

const plain: WriteOptions = { dryRun: false, fieldValidation: 'Warn' };

/**
 * Throws 422 with all that is wrong with them.
 * @param kind what they are called in the refusal
 */
export function writeOptions({ info: { query } }: RequestContext, kind: OptionsKind): WriteOptions {
  if (query.empty) return plain;
  return checked(kind, query.get('fieldManager') ?? '', query.all('dryRun'), query.get('fieldValidation') ?? '', []);
}

/** The same of a PATCH: only an apply may be forced, and it has to say who applies. */
export function patchOptions({ info: { query } }: RequestContext, applies: boolean): WriteOptions {
  if (query.empty && !applies) return plain;
  const manager = query.get('fieldManager') ?? '';
  const errors: FieldError[] = [];
  if (applies && manager === '') errors.push(fieldRequired('fieldManager', 'is required for apply patch'));
  if (!applies && query.get('force') !== undefined)
    errors.push(fieldForbidden('force', 'may not be specified for non-apply patch'));
  return checked('PatchOptions', manager, query.all('dryRun'), query.get('fieldValidation') ?? '', errors);
}

function checked(
  kind: OptionsKind,
  manager: string,
  dryRun: readonly string[],
  validation: string,
  first: readonly FieldError[],
): WriteOptions {
  const errors = [...first, ...managerErrors(manager), ...dryRunErrors(dryRun), ...validationErrors(validation)];
  if (errors.length > 0) throw invalid(`${kind}.meta.k8s.io`, '', errors);
  const fieldValidation = validation === '' ? 'Warn' : (validation as FieldValidation);
  return { dryRun: dryRun.length > 0, fieldValidation };
}

const longestManager = 128;

function managerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (manager.length > longestManager) errors.push(fieldTooLong('fieldManager', longestManager));
  if (/\p{C}/u.test(manager))
    errors.push(fieldInvalid('fieldManager', manager, 'should only contain printable characters'));
  return errors;
}

function dryRunErrors(values: readonly string[]): FieldError[] {
  return values.every((value) => value === 'All') ? [] : [fieldNotSupported('dryRun', values, ['All'])];
}

function validationErrors(value: string): FieldError[] {
  const known = ['', 'Ignore', 'Strict', 'Warn'];
  return known.includes(value) ? [] : [fieldNotSupported('fieldValidation', value, known)];
}

/** Is a deletion only tried? Refuses what `dryRun` can't be with 422. */
export function isDryRun(kind: OptionsKind, values: readonly string[] = []): boolean {
  const errors = dryRunErrors(values);
  if (errors.length > 0) throw invalid(`${kind}.meta.k8s.io`, '', errors);
  return values.length > 0;
}
