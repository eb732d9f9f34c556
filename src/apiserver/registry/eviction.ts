import type { Eviction } from '../../api';
import { decode } from '../../api';
import { badRequest, successStatus } from '../../apimachinery';
import type { ApiAnswer } from '../../apimachinery';
import type { Process } from '../../simulation';
import { answer } from '../request/answers';
import { bodyOf } from '../request/body';
import { isDryRun } from './context';
import type { RequestContext } from './context';
import { removeObject } from './delete';

const evictionKind = { group: 'policy', version: 'v1', kind: 'Eviction' };

/** POST of `pods/NAME/eviction`: a deletion that disruption budgets may object to. There are none yet, so none does. */
export function* evict(context: RequestContext): Process<ApiAnswer> {
  const { object } = decode<Eviction>(evictionKind, bodyOf(context.request, evictionKind).body);
  const { name } = object.metadata;
  if (name && name !== context.info.name) throw badRequest('name in URL does not match name in Eviction object');
  const options = object.deleteOptions ?? {};
  yield* removeObject(context, options, isDryRun(context, 'CreateOptions', options.dryRun));
  return answer(201, successStatus(undefined, 201));
}
