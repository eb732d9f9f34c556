// @ts-check
// `npm test`: every check there is, one after another, on a machine that need have nothing but Node.
// The last line is `N passed, N failed`: the tests of the test runners, and one for each other step.
//   --only unit,e2e   just these steps
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findOrInstallBrowser, findOrInstallFirefox } from './browser.mjs';
import { kubectl } from './clients.mjs';
import { demandNode, installPackages, root, run, runTool } from './packages.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped?: number, output?: string }} Result
 * @typedef {{ name: string, run: () => Promise<Result> }} Step
 */

/**
 * A command that holds or does not.
 * @param {string} name
 * @param {string} script below node_modules
 * @param {readonly string[]} args
 * @returns {Step}
 */
function check(name, script, args) {
  return { name, run: async () => asOne(await runTool(script, args, { quiet: true })) };
}

/** @param {{ code: number, output: string }} ended */
function asOne({ code, output }) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, output };
}

/**
 * Tests run by vitest, counted from its own report.
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Step}
 */
function tests(name, args) {
  const report = join(root, 'build', `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return {
    name,
    run: async () => {
      rmSync(report, { force: true });
      const ended = await runTool('vitest/vitest.mjs', ['run', ...args, ...reporters], { quiet: true });
      return { ...counted(report, ended.code), output: ended.code === 0 ? undefined : ended.output };
    },
  };
}

/**
 * What a report says. A file that could not be loaded is a failure too, though no test in it is.
 * @param {string} report
 * @param {number} code
 * @returns {Result}
 */
function counted(report, code) {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const found = JSON.parse(readFileSync(report, 'utf8'));
  /** @type {{ status: string, assertionResults: unknown[] }[]} */
  const files = found.testResults;
  const unloaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const failed = found.numFailedTests + unloaded;
  return {
    passed: found.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: found.numPendingTests + found.numTodoTests,
  };
}

/**
 * What others made to judge us, where it lies beside the repository; the command's last line counts.
 * @param {string} name
 * @param {string} beside the folder in ../shared that it needs
 * @returns {Step[]}
 */
function judged(name, beside) {
  if (!existsSync(join(root, '../shared', beside))) {
    console.log(`skip   ${name.padEnd(16)}there is no ../shared/${beside} beside this repository`);
    return [];
  }
  const script = join(root, 'tools', `${name}.mjs`);
  return [{ name, run: async () => lastCount(await run(process.execPath, [script], { quiet: true })) }];
}

/**
 * Storms, whose whole report is shown: how often each kind of fault struck is part of what they prove.
 * @type {Step}
 */
const storms = {
  name: 'storms',
  run: async () => {
    const ended = await run(process.execPath, [join(root, 'tools/storms.mjs')], { quiet: true });
    const result = lastCount(ended);
    if (result.failed === 0) console.log(ended.output.trimEnd());
    return result;
  },
};

/** @param {{ code: number, output: string }} ended */
function lastCount({ code, output }) {
  const [, passed = 0, failed = 0] =
    /^(\d+) passed, (\d+) failed\s*$/m.exec(output.trim().split('\n').at(-1) ?? '') ?? [];
  return { passed: Number(passed), failed: Math.max(Number(failed), code === 0 ? 0 : 1), output };
}

/**
 * From quick to slow; a failing step doesn't keep the next from running. What stands together keeps one core busy each and disturbs nobody:
 * it runs side by side.
 * @type {Step[][]}
 */
const steps = [
  [check('lint', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings'])],
  [check('format', '@biomejs/biome/bin/biome', ['format', '.']), check('unused', 'knip/bin/knip.js', [])],
  [
    check('types', 'typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']),
    check('types-simulation', 'typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.simulation.json']),
  ],
  [tests('unit', [])],
  judged('yardsticks', 'yardsticks'),
  [...judged('conformance', 'conformance'), ...judged('terminal', 'conformance')],
  judged('flows', 'conformance'),
  [storms],
  [check('build', 'vite/bin/vite.js', ['build', '--logLevel', 'warn'])],
  [check('size', 'size-limit/bin.js', ['--config', 'tools/size-limit.config.mjs'])],
  [tests('e2e', ['--config', 'e2e/vitest.config.ts'])],
];

/** @param {Step} step */
async function report(step) {
  const began = performance.now();
  const result = await step.run();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (result.failed > 0) console.log(result.output ?? '');
  const skipped = result.skipped ? `, ${result.skipped} skipped` : '';
  const counts = `${result.passed} passed, ${result.failed} failed${skipped}`;
  console.log(
    `${result.failed > 0 ? 'FAILED' : 'ok    '} ${step.name.padEnd(18)} ${seconds.padStart(6)} s   (${counts})`,
  );
  return result;
}

demandNode();
const { values: options } = parseArgs({ options: { only: { type: 'string' } } });
await installPackages();
mkdirSync(join(root, 'build'), { recursive: true });
const browser = await findOrInstallBrowser();
if (!(await findOrInstallFirefox()))
  console.log('No Firefox, and none can be installed: the story in Firefox is skipped.');
if (browser) process.env.CHROMIUM_PATH = browser;
const client = await kubectl();
if (client) process.env.KUBECTL_PATH = client;
const chosen = options.only?.split(',');
let passed = 0;
let failed = 0;
for (const together of steps) {
  const wanted = together.filter(({ name }) => chosen?.includes(name) ?? true);
  for (const result of await Promise.all(wanted.map(report))) {
    passed += result.passed;
    failed += result.failed;
  }
}
process.exitCode = failed > 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);
