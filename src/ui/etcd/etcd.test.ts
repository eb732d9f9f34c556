import { describe, expect, it } from 'vitest';
import { keys, pod } from '../testdata/fixture';
import { foldersOf, keyTree, matchesFilter } from './key-tree';
import { aroundChanges, lineDiff } from './line-diff';

describe('the tree of keys', () => {
  const all = keys([pod('web-b', 'running'), pod('web-a', 'running'), pod('api', 'running')]);
  const names = (rows: ReturnType<typeof keyTree>) => rows.map(({ name, depth }) => `${'  '.repeat(depth)}${name}`);

  it('is closed at first, counts what lies in it, and opens folder by folder, in etcd’s order', () => {
    const closed = keyTree(all, '', new Set());
    expect(closed.every(({ kind, depth }) => kind === 'folder' && depth === 0)).toBe(true);
    const open = new Set(foldersOf('/registry/pods/default/web-a'));
    const rows = keyTree(all, '', open);
    const at = names(rows).findIndex((name) => name.trim().startsWith('pods'));
    expect(
      names(rows)
        .slice(at)
        .map((name) => name.trim()),
    ).toEqual(expect.arrayContaining(['api', 'web-a', 'web-b']));
    expect(rows[at]).toMatchObject({ kind: 'folder', keys: 3, open: true });
  });

  it('shows all that matches every word of a filter', () => {
    const rows = keyTree(all, 'pods WEB', new Set());
    expect(rows.filter(({ kind }) => kind === 'key').map(({ name }) => name)).toEqual(['web-a', 'web-b']);
    expect(keyTree(all, 'nothing like it', new Set())).toEqual([]);
    expect(matchesFilter('/registry/pods/default/web', 'web pods')).toBe(true);
  });
});

describe('the difference of two texts', () => {
  const words = (lines: ReturnType<typeof lineDiff>) =>
    lines.map(({ kind, text }) => `${{ same: ' ', gone: '-', new: '+' }[kind]}${text}`);

  it('keeps the longest common row of lines', () => {
    expect(words(lineDiff('a\nb\nc\nd\n', 'a\nc\nx\nd\n'))).toEqual([' a', '-b', ' c', '+x', ' d']);
    expect(words(lineDiff('', 'a\n'))).toEqual(['+a']);
    expect(words(lineDiff('a\n', ''))).toEqual(['-a']);
    expect(words(lineDiff('a\n', 'a\n'))).toEqual([' a']);
  });

  it('leads from one to the other, whatever they are', () => {
    for (let seed = 1; seed < 60; seed++) {
      const line = (index: number) => String((seed * 7919 + index * index * 31) % 5);
      const [a, b] = [7, 9].map((length, side) =>
        Array.from({ length }, (_, index) => line(index + side * 3)).join('\n'),
      );
      const diff = lineDiff(a ?? '', b ?? '');
      const without = (kind: string) =>
        diff
          .filter((each) => each.kind !== kind)
          .map(({ text }) => text)
          .join('\n');
      expect([without('new'), without('gone')]).toEqual([a, b]);
    }
  });

  it('is shown with some lines around what changed', () => {
    const many = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const diff = lineDiff(many.join('\n'), many.with(20, 'other').join('\n'));
    const shown = aroundChanges(diff, 2);
    expect(shown[0]).toBeUndefined();
    expect(shown.filter((line) => line !== undefined)).toHaveLength(6);
  });
});
