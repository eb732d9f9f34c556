import type { ApiAnswer, ApiRequest } from '../../apimachinery';
import type { Hop, Simulation } from '../../simulation';

/** What an API server's audit log would say of one request. */
export interface AuditLine {
  readonly hop: Hop;
  /** When the request arrived, and when its answer left. */
  readonly receivedAt: number;
  readonly completedAt: number;
  readonly who: string;
  readonly verb: string;
  /** "deployments/status.apps" */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly code: number;
}

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
  GET: 'get',
};

/** All requests that API servers answered since this hop, read from the trace in the order they arrived. */
export function auditLog(simulation: Simulation, sinceHop = 1): readonly AuditLine[] {
  const answers = new Map<number, Hop>();
  const hops = simulation.trace.hopsSince(sinceHop);
  for (const hop of hops)
    if (hop.kind === 'response' && hop.from.endsWith('/kube-apiserver')) answers.set(hop.exchange, hop);
  const lines: AuditLine[] = [];
  for (const hop of hops) {
    const answer = answers.get(hop.id);
    if (answer && hop.kind === 'request' && hop.protocol === 'https') {
      const line = auditLine(hop, answer);
      if (line) lines.push(line);
    }
  }
  return lines.sort((a, b) => a.receivedAt - b.receivedAt || a.hop.id - b.hop.id);
}

function auditLine(hop: Hop, answer: Hop): AuditLine | undefined {
  const request = hop.payload as ApiRequest;
  const [path = '', query = ''] = request.path.split('?');
  const target = readTarget(path);
  if (!target) return undefined;
  const watching = /(^|&)watch=(true|1)/.test(query);
  const verb = watching ? 'watch' : verbOf(request.method, target.name);
  const { status } = answer.payload as ApiAnswer;
  return {
    hop,
    receivedAt: hop.arrivesAt,
    completedAt: answer.sentAt,
    who: whoSent(request),
    verb,
    resource: target.resource,
    namespace: target.namespace,
    name: target.name || nameFrom(request),
    code: status,
  };
}

function verbOf(method: string, name: string): string {
  if (method === 'GET' && !name) return 'list';
  if (method === 'DELETE' && !name) return 'deletecollection';
  return VERBS[method] ?? method;
}

/** A create names its object in the body; one with generateName has no name in the audit log. */
function nameFrom({ method, body }: ApiRequest): string {
  const object = body as { metadata?: { name?: string } } | undefined;
  return method === 'POST' ? (object?.metadata?.name ?? '') : '';
}

function readTarget(path: string) {
  const parts = path.split('/').filter(Boolean);
  const group = parts[0] === 'apis' ? parts[1]! : '';
  let rest = parts.slice(parts[0] === 'apis' ? 3 : 2);
  if (!['api', 'apis'].includes(parts[0] ?? '') || rest.length === 0) return undefined;
  let namespace = '';
  if (rest[0] === 'namespaces') {
    namespace = rest[1] ?? '';
    if (rest.length > 2 && !['status', 'finalize'].includes(rest[2]!)) rest = rest.slice(2);
  }
  const [plural = '', name = '', subresource = ''] = rest;
  const resource = `${plural}${subresource ? `/${subresource}` : ''}${group ? `.${group}` : ''}`;
  return { resource, namespace, name };
}

/** Short names of who asks, as people tell stories about them: by who the API server took the sender for, not by what it calls itself. */
function whoSent({ headers }: ApiRequest): string {
  const user = headers['impersonate-user'] ?? userOf(headers);
  const agent = headers['user-agent'] ?? '';
  const account = /^system:serviceaccount:kube-system:(.*)$/.exec(user)?.[1];
  if (account) return account;
  if (user === 'system:apiserver') return 'kube-apiserver';
  if (user.startsWith('system:node:')) return 'kubelet';
  if (user === 'system:kube-scheduler' || user === 'system:kube-controller-manager')
    return user.slice('system:'.length);
  return agent.startsWith('kubectl') ? 'kubectl' : user;
}

function userOf(headers: ApiRequest['headers']): string {
  const certificate = /(?:^|,)CN=([^,]*)/.exec(headers['x-client-certificate'] ?? '')?.[1];
  if (certificate !== undefined) return certificate;
  const claims = headers['authorization']?.split('.')[1];
  if (!claims) return 'system:anonymous';
  const { namespace, serviceAccount } = JSON.parse(Buffer.from(claims, 'base64').toString('utf8'));
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}
