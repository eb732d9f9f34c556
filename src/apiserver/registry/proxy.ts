import type { EndpointSlice, Pod, Service } from '../../api';
import { SERVICE_NAME_LABEL } from '../../api';
import { badRequest, notFound, refuse } from '../../apimachinery';
import type { ApiAnswer, ApiRequest, KubeObject } from '../../apimachinery';
import { NetworkError } from '../../simulation';
import type { Process } from '../../simulation';
import type { RequestContext } from './context';

/** What is asked of a program in a pod, and what it answers: as anybody in the pods' network says it. */
interface Traffic {
  readonly kind: 'http';
  readonly host: string;
  readonly port: number;
  readonly source: string;
  readonly forwardedFor: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const kubeletIdentity = 'CN=kube-apiserver-kubelet-client,O=kubeadm:cluster-admins';

/** `pods/NAME/proxy/PATH`, `services/…` and `nodes/…`: the request goes on to a program, and its answer comes back. */
export function* proxy(context: RequestContext): Process<ApiAnswer> {
  if (context.resource.kind.plural === 'nodes') return yield* toKubelet(context);
  const { scheme, name, port } = targetOf(context.info.name, context.resource.kind.singular);
  if (scheme === 'https') throw unreachable('tls: first record does not look like a TLS handshake');
  const found = lookUp(context, name);
  const target = context.resource.kind.plural === 'pods' ? ofPod(found as Pod, port) : ofService(context, found, port);
  return yield* toProgram(context, target);
}

interface Target {
  readonly host: string;
  readonly port: number;
}

/** `web`, `web:8080`, `https:web:`: a scheme and a port may stand around the name. */
function targetOf(
  text: string,
  what: string,
): { readonly scheme: string; readonly name: string; readonly port: string } {
  const parts = text.split(':');
  if (parts.length === 1) return { scheme: '', name: text, port: '' };
  if (parts.length === 2) return { scheme: '', name: parts[0]!, port: parts[1]! };
  if (parts.length === 3 && (parts[0] === 'http' || parts[0] === 'https' || parts[0] === ''))
    return { scheme: parts[0], name: parts[1]!, port: parts[2]! };
  throw badRequest(`invalid ${what} request ${JSON.stringify(text)}`);
}

function lookUp({ resource, info }: RequestContext, name: string): KubeObject {
  const found = resource.store.cache.get(resource.store.key(info.namespace, name));
  if (!found) throw notFound(resource.name, name);
  return resource.show(found.object);
}

function ofPod({ spec, status }: Pod, port: string): Target {
  const first = spec.containers.find(({ ports }) => ports?.length)?.ports?.[0]?.containerPort;
  if (!status?.podIP) throw badRequest('address not allowed');
  return { host: status.podIP, port: Number(port) || (first ?? 80) };
}

/** One of those behind a service, by chance, as a real server chooses. */
function ofService({ view, info, component }: RequestContext, found: KubeObject, asked: string): Target {
  const { spec, metadata } = found as Service;
  const ports = spec.ports ?? [];
  const named = ports.find(({ name, port }) => String(port) === asked || name === asked);
  const unasked = ports.length === 1 ? ports[0]! : undefined;
  const portName = (named ?? (asked ? { name: asked } : unasked))?.name ?? '';
  const targets: Target[] = [];
  for (const { object } of view.endpointSlices.cache.range(`${view.endpointSlices.prefix}/${info.namespace}/`)) {
    const slice = object as EndpointSlice;
    if (slice.metadata.labels?.[SERVICE_NAME_LABEL] !== metadata.name) continue;
    const port = slice.ports?.find(({ name = '' }) => name === portName)?.port;
    if (port === undefined) continue;
    for (const { addresses, conditions } of slice.endpoints ?? [])
      if (conditions?.ready !== false) targets.push({ host: addresses[0]!, port });
  }
  if (targets.length > 0) return component.simulation.random(`proxies of ${component.id}`).pick(targets);
  throw refuse(503, 'ServiceUnavailable', `no endpoints available for service ${JSON.stringify(info.name)}`);
}

/** What follows `/NAME/proxy`, with its query. */
function pathBehind({ request }: RequestContext): string {
  const [, path = '', query = ''] =
    /^\/api\/v1\/(?:namespaces\/[^/]+\/)?\w+\/[^/]+\/proxy([^?]*)([^]*)$/.exec(request.path) ?? [];
  return `${path || '/'}${query}`;
}

const unreachable = (why: string) => refuse(503, 'ServiceUnavailable', `error trying to reach service: ${why}`);

function* toProgram(context: RequestContext, { host, port }: Target): Process<ApiAnswer> {
  const { component, request } = context;
  const { accept, 'user-agent': agent } = request.headers;
  const traffic: Traffic = {
    kind: 'http',
    host,
    port,
    source: component.host.name,
    forwardedFor: component.id,
    method: request.method,
    path: pathBehind(context),
    headers: { host: `${host}:${port}`, ...(accept && { accept }), ...(agent && { 'user-agent': agent }) },
    ...(typeof request.body === 'string' && { body: request.body }),
  };
  try {
    const { status, headers, body } = yield* component.request<Traffic, Reply>(host, traffic, { protocol: 'http' });
    return { status, headers: { 'content-type': 'text/plain', ...headers }, body };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const why = error.reason === 'refused' ? 'connect: connection refused' : `connect: ${error.reason}`;
    throw unreachable(`dial tcp ${host}:${port}: ${why}`);
  }
}

/** A kubelet knows the server by its certificate. */
function* toKubelet(context: RequestContext): Process<ApiAnswer> {
  const { component, request, info } = context;
  const { name } = targetOf(info.name, 'node');
  lookUp(context, name);
  const headers = { 'x-client-certificate': kubeletIdentity, 'user-agent': 'kube-apiserver/v1.36' };
  const asked: ApiRequest = { method: request.method, path: pathBehind(context), headers };
  try {
    return yield* component.request<ApiRequest, ApiAnswer>(`${name}/kubelet`, asked);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    throw unreachable(`dial tcp ${name}:10250: connect: connection refused`);
  }
}
