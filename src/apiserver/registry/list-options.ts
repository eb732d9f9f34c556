import { badRequest, fieldForbidden, fieldNotSupported, invalid, quote } from '../../apimachinery';
import type { FieldError, Query } from '../../apimachinery';
import type { KindDefinition } from '../../api';
import { readSelectors, selectionOf } from '../request/selection';
import type { Selection } from '../request/selection';

/** An int64 in the query, as Go reads it. */
export function readInteger(text: string): number {
  const number = /^[-+]?\d+$/.test(text) ? Number(text) : undefined;
  if (number !== undefined && number >= -(2 ** 63) && number < 2 ** 63) return number;
  const why = number === undefined ? 'invalid syntax' : 'value out of range';
  throw badRequest(`strconv.ParseInt: parsing ${quote(text)}: ${why}`);
}

/** How many a page may have; 0: all there are. A timeout that is no number is refused in the same breath. */
function readLimit(query: Query): number {
  const timeout = query.get('timeoutSeconds');
  if (timeout !== undefined) readInteger(timeout);
  const limit = query.get('limit');
  return limit === undefined ? 0 : Math.max(0, readInteger(limit));
}

/** What a list or a watch is about. */
export interface Wish {
  readonly selection: Selection;
  /** How many a page may have; 0: all there are. */
  readonly limit: number;
}

/**
 * Reads what lists, watches and deletions of many have in common, in the order in which a real server complains: of numbers, of selectors,
 * of what does not go together, of fields that nothing is selected by.
 */
export function readWish(kind: KindDefinition, query: Query, check: (query: Query) => void): Wish {
  const limit = readLimit(query);
  const selectors = readSelectors(query);
  check(query);
  return { limit, selection: selectionOf(kind, selectors) };
}

const field = 'resourceVersionMatch';

function refuseWrong(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid('ListOptions.meta.k8s.io', '', errors);
}

/** Throws 422 with all that does not go together in a list. */
export function checkListOptions(query: Query): void {
  const match = query.get(field) ?? '';
  const version = query.get('resourceVersion') ?? '';
  const errors: FieldError[] = [];
  if (match !== '') {
    if (version === '') errors.push(fieldForbidden(field, `${field} is forbidden unless resourceVersion is provided`));
    if (query.get('continue')) errors.push(fieldForbidden(field, `${field} is forbidden when continue is provided`));
    if (match !== 'Exact' && match !== 'NotOlderThan')
      errors.push(fieldNotSupported(field, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && version === '0')
      errors.push(fieldForbidden(field, `${field} "exact" is forbidden for resourceVersion "0"`));
  }
  if (query.get('sendInitialEvents') !== undefined)
    errors.push(fieldForbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  refuseWrong(errors);
}

/** The same of a watch: whoever says whether to begin with what there is has to say that newer is as good. */
export function checkWatchOptions(query: Query): void {
  const match = query.get(field) ?? '';
  const isSaid = query.get('sendInitialEvents') !== undefined;
  const errors: FieldError[] = [];
  if (isSaid && match !== 'NotOlderThan')
    errors.push(fieldForbidden(field, `sendInitialEvents requires setting ${field} to NotOlderThan`));
  if (match !== '') {
    if (!isSaid)
      errors.push(fieldForbidden(field, `${field} is forbidden for watch unless sendInitialEvents is provided`));
    if (match !== 'NotOlderThan') errors.push(fieldNotSupported(field, match, ['NotOlderThan']));
  }
  // Whoever names no version is understood to begin with what there is, and has said so.
  if ((match !== '' || !Number(query.get('resourceVersion') ?? '')) && query.get('continue'))
    errors.push(fieldForbidden(field, `${field} is forbidden when continue is provided`));
  refuseWrong(errors);
}
