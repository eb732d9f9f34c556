import type { Pod } from '../../api';
import { badRequest, internalError, isRefusal, refuse } from '../../apimachinery';
import type { ApiAnswer, ApiRequest } from '../../apimachinery';
import { attempt, NetworkError } from '../../simulation';
import type { ClientStream, Process, ServerCall } from '../../simulation';
import type { RequestContext } from './context';
import { checkLogOptions } from './log-options';
import { getObject } from './read';

const identity = 'CN=kube-apiserver-kubelet-client,O=kubeadm:cluster-admins';
const kubeletPort = 10250;
const nothingLogged: ApiAnswer = { status: 200, headers: { 'content-type': 'text/plain' }, body: '' };

/** GET of `pods/NAME/log`, and of `pods/NAME/exec`, `attach` and `portforward`: asks the kubelet of the pod's machine and passes on what it answers, as it comes. */
export function* relayToKubelet(context: RequestContext, call: ServerCall): Process<void> {
  const { subresource } = context.info;
  const isLog = subresource === 'log';
  if (isLog) checkLogOptions(context);
  const pod = (yield* getObject(context)) as Pod;
  const { nodeName } = pod.spec;
  // Only a connection that becomes another protocol's can carry many.
  if (subresource === 'portforward' && !context.request.headers.upgrade) throw badRequest('Upgrade request required');
  const path = pathOf(pod, isLog ? 'containerLogs' : subresource, context);
  if (!nodeName && isLog) return call.respond(nothingLogged);
  if (!nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  const isCommand = !isLog && subresource !== 'portforward';
  const dialled = yield* attempt(dial(context, pod, nodeName, path));
  if (!dialled.ok) {
    if (isCommand && isRefusal(dialled.error)) return tell(call, `error sending request: ${dialled.error.message}`);
    throw dialled.error;
  }
  const stream = dialled.value;
  const { status, body } = stream.head!;
  if (status >= 400 && isCommand) return tell(call, `unable to upgrade connection: ${String(body)}`);
  if (status >= 400) throw refuse(status, status === 400 ? 'BadRequest' : 'InternalError', String(body));
  if (!stream.streaming) return call.respond(stream.head);
  yield* passOn(stream, call);
}

/** The client's own connection has become a command's by then: it hears on it why there is none. */
function tell(call: ServerCall, problem: string): void {
  const out = call.open({ status: 200, headers: {}, body: undefined });
  out.send({ status: internalError(problem).status });
  out.end();
}

function* passOn(stream: ClientStream<ApiAnswer, unknown>, call: ServerCall): Process<void> {
  const out = call.open(stream.head);
  out.onClose(() => stream.close());
  call.onInput((item) => stream.send(item));
  for (let item = yield* stream.next(); item !== undefined && !out.closed; item = yield* stream.next()) out.send(item);
  out.end();
}

function* dial(
  { component, request, info }: RequestContext,
  pod: Pod,
  nodeName: string,
  path: string,
): Process<ClientStream<ApiAnswer, unknown>> {
  const headers = { 'x-client-certificate': identity, 'user-agent': 'kube-apiserver/v1.36' };
  const { body, method } = request;
  const asked: ApiRequest = { method, path, headers, ...(body !== undefined && { body }) };
  try {
    return yield* component.open<ApiRequest, ApiAnswer, unknown>(`${nodeName}/kubelet`, asked);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const host = `${pod.status?.hostIP ?? nodeName}:${kubeletPort}`;
    const verb = info.subresource === 'log' ? 'Get' : 'Post';
    throw refuse(500, 'InternalError', `${verb} "https://${host}${path}": dial tcp ${host}: ${words(error)}`);
  }
}

function words(error: NetworkError): string {
  return error.message.replace(/^[^:]*: /, '');
}

function pathOf(pod: Pod, door: string, { info, request }: RequestContext): string {
  if (door === 'portforward') return `/portForward/${pod.metadata.namespace}/${pod.metadata.name}`;
  const container = info.query.get('container') || onlyContainer(pod);
  if (!names(pod).includes(container))
    throw badRequest(`container ${container} is not valid for pod ${pod.metadata.name}`);
  const query = (request.path.split('?')[1] ?? '').split('&').filter((part) => part && !part.startsWith('container='));
  const { namespace, name } = pod.metadata;
  return `/${door}/${namespace}/${name}/${container}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

function names({ spec }: Pod): readonly string[] {
  const { containers, initContainers = [], ephemeralContainers = [] } = spec;
  return [...containers, ...initContainers, ...ephemeralContainers].map(({ name }) => name);
}

/** Whoever names no container means the only one. */
function onlyContainer({ spec, metadata }: Pod): string {
  const [first, ...others] = spec.containers;
  if (others.length === 0) return first!.name;
  const list = (containers: readonly { readonly name: string }[]) =>
    `[${containers.map(({ name }) => name).join(' ')}]`;
  const init = spec.initContainers?.length ? ` or one of the init containers: ${list(spec.initContainers)}` : '';
  throw badRequest(
    `a container name must be specified for pod ${metadata.name}, choose one of: ${list(spec.containers)}${init}`,
  );
}
