import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const source = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

it('every command that is left for later is in the chunk, and nothing else', () => {
  const wanted = [...source('./command-tree.ts').matchAll(/later\('([^']+)'\)/g)].map(([, name]) => name);
  const offered = [...source('./further.ts').matchAll(/^ {2}(?:'([\w.]+)':|(\w+),$)/gm)].map(([, a, b]) => a ?? b);
  expect(offered.toSorted()).toEqual([...new Set(wanted)].toSorted());
});
