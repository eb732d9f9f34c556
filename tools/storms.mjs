// @ts-check
// `npm run storms`: ten minutes of a cluster in which everything breaks while people use it, for many seeds, in two threads. What must
// always be true is checked all along (src/cluster/storms/checkers), every kind of fault has to have struck often enough.
// The last line is `N passed, N failed`: seeds, and kinds of faults that were too rare.
//   --seeds 200           how many, or --from 17 to begin with another
//   --seed 42 --verbose   just this one, with all that is done and breaks in it
//   --seed 42 --follow pods/shop/web-   the same, and every change below such keys, and every request for such paths
//   --workers 2
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { demandNode, installPackages, root } from './packages.mjs';

/** A kind that strikes less often than this over a whole run is not tested. */
const LEAST_STRIKES = 20;
const bundle = join(root, 'build/storms.mjs');

/** @typedef {import('../src/cluster/storms/storm').StormResult} StormResult */

async function build() {
  const { build: bundled } = await import('esbuild');
  const entryPoints = [join(root, 'src/cluster/storms/storm.ts')];
  await bundled({
    entryPoints,
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'warning',
  });
}

/** @returns {Promise<typeof import('../src/cluster/storms/storm')>} */
async function load() {
  const storms = await import(pathToFileURL(bundle).href);
  await Promise.all([storms.loadCommands(), storms.loadShellCommands()]);
  return storms;
}

/** A worker: runs each seed it is given. A thread, not a process: in the middle of a seed nothing is heard, and so it ends with its parent. */
async function work() {
  // Thousands of calls fail in a storm, and nobody reads where: --seed tells it of those that matter.
  Error.stackTraceLimit = 0;
  const { runStorm } = await load();
  parentPort?.on('message', (/** @type {string} */ seed) => parentPort?.postMessage(outcome(runStorm, seed)));
  parentPort?.postMessage('ready');
}

/**
 * A bug that stopped the simulation is what a storm is for: it is told like a complaint.
 * @param {(options: import('../src/cluster/storms/storm').StormOptions) => StormResult} runStorm
 * @param {string} seed
 * @param {{ log?: (line: string) => void, follow?: string }} [more]
 * @returns {StormResult}
 */
function outcome(runStorm, seed, more = {}) {
  try {
    return runStorm({ seed, ...more });
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, tally: {}, complaints: [`bug: ${text}`], events: 0, milliseconds: 0, settledAfter: 0, changes: 0 };
  }
}

/**
 * @param {readonly string[]} seeds
 * @param {number} workers
 * @param {(result: StormResult) => void} report
 */
async function runAll(seeds, workers, report) {
  const waiting = [...seeds];
  const started = Array.from({ length: Math.min(workers, seeds.length) }, () => {
    // Most of what a seed makes is soon forgotten: a large nursery spares copying it.
    const worker = new Worker(new URL(import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: 96 } });
    return new Promise((resolve, reject) => {
      worker.on('message', (message) => {
        if (message !== 'ready') report(/** @type {StormResult} */ (message));
        const next = waiting.shift();
        if (next === undefined) resolve(worker.terminate());
        else worker.postMessage(next);
      });
      worker.on('error', reject);
    });
  });
  await Promise.all(started);
}

/** @param {StormResult} result */
function tell({ seed, complaints, events, settledAfter, milliseconds }) {
  if (complaints.length === 0) return;
  console.log(
    `seed ${seed}: FAILED (${events} events, ${(milliseconds / 1000).toFixed()} s, ${Number.isFinite(settledAfter) ? `at rest after ${(settledAfter / 1000).toFixed()} s` : 'never at rest'})`,
  );
  for (const complaint of complaints) console.log(`  ${complaint}`);
}

/** @param {readonly StormResult[]} results @param {readonly string[]} kinds @param {number} least */
function summary(results, kinds, least) {
  const wrong = results.filter(({ complaints }) => complaints.length > 0).length;
  let rare = 0;
  for (const kind of kinds) {
    const times = results.reduce((sum, { tally }) => sum + (tally[kind] ?? 0), 0);
    if (times < least) rare++;
    console.log(`${String(times).padStart(6)} × ${kind}${times < least ? ` (LESS THAN ${least})` : ''}`);
  }
  const settled = results.map(({ settledAfter }) => settledAfter).filter(Number.isFinite);
  const slowest = Math.max(0, ...settled) / 1000;
  const changes = results.reduce((sum, each) => sum + each.changes, 0);
  console.log(
    `${results.length} seeds, ${changes} changes of etcd; at rest ${slowest.toFixed()} s after the last fault at the latest`,
  );
  const { user, system } = process.cpuUsage();
  console.log(`${((user + system) / 1e6 / results.length).toFixed(1)} s of CPU a seed`);
  console.log(`${results.length - wrong} passed, ${wrong + rare} failed`);
  process.exitCode = wrong + rare > 0 ? 1 : 0;
}

async function main() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      verbose: { type: 'boolean' },
      follow: { type: 'string' },
      seeds: { type: 'string', default: '200' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string', default: '2' },
    },
  });
  await installPackages();
  await build();
  const { FAULT_KINDS, runStorm } = await load();
  if (values.seed !== undefined) {
    const log = values.verbose || values.follow ? (/** @type {string} */ line) => console.log(line) : undefined;
    const result = outcome(runStorm, values.seed, { log, follow: values.follow });
    tell(result);
    return summary([result], FAULT_KINDS, 0);
  }
  const seeds = Array.from({ length: Number(values.seeds) }, (_, number) => String(Number(values.from) + number));
  /** @type {StormResult[]} */
  const results = [];
  await runAll(seeds, Number(values.workers), (result) => {
    results.push(result);
    tell(result);
  });
  summary(results, FAULT_KINDS, seeds.length >= 100 ? LEAST_STRIKES : 0);
}

demandNode();
await (isMainThread ? main() : work());
