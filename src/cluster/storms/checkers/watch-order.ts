import { kinds } from '../../../api';
import type { ApiAnswer, ApiRequest, WatchEvent } from '../../../apimachinery';
import type { Hop } from '../../../simulation';
import type { Seen, Witness } from '../witness';
import type { CheckerOf, Complain } from './checker';

interface Watching {
  readonly path: string;
  readonly from: string;
  /** Of a watch without selectors: where all of its changes lie. */
  readonly prefix: string | undefined;
  version: number;
}

/** Where a resource lies in etcd, by its path. */
const PREFIXES = new Map(
  kinds.map((kind) => [
    `/${kind.group === '' ? 'api' : `apis/${kind.group}`}/${kind.version}/${kind.plural}`,
    `${kind.storagePrefix}/`,
  ]),
);

/**
 * A watch tells of changes in the order of their versions, and (where it has no selector) of every one; a list that asked for a
 * version at least gets that.
 */
export const watchOrder: CheckerOf = (witness, complain) => {
  const watches = new Map<number, Watching>();
  const lists = new Map<number, number>();
  const changesBelow = indexOfChanges();
  return {
    changed: ({ key, revision }) => changesBelow.add(key, revision),
    sent(hop) {
      if (hop.protocol !== 'https') return;
      if (hop.kind === 'request' && hop.to.endsWith('/kube-apiserver')) remember(hop, watches, lists);
      else if (hop.kind === 'response') checkList(hop, lists, complain);
      else if (hop.kind === 'item') {
        const watch = watches.get(hop.exchange);
        if (watch) checkItem(witness, hop, watch, changesBelow, complain);
      } else if (hop.kind === 'end' || hop.kind === 'reset') watches.delete(hop.exchange);
    },
  };
};

function remember(hop: Hop, watches: Map<number, Watching>, lists: Map<number, number>): void {
  const { method, path } = hop.payload as ApiRequest;
  if (method !== 'GET') return;
  const [bare = '', query = ''] = path.split('?');
  const version = Number(/(?:^|&)resourceVersion=(\d+)/.exec(query)?.[1] ?? 0);
  if (version === 0) return;
  if (!/(?:^|&)watch=true/.test(query)) {
    if (!query.includes('resourceVersionMatch=Exact') && !query.includes('continue=')) lists.set(hop.id, version);
    return;
  }
  const prefix = /Selector=/.test(query) ? undefined : PREFIXES.get(bare);
  watches.set(hop.id, { path, from: hop.from, prefix, version });
}

function checkList({ exchange, payload, from }: Hop, lists: Map<number, number>, complain: Complain): void {
  const asked = lists.get(exchange);
  if (asked === undefined) return;
  lists.delete(exchange);
  const { status, body } = payload as ApiAnswer;
  const version = Number((body as Seen | undefined)?.metadata?.resourceVersion);
  if (status === 200 && version < asked) complain(`${from} listed at ${version} where ${asked} was asked for`);
}

function checkItem(
  witness: Witness,
  { payload, from, exchange }: Hop,
  watch: Watching,
  changesBelow: ReturnType<typeof indexOfChanges>,
  complain: Complain,
): void {
  const { type, object } = payload as WatchEvent<Seen>;
  if (type === 'ERROR') return;
  const version = Number(object.metadata.resourceVersion);
  const what = `watch ${exchange} of ${watch.path} by ${watch.from} at ${from}`;
  if (type === 'BOOKMARK' ? version < watch.version : version <= watch.version)
    complain(`${what}: ${type} ${version} after ${watch.version}`);
  if (version > witness.revision) complain(`${what}: ${version} is in the future`);
  const missed =
    watch.prefix && changesBelow.between(watch.prefix, watch.version, type === 'BOOKMARK' ? version + 1 : version);
  if (missed) complain(`${what}: ${type} ${version} after ${watch.version}, and nothing was said of ${missed}`);
  watch.version = version;
}

/** For each prefix the revisions at which something below it changed. */
function indexOfChanges() {
  const all = [...new Set(PREFIXES.values())];
  const revisions = new Map<string, number[]>(all.map((prefix) => [prefix, []]));
  return {
    add(key: string, revision: number): void {
      for (const prefix of all) if (key.startsWith(prefix)) revisions.get(prefix)!.push(revision);
    },
    /** The first revision strictly between the two. */
    between(prefix: string, after: number, before: number): number | undefined {
      const list = revisions.get(prefix)!;
      let at = list.length;
      while (at > 0 && list[at - 1]! > after) at--;
      const next = list[at];
      return next !== undefined && next < before ? next : undefined;
    },
  };
}
