import type { DeleteOptions, Eviction, Pod } from '../../api';
import { decode } from '../../api';
import { badRequest, notFound, successStatus } from '../../apimachinery';
import type { ApiAnswer, KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { answer } from '../request/answers';
import { bodyOf } from '../request/body';
import { checkPreconditions } from '../storage/store';
import { keyOf, wallClockOf } from './context';
import type { RequestContext } from './context';
import { removeObject } from './delete';
import { allowDisruption } from './disruption';
import { isDryRun, writeOptions } from './write-options';

const evictionKind = { group: 'policy', version: 'v1', kind: 'Eviction' };

const disruption = { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' } as const;

/** POST of `pods/NAME/eviction`: a deletion that disruption budgets may object to. The pod is told why first, in a write of its own. */
export function* evict(context: RequestContext): Process<ApiAnswer> {
  const { object } = decode<Eviction>(evictionKind, bodyOf(context.request, evictionKind).body);
  const { name } = object.metadata;
  if (name && name !== context.info.name) throw badRequest('name in URL does not match name in Eviction object');
  const options = object.deleteOptions ?? {};
  const asked = writeOptions(context, 'CreateOptions').dryRun;
  const dryRun = isDryRun(options) || asked;
  const found = yield* context.resource.store.fetch(keyOf(context));
  if (!found) throw notFound(context.resource.name, context.info.name);
  yield* allowDisruption(found.object as Pod, context.view.disruptionBudgets, context.component.now, dryRun);
  yield* removeObject(context, dryRun ? options : yield* tellWhy(context, options), dryRun);
  return answer(201, successStatus(undefined, 201));
}

/** What the deletion has to hold to afterwards: a version that was asked for is now the one just written. */
function* tellWhy(context: RequestContext, options: DeleteOptions): Process<DeleteOptions> {
  const { preconditions } = options;
  const { resource, info } = context;
  const lastTransitionTime = wallClockOf(context);
  const mark = function* (current: KubeObject): Process<KubeObject> {
    checkPreconditions(preconditions, current, resource.kindName);
    return withDisruption(current as Pod, lastTransitionTime);
  };
  const { resourceVersion } = (yield* resource.store.update(keyOf(context), info.name, mark)).metadata;
  if (preconditions?.resourceVersion === undefined) return options;
  return { ...options, preconditions: { ...preconditions, resourceVersion } };
}

function withDisruption(pod: Pod, lastTransitionTime: string): Pod {
  const conditions = pod.status?.conditions ?? [];
  const told = conditions.find(({ type }) => type === disruption.type);
  if (told?.status === 'True' && told.reason === disruption.reason) return pod;
  const condition = { ...disruption, message: 'Eviction API: evicting', lastProbeTime: null, lastTransitionTime };
  const others = conditions.filter((each) => each !== told);
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } };
}
