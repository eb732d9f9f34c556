/** Completion indexes as a Job's status writes them: `0-2,4`. */
export function parseIndexes(text: string | undefined): ReadonlySet<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (!match) continue;
    for (let index = Number(match[1]); index <= Number(match[2] ?? match[1]); index++) indexes.add(index);
  }
  return indexes;
}

/** Two neighbours are written one by one, from three on as a range. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (sorted[end + 1] === sorted[end]! + 1) end++;
    if (end > start) parts.push([sorted[start], sorted[end]].join(end === start + 1 ? ',' : '-'));
    else parts.push(String(sorted[start]));
    start = end + 1;
  }
  return parts.join(',');
}

/** The lowest indexes that nobody works on or has done. */
export function firstFreeIndexes(taken: ReadonlySet<number>, count: number, completions: number): readonly number[] {
  const free: number[] = [];
  for (let index = 0; index < completions && free.length < count; index++) if (!taken.has(index)) free.push(index);
  return free;
}
