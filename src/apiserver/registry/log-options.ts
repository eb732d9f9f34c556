import { badRequest, fieldForbidden, fieldInvalid, invalid, timeProblem } from '../../apimachinery';
import type { FieldError, Query } from '../../apimachinery';
import type { RequestContext } from './context';
import { readInteger } from './list-options';

/** Throws 400 and 422 for what is wrong with how a log is asked for, whether there is such a pod or not. */
export function checkLogOptions({ info: { query, name } }: Pick<RequestContext, 'info'>): void {
  if (query.empty) return;
  const since = query.get('sinceTime');
  const [bytes, seconds, lines] = ['limitBytes', 'sinceSeconds', 'tailLines'].map((field) => numberOf(query, field));
  const problem = since ? timeProblem(since, 'seconds') : undefined;
  if (problem !== undefined) throw badRequest(problem);
  const errors: FieldError[] = [];
  if (query.get('stream') !== undefined && query.get('stream') !== 'All')
    errors.push(fieldForbidden('stream', 'may not be specified'));
  if (lines !== undefined && lines < 0)
    errors.push(fieldInvalid('tailLines', lines, 'must be greater than or equal to 0'));
  if (bytes !== undefined && bytes < 1) errors.push(fieldInvalid('limitBytes', bytes, 'must be greater than 0'));
  if (seconds !== undefined && since)
    errors.push(fieldForbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  else if (seconds !== undefined && seconds < 1)
    errors.push(fieldInvalid('sinceSeconds', seconds, 'must be greater than 0'));
  if (errors.length > 0) throw invalid('PodLogOptions', name, errors);
}

function numberOf(query: Query, field: string): number | undefined {
  const text = query.get(field);
  return text === undefined ? undefined : readInteger(text);
}
