import { describe, expect, it } from 'vitest';
import { sequenceDiff } from './sequence-diff';

const lines = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);

describe('the difference of two texts', () => {
  it('is told in hunks with three lines around each change', () => {
    const before = lines(1, 30);
    const after = before.with(4, 'changed').toSpliced(20, 1);
    expect(sequenceDiff(before.join('\n'), after.join('\n'))).toBe(
      [
        ...['@@ -2,7 +2,7 @@', ' line 2', ' line 3', ' line 4', '-line 5', '+changed', ' line 6', ' line 7', ' line 8'],
        ...[
          '@@ -18,7 +18,6 @@',
          ' line 18',
          ' line 19',
          ' line 20',
          '-line 21',
          ' line 22',
          ' line 23',
          ' line 24',
          '',
        ],
      ].join('\n'),
    );
  });

  it('is nothing where there is none', () => {
    expect(sequenceDiff('a\nb', 'a\nb')).toBe('');
  });

  it('keeps the longest run that both have, and is quick with long texts', () => {
    expect(sequenceDiff('a\nx\ny\nz', 'x\ny\nz\na')).toBe('@@ -1,4 +1,4 @@\n-a\n x\n y\n z\n+a\n');
    const long = lines(1, 5000);
    expect(sequenceDiff(long.join('\n'), [...long, 'more'].join('\n'))).toContain('+more');
  });
});
