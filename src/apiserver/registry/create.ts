import { asGivenEmpty } from '../../api';
import { alreadyExists, badRequest, copyOf, generatedName, isRefusal, refuse, withoutKey } from '../../apimachinery';
import type { ApiAnswer, KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { mutate, validate } from '../admission/chain';
import { ledgerAfter } from '../ownership/field-manager';
import type { Ledger } from '../ownership/ledger';
import { answer } from '../request/answers';
import { ServiceClaims } from '../services/service-claims';
import { withoutVersion } from '../storage/stored-object';
import { attributesOf, readObject, refuseInvalid, storedAs, wallClockOf } from './context';
import type { RequestContext } from './context';
import { newUid } from './uid';
import { writeOptions } from './write-options';
import { ADMITTED, completed, decoded, VALID } from './stage';

/** A generated name that happens to be taken is drawn again so often. */
const nameAttempts = 8;

/** POST of a collection. */
export function* create(context: RequestContext): Process<ApiAnswer> {
  const { dryRun, fieldValidation } = writeOptions(context, 'CreateOptions');
  const read = readObject(context, fieldValidation);
  context.stages.push(decoded(context.resource.kindName));
  const object = yield* createObject(context, read, dryRun);
  return answer(201, object, context.warnings);
}

/** From the decoded object to the stored one; also what a PUT comes to for kinds that may be created so. */
export function* createObject(
  context: RequestContext,
  read: KubeObject,
  dryRun: boolean,
  manage: () => Ledger | undefined = () => ledgerAfter(context, undefined, read),
): Process<KubeObject> {
  const placed = inNamespace(context, read);
  const touched: string[] = [];
  const admitted = (yield* mutate(attributesOf(context, 'CREATE', placed), context.view, touched))!;
  context.stages.push(completed(touched));
  const { allocator } = context.resource;
  const claims = allocator && new ServiceClaims(allocator, dryRun);
  const generated = !admitted.metadata.name && admitted.metadata.generateName;
  for (let attempt = 1; ; attempt++) {
    try {
      const object = yield* accept(context, generated ? named(context, admitted) : admitted, claims);
      if (dryRun) return yield* unstored(context, object, manage());
      return yield* store(context, object, manage());
    } catch (error) {
      if (claims) yield* claims.undo();
      if (!generated || attempt >= nameAttempts || !isRefusal(error, 'AlreadyExists')) throw error;
    }
  }
}

/** What can't be read as a version says nothing. */
const isVersion = (text = ''): boolean => /^\d+$/.test(text) && Number(text) > 0;

function named(context: RequestContext, object: KubeObject): KubeObject {
  const name = generatedName(object.metadata.generateName!, context.component.random);
  const metadata = copyOf(object.metadata);
  metadata.name = name;
  return { ...object, metadata };
}

/** What the server decides about a new object, and whether it is a good one. */
function* accept(context: RequestContext, admitted: KubeObject, claims?: ServiceClaims): Process<KubeObject> {
  const { kind } = context.resource;
  const prepared = kind.prepareForCreate(identified(context, admitted));
  const object = claims ? yield* claims.complete(prepared) : prepared;
  refuseInvalid(context, object, kind.validate(object));
  context.stages.push(VALID);
  for (const warning of kind.warnings(object)) context.warnings.push(warning);
  yield* validate(attributesOf(context, 'CREATE', object), context.view);
  context.stages.push(ADMITTED);
  return object;
}

function* store(context: RequestContext, object: KubeObject, ledger: Ledger | undefined): Process<KubeObject> {
  const { resource } = context;
  const { namespace = '', name } = object.metadata;
  if (isVersion(object.metadata.resourceVersion))
    throw refuse(500, '', 'resourceVersion should not be set on objects to be created');
  const key = resource.store.key(resource.kind.namespaced ? namespace : '', name);
  const stored = yield* resource.store.create(key, resource.keep(object), ledger);
  storedAs(context, key, stored);
  return resource.show(stored);
}

/** A dry run still says that the name is taken. */
function* unstored(context: RequestContext, object: KubeObject, ledger: Ledger | undefined): Process<KubeObject> {
  const { resource } = context;
  const { namespace = '', name } = object.metadata;
  const key = resource.store.key(resource.kind.namespaced ? namespace : '', name);
  if (yield* resource.store.fetch(key)) throw alreadyExists(resource.name, name);
  const { resourceVersion } = object.metadata;
  const answered = withoutVersion(object, ledger);
  // The version that somebody gave who only tries it out is echoed.
  return resourceVersion === undefined
    ? answered
    : { ...answered, metadata: { ...answered.metadata, resourceVersion } };
}

/** The namespace of the URL, which the body may repeat but not change; what has none may say any, and is not heard. */
export function inNamespace({ resource, info }: RequestContext, object: KubeObject): KubeObject {
  const given = object.metadata.namespace ?? '';
  const wanted = resource.kind.namespaced ? info.namespace : '';
  if (given === wanted) return object;
  if (given !== '' && resource.kind.namespaced)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  if (!resource.kind.namespaced) return { ...object, metadata: withoutKey(object.metadata, 'namespace') };
  return { ...object, metadata: asGivenEmpty(object.metadata, { ...object.metadata, namespace: wanted }) };
}

type GivenMetadata = KubeObject['metadata'] & { readonly selfLink?: string };

/** Identity, time of birth; what only a server may say of an object is taken away. */
function identified(context: RequestContext, object: KubeObject): KubeObject {
  const metadata = copyOf(asGiven(object.metadata));
  metadata.uid = newUid(context.component.random);
  metadata.creationTimestamp = wallClockOf(context);
  return { ...object, metadata };
}

function asGiven(metadata: GivenMetadata): GivenMetadata {
  if (!('deletionTimestamp' in metadata || 'deletionGracePeriodSeconds' in metadata || 'selfLink' in metadata)) {
    return metadata;
  }
  const { deletionTimestamp: _time, deletionGracePeriodSeconds: _seconds, selfLink: _link, ...given } = metadata;
  return given;
}
