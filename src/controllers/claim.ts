import type { KubeObject, LabelSelector, Selector } from '../apimachinery';
import { conflict, matchesSelector, selectorOf } from '../apimachinery';
import type { ApiClient, Informer, ResourceName } from '../client';
import { refusedWith } from '../client';
import type { Process } from '../simulation';
import { BY_CONTROLLER, controllerOf, controllerReference, orphansOf } from './context';

export type Claim = 'owned' | 'adopt' | 'release' | 'not mine';

/** What an owner does about an object: its own that no longer match are let go, matching ones without an owner are taken. */
export function claimOf(owner: KubeObject, matches: boolean, object: KubeObject): Claim {
  const controller = controllerOf(object);
  if (controller) return controller.uid === owner.metadata.uid ? claimOfOwn(owner, matches) : 'not mine';
  if (owner.metadata.deletionTimestamp || !matches || object.metadata.deletionTimestamp) return 'not mine';
  return 'adopt';
}

function claimOfOwn(owner: KubeObject, matches: boolean): Claim {
  if (matches) return 'owned';
  return owner.metadata.deletionTimestamp ? 'not mine' : 'release';
}

const selectors = new WeakMap<LabelSelector, Selector>();

/** A spec's selector, parsed once as long as the spec shares it. */
export function selectorOfSpec({ selector }: { readonly selector: LabelSelector }): Selector {
  let parsed = selectors.get(selector);
  if (!parsed) selectors.set(selector, (parsed = selectorOf(selector)));
  return parsed;
}

/** Tests labels against a selector. Objects of one template share their labels: what was asked last is known. */
export function labelMatcher(selector: Selector): (labels: KubeObject['metadata']['labels']) => boolean {
  let last: KubeObject['metadata']['labels'];
  let result = matchesSelector(selector, undefined);
  return (labels) => {
    if (labels === last) return result;
    last = labels;
    return (result = matchesSelector(selector, labels));
  };
}

export interface Claimable<T extends KubeObject> {
  readonly client: ApiClient;
  readonly cache: Informer<T>;
  readonly resource: ResourceName;
  readonly ownerResource: ResourceName;
}

/** All objects of the owner, after adopting and releasing what has to be. The cache needs the index by controller. */
export function* claimAll<T extends KubeObject>(
  { client, cache, resource, ownerResource }: Claimable<T>,
  owner: KubeObject,
  selector: Selector,
  counts: (object: T) => boolean,
): Process<readonly T[]> {
  const own = cache.byIndex(BY_CONTROLLER, owner.metadata.uid!);
  const orphans = cache.byIndex(BY_CONTROLLER, orphansOf(owner.metadata.namespace));
  const matches = labelMatcher(selector);
  const owned: T[] = [];
  let others: T[] | undefined;
  for (const object of own) {
    if (!counts(object)) continue;
    if (matches(object.metadata.labels)) owned.push(object);
    else (others ??= []).push(object);
  }
  for (const object of others ?? [])
    if (claimOfOwn(owner, false) === 'release') yield* release(client, resource, owner, object);
  const adopted = orphans.filter(
    (object) => counts(object) && claimOf(owner, matches(object.metadata.labels), object) === 'adopt',
  );
  if (adopted.length > 0) yield* checkOwner(client, ownerResource, owner);
  for (const object of adopted) if (yield* adopt(client, resource, owner, object)) owned.push(object);
  return owned;
}

/** Nothing is adopted on the word of a cache: the owner may be gone, or another one by the same name. */
function* checkOwner(client: ApiClient, resource: ResourceName, owner: KubeObject): Process<void> {
  const { namespace, name, uid } = owner.metadata;
  const fresh = yield* client.get<KubeObject>(resource, namespace, name);
  if (fresh.metadata.uid === uid && !fresh.metadata.deletionTimestamp) return;
  throw conflict(
    resource,
    name,
    `original ${owner.kind} ${namespace}/${name} is gone: got uid ${fresh.metadata.uid}, wanted ${uid}`,
  );
}

function* adopt(client: ApiClient, resource: ResourceName, owner: KubeObject, object: KubeObject): Process<boolean> {
  const patch = { metadata: { ownerReferences: [controllerReference(owner)], uid: object.metadata.uid } };
  return yield* patchUnlessGone(client, resource, object, patch);
}

function* release(client: ApiClient, resource: ResourceName, owner: KubeObject, object: KubeObject): Process<boolean> {
  const reference = { $patch: 'delete', uid: owner.metadata.uid };
  return yield* patchUnlessGone(client, resource, object, {
    metadata: { ownerReferences: [reference], uid: object.metadata.uid },
  });
}

/** False where the object is gone or not what it was: nothing to do any more. */
function* patchUnlessGone(
  client: ApiClient,
  resource: ResourceName,
  object: KubeObject,
  patch: object,
): Process<boolean> {
  const { namespace, name } = object.metadata;
  try {
    yield* client.patch(resource, namespace, name, patch, { type: 'strategic' });
    return true;
  } catch (error) {
    if (refusedWith(error, 404) || refusedWith(error, 422)) return false;
    throw error;
  }
}
