// @ts-check
// `npm run yardsticks`: bundles our adapters to build/yardsticks and has them judged by the runners that others made (../shared/yardsticks).
// The last line is `N passed, N failed`. Exits with 1 when a bar isn't held, with 0 (and says so) where there are no yardsticks.
//   --only raft,vectors   just these
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { manifests } from './manifests.mjs';
import { judgeBy, root, run } from './packages.mjs';

const shared = join(root, '../shared/yardsticks');
const adapters = {
  etcd: ['etcd/testdata/etcd-yardstick'],
  raft: ['etcd/testdata/raft-yardstick'],
  vectors: [
    'apimachinery/testdata/vectors.adapter',
    'api/testdata/apply.adapter',
    'api/testdata/cron.adapter',
    'controllers/testdata/scale.adapter',
  ],
  protobuf: ['serve/testdata/protobuf.adapter'],
};

/** Of the YAML vectors; all else has to be right without exception. */
const leastYaml = 0.99;
/** Of the Raft scenarios, that agree in term, vote, leader, log and commit after every step. */
const leastRaftLog = 0.9;

/** @typedef {{ passed: number, failed: number, held: boolean, lines: readonly string[] }} Verdict */

/**
 * @param {string} runner
 * @param {readonly string[]} args
 */
const judged = (runner, args) => run(process.execPath, [join(shared, runner), ...args], { quiet: true });

/** @param {string} impl @returns {Promise<Verdict>} */
async function etcd(impl) {
  const traces = readdirSync(join(shared, 'etcd/traces')).sort();
  let passed = 0;
  const lines = [];
  for (const trace of traces) {
    const args = ['--replay', join(shared, 'etcd/traces', trace), '--impl', impl];
    const { code, output } = await judged('etcd/etcd-differential.mjs', args);
    if (code === 0) passed++;
    else lines.push(`${trace}: ${output.trim()}`);
  }
  return { passed, failed: traces.length - passed, held: passed === traces.length, lines };
}

/** @param {string} impl @returns {Promise<Verdict>} */
async function raft(impl) {
  const { code, output } = await judged('raft/raft-trace-check.mjs', ['--impl', impl]);
  const found = output.trim().split('\n').at(-1) ?? '';
  const { scenarios = 1, levels = {} } = code === 0 ? JSON.parse(found) : {};
  const agree = (levels.log ?? 0) + (levels.wire ?? 0);
  const held = code === 0 && !levels.none && agree >= scenarios * leastRaftLog;
  return { passed: agree, failed: held ? 0 : scenarios - agree, held, lines: [JSON.stringify(levels) ?? output] };
}

/** @param {string} impl @returns {Promise<Verdict>} */
async function vectors(impl) {
  const { output } = await judged('vectors/run-vectors.mjs', ['--impl', impl]);
  const rows = [...output.matchAll(/^(.+?) +(\d+) passed, (\d+) failed$/gm)].map(([, name = '', right, wrong]) => {
    const [passed, failed] = [Number(right), Number(wrong)];
    const bar = name.startsWith('yaml') ? leastYaml : 1;
    return { name, passed, failed, held: passed / (passed + failed) >= bar };
  });
  return {
    passed: rows.reduce((sum, row) => sum + row.passed, 0),
    failed: rows.reduce((sum, row) => sum + (row.held ? 0 : row.failed), 0),
    held: rows.length > 0 && rows.every((row) => row.held),
    lines: rows.filter((row) => row.failed > 0).map((row) => `${row.name}: ${row.passed} agree, ${row.failed} differ`),
  };
}

/** @param {string} impl @returns {Promise<Verdict>} */
async function protobuf(impl) {
  const { code, output } = await judged('protobuf/check-protobuf.mjs', ['--impl', impl]);
  const [, passed = 0, failed = 1] = /(\d+) passed, (\d+) failed/.exec(output) ?? [];
  return { passed: Number(passed), failed: Number(failed), held: code === 0, lines: code === 0 ? [] : [output] };
}

const runners = { etcd, raft, vectors, protobuf, manifests };

/** @param {keyof typeof adapters} name */
async function bundle(name) {
  const { build } = await import('esbuild');
  const outfile = join(root, 'build/yardsticks', `${name}.mjs`);
  const contents = adapters[name].map((path) => `export * from './${path}';`).join('\n');
  const stdin = { contents, resolveDir: join(root, 'src') };
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'neutral', logLevel: 'warning' });
  return outfile;
}

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const only = values.only?.split(',');
  let passed = 0;
  let failed = 0;
  for (const name of /** @type {(keyof typeof runners)[]} */ (Object.keys(runners))) {
    if (only && !only.includes(name)) continue;
    const verdict = await (name === 'manifests' ? manifests() : runners[name](await bundle(name)));
    passed += verdict.passed;
    failed += verdict.held ? 0 : Math.max(1, verdict.failed);
    console.log(`${name.padEnd(9)} ${verdict.held ? 'held' : 'NOT HELD'}: ${verdict.passed} agree`);
    for (const line of verdict.lines) console.log(`  ${line}`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await judgeBy(shared, 'yardsticks beside this repository (../shared/yardsticks)', main);
