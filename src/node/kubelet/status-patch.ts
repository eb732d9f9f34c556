import { equal } from '../../apimachinery';

/** Lists whose items are told apart by a field, as the API's patch strategy says; all others are replaced as a whole. */
const MERGE_KEYS: Readonly<Record<string, string | undefined>> = {
  conditions: 'type',
  podIPs: 'ip',
  hostIPs: 'ip',
  addresses: 'type',
};

type Fields = Readonly<Record<string, unknown>>;

/** The strategic merge patch that makes the stored status this one, tied to the object's uid; undefined where they are the same. */
export function statusPatch(uid: string, stored: object, wanted: object): object | undefined {
  const before = stored as Fields;
  const after = wanted as Fields;
  const patch: Record<string, unknown> = {};
  for (const name in after) {
    const key = MERGE_KEYS[name];
    if (before[name] === after[name] || equal(before[name], after[name])) continue;
    if (key === undefined || before[name] === undefined) patch[name] = after[name];
    else mergeList(patch, name, key, before[name] as readonly Fields[], (after[name] ?? []) as readonly Fields[]);
  }
  for (const name in before) if (after[name] === undefined && before[name] !== undefined) patch[name] = null;
  return Object.keys(patch).length === 0 ? undefined : { metadata: { uid }, status: patch };
}

function mergeList(
  patch: Record<string, unknown>,
  name: string,
  key: string,
  before: readonly Fields[],
  after: readonly Fields[],
): void {
  const items: Fields[] = [];
  for (const item of after) {
    const old = before.find((each) => each[key] === item[key]);
    const changes = old ? changedFields(old, item, key) : item;
    if (changes) items.push(changes);
  }
  for (const item of before)
    if (!after.some((each) => each[key] === item[key])) items.push({ $patch: 'delete', [key]: item[key] });
  const sameOrder = before.length === after.length && before.every((item, index) => item[key] === after[index]![key]);
  if (items.length === 0 && sameOrder) return;
  patch[`$setElementOrder/${name}`] = orderOf(after, key);
  if (items.length > 0) patch[name] = items;
}

/** The orders that lists of conditions were told in: there are few, and each pod's every status tells one. */
const orders = new Map<string, readonly Fields[]>();

function orderOf(items: readonly Fields[], key: string): readonly Fields[] {
  if (key !== 'type') return items.map((item) => ({ [key]: item[key] }));
  const types = items.map(({ type }) => type).join();
  let order = orders.get(types);
  if (!order) orders.set(types, (order = items.map(({ type }) => ({ type }))));
  return order;
}

function changedFields(before: Fields, after: Fields, key: string): Fields | undefined {
  const changes: Record<string, unknown> = { [key]: after[key] };
  for (const name in after) if ((before[name] ?? null) !== (after[name] ?? null)) changes[name] = after[name];
  for (const name in before) if (before[name] != null && after[name] === undefined) changes[name] = null;
  return Object.keys(changes).length > 1 ? changes : undefined;
}
