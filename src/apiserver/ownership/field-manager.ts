import { apiVersionOf, wasGivenEmpty } from '../../api';
import { equal, isObject, readFieldSet } from '../../apimachinery';
import type { KubeObject, ManagedFieldsEntry } from '../../apimachinery';
import type { RequestContext } from '../registry/context';
import { entriesOf, ledgerOf, noted } from './ledger';
import type { Ledger } from './ledger';

const longestName = 128;

const byUserAgent = new Map<string, string>();

/** Clients that don't say who they are in `fieldManager` are known by what their user agent begins with. */
function prefixOf(userAgent: string): string {
  let name = byUserAgent.get(userAgent);
  if (name === undefined) {
    const slash = userAgent.indexOf('/');
    name = (slash < 0 ? userAgent : userAgent.slice(0, slash)).replace(/[^\P{C}]/gu, '').slice(0, longestName);
    if (byUserAgent.size >= 1000) byUserAgent.clear();
    byUserAgent.set(userAgent, name);
  }
  return name;
}

/** The name that a write's fields are managed under. */
export function managerOf({ info, request }: Pick<RequestContext, 'info' | 'request'>): string {
  const given = info.query.empty ? undefined : info.query.get('fieldManager');
  return given || prefixOf(request.headers['user-agent'] ?? 'unknown');
}

/** Events come and go by the thousand, and in two forms: who manages their fields is not kept. */
const isKept = (context: RequestContext): boolean => context.resource.kind.kind !== 'Event';

/**
 * The ledger after this request's write; undefined where none is kept. To be asked once the write is decided.
 * @param before undefined for what did not exist
 */
export function ledgerAfter(
  context: RequestContext,
  before: KubeObject | undefined,
  after: KubeObject,
  subresource = context.info.subresource,
): Ledger | undefined {
  if (!isKept(context)) return undefined;
  if (before && isForgotten(before, after)) return forgotten;
  const { kind } = context.resource;
  const manager = managerOf(context);
  const write = {
    manager,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    ...(kind.own ? { shape: kind.own.applyShape } : {}),
    subresource,
    at: context.component.now,
    before,
    after,
  };
  return noted(before && startingPoint(before, after), write);
}

/** Who would manage what of a question that was posted, were it kept. */
export function managersOfNew({ info, request, now }: Asking, after: KubeObject): readonly ManagedFieldsEntry[] {
  const { apiVersion = '', kind } = after;
  const manager = managerOf({ info, request });
  return entriesOf(noted(undefined, { manager, apiVersion, kind, subresource: '', at: now, before: undefined, after }));
}

interface Asking extends Pick<RequestContext, 'info' | 'request'> {
  readonly now: number;
}

const forgotten: Ledger = { entries: [], pending: undefined };

/** Of an object whose managers somebody wanted to be forgotten, none are noted until somebody applies. */
function isForgotten(before: KubeObject, { metadata }: KubeObject): boolean {
  if (forgets(metadata)) return true;
  const ledger = ledgerOf(before);
  return !metadata.managedFields?.length && ledger !== undefined && !ledger.pending && ledger.entries.length === 0;
}

/** An empty list of managers, or one that says nothing, wants all to be forgotten. */
function forgets(metadata: KubeObject['metadata']): boolean {
  const { managedFields } = metadata;
  if (managedFields === undefined) return wasGivenEmpty(metadata, 'managedFields');
  return managedFields.length === 0 || (managedFields.length === 1 && Object.keys(managedFields[0]!).length === 0);
}

/** A writer may hand over fields by writing the entries itself. */
function startingPoint(before: KubeObject, { metadata }: KubeObject): Ledger | undefined {
  const { managedFields } = metadata;
  if (!managedFields) return ledgerOf(before);
  const entries = claimedEntries(managedFields);
  return entries ? { entries, pending: undefined } : ledgerOf(before);
}

/** Does the write say other managers than there are, and in a form that can be read? */
export function handsOver(before: KubeObject, { metadata }: KubeObject): boolean {
  const entries = forgets(metadata) ? [] : metadata.managedFields && claimedEntries(metadata.managedFields);
  if (!entries) return false;
  const ledger = ledgerOf(before);
  return !equal(entries, ledger ? entriesOf(ledger) : []);
}

function claimedEntries(given: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] | undefined {
  return given.every(isReadable) ? given.filter(({ fieldsV1 }) => Object.keys(fieldsV1 ?? {}).length > 0) : undefined;
}

function isReadable({ manager, operation, apiVersion, fieldsType, fieldsV1 }: ManagedFieldsEntry): boolean {
  if (!manager || !apiVersion || fieldsType !== 'FieldsV1' || !isObject(fieldsV1)) return false;
  if (operation !== 'Apply' && operation !== 'Update') return false;
  try {
    readFieldSet(fieldsV1);
    return true;
  } catch {
    return false;
  }
}
