import type { QuotaUsage, ResourceQuota } from '../../api';
import { quotaCovers, quotaUnsaid, quotaUsageOf, resourceName } from '../../api';
import {
  addQuantities,
  compareQuantities,
  isRefusal,
  parseQuantity,
  quantityString,
  subtractQuantities,
} from '../../apimachinery';
import type { KubeObject, Quantity } from '../../apimachinery';
import type { Process } from '../../simulation';
import type { Store } from '../storage/store';
import type { StoredObject } from '../storage/stored-object';
import { isPod, notAdmitted } from './plugin';
import type { AdmissionPlugin, Attributes } from './plugin';

/** What else than coming into being may take more. */
const chargedOnUpdate = new Set(['services', 'persistentvolumeclaims']);

/**
 * Lets nobody take more of a namespace than its quotas have left, and notes at once what is taken, in the quota's status: two
 * requests can't use the same rest. What is given back is the quota controller's to notice.
 */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  handles: (attributes) => attributes.kind.namespaced && attributes.kind.kind !== 'Event' && isCharged(attributes),
  *validate(attributes, { resourceQuotas }) {
    const quotas = quotasOf(attributes, resourceQuotas);
    if (quotas.length === 0) return;
    const delta = deltaOf(attributes);
    for (const { object } of quotas) refuseUnsaid(object as ResourceQuota, attributes);
    for (const stored of quotas) yield* checkNow(stored, attributes, delta, resourceQuotas);
    if (attributes.dryRun) return;
    for (const stored of quotas) yield* charge(stored, attributes, delta, resourceQuotas);
  },
};

function* charge(
  { key, object }: StoredObject,
  attributes: Attributes,
  delta: QuotaUsage,
  store: Store,
): Process<void> {
  const { hard = {} } = (object as ResourceQuota).status ?? {};
  if (!Object.keys(delta).some((name) => hard[name] !== undefined)) return;
  const change = function* (current: KubeObject): Process<KubeObject> {
    return charged(current as ResourceQuota, attributes, delta);
  };
  try {
    yield* store.update(key, object.metadata.name, change);
  } catch (error) {
    if (!isRefusal(error, 'NotFound')) throw error; // a quota that is gone forbids nothing
  }
}

function isCharged(attributes: Attributes): boolean {
  const { operation, subresource, kind } = attributes;
  if (subresource === '') return operation === 'CREATE' || (operation === 'UPDATE' && chargedOnUpdate.has(kind.plural));
  return isPod(attributes) && subresource === 'resize' && operation === 'UPDATE';
}

function quotasOf({ namespace, object }: Attributes, { cache, prefix }: Store): readonly StoredObject[] {
  const found: StoredObject[] = [];
  for (const stored of cache.range(`${prefix}/${namespace}/`))
    if (quotaCovers(stored.object as ResourceQuota, object!)) found.push(stored);
  return found;
}

/** What the request takes beyond what is taken already. */
function deltaOf({ object, previous, kind }: Attributes): QuotaUsage {
  const usage = quotaUsageOf(object!, resourceName(kind));
  const had = previous ? quotaUsageOf(previous) : {};
  const delta: Record<string, Quantity> = {};
  for (const name in usage) {
    const more = had[name] ? subtractQuantities(usage[name]!, had[name]) : usage[name]!;
    if (more.nanos > 0n) delta[name] = more;
  }
  return delta;
}

/** The cache may be a moment behind: it lets pass, and only etcd refuses. */
function* checkNow(stored: StoredObject, attributes: Attributes, delta: QuotaUsage, store: Store): Process<void> {
  try {
    charged(stored.object as ResourceQuota, attributes, delta);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const now = yield* store.fetch(stored.key);
    if (now) charged(now.object as ResourceQuota, attributes, delta);
  }
}

/** What a quota limits has to be said, before anything is counted. */
function refuseUnsaid(quota: ResourceQuota, attributes: Attributes): void {
  const { hard = {} } = quota.status ?? {};
  const unsaid = quotaUnsaid({ ...quota, spec: { ...quota.spec, hard } }, attributes.object!);
  if (unsaid !== '') throw notAdmitted(attributes, `failed quota: ${quota.metadata.name}: must specify ${unsaid}`);
}

/** The quota after the request, or the same one where it takes nothing of it. Throws what forbids the request. */
function charged(quota: ResourceQuota, attributes: Attributes, delta: QuotaUsage): ResourceQuota {
  const { status = {}, metadata } = quota;
  const { hard = {}, used = {} } = status;
  refuseUnsaid(quota, attributes);
  const names = Object.keys(delta)
    .filter((name) => hard[name] !== undefined)
    .sort();
  const unknown = names.filter((name) => used[name] === undefined);
  if (unknown.length > 0)
    throw notAdmitted(attributes, `status unknown for quota: ${metadata.name}, resources: ${unknown.join(',')}`);
  if (names.length === 0) return quota;
  const after = Object.fromEntries(
    names.map((name) => [name, addQuantities(parseQuantity(used[name]!), delta[name]!)]),
  );
  const exceeded = names.filter((name) => compareQuantities(after[name]!, parseQuantity(hard[name]!)) > 0);
  if (exceeded.length > 0) {
    const listed = (amount: (name: string) => string) => exceeded.map((name) => `${name}=${amount(name)}`).join(',');
    const requested = listed((name) => quantityString(delta[name]!));
    const rest = `used: ${listed((name) => used[name]!)}, limited: ${listed((name) => hard[name]!)}`;
    throw notAdmitted(attributes, `exceeded quota: ${metadata.name}, requested: ${requested}, ${rest}`);
  }
  const written = Object.fromEntries(names.map((name) => [name, quantityString(after[name]!)]));
  return { ...quota, status: { ...status, used: { ...used, ...written } } };
}
