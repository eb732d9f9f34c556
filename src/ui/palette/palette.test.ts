import { describe, expect, it } from 'vitest';
import type { Entry, EntryGroup } from './entries';
import { findEntries } from './finding';

const entry = (title: string, words = ''): Entry => ({ id: title, title, words, run: () => undefined });
const groups: readonly EntryGroup[] = [
  { title: 'palette.actions', entries: [entry('Play or pause'), entry('잠잠해질 때까지 실행', 'Run until quiet')] },
  { title: 'palette.parts', entries: [entry('worker-1'), entry('etcd (cp-1)', 'cp-1/etcd')], onDemand: true },
  {
    title: 'palette.objects',
    entries: Array.from({ length: 1000 }, (_, index) => entry(`web-${index}`, 'Pod default')),
    onDemand: true,
  },
];
const titles = (query: string) =>
  findEntries(groups, query).flatMap(({ entries }) => entries.map(({ title }) => title));

describe('the palette', () => {
  it('shows what can be done, and of the many things none, until something is looked for', () => {
    expect(titles('')).toEqual(['Play or pause', '잠잠해질 때까지 실행']);
  });

  it('finds by any words in any order, in the page’s language or in English', () => {
    expect(titles('quiet run')).toEqual(['잠잠해질 때까지 실행']);
    expect(titles('실행')).toEqual(['잠잠해질 때까지 실행']);
    expect(titles('etcd cp-1')).toEqual(['etcd (cp-1)']);
    expect(titles('nothing like it')).toEqual([]);
  });

  it('puts the closest first, and shows a dozen of many', () => {
    expect(titles('web-77')[0]).toBe('web-77');
    expect(titles('web')).toHaveLength(12);
    expect(titles('pod')).toHaveLength(12);
  });
});
