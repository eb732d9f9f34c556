// @ts-check
// `npm run conformance`: replays recorded exchanges with a real cluster (../shared/conformance) against a served one with a stepped
// clock, and prints how many agree in each area. The last line is `N passed, N failed`: passed are exchanges that agree, failed is
// what an area has lost against its floor below. What differs, and why, is listed in docs/conformance.md.
//   --only crud/,list/   just these     --verbose   every difference     --seed S   another history
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judgeBy, root, run } from './packages.mjs';
import { startServing, token } from './served.mjs';

const runner = join(root, '../shared/conformance/conformance.mjs');

/**
 * The runner calls its namespaces after its process, and where nodes share the best score a pod's name is part of what the simulation's
 * chance hangs on: under the same names everything happens the same in every run.
 */
const sameName = 'data:text/javascript,Object.defineProperty(process,"pid",{value:1000})';

/** Exchanges of each area that agree today. Raise a number when more do; none may fall. */
const floors = {
  crud: 65,
  list: 23,
  watch: 13,
  patch: 39,
  apply: 34,
  defaults: 37,
  invalid: 135,
  admission: 49,
  auth: 27,
  custom: 37,
  controllers: 73,
  discovery: 26,
  // Where nodes share the best score chance decides: 138 to 142, by seed.
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
  const { values } = parseArgs({
    options: { only: { type: 'string' }, verbose: { type: 'boolean' }, seed: { type: 'string' } },
  });
  const only =
    values.only ??
    Object.keys(floors)
      .map((area) => `${area}/`)
      .join(',');
  const { address, stop } = await startServing(values.seed ? ['--seed', values.seed] : []);
  const advance = `${address}/wheelhouse/clock`;
  const args = [
    '--import',
    sameName,
    runner,
    'check',
    '--server',
    address,
    '--token',
    token,
    '--advance',
    advance,
    '--only',
    only,
    '--verbose',
  ];
  const { output } = await run(process.execPath, args, { quiet: true });
  stop();
  if (values.verbose) console.log(output);
  const areas = areasOf(output);
  if (areas.length === 0) console.log(output);
  const { passed, failed } = report(areas);
  console.log(`${passed} passed, ${areas.length === 0 ? 1 : failed} failed`);
  process.exitCode = failed > 0 || areas.length === 0 ? 1 : 0;
}

await judgeBy(runner, 'recordings beside this repository (../shared/conformance)', main);
