import type { ApiAnswer, ApiRequest } from '../../../apimachinery';
import type { Hop } from '../../../simulation';
import type { Seen, Witness } from '../witness';
import type { CheckerOf, Complain } from './checker';

interface Asked {
  readonly request: ApiRequest;
  readonly path: string;
  /** The newest version of the object that somebody had been told of when this was asked. */
  readonly floor: number;
}

/**
 * Each object is a register: what an API server answered to a write is in etcd's history at that very version, and whoever reads
 * the object afterwards, at whichever server, sees that version or a newer one.
 */
export const acknowledgedWrites: CheckerOf = (witness, complain) => {
  const acknowledged = new Map<string, { version: number; key: string }>();
  const asked = new Map<number, Asked>();
  /** The same few paths are asked for again and again. */
  const paths = new Map<string, string | undefined>();
  const pathOf = (request: ApiRequest): string | undefined => {
    const line = `${request.method} ${request.path}`;
    if (!paths.has(line)) paths.set(line, objectPath(request));
    return paths.get(line);
  };
  return {
    sent(hop) {
      if (hop.protocol !== 'https') return;
      if (hop.kind === 'request' && hop.to.endsWith('/kube-apiserver')) {
        const request = hop.payload as ApiRequest;
        const path = pathOf(request);
        if (path) asked.set(hop.id, { request, path, floor: acknowledged.get(path)?.version ?? 0 });
      } else if (hop.kind === 'response') {
        const about = asked.get(hop.exchange);
        asked.delete(hop.exchange);
        if (about) answered(witness, about, hop, acknowledged, complain);
      }
    },
  };
};

function answered(
  witness: Witness,
  { request, path, floor }: Asked,
  hop: Hop,
  acknowledged: Map<string, { version: number; key: string }>,
  complain: Complain,
): void {
  const { status, body } = hop.payload as ApiAnswer;
  const object = body as Seen | undefined;
  const version = Number(object?.metadata?.resourceVersion ?? 0);
  if (request.method === 'GET') {
    if (status === 200 && version > 0 && version < floor)
      complain(`${hop.from} answered ${path} at ${version}, and ${floor} had been acknowledged`);
    if (status === 404 && floor > 0) missing(witness, path, acknowledged.get(path)!.key, floor, complain);
    return;
  }
  if (status >= 300 || version === 0) return;
  const written = witness
    .changesAt(version)
    .find((change) => (change.object ?? change.previous)?.metadata?.uid === object!.metadata.uid);
  if (!written)
    return complain(`${hop.from} acknowledged ${request.method} ${path} at ${version}, where etcd has nothing of it`);
  const place = request.method === 'POST' ? `${path}/${object!.metadata.name}` : path;
  if (version > (acknowledged.get(place)?.version ?? 0)) acknowledged.set(place, { version, key: written.key });
}

/** A 404 is right when the object was deleted after the version that had been acknowledged. */
function missing(witness: Witness, path: string, key: string, floor: number, complain: Complain): void {
  if (witness.objects.has(key) && !deletedSince(witness, key, floor))
    complain(`${path} was not found, and had been acknowledged at ${floor}`);
}

function deletedSince(witness: Witness, key: string, floor: number): boolean {
  for (let at = witness.changes.length - 1; at >= 0 && witness.changes[at]!.revision >= floor; at--) {
    const change = witness.changes[at]!;
    if (change.key === key && change.object === undefined) return true;
  }
  return false;
}

/** The path of the object alone: without query, without subresources; none for lists, watches and what isn't stored. */
function objectPath({ method, path }: ApiRequest): string | undefined {
  const [bare = '', query = ''] = path.split('?');
  const parts = bare.split('/').filter(Boolean);
  if (parts[0] !== 'api' && parts[0] !== 'apis') return undefined;
  if (query.includes('dryRun')) return undefined;
  const start = parts[0] === 'api' ? 2 : 3;
  const namespaced =
    parts[start] === 'namespaces' && parts.length > start + 2 && !['status', 'finalize'].includes(parts[start + 2]!);
  const resource = namespaced ? start + 2 : start;
  const length = resource + (method === 'POST' && parts.length === resource + 1 ? 1 : 2);
  if (parts.length < length || parts.length > resource + 3) return undefined;
  if (method === 'POST' && parts.length > resource + 1) return undefined;
  if (parts.length === resource + 3 && parts[resource + 2] !== 'status') return undefined;
  return `/${parts.slice(0, length).join('/')}`;
}
