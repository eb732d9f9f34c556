import type { ApiRequest } from '../../apimachinery';
import { decodeComponent, noQuery, Query } from '../../apimachinery';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** What a request is about, read from method and path alone; every later stage decides on this. */
export interface RequestInfo {
  readonly path: string;
  readonly query: Query;
  /** Of a request that is about no resource: the method in lower case. */
  readonly verb: Verb | string;
  readonly isResource: boolean;
  /** '' is the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural; '' for discovery of a group version. */
  readonly resource: string;
  readonly subresource: string;
  /** '' at the cluster scope; of a namespace itself, its own name, as the real server has it. */
  readonly namespace: string;
  readonly name: string;
}

export function requestInfo(request: ApiRequest): RequestInfo {
  const question = request.path.indexOf('?');
  const path = question < 0 ? request.path : request.path.slice(0, question);
  const query = question < 0 ? noQuery : new Query(request.path.slice(question + 1));
  const parts = path.split('/');
  if (parts[parts.length - 1] === '') parts.pop();
  const core = parts[1] === 'api';
  const rest = core ? 3 : 4;
  if ((!core && parts[1] !== 'apis') || parts.length <= rest) {
    const { group, version } = groupVersion(parts, core);
    const verb = request.method.toLowerCase();
    return {
      path,
      query,
      verb,
      isResource: false,
      group,
      version,
      resource: '',
      subresource: '',
      namespace: '',
      name: '',
    };
  }
  return resourceInfo(request, parts, core ? '' : parts[2]!, core ? parts[2]! : parts[3]!, path, query);
}

function groupVersion(parts: readonly string[], core: boolean): { group: string; version: string } {
  return core ? { group: '', version: parts[2] ?? '' } : { group: parts[2] ?? '', version: parts[3] ?? '' };
}

const isOfNamespace = (part: string) => part === 'status' || part === 'finalize';

function resourceInfo(
  request: ApiRequest,
  parts: string[],
  group: string,
  version: string,
  path: string,
  query: Query,
): RequestInfo {
  let at = group === '' ? 3 : 4;
  const watched = parts[at] === 'watch' && parts.length > at + 1;
  if (watched) at++;
  let namespace = '';
  if (parts[at] === 'namespaces' && parts.length > at + 1) {
    namespace = decodeComponent(parts[at + 1]!);
    if (parts.length > at + 2 && !isOfNamespace(parts[at + 2]!)) at += 2;
  }
  const name = parts.length > at + 1 ? decodeComponent(parts[at + 1]!) : '';
  // What stands behind a proxy is not ours.
  const isProxied = parts[at + 2] === 'proxy';
  const subresource = isProxied ? 'proxy' : parts.length > at + 2 ? parts.slice(at + 2).join('/') : '';
  if (watched && request.method === 'GET') return oldWatch(group, version, parts[at]!, namespace, name, path, query);
  const verb = verbOf(request.method, name, query);
  return { path, query, verb, isResource: true, group, version, resource: parts[at]!, subresource, namespace, name };
}

/** `/api/v1/watch/…`, as clients watched before `watch=true`: one name is a field selector. */
function oldWatch(
  group: string,
  version: string,
  resource: string,
  namespace: string,
  name: string,
  path: string,
  given: Query,
): RequestInfo {
  const query = name === '' ? given : given.with('fieldSelector', `metadata.name=${name}`);
  const about = { group, version, resource, subresource: '', namespace, name: '' };
  return { path, query, verb: 'watch', isResource: true, ...about };
}

function verbOf(method: ApiRequest['method'], name: string, query: Query): Verb {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return readVerb(name, query);
  }
}

/** A get with `watch=true` is a watch; of a single name too, which is how old clients watched one object. */
function readVerb(name: string, query: Query): Verb {
  if (name !== '') return 'get';
  return query.flag('watch') ? 'watch' : 'list';
}

/** `deployments.apps`, as messages name a resource. */
export function qualifiedResource(info: { readonly group: string; readonly resource: string }): string {
  return info.group === '' ? info.resource : `${info.resource}.${info.group}`;
}
