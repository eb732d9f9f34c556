import {
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  invalid,
} from '../../apimachinery';
import type { FieldError } from '../../apimachinery';
import type { DeleteOptions } from '../../api';
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
export function writeOptions({ info: { query } }: Pick<RequestContext, 'info'>, kind: OptionsKind): WriteOptions {
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
  for (const [position, character] of unprintable(manager))
    errors.push(fieldInvalid('fieldManager', manager, `invalid character ${character} (at position ${position})`));
  return errors;
}

/** What can't be printed, and at which byte. */
function unprintable(text: string): [position: number, character: string][] {
  const found: [number, string][] = [];
  let position = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (/\p{C}|(?! )\p{Z}/u.test(character))
      found.push([position, `U+${code.toString(16).toUpperCase().padStart(4, '0')}`]);
    position += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return found;
}

function dryRunErrors(values: readonly string[]): FieldError[] {
  return values.every((value) => value === 'All') ? [] : [fieldNotSupported('dryRun', values, ['All'])];
}

function validationErrors(value: string): FieldError[] {
  const known = ['', 'Ignore', 'Strict', 'Warn'];
  return known.includes(value) ? [] : [fieldNotSupported('fieldValidation', value, known)];
}

/** Is a deletion only tried? */
export const isDryRun = ({ dryRun = [] }: DeleteOptions): boolean => dryRun.length > 0;

const policies = ['Foreground', 'Background', 'Orphan'];

/** What is wrong with the options of a deletion. */
export function deleteOptionsErrors({
  propagationPolicy: policy,
  orphanDependents,
  dryRun,
}: DeleteOptions): FieldError[] {
  const errors: FieldError[] = [];
  const field = 'propagationPolicy';
  if (policy !== undefined && orphanDependents !== undefined)
    errors.push(fieldInvalid(field, policy, 'orphanDependents and deletionPropagation cannot be both set'));
  if (policy !== undefined && !policies.includes(policy))
    errors.push(fieldNotSupported(field, policy, [...policies, 'nil']));
  return [...errors, ...dryRunErrors(dryRun ?? [])];
}
