/** Lines that are the same on both sides, around a change. */
const CONTEXT = 3;
/** Texts that differ in more lines than this are told as wholly different: nobody reads further. */
const MOST_EDITS = 4000;

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** The shortest way from one list of lines to another (Myers), as signed lines. */
function editsBetween(before: readonly string[], after: readonly string[]): Edit[] {
  const trace = furthestPaths(before, after);
  if (!trace) return [...before.map((text) => edit('-', text)), ...after.map((text) => edit('+', text))];
  const edits: Edit[] = [];
  let x = before.length;
  let y = after.length;
  for (let depth = trace.length - 1; depth >= 0; depth--) {
    const paths = trace[depth]!;
    const diagonal = x - y;
    const down = diagonal === -depth || (diagonal !== depth && at(paths, diagonal - 1) < at(paths, diagonal + 1));
    const previous = down ? diagonal + 1 : diagonal - 1;
    const startX = at(paths, previous);
    const startY = startX - previous;
    while (x > startX && y > startY && x > 0 && y > 0) {
      edits.push(edit(' ', before[--x]!));
      y--;
    }
    if (depth === 0) break;
    edits.push(down ? edit('+', after[--y]!) : edit('-', before[--x]!));
  }
  return edits.reverse();
}

const edit = (sign: Edit['sign'], text: string): Edit => ({ sign, text });
const at = (paths: ReadonlyMap<number, number>, diagonal: number) => paths.get(diagonal) ?? 0;

/** For every number of edits how far each diagonal gets with one less; undefined when there are too many. */
function furthestPaths(before: readonly string[], after: readonly string[]): ReadonlyMap<number, number>[] | undefined {
  const trace: ReadonlyMap<number, number>[] = [];
  let paths = new Map<number, number>([[1, 0]]);
  for (let depth = 0; depth <= Math.min(MOST_EDITS, before.length + after.length); depth++) {
    trace.push(paths);
    const next = new Map(paths);
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const down = diagonal === -depth || (diagonal !== depth && at(next, diagonal - 1) < at(next, diagonal + 1));
      let x = down ? at(next, diagonal + 1) : at(next, diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return trace;
    }
    paths = next;
  }
  return undefined;
}

/** Where changes stand, with the lines around them: ranges of edits. */
function hunksOf(edits: readonly Edit[]): { from: number; to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  edits.forEach(({ sign }, index) => {
    if (sign === ' ') return;
    const last = hunks.at(-1);
    if (last && index - CONTEXT <= last.to) last.to = index + CONTEXT + 1;
    else hunks.push({ from: Math.max(0, index - CONTEXT), to: index + CONTEXT + 1 });
  });
  return hunks;
}

/** `1,4`; a range of one line is its number alone, an empty one stands behind the line before. */
function range(start: number, count: number): string {
  const first = count === 0 ? start : start + 1;
  return count === 1 ? `${first}` : `${first},${count}`;
}

function hunkText(edits: readonly Edit[], { from, to }: { readonly from: number; readonly to: number }): string {
  const count = (some: readonly Edit[], not: Edit['sign']) => some.filter(({ sign }) => sign !== not).length;
  const before = edits.slice(0, from);
  const inside = edits.slice(from, to);
  const old = range(count(before, '+'), count(inside, '+'));
  const fresh = range(count(before, '-'), count(inside, '-'));
  return [`@@ -${old} +${fresh} @@`, ...inside.map(({ sign, text }) => sign + text)]
    .map((line) => `${line}\n`)
    .join('');
}

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** The hunks of `diff -u`; empty where the texts are the same. */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return '';
  const edits = editsBetween(linesOf(before), linesOf(after));
  return hunksOf(edits)
    .map((hunk) => hunkText(edits, hunk))
    .join('');
}
