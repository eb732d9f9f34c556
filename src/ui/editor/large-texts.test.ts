import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { forgetLarge, keepLarge, recallLarge } from './large-texts';

// As they come from a long paste: with a pair of surrogates where one piece ends.
const LONG = `${'a'.repeat(999_999)}😀${'b'.repeat(1_500_000)}`;

describe('large texts', () => {
  it('come back as they were, however long', async () => {
    await keepLarge('1-a', new Map([['long.yaml', LONG]]), []);
    expect(await recallLarge('1-a', 'long.yaml')).toBe(LONG);
    await keepLarge('1-a', new Map([['long.yaml', 'short now']]), []);
    expect(await recallLarge('1-a', 'long.yaml')).toBe('short now');
    await keepLarge('1-a', new Map([['long.yaml', '']]), []);
    expect(await recallLarge('1-a', 'long.yaml')).toBe('');
  });

  it('are forgotten when they are not named any more, but for those that stay, and those of other tabs', async () => {
    const two = new Map(Object.entries({ 'x.yaml': LONG, 'y.yaml': 'why' }));
    await keepLarge('2-a', two, []);
    await keepLarge('2-b', new Map([['x.yaml', 'other']]), []);
    await keepLarge('2-a', new Map([['z.yaml', 'new']]), ['x.yaml']);
    expect(await recallLarge('2-a', 'x.yaml')).toBe(LONG);
    expect(await recallLarge('2-a', 'y.yaml')).toBeUndefined();
    expect(await recallLarge('2-a', 'z.yaml')).toBe('new');
    await forgetLarge(['2-a']);
    expect(await recallLarge('2-a', 'x.yaml')).toBeUndefined();
    expect(await recallLarge('2-b', 'x.yaml')).toBe('other');
  });

  it('that an older build kept whole are read, and replaced', async () => {
    const database = await openDB('wheelhouse-files', 1);
    await database.put('texts', LONG, '3-a/old.yaml');
    expect(await recallLarge('3-a', 'old.yaml')).toBe(LONG);
    await keepLarge('3-a', new Map([['old.yaml', 'new']]), []);
    expect(await recallLarge('3-a', 'old.yaml')).toBe('new');
    expect(await database.get('texts', '3-a/old.yaml')).toBeUndefined();
    database.close();
  });
});
