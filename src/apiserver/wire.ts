import { schemaOf } from '../api';
import { isObject } from '../apimachinery';
import type { KubeObject, ObjectList } from '../apimachinery';
import { entriesOf, ledgerOf } from './ownership/ledger';

/**
 * A body as a foreign client gets to see it. Inside the simulation lists hold the very objects that the cache holds; the real
 * server leaves kind and version of a list's items out, for the list has said them.
 * @param accept the request's Accept header; `as=PartialObjectMetadata` asks for the metadata alone
 */
export function onTheWire(body: unknown, accept = ''): unknown {
  if (!isObject(body)) return body;
  if (body.kind === 'Table') return { ...body, rows: (body.rows as readonly Row[]).map(rowOnTheWire) };
  if (!Array.isArray(body.items) && isObject(body.metadata)) return onTheWireAlone(body, accept);
  if (accept.includes('as=PartialObjectMetadata') && body.kind !== 'Status') return metadataOnly(body);
  if (!Array.isArray(body.items) || !isPlainList(body.kind)) return body;
  return {
    ...body,
    items: (body.items as readonly KubeObject[]).map((item) => {
      const whole = withManagers(item);
      if (!schemaOf(item.apiVersion, item.kind)) return whole;
      const { apiVersion: _apiVersion, kind: _kind, ...rest } = whole;
      return rest;
    }),
  };
}

interface Row {
  readonly object?: KubeObject | null;
}

const rowOnTheWire = (row: Row): Row => (row.object ? { ...row, object: withManagers(row.object) } : row);

/** Partial metadata keeps kind and version, even in lists. */
const isPlainList = (kind: unknown): boolean =>
  typeof kind === 'string' && kind.endsWith('List') && kind !== 'PartialObjectMetadataList';

function onTheWireAlone(body: Readonly<Record<string, unknown>>, accept: string): unknown {
  const object = withManagers(body as unknown as KubeObject);
  const partly = accept.includes('as=PartialObjectMetadata') && object.kind !== 'Status';
  return partly ? metadataOnly(object as unknown as Readonly<Record<string, unknown>>) : object;
}

/** Inside the simulation nobody reads who manages which field; a foreign client is told. */
function withManagers(object: KubeObject): KubeObject {
  const ledger = ledgerOf(object);
  const entries = ledger && entriesOf(ledger);
  return entries?.length ? { ...object, metadata: { ...object.metadata, managedFields: entries } } : object;
}

const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };

function metadataOnly(body: Readonly<Record<string, unknown>>): unknown {
  if (!Array.isArray(body.items)) return { ...partial, metadata: body.metadata };
  const { items: objects } = body as unknown as ObjectList;
  const items = objects.map((object) => ({ ...partial, metadata: withManagers(object).metadata }));
  return { ...partial, kind: 'PartialObjectMetadataList', metadata: body.metadata, items };
}
