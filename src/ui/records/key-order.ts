import type { KeyView } from '../../session/protocol';

/** Keys whose name contains each word of the filter, in etcd's own order (by bytes, which for these names is by code unit). */
export function matchingKeys(keys: Iterable<KeyView>, filter: string): KeyView[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found: KeyView[] = [];
  for (const key of keys) {
    const text = key.key.toLowerCase();
    if (words.every((word) => text.includes(word))) found.push(key);
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}
