import type { ApiAnswer, KubeObject, Refusal } from '../../apimachinery';
import { badRequest, expired, notFound, quote, refuse } from '../../apimachinery';
import type { Process } from '../../simulation';
import { answer } from '../request/answers';
import type { Selection } from '../request/selection';
import { readContinue, writeContinue } from '../storage/continue-token';
import type { StoredObject } from '../storage/stored-object';
import { tooLarge } from '../storage/cache-feed';
import { keyOf } from './context';
import type { RequestContext } from './context';
import { checkListOptions, readWish } from './list-options';

/** GET of one object: as etcd's members agree it is, unless the request is content with a version. */
export function* getObject(context: RequestContext): Process<KubeObject> {
  const { resource, info } = context;
  const version = info.query.get('resourceVersion');
  const key = keyOf(context);
  let found: StoredObject | undefined;
  if (version !== undefined && version !== '' && !resource.store.cached) readVersion(version);
  if (version === undefined || version === '' || !resource.store.cached) {
    found = yield* resource.store.fetch(key);
  } else {
    yield* resource.store.feed.waitFor(versionOf(version, cacheRefusal));
    found = resource.store.cache.get(key);
  }
  if (!found) throw notFound(resource.name, info.name);
  return resource.show(found.object);
}

export function* get(context: RequestContext): Process<ApiAnswer> {
  return answer(200, yield* getObject(context));
}

/** The version that a list begins at. */
export function readVersion(text: string): number {
  return versionOf(text, (why) => badRequest(`invalid resource version: ${why}`));
}

/** What caches say of a version that is none; a list is told in other words. */
export const cacheRefusal = (why: string): Refusal => refuse(500, '', why);

export function versionOf(text: string, refusal: (why: string) => Refusal): number {
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  if (number !== undefined && number < 2 ** 64) return number;
  const why = number === undefined ? 'invalid syntax' : 'value out of range';
  throw refusal(`resourceVersion: Invalid value: ${quote(text)}: strconv.ParseUint: parsing ${quote(text)}: ${why}`);
}

export interface Listing {
  readonly objects: readonly KubeObject[];
  readonly revision: number;
  readonly continue?: string;
  readonly remaining?: number;
}

/** GET of a collection. */
export function* list(context: RequestContext): Process<ApiAnswer> {
  const { kind } = context.resource;
  const listing = yield* listObjects(context);
  const metadata = {
    resourceVersion: String(listing.revision),
    ...(listing.continue === undefined ? (kind.own ? { continue: '' } : {}) : { continue: listing.continue }),
    ...(listing.remaining === undefined ? {} : { remainingItemCount: listing.remaining }),
  };
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  return answer(200, { kind: kind.listKind, apiVersion, metadata, items: listing.objects });
}

export function* listObjects(context: RequestContext): Process<Listing> {
  const { query } = context.info;
  const { selection, limit } = readWish(context.resource.kind, query, checkListOptions);
  const token = query.get('continue') ?? '';
  const version = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  if (token !== '') return yield* nextPage(context, selection, limit, token, version);
  if (isExact(match, version, limit))
    return yield* pageAt(context, selection, limit, { revision: readVersion(version) });
  if (!context.resource.store.cached) return yield* newestPage(context, selection, limit, version);
  yield* freshEnough(context, version);
  return fromCache(context, selection, version === '0' ? 0 : limit);
}

/** Whoever wants a page and names a version means that one, as long as nothing else is said. */
function isExact(match: string, version: string, limit: number): boolean {
  return match === 'Exact' || (match === '' && limit > 0 && version !== '' && version !== '0');
}

/** Without a version a list is as fresh as etcd; with "0" whatever is at hand; else not older than that. */
export function* freshEnough({ resource }: RequestContext, version: string): Process<void> {
  if (version === '') yield* resource.store.feed.waitForLatest();
  else yield* resource.store.feed.waitFor(version === '0' ? 1 : readVersion(version));
}

/** The keys that a path can tell of: what a page goes on with lies below, whatever its token says. */
function scopeOf({ resource, info }: RequestContext): string {
  const { prefix } = resource.store;
  return !resource.kind.namespaced || info.namespace === '' ? `${prefix}/` : `${prefix}/${info.namespace}/`;
}

/** Where the wanted objects' keys begin. */
export function listPrefix(context: RequestContext, selection: Selection): string {
  const { resource, info } = context;
  const scope = scopeOf(context);
  return resource.kind.namespaced && info.namespace !== ''
    ? `${scope}${selection.demanded('metadata.name') ?? ''}`
    : scope;
}

function fromCache(context: RequestContext, selection: Selection, limit: number): Listing {
  const { resource } = context;
  const { cache } = resource.store;
  const objects: KubeObject[] = [];
  let last = '';
  let remaining = 0;
  for (const { key, object } of cache.range(listPrefix(context, selection))) {
    // Whether what remains would match is for the next page to find out.
    if (limit > 0 && objects.length === limit) {
      remaining++;
      if (!selection.everything) break;
      continue;
    }
    const shown = resource.show(object);
    if (!selection.matches(shown)) continue;
    objects.push(shown);
    last = key;
  }
  return paged({ objects, revision: cache.revision }, last, remaining, selection, scopeOf(context));
}

function paged(listing: Listing, last: string, remaining: number, selection: Selection, scope: string): Listing {
  if (remaining === 0) return listing;
  const token = writeContinue({ revision: listing.revision, start: `/${last.slice(scope.length)}\0` });
  return { ...listing, continue: token, ...(selection.everything ? { remaining } : {}) };
}

function* nextPage(
  context: RequestContext,
  selection: Selection,
  limit: number,
  token: string,
  version: string,
): Process<Listing> {
  const { revision, start } = readContinue(token);
  if (version !== '' && version !== '0')
    throw badRequest('specifying resource version is not allowed when using continue');
  const from = scopeOf(context) + start;
  // A token of a list that could not go on as it was goes on with what there is now.
  return yield* pageAt(context, selection, limit, { revision: Math.max(0, revision), from });
}

/** Straight from etcd, which is never older than anybody knows; who claims to know more is refused. */
function* newestPage(context: RequestContext, selection: Selection, limit: number, version: string): Process<Listing> {
  const listing = yield* pageAt(context, selection, limit, { revision: 0 });
  const least = version === '' ? 0 : readVersion(version);
  if (listing.revision < least) throw tooLarge(least, listing.revision);
  return listing;
}

/** At which revision, and after which key. */
interface At {
  readonly revision: number;
  readonly from?: string;
}

/** A page as etcd had it at that revision (0: has it now); read on until there are enough that match. */
function* pageAt(context: RequestContext, selection: Selection, limit: number, at: At): Process<Listing> {
  const { resource } = context;
  const page = yield* resource.store.rangeAt(listPrefix(context, selection), at);
  if (page === 'compacted') throw tooOld(at, scopeOf(context));
  if (page === 'future') throw tooLarge(at.revision, resource.store.cache.revision);
  const matching = page.items.filter(({ object }) => selection.matches(resource.show(object)));
  const taken = limit > 0 ? matching.slice(0, limit) : matching;
  const objects = taken.map(({ object }) => resource.show(object));
  const last = taken.at(-1);
  const remaining = limit > 0 && taken.length === limit ? page.items.length - 1 - page.items.indexOf(last!) : 0;
  return paged(
    { objects, revision: at.revision || page.revision },
    last?.key ?? '',
    remaining,
    selection,
    scopeOf(context),
  );
}

function tooOld({ from }: At, scope: string): Refusal {
  if (from === undefined) return expired('The resourceVersion for the provided list is too old.');
  const start = `/${from.slice(scope.length)}`;
  return expired(inconsistent, writeContinue({ revision: -1, start }));
}

const inconsistent =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the ' +
  'continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with ' +
  'the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time ' +
  'the first chunk was returned and now may show up in the list.';
