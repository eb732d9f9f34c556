import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff';

const text = (...lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

describe('a unified diff', () => {
  it('shows what changed with three lines around it', () => {
    const before = text('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    const after = text('a', 'b', 'c', 'd', 'E', 'f', 'g', 'h');
    expect(unifiedDiff(before, after)).toBe(text('@@ -2,7 +2,7 @@', ' b', ' c', ' d', '-e', '+E', ' f', ' g', ' h'));
  });

  it('counts what was not there, and says nothing of what is the same', () => {
    expect(unifiedDiff('', text('a', 'b'))).toBe(text('@@ -0,0 +1,2 @@', '+a', '+b'));
    expect(unifiedDiff(text('a'), '')).toBe(text('@@ -1 +0,0 @@', '-a'));
    expect(unifiedDiff(text('a'), text('a'))).toBe('');
  });

  it('leads from one text to the other', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = unifiedDiff(text(...before), text(...after));
        expect(patched(before, diff)).toEqual(after);
      }),
    );
  });
});

/** Applies a diff the way `patch` would. */
function patched(before: readonly string[], diff: string): readonly string[] {
  const result: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(0, -1)) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      while (at < start) result.push(before[at++]!);
    } else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      expect(before[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) result.push(before[at]!);
      at++;
    }
  }
  return [...result, ...before.slice(at)];
}
