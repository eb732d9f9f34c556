/** The end of a definition: its objects go first, and when there are none it goes, too. */
import { cleanupFinalizer, setCondition, type CustomResourceDefinition } from '../../api';
import { isRefusal, noQuery, wallClock } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { attempt, sleep } from '../../simulation';
import type { Process } from '../../simulation';
import type { CustomResourcesParts } from '../custom-resources';
import type { RequestContext } from '../registry/context';
import { removeObject } from '../registry/delete';
import type { Resource } from '../registry/resource';
import { Emptied } from '../storage/store';
import { writeStatus } from './status-write';

const checkMilliseconds = 5000;

type Told = Parameters<typeof setCondition>[1];
const isTold = { type: 'Terminating', status: 'True' } as const;
const inProgress: Told = {
  ...isTold,
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
};

/** Until the definition is gone. */
export function* endDefinition(parts: CustomResourcesParts, name: string, resource: Resource): Process<void> {
  for (;;) {
    const done = yield* attempt(oneRound(parts, name, resource));
    if (done.ok && done.value) return;
    yield* sleep(checkMilliseconds);
  }
}

function* oneRound(parts: CustomResourcesParts, name: string, resource: Resource): Process<boolean> {
  const isThere = yield* writeStatus(parts, name, (current) => withCondition(current, inProgress, parts));
  if (!isThere) return true;
  if (!(isThere as CustomResourceDefinition).metadata.finalizers?.includes(cleanupFinalizer)) return true;
  const { store } = resource;
  const before = yield* objectsOf(resource);
  for (const object of before)
    if (object.metadata.deletionTimestamp === undefined) yield* remove(parts, resource, object);
  if (before.length > 0 && (yield* objectsOf(resource)).length > 0) return false;
  yield* store.feed.waitForLatest();
  yield* release(parts, name);
  return true;
}

function* objectsOf({ store }: Resource): Process<readonly KubeObject[]> {
  const range = yield* store.rangeAt(`${store.prefix}/`, { revision: 0 });
  return typeof range === 'string' ? [] : range.items.map(({ object }) => object);
}

function withCondition(
  current: CustomResourceDefinition,
  condition: Told,
  { component }: CustomResourcesParts,
): CustomResourceDefinition {
  const conditions = setCondition(current.status!.conditions ?? undefined, condition, wallClock(component.now));
  return conditions === current.status!.conditions
    ? current
    : { ...current, status: { ...current.status!, conditions } };
}

const server = { name: 'system:apiserver', groups: ['system:masters'], by: 'client certificate' } as const;

function* remove(parts: CustomResourcesParts, resource: Resource, object: KubeObject): Process<void> {
  const { component, view, clusterSecret } = parts;
  const { namespace = '', name } = object.metadata;
  const { group, version, plural } = resource.kind;
  const about = { group, version, resource: plural, subresource: '', namespace, name };
  const info = { path: '', query: noQuery, verb: 'delete', isResource: true, ...about };
  const request = { method: 'DELETE', path: '', headers: {} } as const;
  const talk = { stages: [], warnings: [] };
  const context: RequestContext = { component, view, clusterSecret, resource, info, request, user: server, ...talk };
  const removed = yield* attempt(removeObject(context, {}, false));
  if (!removed.ok && !isRefusal(removed.error, 'NotFound')) throw removed.error;
}

/** Nothing holds the definition any longer, as far as its objects are concerned. */
function* release({ definitions }: CustomResourcesParts, name: string): Process<void> {
  const change = function* (current: KubeObject): Process<KubeObject | Emptied> {
    const finalizers = (current.metadata.finalizers ?? []).filter((one) => one !== cleanupFinalizer);
    const { finalizers: _, ...rest } = current.metadata;
    const next = { ...current, metadata: { ...rest, ...(finalizers.length > 0 ? { finalizers } : {}) } };
    return finalizers.length > 0 ? next : new Emptied(current);
  };
  const done = yield* attempt(definitions.update(definitions.key('', name), name, change));
  if (!done.ok && !isRefusal(done.error, 'NotFound')) throw done.error;
}
