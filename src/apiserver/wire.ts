import { isObject } from '../apimachinery';
import type { KubeObject, ObjectList } from '../apimachinery';

/**
 * A body as a foreign client gets to see it. Inside the simulation lists hold the very objects that the cache holds; the real
 * server leaves kind and version of a list's items out, for the list has said them.
 * @param accept the request's Accept header; `as=PartialObjectMetadata` asks for the metadata alone
 */
export function onTheWire(body: unknown, accept = ''): unknown {
  if (!isObject(body)) return body;
  if (accept.includes('as=PartialObjectMetadata') && body.kind !== 'Status') return metadataOnly(body);
  if (!Array.isArray(body.items) || !isPlainList(body.kind)) return body;
  return {
    ...body,
    items: (body.items as readonly KubeObject[]).map(({ apiVersion: _apiVersion, kind: _kind, ...rest }) => rest),
  };
}

/** Partial metadata keeps kind and version, even in lists. */
const isPlainList = (kind: unknown): boolean =>
  typeof kind === 'string' && kind.endsWith('List') && kind !== 'PartialObjectMetadataList';

const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };

function metadataOnly(body: Readonly<Record<string, unknown>>): unknown {
  if (!Array.isArray(body.items)) return { ...partial, metadata: body.metadata };
  const items = (body as unknown as ObjectList).items.map(({ metadata }) => ({ ...partial, metadata }));
  return { ...partial, kind: 'PartialObjectMetadataList', metadata: body.metadata, items };
}
