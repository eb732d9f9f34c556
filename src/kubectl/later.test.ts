import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const source = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

it('every command that is left for later is in the chunk, and nothing else', () => {
  const rows =
    source('./command-tree.ts') + source('./config-tree.ts') + source('./command-root.ts') + source('./kubectl.ts');
  const wanted = [...rows.matchAll(/later\('([^']+)'\)/g)].map(([, name]) => name);
  const offered = [...source('./further.ts').matchAll(/^ {2}(?:'([\w.]+)':|(\w+),$)/gm)].map(([, a, b]) => a ?? b);
  expect(offered.toSorted()).toEqual([...new Set(wanted)].toSorted());
});

it('everything that kubectl create makes from flags is in the chunk', () => {
  const wanted = [...source('./commands/create/tree.ts').matchAll(/making\(\s*'[\w-]+',\s*'(\w+)'/g)].map(
    ([, name]) => name,
  );
  const [, listed = ''] = /generators: [^{]*\{([^}]*)\}/.exec(source('./commands/create/generators.ts'))!;
  const offered = [...listed.matchAll(/(\w+),/g)].map(([, name]) => name);
  expect(wanted.length).toBeGreaterThan(20);
  expect(offered.toSorted()).toEqual(wanted.toSorted());
});
