import { isObject } from './immutable';
import { directive, keyText } from './patch-schema';

/** The order of list elements in strategic merge patches: elements are matched by merge key, plain values by themselves. */

type List = readonly unknown[];

export function elementKey(item: unknown, mergeKey: string): string {
  return keyText(mergeKey !== '' && isObject(item) ? item[mergeKey] : item);
}

function places(order: List, mergeKey: string): Map<string, number> {
  const found = new Map<string, number>();
  order.forEach((item, index) => {
    const key = elementKey(item, mergeKey);
    if (!found.has(key)) found.set(key, index);
  });
  return found;
}

function isDeletion(item: unknown): boolean {
  return isObject(item) && item[directive] === 'delete';
}

/** Sorted as in `order`; what is not in it first, deletions last. */
export function sortedLike(items: List, order: List, mergeKey: string): unknown[] {
  const place = places(order, mergeKey);
  const at = (item: unknown): number => (isDeletion(item) ? Infinity : (place.get(elementKey(item, mergeKey)) ?? -1));
  return items
    .map((item) => ({ item, place: at(item) }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ item }) => item);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function sameOrder(a: List, b: List, mergeKey: string): boolean {
  return (
    a.length === b.length && a.every((item, index) => elementKey(item, mergeKey) === elementKey(b[index], mergeKey))
  );
}

/**
 * Orders a merged list: the elements that `wanted` names as it names them; the others, which only the server knows, keep
 * their places before those they stood before in `before`.
 */
export function inWantedOrder(merged: List, wanted: List, before: List, mergeKey: string): unknown[] {
  if (sameOrder(merged, wanted, mergeKey)) return merged.slice();
  const named = places(wanted, mergeKey);
  const old = places(before, mergeKey);
  const isNamed = (item: unknown) => named.has(elementKey(item, mergeKey));
  const ours = sortedLike(merged.filter(isNamed), wanted, mergeKey);
  const theirs = sortedLike(
    merged.filter((item) => !isNamed(item)),
    before,
    mergeKey,
  );
  const result: unknown[] = [];
  while (ours.length > 0 && theirs.length > 0) {
    const [left, right] = [old.get(elementKey(theirs[0], mergeKey)), old.get(elementKey(ours[0], mergeKey))];
    const stays = left !== undefined && right !== undefined && left < right;
    result.push((stays ? theirs : ours).shift());
  }
  return [...result, ...ours, ...theirs];
}
