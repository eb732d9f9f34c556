import type { ReplicaSet } from '../../api';

/** Oldest first; of the same second by name. */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  return (
    byText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
    byText(a.metadata.name, b.metadata.name)
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
