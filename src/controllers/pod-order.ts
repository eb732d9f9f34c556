import type { Pod } from '../api';

/** Those on a node first, then by creation, then by name; a new list. */
export function oldestFirst<T extends Pod>(pods: readonly T[]): T[] {
  const waits = ({ spec }: Pod): number => (spec.nodeName ? 0 : 1);
  const created = ({ metadata }: Pod): string => metadata.creationTimestamp ?? '';
  return [...pods].sort(
    (a, b) => waits(a) - waits(b) || byText(created(a), created(b)) || byText(a.metadata.name, b.metadata.name),
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
