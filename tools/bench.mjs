// @ts-check
// `npm run bench`: every benchmark of `bench/*.bench.ts`, each run in a fresh Node process, medians.
//   --json FILE        writes [{name, value, unit}]
//   --only NAME,NAME   measures just these
//   --long             also those that take minutes
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildWhenStale, demandNode, installPackages, root, run } from './packages.mjs';

/**
 * @typedef {import('../bench/benchmark').Benchmark} Benchmark
 * @typedef {{ benchmark: Benchmark, module: string, index: number }} Entry
 * @typedef {{ name: string, unit: string, value: number, least: number, greatest: number, target: string }} Figure
 */

/** Bundles the benchmarks and answers where their modules are. */
async function bundle() {
  const { build } = await import('esbuild');
  const sources = readdirSync(join(root, 'bench')).filter((name) => name.endsWith('.bench.ts'));
  const outdir = join(root, 'build', 'bench');
  /** @param {readonly string[]} names @param {'external' | 'bundle'} packages */
  const bundled = (names, packages) =>
    build({
      entryPoints: names.map((name) => join(root, 'bench', name)),
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      minify: true,
      packages,
      platform: 'node',
      mainFields: ['module', 'main'],
      format: 'esm',
      target: 'node20',
      define: { 'import.meta.env.DEV': 'false', 'process.env.NODE_ENV': '"production"' },
      logLevel: 'warning',
    });
  // The peer's published files can't be loaded as they are.
  const isPeer = (/** @type {string} */ name) => name.startsWith('webernetes');
  await bundled(
    sources.filter((name) => !isPeer(name)),
    'external',
  );
  await bundled(sources.filter(isPeer), 'bundle');
  await build({
    entryPoints: [join(root, 'bench/rollout-worker.ts')],
    outdir,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2023',
    define: { 'import.meta.env.DEV': 'false' },
    logLevel: 'warning',
  });
  return sources.map((name) => pathToFileURL(join(outdir, name.replace(/\.ts$/, '.mjs'))).href);
}

/**
 * @param {readonly string[]} modules
 * @returns {Promise<Entry[]>}
 */
async function entriesOf(modules) {
  const loaded = await Promise.all(modules.map(async (module) => ({ module, exported: await import(module) })));
  return loaded.flatMap(({ module, exported }) =>
    exported.benchmarks.map((/** @type {Benchmark} */ benchmark, /** @type {number} */ index) => ({
      benchmark,
      module,
      index,
    })),
  );
}

/**
 * One run in a process of its own; the figure is the last line it prints.
 * @param {Entry} entry
 */
async function measureOnce({ benchmark, module, index }) {
  const script = `const { benchmarks } = await import(${JSON.stringify(module)}); console.log(await benchmarks[${index}].run());`;
  const args = [...(benchmark.nodeArguments ?? []), '--input-type=module', '--eval', script];
  const { code, output } = await run(process.execPath, args, { quiet: true, env: { NODE_ENV: 'production' } });
  const value = Number(output.trim().split('\n').at(-1));
  if (code !== 0 || !Number.isFinite(value))
    throw new Error(`${benchmark.name} did not end with a figure, but with code ${code}:\n${output}`);
  return value;
}

/**
 * @param {Entry} entry
 * @returns {Promise<Figure>}
 */
async function measure(entry) {
  const { name, unit, runs = 5, target = '' } = entry.benchmark;
  /** @type {number[]} */
  const values = [];
  while (values.length < runs) values.push(await measureOnce(entry));
  values.sort((a, b) => a - b);
  const value = values[Math.floor(values.length / 2)] ?? Number.NaN;
  return { name, unit, value, least: values[0] ?? value, greatest: values.at(-1) ?? value, target };
}

/**
 * How many times better ours is at a peer's work.
 * @param {Benchmark} benchmark
 * @param {Figure} theirs
 * @param {readonly Figure[]} figures
 * @returns {Figure | undefined}
 */
function comparisonOf({ beside }, theirs, figures) {
  const ours = beside && figures.find(({ name }) => name === beside.name);
  if (!ours) return undefined;
  const value = beside.better === 'less' ? theirs.value / ours.value : ours.value / theirs.value;
  return { name: beside.ratio, unit: '×', value, least: value, greatest: value, target: beside.target ?? '' };
}

/** @param {number} value */
function readable(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: value >= 1000 ? 5 : 3 });
}

/** @param {Figure} figure */
function print({ name, value, unit, least, greatest, target }) {
  const spread = `${readable(least)} to ${readable(greatest)}`;
  console.log(`${name.padEnd(50)}${readable(value).padStart(12)} ${unit.padEnd(10)} ${target.padEnd(14)} ${spread}`);
}

demandNode();
const { values: options } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, long: { type: 'boolean' } },
});
await installPackages();
mkdirSync(join(root, 'build'), { recursive: true });
const only = options.only?.split(',');
const entries = (await entriesOf(await bundle())).filter(({ benchmark: { name, long = false } }) =>
  only ? only.includes(name) : options.long || !long,
);
if (entries.some(({ benchmark }) => benchmark.ofBuiltApp)) await buildWhenStale();
console.log(`${'name'.padEnd(50)}${'median'.padStart(12)} ${'unit'.padEnd(10)} ${'target'.padEnd(14)} spread`);
/** @type {Figure[]} */
const figures = [];
for (const entry of entries) {
  const figure = await measure(entry);
  const comparison = comparisonOf(entry.benchmark, figure, figures);
  for (const each of comparison ? [figure, comparison] : [figure]) {
    figures.push(each);
    print(each);
  }
}
if (options.json) {
  writeFileSync(
    options.json,
    `${JSON.stringify(
      figures.map(({ name, value, unit }) => ({ name, value, unit })),
      undefined,
      2,
    )}\n`,
  );
}
