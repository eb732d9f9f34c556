import type { DeleteOptions, Namespace, Service } from '../../api';
import { decode, laterParts } from '../../api';
import { badRequest, conflict, invalid, isObject, isRefusal, notFound, successStatus } from '../../apimachinery';
import type { ApiAnswer, KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { mutate, validate } from '../admission/chain';
import { answer } from '../request/answers';
import { bodyOf } from '../request/body';
import { claimsOf } from '../services/allocator';
import { checkPreconditions } from '../storage/store';
import type { StoredObject } from '../storage/stored-object';
import { attributesOf, keyOf, wallClockOf } from './context';
import type { RequestContext } from './context';
import { planDeletion, policyOf } from './deletion';
import { checkListOptions, readInteger, readWish } from './list-options';
import { listObjects } from './read';
import { deleteOptionsErrors, isDryRun } from './write-options';
import { ADMITTED } from './stage';

/** Kinds whose deletion is answered with the object even when it goes at once. */
const answeredWithObject = new Set([
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'deviceclasses.resource.k8s.io',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'resourceclaims.resource.k8s.io',
  'resourceclaimtemplates.resource.k8s.io',
  'resourcequotas',
  'serviceaccounts',
  'services',
  'storageclasses.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
]);

/** Said whether there is something to delete or not. */
function warn({ resource, warnings }: RequestContext, options: DeleteOptions): void {
  const { deletionWarning } = resource.kind;
  if (deletionWarning !== undefined && policyOf(options) === undefined) warnings.push(deletionWarning);
}

/** DELETE of one object. */
export function* remove(context: RequestContext): Process<ApiAnswer> {
  const options = readOptions(context);
  warn(context, options);
  const dryRun = isDryRun(options);
  const { gone, object } = yield* removeObject(context, options, dryRun);
  if (!gone || answeredWithObject.has(context.resource.name)) return answer(200, object, context.warnings);
  const { group, plural } = context.resource.kind;
  const { name, uid } = object.metadata;
  const status = successStatus({ name, ...(group ? { group } : {}), kind: plural, uid });
  return answer(200, status, context.warnings);
}

/** DELETE of a collection: each that matches, one after the other; answered with what they were when they were looked for. */
export function* removeCollection(context: RequestContext): Process<ApiAnswer> {
  readWish(context.resource.kind, context.info.query, checkListOptions);
  const options = readOptions(context);
  warn(context, options);
  const dryRun = isDryRun(options);
  const listing = yield* listObjects(context);
  const items: KubeObject[] = [];
  for (const object of listing.objects) {
    const { name, namespace = '' } = object.metadata;
    try {
      const one = { ...context, info: { ...context.info, name, namespace: context.info.namespace || namespace } };
      yield* removeObject(one, options, dryRun);
      items.push(object);
    } catch (error) {
      if (!isRefusal(error, 'NotFound')) throw error;
    }
  }
  const { group, version, listKind } = context.resource.kind;
  const metadata = {
    resourceVersion: String(listing.revision),
    ...(listing.continue === undefined ? {} : { continue: listing.continue }),
  };
  return answer(200, { kind: listKind, apiVersion: group === '' ? version : `${group}/${version}`, metadata, items });
}

/** What the body says, or the query for clients that send none. Throws 422 with all that is wrong with it. */
function readOptions(context: RequestContext): DeleteOptions {
  const { body } = context.request;
  const options = body === undefined || body === '' ? queryOptions(context) : bodyOptions(context);
  const errors = deleteOptionsErrors(options);
  if (errors.length > 0) throw invalid('DeleteOptions.meta.k8s.io', '', errors);
  return options;
}

/** Clients write them in whatever version they speak to; they are the same in all. */
function bodyOptions(context: RequestContext): DeleteOptions {
  const { body } = bodyOf(context.request);
  const given: Readonly<Record<string, unknown>> = isObject(body) ? body : {};
  const { apiVersion = '', kind = '', ...rest } = given;
  const isOurs = typeof apiVersion === 'string' && apiVersion.split('/').length < 3 && typeof kind === 'string';
  if (isOurs && kind !== '' && kind !== deleteOptions.kind) {
    const version = apiVersion || 'meta.k8s.io/v1';
    throw badRequest(`no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`);
  }
  const read = isObject(body) && isOurs ? rest : body;
  const { object } = decode<DeleteOptions>(deleteOptions, read, undefined, ({ message }) => badRequest(message));
  return given.propagationPolicy === '' ? { ...object, propagationPolicy: '' } : object;
}

const deleteOptions = { group: 'meta.k8s.io', version: 'v1', kind: 'DeleteOptions' };

function queryOptions({ info: { query } }: RequestContext): DeleteOptions {
  if (query.empty) return {};
  const seconds = query.get('gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  return {
    ...(seconds ? { gracePeriodSeconds: readInteger(seconds) } : {}),
    ...(policy ? { propagationPolicy: policy } : {}),
    ...(query.get('orphanDependents') ? { orphanDependents: query.flag('orphanDependents') } : {}),
    dryRun: query.all('dryRun'),
  };
}

interface Removal {
  readonly object: KubeObject;
  /** It is no more; otherwise it was only marked. */
  readonly gone: boolean;
}

export function* removeObject(context: RequestContext, options: DeleteOptions, dryRun: boolean): Process<Removal> {
  const { resource, info } = context;
  const found = yield* resource.store.fetch(keyOf(context));
  if (!found) throw notFound(resource.name, info.name);
  yield* admitted(context, resource.show(found.object));
  const removal =
    marks[resource.name] !== undefined
      ? removeInTime(context, found, options, dryRun)
      : removePlain(context, found, options, dryRun);
  const { object, gone } = yield* removal;
  const revision = Number(object.metadata.resourceVersion);
  context.stages.push({
    title: 'storage',
    verdict: gone ? { is: 'deleted', key: keyOf(context), revision } : { is: 'marked' },
  });
  return { object: resource.show(object), gone };
}

function* admitted(context: RequestContext, object: KubeObject): Process<void> {
  const attributes = attributesOf(context, 'DELETE', undefined, object);
  yield* mutate(attributes, context.view);
  yield* validate(attributes, context.view);
  context.stages.push(ADMITTED);
}

function* removePlain(
  context: RequestContext,
  found: StoredObject,
  options: DeleteOptions,
  dryRun: boolean,
): Process<Removal> {
  const { resource, component } = context;
  checkPreconditions(options.preconditions, found.object, resource.kindName);
  let last = found;
  let plan = planDeletion(resource.kind, found.object, options, component.now);
  const { marked } = plan;
  if (marked) {
    const mark = function* (current: KubeObject): Process<KubeObject> {
      checkPreconditions(options.preconditions, current, resource.kindName);
      plan = planDeletion(resource.kind, current, options, component.now);
      return plan.marked ?? current;
    };
    const object = yield* resource.store.update(found.key, found.object.metadata.name, mark, { dryRun, from: found });
    last = { key: found.key, revision: Number(object.metadata.resourceVersion), object };
  }
  if (!plan.goes || dryRun) return { object: last.object, gone: plan.goes };
  const object = yield* end(context, last, marked ? undefined : options);
  if (resource.allocator) yield* resource.allocator.release(claimsOf(object as Service));
  return { object, gone: true };
}

/** @param options undefined once the object is marked: then it doesn't matter who ends it */
function* end(
  { resource }: RequestContext,
  last: StoredObject,
  options: DeleteOptions | undefined,
): Process<KubeObject> {
  try {
    return yield* resource.store.delete(last, (current) =>
      checkPreconditions(options?.preconditions, current, resource.kindName),
    );
  } catch (error) {
    if (options === undefined && isRefusal(error, 'NotFound')) return last.object;
    throw error;
  }
}

/** Told to go; what is in it goes first, and finalizers say when it is empty. */
function* removeInTime(
  context: RequestContext,
  found: StoredObject,
  options: DeleteOptions,
  dryRun: boolean,
): Process<Removal> {
  const { resource, info } = context;
  const namespace = found.object as Namespace;
  const terminating = marks[resource.name]!;
  const { uid } = options.preconditions ?? {};
  if (uid !== undefined && uid !== namespace.metadata.uid) {
    throw conflict(
      resource.name,
      info.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${namespace.metadata.uid}`,
    );
  }
  if (namespace.metadata.deletionTimestamp === undefined) {
    const deletionTimestamp = wallClockOf(context);
    const mark = function* (current: KubeObject): Process<KubeObject> {
      return current.metadata.deletionTimestamp === undefined ? terminating(current, deletionTimestamp) : current;
    };
    return { object: yield* resource.store.update(found.key, info.name, mark, { dryRun, from: found }), gone: false };
  }
  if (namespace.spec?.finalizers?.length) return { object: namespace, gone: false };
  return yield* removePlain(context, found, options, dryRun);
}

function terminatingNamespace(namespace: Namespace, deletionTimestamp: string): Namespace {
  return {
    ...namespace,
    metadata: { ...namespace.metadata, deletionTimestamp },
    status: { ...namespace.status, phase: 'Terminating' },
  };
}

/** Kinds that have others' objects in them, and how they are told to go. */
const marks: Readonly<Record<string, (object: any, deletionTimestamp: string) => KubeObject>> = {
  namespaces: terminatingNamespace,
  'customresourcedefinitions.apiextensions.k8s.io': (definition: KubeObject, deletionTimestamp) =>
    laterParts().terminating(definition, deletionTimestamp),
};
