import type { ApiAnswer, ApiRequest } from '../apimachinery';
import { phrase, type Words } from './phrases';

/** A path of the API, taken apart: /apis/apps/v1/namespaces/default/deployments/web/status?dryRun=All */
export interface RequestPath {
  readonly group: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
  readonly query: string;
}

/** Undefined for what is not about a resource (/healthz, /version, discovery). */
export function readPath(path: string): RequestPath | undefined {
  const [plain, query = ''] = path.split('?', 2) as [string, string?];
  const parts = plain.split('/').filter(Boolean);
  const group = parts[0] === 'apis' ? (parts[1] ?? '') : '';
  let rest = parts[0] === 'api' ? parts.slice(2) : parts[0] === 'apis' ? parts.slice(3) : [];
  if (rest.length === 0) return undefined;
  let namespace = '';
  const onNamespaceItself = rest.length <= 2 || rest[2] === 'status' || rest[2] === 'finalize';
  if (rest[0] === 'namespaces' && !onNamespaceItself) {
    namespace = rest[1]!;
    rest = rest.slice(2);
  }
  const [resource = '', name = '', subresource = ''] = rest;
  return { group, namespace, resource, name, subresource, query };
}

export function isWatch(request: ApiRequest): boolean {
  return request.path.includes('watch=true') || request.path.includes('watch=1');
}

/** "POST pods/binding", "WATCH pods", "GET deployments/web", "GET /healthz". */
export function requestTitle(request: ApiRequest): string {
  const path = readPath(request.path);
  if (!path) return `${request.method} ${request.path.split('?', 1)[0]}`;
  const verb = isWatch(request) ? 'WATCH' : request.method;
  if (path.subresource) return `${verb} ${path.resource}/${path.subresource}`;
  return path.name ? `${verb} ${path.resource}/${path.name}` : `${verb} ${path.resource}`;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** "201 Created". */
export function answerTitle(answer: ApiAnswer): string {
  return `${answer.status} ${REASONS[answer.status] ?? ''}`.trim();
}

const KINDS_BY_RESOURCE: Readonly<Record<string, Words>> = {
  pods: phrase('kinds.pod'),
  deployments: phrase('kinds.deployment'),
  replicasets: phrase('kinds.replicaSet'),
  daemonsets: phrase('kinds.daemonSet'),
  statefulsets: phrase('kinds.statefulSet'),
  jobs: phrase('kinds.job'),
  cronjobs: phrase('kinds.cronJob'),
  services: phrase('kinds.service'),
  endpointslices: phrase('kinds.endpointSlice'),
  ingresses: phrase('kinds.ingress'),
  nodes: phrase('kinds.node'),
  namespaces: phrase('kinds.namespace'),
  events: phrase('kinds.event'),
  leases: phrase('kinds.lease'),
  configmaps: phrase('kinds.configMap'),
  secrets: phrase('kinds.secret'),
  serviceaccounts: phrase('kinds.serviceAccount'),
  persistentvolumeclaims: phrase('kinds.volumeClaim'),
  persistentvolumes: phrase('kinds.volume'),
  csinodes: 'CSINode',
};

/** The resource as people say it: "pod", "Deployment". */
export function singular(resource: string): Words {
  return KINDS_BY_RESOURCE[resource] ?? resource;
}
