import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as rules from '../tools/house/rules';
import { filesBelow, parseSourceFile, readSourceFile } from '../tools/house/source-file';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const code = ['.ts', '.tsx', '.mjs'];
const table = rules.readImportTable(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));
const source = filesBelow(root, 'src', code).map((path) => readSourceFile(root, path));
const around = ['tools', 'e2e', 'bench']
  .flatMap((folder) => filesBelow(root, folder, code))
  .map((path) => readSourceFile(root, path));
const all = [...source, ...around];

const topLevel = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.simulation.json', 'vite.config.ts', 'index.html'],
  ...['biome.json', '.oxlintrc.json', '.npmrc', '.gitignore', 'README.md', 'CHANGELOG.md', 'LICENSE'],
  ...['src', 'public', 'e2e', 'docs', 'bench', 'tools', '.ci'],
];
const unversioned = ['.git', 'node_modules', 'dist', 'build', 'coverage', 'test-results'];

describe('the house', () => {
  it('can be read: every file parses', () => {
    expect(all.flatMap(({ path, syntaxErrors }) => syntaxErrors.map((error) => `${path}: ${error}`))).toEqual([]);
  });

  it('lets a folder import what the table in docs/architecture.md says, by the other folder’s door', () => {
    expect(source.flatMap((file) => rules.wrongImports(file, table))).toEqual([]);
  });

  it('has no Node below the worker line and no package but the YAML parser and RE2 (docs/decisions/0011)', () => {
    expect(source.flatMap((file) => rules.wrongPackages(file, table))).toEqual([]);
  });

  it('has no clock, chance, timer, promise or browser below the worker line', () => {
    expect(source.flatMap((file) => rules.ambientUses(file, table))).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(rules.importCycles(source)).toEqual([]);
  });

  it('names what it exports', () => {
    expect(all.flatMap(rules.defaultExport)).toEqual([]);
  });

  it('names its files in kebab-case, after what is in them', () => {
    const paths = ['src', 'tools', 'e2e', 'bench'].flatMap((folder) => filesBelow(root, folder, [...code, '.css']));
    expect(paths.flatMap(rules.badName)).toEqual([]);
  });

  it('keeps files and functions short', () => {
    expect(all.flatMap(rules.tooLong)).toEqual([]);
  });

  it('keeps nine functions in ten under 26 lines', () => {
    expect(rules.tooManyLongFunctions(all)).toEqual([]);
  });

  it('says in a README what every folder of src models and leaves out', () => {
    const folders = new Set(
      source.filter(({ path }) => path.split('/').length > 2).map(({ path }) => rules.folderOf(path)),
    );
    expect([...folders].filter((folder) => !existsSync(join(root, 'src', folder, 'README.md')))).toEqual([]);
  });

  it('keeps the top level as it is', () => {
    expect(readdirSync(root).filter((name) => ![...topLevel, ...unversioned].includes(name))).toEqual([]);
  });
});

describe('the house rules would notice', () => {
  const file = (path: string, text: string) => parseSourceFile(path, text);
  const client = (text: string) => file('src/client/a.ts', text);

  it('a table they can’t read', () => {
    expect(table.size).toBeGreaterThanOrEqual(13);
    expect([...(table.get('simulation')?.folders ?? ['?'])]).toEqual([]);
    expect([...(table.get('client')?.folders ?? [])]).toEqual(['simulation', 'apimachinery', 'api']);
    expect(table.get('cluster')?.folders.has('etcd')).toBe(true);
    expect([...(table.get('ui')?.modules ?? [])]).toEqual(['session/protocol', 'session/connection']);
  });

  it('an import that points up, sideways or past the door', () => {
    const wrong = (path: string, text: string) => rules.wrongImports(file(path, text), table).length;
    expect(wrong('src/client/a.ts', `import { x } from '../apiserver';`)).toBe(1);
    expect(wrong('src/client/a.ts', `export type { X } from '../etcd';`)).toBe(1);
    expect(wrong('src/scheduler/plugins/a.ts', `import { x } from '../../controllers';`)).toBe(1);
    expect(wrong('src/client/a.ts', `import { x } from '../api/pod';`)).toBe(1);
    expect(
      wrong('src/client/a.ts', `import { x } from '../api'; import { y } from './b'; import { z } from '../client/c';`),
    ).toBe(0);
    expect(
      wrong(
        'src/ui/a.ts',
        `import { x } from '../session/protocol'; new Worker(new URL('../session/worker.ts', import.meta.url));`,
      ),
    ).toBe(1);
    expect(wrong('src/elsewhere/a.ts', '')).toBe(1);
    expect(wrong('src/client/a.test.ts', `import { x } from '../cluster'; import { y } from '../etcd/raft';`)).toBe(1);
  });

  it('packages where there should be none', () => {
    expect(rules.wrongPackages(client(`import fs from 'node:fs'; import React from 'react';`), table)).toHaveLength(2);
    expect(rules.wrongPackages(file('src/apimachinery/a.ts', `import { parse } from 'yaml';`), table)).toEqual([]);
  });

  it('the ambient world, and not what merely has its name', () => {
    const used = (text: string) => rules.ambientUses(client(text), table).map((violation) => violation.split(' ')[2]);
    expect(used('export const now = Date.now() + Math.random();')).toEqual(['Date', 'Math.random']);
    expect(used('async function f() { await g(); }').sort()).toEqual(['async', 'await']);
    expect(
      used('export type Answer = Promise<number>; setTimeout(f, 1); names.sort((a, b) => a.localeCompare(b));'),
    ).toHaveLength(3);
    expect(
      used('function f(process: P, { document }: D) { return process.run(document, { fetch: 1 }.fetch); }'),
    ).toEqual([]);
    expect(used('interface A { crypto: string; fetch(): void } const a = { Date: 1 }; a.Date;')).toEqual([]);
  });

  it('circles, even through a door, but not circles of types', () => {
    const circle = [
      file('src/a/index.ts', `export { b } from './b';`),
      file('src/a/b.ts', `import { c } from './c'; export const b = c;`),
      file('src/a/c.ts', `import { b } from './index'; export const c = () => b;`),
    ];
    expect(rules.importCycles(circle)).toEqual([
      'src/a/b.ts → src/a/c.ts → src/a/index.ts → src/a/b.ts: import in a circle',
    ]);
    expect(
      rules.importCycles([...circle.slice(0, 2), file('src/a/c.ts', `import type { B } from './index';`)]),
    ).toEqual([]);
  });

  it('long functions, long files, default exports and empty names', () => {
    const body = (lines: number) => `function f() {\n${'  g();\n'.repeat(lines - 2)}}\n`;
    expect(rules.tooLong(client(body(61)))).toHaveLength(1);
    expect(rules.tooLong(client(body(60)))).toEqual([]);
    expect(rules.tooLong(client('g();\n'.repeat(501)))).toHaveLength(1);
    expect(rules.tooManyLongFunctions([client(body(26) + body(3).repeat(9))])).toEqual([]);
    expect(rules.tooManyLongFunctions([client(body(26) + body(3).repeat(8))])).toHaveLength(1);
    expect(rules.defaultExport(client('export default 1;'))).toHaveLength(1);
    expect(['src/a/utils.ts', 'src/a/pod-helpers.ts', 'src/a/replicaSet.ts'].flatMap(rules.badName)).toHaveLength(3);
    expect(['src/a/replica-set.test.ts', 'src/ui/pane.module.css', 'src/ui/main.tsx'].flatMap(rules.badName)).toEqual(
      [],
    );
  });
});
