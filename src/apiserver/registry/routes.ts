import { methodNotAllowed, unknownResource } from '../../apimachinery';
import type { ApiAnswer, ApiRequest } from '../../apimachinery';
import type { Process } from '../../simulation';
import { checkAcceptable, representations } from '../presentation/accept';
import { checkMediaType, mediaType } from '../request/body';
import type { RequestInfo } from '../request/request-info';
import { bind } from './binding';
import type { RequestContext } from './context';
import { create } from './create';
import { remove, removeCollection } from './delete';
import { evict } from './eviction';
import { finalize } from './finalize';
import { patch } from './patch';
import { patchTypes, unsupportedPatch } from './patch-format';
import { proxy } from './proxy';
import { get, list } from './read';
import type { Resource } from './resource';
import { scale } from './scale';
import { createToken } from './token';
import { update } from './update';

export type Operation = (context: RequestContext) => Process<ApiAnswer>;

/** What is done with a collection and with an object, by verb. */
const operations: Readonly<Record<string, Operation>> = {
  create,
  get,
  list,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
};

const subresources: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  status: { get, update, patch },
  ephemeralcontainers: { get, update, patch },
  resize: { get, update, patch },
  approval: { get, update, patch },
  scale: { get: scale, update: scale, patch: scale },
  binding: { create: bind },
  eviction: { create: evict },
  finalize: { update: finalize },
  token: { create: createToken },
  proxy: { get: proxy, create: proxy, update: proxy, patch: proxy, delete: proxy },
};

/** What a pod's machine answers. */
const relayed: Readonly<Record<string, readonly string[]>> = {
  log: ['get'],
  exec: ['get', 'create'],
  attach: ['get', 'create'],
  portforward: ['get', 'create'],
};

const onCollections = new Set(['create', 'list', 'watch', 'deletecollection']);

/**
 * Throws 404 for a path that this resource doesn't have, 405 for a verb that it doesn't.
 * @returns 'watch' for what is answered with a stream, 'relay' for what the kubelet answers
 */
export function operationOf(resource: Resource, info: RequestInfo, request: ApiRequest): Operation | 'watch' | 'relay' {
  const operation = routeOf(resource, info);
  if (!operation || request.method === 'HEAD' || request.method === 'OPTIONS') throw methodNotAllowed();
  if (unformed.has(info.subresource)) return operation;
  if (info.verb === 'patch' && !patchTypes.has(mediaType(request))) throw unsupportedPatch();
  checkAcceptable(request.headers.accept, representationsOf(info));
  if (info.verb === 'create' || info.verb === 'update') checkMediaType(request);
  return operation;
}

/** Where what goes in and out is not the server's. */
const unformed: ReadonlySet<string> = new Set(['attach', 'exec', 'portforward', 'proxy']);

function representationsOf({ verb, subresource }: RequestInfo): readonly string[] {
  if (subresource === 'log') return representations.logs;
  return verb === 'list' || verb === 'watch' ? representations.collections : representations.objects;
}

function routeOf(resource: Resource, info: RequestInfo): Operation | 'watch' | 'relay' | undefined {
  const { kind } = resource;
  const needsNamespace = info.name !== '' || info.verb === 'create' || info.verb === 'deletecollection';
  if (
    kind.namespaced ? needsNamespace && info.namespace === '' : info.namespace !== '' && kind.plural !== 'namespaces'
  ) {
    throw info.name === '' && kind.namespaced ? methodNotAllowed() : unknownResource();
  }
  return info.subresource === '' ? mainOperation(resource, info) : subresourceOperation(resource, info);
}

function mainOperation({ kind }: Resource, info: RequestInfo): Operation | 'watch' | undefined {
  const fits = onCollections.has(info.verb) === (info.name === '');
  if (!fits || !(kind.verbs as readonly string[]).includes(info.verb)) return undefined;
  return info.verb === 'watch' ? 'watch' : operations[info.verb];
}

function subresourceOperation({ kind }: Resource, info: RequestInfo): Operation | 'relay' | undefined {
  const served = kind.subresources.some((subresource) => subresource.name === info.subresource);
  if (!served || info.name === '') throw unknownResource();
  if (relayed[info.subresource]?.includes(info.verb)) return 'relay';
  return subresources[info.subresource]?.[info.verb];
}
