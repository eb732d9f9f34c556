// @ts-check
// `npm run conformance`: replays recorded exchanges with a real cluster (../shared/conformance) against a served one with a stepped
// clock, and prints how many agree in each area. The last line is `N passed, N failed`: passed are exchanges that agree, failed is
// what an area has lost against its floor below. What differs, and why, is listed in docs/conformance.md.
//   --only crud/,list/   just these     --verbose   every difference
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demandNode, installPackages, root, run } from './packages.mjs';
import { startServing, token } from './served.mjs';

const runner = join(root, '../shared/conformance/conformance.mjs');

/** Exchanges of each area that agree today. Raise a number when more do; none may fall. */
const floors = {
  crud: 64,
  list: 23,
  watch: 13,
  patch: 39,
  apply: 34,
  defaults: 34,
  invalid: 127,
  controllers: 70,
  scheduler: 138,
};

/** @param {string} output */
function areasOf(output) {
  const rows = output.matchAll(/^(\w+) +(\d+)\/(\d+) \(([\d.]+) %\)$/gm);
  return [...rows].map(([, name = '', same, steps, percent = '']) => ({
    name,
    same: Number(same),
    steps: Number(steps),
    percent,
  }));
}

/** @param {ReturnType<typeof areasOf>} areas */
function report(areas) {
  let passed = 0;
  let failed = 0;
  for (const { name, same, steps, percent } of areas) {
    const floor = floors[/** @type {keyof typeof floors} */ (name)] ?? 0;
    const verdict = same < floor ? `LESS THAN ${floor}` : same > floor ? `more than ${floor}: raise the floor` : '';
    console.log(`${name.padEnd(12)} ${`${same}/${steps}`.padStart(8)} ${percent.padStart(6)} %  ${verdict}`);
    passed += same;
    failed += Math.max(0, floor - same);
  }
  return { passed, failed };
}

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' }, verbose: { type: 'boolean' } } });
  const only =
    values.only ??
    Object.keys(floors)
      .map((area) => `${area}/`)
      .join(',');
  const { address, stop } = await startServing();
  const advance = `${address}/wheelhouse/clock`;
  const args = ['check', '--server', address, '--token', token, '--advance', advance, '--only', only, '--verbose'];
  const { output } = await run(process.execPath, [runner, ...args], { quiet: true });
  stop();
  if (values.verbose) console.log(output);
  const areas = areasOf(output);
  if (areas.length === 0) console.log(output);
  const { passed, failed } = report(areas);
  console.log(`${passed} passed, ${areas.length === 0 ? 1 : failed} failed`);
  process.exitCode = failed > 0 || areas.length === 0 ? 1 : 0;
}

demandNode();
if (existsSync(runner)) {
  await installPackages();
  await main();
} else {
  console.log('There are no recordings beside this repository (../shared/conformance).\n0 passed, 0 failed');
}
