import { commonUpdateErrors } from '../../api';
import { badRequest, conflict, equal, fieldInvalid, invalid, isRefusal, quote, refuse } from '../../apimachinery';
import type { ApiAnswer, FieldError, KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { mutate, validate } from '../admission/chain';
import { handsOver, ledgerAfter } from '../ownership/field-manager';
import type { Ledger } from '../ownership/ledger';
import { answer } from '../request/answers';
import { ServiceClaims } from '../services/service-claims';
import { Emptied } from '../storage/store';
import { createObject, inNamespace } from './create';
import { attributesOf, isDryRun, keyOf, readObject, refuseInvalid, storedAs } from './context';
import type { RequestContext } from './context';
import { writeOptions } from './write-options';
import { ADMITTED, completed, decoded, VALID } from './stage';

/** Kinds that a PUT may create. */
const createdOnUpdate = new Set([
  'clusterrolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'endpoints',
  'events',
  'events.events.k8s.io',
  'leases.coordination.k8s.io',
  'limitranges',
  'rolebindings.rbac.authorization.k8s.io',
  'roles.rbac.authorization.k8s.io',
  'runtimeclasses.node.k8s.io',
  'services',
]);
/** Kinds that must say which version they change. */
const alwaysConditional = new Set([
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'csistoragecapacities.storage.k8s.io',
  'leases.coordination.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'poddisruptionbudgets.policy',
  'runtimeclasses.node.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'volumeattachments.storage.k8s.io',
]);

/** PUT of an object or of its status. */
export function* update(context: RequestContext): Process<ApiAnswer> {
  const { dryRun, fieldValidation } = writeOptions(context, 'UpdateOptions');
  const read = inNamespace(context, readObject(context, fieldValidation));
  checkName(context, read);
  context.stages.push(decoded(context.resource.kindName));
  try {
    const object = yield* changeObject(context, () => read, dryRun);
    return answer(200, object, context.warnings);
  } catch (error) {
    const mayCreate = createdOnUpdate.has(context.resource.name) && context.info.subresource === '';
    if (!mayCreate || !isRefusal(error, 'NotFound')) throw error;
    return answer(201, yield* createObject(context, read, dryRun), context.warnings);
  }
}

export function checkName({ info }: RequestContext, object: KubeObject): void {
  const { name } = object.metadata;
  if (!name)
    throw badRequest(`the name of the object (${info.name} based on URL) was undeterminable: name must be provided`);
  if (name !== info.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${info.name})`);
}

/**
 * Writes what `wanted` makes of the object as it is now; runs it again when somebody else was faster. An object that lost its last
 * finalizer while it was being deleted goes instead.
 */
export function* changeObject(
  context: RequestContext,
  wanted: (current: KubeObject) => KubeObject,
  dryRun: boolean,
  manage: Manage = ordinarily,
): Process<KubeObject> {
  const { resource, info } = context;
  const claims = resource.allocator && info.subresource === '' && new ServiceClaims(resource.allocator, dryRun);
  const attempts = new Attempts(context, wanted, manage, claims || undefined);
  const change = (stored: KubeObject) => attempts.on(stored);
  const ledger = () => attempts.managed.ledger();
  const key = keyOf(context);
  const written = resource.store.update(key, info.name, change, { dryRun, ledger });
  const stored = claims ? yield* claimed(claims, written) : yield* written;
  storedAs(context, key, stored);
  return resource.show(stored);
}

/** What is tried for one request, until nobody was faster. (A class: a generator made anew for each request would be a type of its own.) */
class Attempts {
  managed: Managed = ordinary;
  private readonly context: RequestContext;
  private readonly wanted: (current: KubeObject) => KubeObject;
  private readonly manage: Manage;
  private readonly claims: ServiceClaims | undefined;

  constructor(
    context: RequestContext,
    wanted: (current: KubeObject) => KubeObject,
    manage: Manage,
    claims: ServiceClaims | undefined,
  ) {
    this.context = context;
    this.wanted = wanted;
    this.manage = manage;
    this.claims = claims;
  }

  *on(stored: KubeObject): Process<KubeObject | Emptied> {
    const { context, claims } = this;
    const { resource } = context;
    const current = resource.show(stored);
    const given = this.wanted(current);
    const admitted = yield* accepted(context, given, current);
    const next = claims ? yield* claims.complete(admitted, current) : admitted;
    this.managed = this.manage(context, current, given);
    if (equal(next, current)) return this.managed.moved ? { ...stored } : stored;
    const kept = resource.keep(next);
    if (!endsNow(kept, stored)) return kept;
    if (claims) claims.ends(kept);
    return new Emptied(kept);
  }
}

/** A write that takes something: given back when it fails. */
function* claimed(claims: ServiceClaims, write: Process<KubeObject>): Process<KubeObject> {
  try {
    const stored = yield* write;
    yield* claims.done();
    return stored;
  } catch (error) {
    yield* claims.undo();
    throw error;
  }
}

/** Who manages which fields after a write. */
export interface Managed {
  /** Is that to be kept even when the object stays as it is? */
  readonly moved: boolean;
  ledger(): Ledger | undefined;
}

type Manage = (context: RequestContext, current: KubeObject, given: KubeObject) => Managed;

const ordinary: Managed = { moved: false, ledger: () => undefined };

/** Whoever wrote something manages it. */
const ordinarily: Manage = (context, current, given) => ({
  moved: handsOver(current, given),
  ledger: () => ledgerAfter(context, current, given),
});

/** The object as it may be written: identity kept, versions agree, prepared, valid, admitted. */
function* accepted(context: RequestContext, given: KubeObject, current: KubeObject): Process<KubeObject> {
  const identified = continued(context, given, current);
  const touched: string[] = [];
  const admitted = (yield* mutate(attributesOf(context, 'UPDATE', identified, current), context.view, touched))!;
  const next = prepared(context, admitted, current);
  yield* validate(attributesOf(context, 'UPDATE', next, current), context.view);
  const { stages } = context;
  if (!stages.some((stage) => stage.title === 'validation')) {
    context.stages.push(completed(touched));
    context.stages.push(VALID);
    context.stages.push(ADMITTED);
  }
  return next;
}

function prepared(context: RequestContext, admitted: KubeObject, current: KubeObject): KubeObject {
  const { kind } = context.resource;
  if (context.info.subresource === 'status') {
    const next = kind.prepareForStatusUpdate(admitted, current);
    refuseInvalid(context, next, withCommon(kind.validateStatusUpdate(next, current), next, current));
    return next;
  }
  const part = kind.parts?.[context.info.subresource];
  if (part) {
    const next = part.prepare(admitted, current);
    refuseInvalid(context, next, withCommon(part.validate(next, current), next, current));
    return next;
  }
  const next = kind.prepareForUpdate(admitted, current);
  if (kind.validateFirst) refuseInvalid(context, next, kind.validateFirst(next));
  refuseInvalid(context, next, withCommon(kind.validateUpdate(next, current), next, current));
  warn(context, next, current);
  return next;
}

/** Said once, however often a write is tried. */
function warn({ resource: { kind }, warnings }: RequestContext, next: KubeObject, current: KubeObject): void {
  if (!kind.warnsOfUpdates || (kind.generations && next.metadata.generation === current.metadata.generation)) return;
  for (const warning of kind.warnings(next)) if (!warnings.includes(warning)) warnings.push(warning);
}

/** The real server looks at metadata before it asks the kind, which looks at it again: complaints come as often as they are found. */
function withCommon(errors: readonly FieldError[], next: KubeObject, current: KubeObject): readonly FieldError[] {
  const common = commonUpdateErrors(next, current);
  return common.length === 0 ? errors : [...common, ...errors];
}

/** The same object still? Then it keeps what only the server decides, and the version that it is to replace. */
function continued(context: RequestContext, given: KubeObject, current: KubeObject): KubeObject {
  checkIdentity(context, given, current);
  checkVersion(context, given, current);
  if (given.metadata === current.metadata) return given;
  const { creationTimestamp, resourceVersion, generation, deletionTimestamp, deletionGracePeriodSeconds } =
    current.metadata;
  const uid = given.metadata.uid || current.metadata.uid;
  const metadata = {
    ...given.metadata,
    uid,
    resourceVersion,
    creationTimestamp,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
    ...(given.metadata.managedFields === undefined ? {} : { managedFields: undefined }),
  };
  return { ...given, metadata };
}

function checkIdentity(context: RequestContext, given: KubeObject, current: KubeObject): void {
  const { uid } = given.metadata;
  // Of a patch it is a change that validation refuses.
  if (!uid || uid === current.metadata.uid || context.info.verb === 'patch') return;
  const found = `UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`;
  // What is tried out alone never gets to where the prefix of all keys is.
  const key = isDryRun(context) ? keyOf(context).replace(/^\/registry/, '') : keyOf(context);
  const where = `Code: 4, Key: ${key}, ResourceVersion: 0`;
  throw conflict(
    context.resource.name,
    context.info.name,
    `StorageError: invalid object, ${where}, AdditionalErrorMsg: Precondition failed: ${found}`,
  );
}

function checkVersion(context: RequestContext, given: KubeObject, current: KubeObject): void {
  const { resourceVersion = '' } = given.metadata;
  if (resourceVersion === current.metadata.resourceVersion) return;
  const { resource, info } = context;
  if (!/^\d*$/.test(resourceVersion))
    throw refuse(500, '', `strconv.ParseUint: parsing ${quote(resourceVersion)}: invalid syntax`);
  if (Number(resourceVersion) !== 0) throw conflict(resource.name, info.name);
  if (!alwaysConditional.has(resource.name) && !resource.kind.own) return;
  throw invalid(resource.name, info.name, [
    fieldInvalid('metadata.resourceVersion', 0, 'must be specified for an update'),
  ]);
}

/** Deleted already, and nothing holds it any longer. */
function endsNow(next: KubeObject, current: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds } = current.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds) return false;
  if (next.metadata.finalizers?.length) return false;
  const { finalizers } =
    (next as KubeObject & { readonly spec?: { readonly finalizers?: readonly string[] } }).spec ?? {};
  return next.kind !== 'Namespace' || !finalizers?.length;
}
