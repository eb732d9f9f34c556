import { posix } from 'node:path';
import type { Import, SourceFile } from './source-file';

/** What a file does that the house doesn't allow: `src/ui/graph.ts: may not import etcd`. */
export type Violation = string;

/** Folder of `src` → the folders it may import. */
export type ImportTable = ReadonlyMap<string, ImportRow>;

export interface ImportRow {
  readonly folders: ReadonlySet<string>;
  /** Single modules of folders that are not open as a whole: `session/protocol`. */
  readonly modules: ReadonlySet<string>;
}

/** Reads the table of floors in `docs/architecture.md`, so that the page and the check can't say different things. */
export function readImportTable(markdown: string): ImportTable {
  const table = new Map<string, ImportRow>();
  for (const [, left = '', right = ''] of markdown.matchAll(/^\| (`\w+\/`[^|]*) \| ([^|]*) \|$/gm)) {
    const row = importRow(right.trim(), [...table.keys()]);
    for (const [, folder = ''] of left.matchAll(/`(\w+)\/`/g)) table.set(folder, row);
  }
  return table;
}

function importRow(text: string, above: readonly string[]): ImportRow {
  if (text === 'all above') return { folders: new Set(above), modules: new Set() };
  const doors = /^(\w+)'s (\w+) and (\w+)(?:, )?/.exec(text);
  const rest = doors ? text.slice(doors[0].length) : text;
  return {
    folders: new Set(rest === '–' ? [] : rest.split(', ').filter(Boolean)),
    modules: new Set(doors ? [`${doors[1]}/${doors[2]}`, `${doors[1]}/${doors[3]}`] : []),
  };
}

export const aboveTheLine: ReadonlySet<string> = new Set(['session', 'lessons', 'ui', 'serve']);

export function folderOf(path: string): string {
  return path.split('/')[1] ?? '';
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /\/(testing|testdata)\//.test(path);
}

function isBelowTheLine(file: SourceFile, table: ImportTable): boolean {
  return table.has(folderOf(file.path)) && !aboveTheLine.has(folderOf(file.path)) && !isTest(file.path);
}

// ---- who may import whom ------------------------------------------------------------------------------------------

/** Another folder is entered by its door alone; which folders, the table says. Tests may stand anywhere, but use the doors. */
export function wrongImports(file: SourceFile, table: ImportTable): Violation[] {
  const folder = folderOf(file.path);
  if (!file.path.slice('src/'.length).includes('/')) return [];
  const row = table.get(folder);
  if (!row) return [`${file.path}: the folder ${folder} has no row in docs/architecture.md`];
  return file.imports.flatMap(({ specifier }) => {
    const target = targetInSource(file.path, specifier);
    const reason = target === undefined ? undefined : wrongTarget(folder, target, row, isTest(file.path));
    return reason === undefined ? [] : [`${file.path}: imports ${specifier}: ${reason}`];
  });
}

/** `client/informer` for a relative import that stays in `src`; undefined for packages. */
function targetInSource(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(path), specifier);
  return target.startsWith('src/') ? target.slice('src/'.length) : target;
}

function wrongTarget(folder: string, target: string, row: ImportRow, test: boolean): string | undefined {
  if (target.startsWith('tools/') || target.startsWith('../')) return test ? undefined : 'src stands alone';
  const [other = '', ...inner] = target.split('/');
  if (other === folder || row.modules.has(target)) return undefined;
  if (!test && !row.folders.has(other)) return `${folder} may not import ${other}`;
  const door = inner.length === 0 || (inner.length === 1 && inner[0] === 'index');
  return door ? undefined : `enter ${other} by its door, its index.ts`;
}

const packagesBelowTheLine: ReadonlySet<string> = new Set(['yaml', 're2js']);

/** Below the worker line there is no Node and no package but a parser of YAML and one of regular expressions; Node is for `serve/` alone. */
export function wrongPackages(file: SourceFile, table: ImportTable): Violation[] {
  if (isTest(file.path) || folderOf(file.path) === 'serve') return [];
  const below = isBelowTheLine(file, table);
  const packages = file.imports.map(({ specifier }) => specifier).filter((specifier) => !specifier.startsWith('.'));
  return packages
    .filter((name) => name.startsWith('node:') || (below && !packagesBelowTheLine.has(name)))
    .map((name) => `${file.path}: imports the package ${name}`);
}

// ---- the ambient world --------------------------------------------------------------------------------------------

const bannedBelowTheLine: ReadonlySet<string> = new Set([
  ...[
    'Date',
    'Math.random',
    'crypto',
    'performance',
    'Intl',
    '.localeCompare',
    '.toLocaleString',
    'WeakRef',
    'FinalizationRegistry',
  ],
  ...[
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'queueMicrotask',
    'requestAnimationFrame',
  ],
  ...['async', 'await', 'Promise', 'fetch', 'XMLHttpRequest', 'WebSocket', 'Worker', 'MessageChannel', 'postMessage'],
  ...[
    'process',
    'Buffer',
    'require',
    'window',
    'document',
    'self',
    'globalThis',
    'navigator',
    'localStorage',
    'structuredClone',
  ],
  ...['console', 'eval', 'Function'],
]);

/** Law 1: the clock, chance and other people's machines come in through the simulation or not at all. */
export function ambientUses(file: SourceFile, table: ImportTable): Violation[] {
  if (!isBelowTheLine(file, table)) return [];
  return file.ambient
    .filter(({ name }) => bannedBelowTheLine.has(name))
    .map(({ name, line }) => `${file.path}:${line}: uses ${name.replace(/^\./, '')} below the worker line`);
}

// ---- names and sizes ----------------------------------------------------------------------------------------------

const emptyNames = /(^|[-.])(utils?|helpers?|common|types|misc)$/;

export function badName(path: string): Violation[] {
  const name = posix.basename(path).replace(/(\.(test|bench|config|module|d))*\.\w+$/, '');
  const wrong = [];
  if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name)) wrong.push(`${path}: the name is not kebab-case`);
  if (emptyNames.test(name)) wrong.push(`${path}: ${name} says nothing about what is in it`);
  return wrong;
}

const isConfiguration = (path: string) => /\.config\.(ts|mjs)$/.test(path);

export function defaultExport(file: SourceFile): Violation[] {
  return file.hasDefaultExport && !isConfiguration(file.path) ? [`${file.path}: has a default export`] : [];
}

export const limits = { fileLines: 500, functionLines: 60, longFunctionLines: 25, longFunctionShare: 0.1 };

export function tooLong(file: SourceFile): Violation[] {
  const wrong =
    file.lines > limits.fileLines ? [`${file.path}: ${file.lines} lines, more than ${limits.fileLines}`] : [];
  if (isTest(file.path)) return wrong;
  const functions = file.functions.filter(({ lines }) => lines > limits.functionLines);
  return [
    ...wrong,
    ...functions.map(
      (one) => `${file.path}:${one.line}: a function of ${one.lines} lines, more than ${limits.functionLines}`,
    ),
  ];
}

/** Nine functions in ten have at most 25 lines. Where that fails, all that are longer, the longest first. */
export function tooManyLongFunctions(files: readonly SourceFile[]): Violation[] {
  const all = files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, functions }) => functions.map((one) => ({ path, ...one })));
  const long = all.filter(({ lines }) => lines > limits.longFunctionLines).sort((a, b) => b.lines - a.lines);
  if (long.length <= all.length * limits.longFunctionShare) return [];
  return long.map(
    ({ path, line, lines }) =>
      `${path}:${line}: one of ${long.length} long functions among ${all.length}: ${lines} lines`,
  );
}

// ---- cycles -------------------------------------------------------------------------------------------------------

/** Cycles between files by what is left of their imports at run time; each is told once, from its first file. */
export function importCycles(files: readonly SourceFile[]): Violation[] {
  const paths = new Set(files.map(({ path }) => path));
  const edges = new Map(files.map((file) => [file.path, edgesOf(file, paths)]));
  const cycles = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.add(rotated(trail.slice(at)));
    if (at >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return [...cycles].sort();
}

function edgesOf(file: SourceFile, paths: ReadonlySet<string>): string[] {
  const lasting = file.imports.filter((one: Import) => !one.typeOnly && !one.deferred && one.specifier.startsWith('.'));
  return lasting.flatMap(({ specifier }) => {
    const target = posix.join(posix.dirname(file.path), specifier);
    const found = ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
      .map((end) => target + end)
      .find((path) => paths.has(path));
    return found === undefined ? [] : [found];
  });
}

/** The cycle from its alphabetically first file on, so that the same cycle reads the same wherever it was entered. */
function rotated(cycle: readonly string[]): string {
  const first = cycle.indexOf([...cycle].sort()[0] ?? '');
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
  return `${turned.join(' → ')} → ${turned[0]}: import in a circle`;
}
