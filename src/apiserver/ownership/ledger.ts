import { applyShapeOf, decode } from '../../api';
import { ManagedFields, readFieldSet, TypedError, wallClock } from '../../apimachinery';
import type { FieldShape, KubeObject, ManagedFieldsEntry, ObjectMeta } from '../../apimachinery';

/**
 * Who manages which fields of an object. An ordinary write only notes who wrote what where; the fields are reckoned when somebody
 * asks: a foreign client that is shown them, an apply that may not take what others own. See docs/decisions/0005.
 */
export interface Ledger {
  /** What has been reckoned. */
  readonly entries: readonly ManagedFieldsEntry[];
  /** The writes since, newest first. */
  readonly pending: NotedWrite | undefined;
}

/** One write that has not been reckoned yet. */
export interface NotedWrite {
  readonly manager: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Of a custom kind. */
  readonly shape?: FieldShape;
  readonly subresource: string;
  /** Simulated milliseconds. */
  readonly at: number;
  /** Undefined for what did not exist. */
  readonly before: KubeObject | undefined;
  /** As the writer sent it, with defaults and before admission: what the server adds nobody manages. */
  readonly after: KubeObject;
  readonly earlier: NotedWrite | undefined;
  /** How many writes wait, with this one. */
  readonly depth: number;
}

/** A longer chain is reckoned: it would keep too many old versions alive. */
const deepest = 16;

/**
 * Where an object's metadata carries its ledger. A symbol: copies of the metadata share it, while JSON, YAML, comparisons and
 * whoever walks an object's fields don't see it.
 */
const ledgerKey = Symbol('managers of fields');

interface Carrier {
  readonly [ledgerKey]?: Ledger;
}

export const ledgerOf = (object: KubeObject): Ledger | undefined =>
  (object.metadata as ObjectMeta & Carrier)[ledgerKey];

/** Puts a ledger into metadata that nobody else has seen yet. */
export function carry(metadata: ObjectMeta, ledger: Ledger): void {
  (metadata as { [ledgerKey]?: Ledger })[ledgerKey] = ledger;
}

const noEntries: readonly ManagedFieldsEntry[] = [];

/** The ledger after one more ordinary write. */
export function noted(ledger: Ledger | undefined, write: Omit<NotedWrite, 'earlier' | 'depth'>): Ledger {
  const { entries = noEntries, pending } = ledger ?? {};
  const depth = (pending?.depth ?? 0) + 1;
  const { manager, apiVersion, kind, shape, subresource, at, before, after } = write;
  const next = { manager, apiVersion, kind, shape, subresource, at, before, after, earlier: pending, depth };
  const grown: Ledger = { entries, pending: next };
  return depth < deepest ? grown : { entries: entriesOf(grown), pending: undefined };
}

const reckoned = new WeakMap<Ledger, readonly ManagedFieldsEntry[]>();

/** All managers with their fields. */
export function entriesOf(ledger: Ledger): readonly ManagedFieldsEntry[] {
  if (!ledger.pending) return ledger.entries;
  let entries = reckoned.get(ledger);
  if (!entries) reckoned.set(ledger, (entries = reckon(ledger).entries()));
  return entries;
}

/** The managers of an object, to be reckoned with. */
export function reckon(ledger: Ledger | undefined): ManagedFields {
  let fields = new ManagedFields(ledger?.entries ?? noEntries);
  const writes: NotedWrite[] = [];
  for (let write = ledger?.pending; write; write = write.earlier) writes.push(write);
  for (const write of writes.reverse()) if (!couldReckon(fields, write)) fields = new ManagedFields(noEntries);
  return fields;
}

/** Of an object whose lists can't be told by their keys nobody manages anything, as with the real server. */
function couldReckon(fields: ManagedFields, write: NotedWrite): boolean {
  try {
    reckonWrite(fields, write);
    return true;
  } catch (error) {
    if (error instanceof TypedError) return false;
    throw error;
  }
}

function reckonWrite(fields: ManagedFields, write: NotedWrite): void {
  const { manager, apiVersion, kind, subresource, at, before, after } = write;
  const shape = write.shape ?? applyShapeOf(apiVersion, kind);
  if (!shape) return;
  const nothingYet = write.shape ? ({ apiVersion, kind, metadata: {} } as KubeObject) : undefined;
  const writer = {
    manager,
    operation: 'Update',
    apiVersion,
    time: wallClock(at),
    ...(subresource ? { subresource } : {}),
  } as const;
  fields.update(
    writer,
    before ?? nothingYet ?? emptyObject(apiVersion, kind),
    after,
    shape,
    untouched(subresource, after),
  );
}

const status = readFieldSet({ 'f:status': {} });
const spec = readFieldSet({ 'f:spec': {} });
const nothing = readFieldSet({});

/** Writers of a status can't change the spec, and the other way round where a kind has a subresource for it. */
function untouched(subresource: string, after: KubeObject): ReturnType<typeof readFieldSet> {
  if (subresource === 'status') return spec;
  return subresource === '' && 'status' in after ? status : nothing;
}

const emptyObjects = new Map<string, KubeObject>();

/** A kind's object that says nothing: structs that are always written are nobody's doing. */
function emptyObject(apiVersion: string, kind: string): KubeObject {
  const key = `${apiVersion} ${kind}`;
  let object = emptyObjects.get(key);
  if (!object) {
    const [version, group = ''] = apiVersion.split('/').reverse();
    object = decode<KubeObject>({ group, version: version!, kind }, {}).object;
    emptyObjects.set(key, object);
  }
  return object;
}
