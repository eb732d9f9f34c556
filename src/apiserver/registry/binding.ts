import type { Binding, Pod, PodCondition } from '../../api';
import { bindingErrors, decode, withField } from '../../api';
import { aggregateMessage, badRequest, conflict, isObject, refuse, successStatus } from '../../apimachinery';
import type { ApiAnswer, ApiRequest, KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { validate } from '../admission/chain';
import { answer } from '../request/answers';
import { bodyOf } from '../request/body';
import type { RequestInfo } from '../request/request-info';
import { attributesOf, keyOf, storedAs, wallClockOf } from './context';
import type { RequestContext } from './context';
import { writeOptions } from './write-options';

const bindingKind = { group: '', version: 'v1', kind: 'Binding' };
const bound = successStatus(undefined, 201);

/** POST of `pods/NAME/binding`: the pod has a node from now on. */
export function* bind(context: RequestContext): Process<ApiAnswer> {
  const { dryRun } = writeOptions(context, 'CreateOptions');
  const { object: binding } = decode<Binding>(bindingKind, bodyOf(context.request, bindingKind).body);
  checkBinding(context, binding);
  context.stages.push({ title: 'validation', verdict: { is: 'bound', node: binding.target.name ?? '' } });
  yield* validate(attributesOf(context, 'CREATE', binding), context.view);
  const { store } = context.resource;
  const now = wallClockOf(context);
  const change = (current: KubeObject) => assign(current as Pod, binding, now);
  const key = keyOf(context);
  const stored = yield* store.update(key, context.info.name, change, { dryRun });
  storedAs(context, key, stored);
  return answer(201, bound);
}

/** POST of a namespace's `bindings` is a binding of the pod that the body names. */
export function bindingOf(info: RequestInfo, { body }: ApiRequest): RequestInfo | undefined {
  if (info.resource !== 'bindings' || info.group !== '' || info.verb !== 'create' || info.namespace === '')
    return undefined;
  const metadata = isObject(body) && isObject(body.metadata) ? body.metadata : {};
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  return { ...info, resource: 'pods', subresource: 'binding', name };
}

function checkBinding({ info }: RequestContext, binding: Binding): void {
  const { name } = binding.metadata;
  if ((name ?? '') !== info.name) throw badRequest('name in URL does not match name in Binding object');
  const errors = bindingErrors(binding);
  // The real server takes this for a fault of its own.
  if (errors.length > 0) throw refuse(500, '', aggregateMessage(errors));
}

function* assign(pod: Pod, binding: Binding, now: string): Process<KubeObject> {
  return assigned(pod, binding, now);
}

/** The pod on its node, or why it can't be: bound already, going, or waiting for a gate. */
function assigned(pod: Pod, { target, metadata }: Binding, now: string): Pod {
  const { name, uid, deletionTimestamp } = pod.metadata;
  const refuse = (why: string) => conflict('pods/binding', name, why);
  if (metadata.uid && metadata.uid !== uid) {
    throw refuse(`Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`);
  }
  if (deletionTimestamp !== undefined) throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) throw refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if (pod.spec.schedulingGates?.length) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  const annotations = metadata.annotations && { ...pod.metadata.annotations, ...metadata.annotations };
  const conditions = withScheduled(pod.status?.conditions ?? [], now);
  // The room that was made for it is taken.
  const { nominatedNodeName: _, ...status } = pod.status ?? {};
  return {
    ...pod,
    ...(annotations ? { metadata: { ...pod.metadata, annotations } } : {}),
    spec: withField(pod.spec, 'nodeName', target.name),
    status: withField(status, 'conditions', conditions),
  };
}

function withScheduled(conditions: readonly PodCondition[], now: string): readonly PodCondition[] {
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: now,
  } as unknown as PodCondition;
  const at = conditions.findIndex((condition) => condition.type === 'PodScheduled');
  return at < 0 ? [...conditions, scheduled] : conditions.with(at, scheduled);
}
