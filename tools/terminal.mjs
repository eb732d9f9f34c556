// @ts-check
// `npm run terminal`: command lines that real kubectl was recorded to answer (../shared/conformance/golden-terminal) are run by the
// simulated laptop's kubectl through the port of a served cluster with a stepped clock. The last line is `N passed, N failed`: passed
// are lines whose output and exit code agree, failed is what has been lost against the floor.
//   --only apply   just these     --verbose   every difference
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judgeBy, root, run } from './packages.mjs';
import { startServing, token } from './served.mjs';

const runner = join(root, '../shared/conformance/terminal.mjs');
/** Command lines that agree today, less two that depend on the runner's pace. It may only rise. */
const floor = 416;

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' }, verbose: { type: 'boolean' } } });
  const { address, stop } = await startServing();
  const urls = ['--terminal', `${address}/wheelhouse/terminal`, '--advance', `${address}/wheelhouse/clock`];
  const only = values.only === undefined ? [] : ['--only', values.only];
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const { output } = await run(process.execPath, [runner, 'check', ...urls, '--token', token, ...only, '--verbose'], {
    quiet: true,
    env,
  });
  stop();
  const [line = output, same = 0] = /command lines (\d+)\/\d+.*$/m.exec(output) ?? [];
  const lost = values.only === undefined ? Math.max(0, floor - Number(same)) : 0;
  if (values.verbose || lost > 0) console.log(output);
  console.log(line);
  console.log(`${same} passed, ${lost} failed`);
  process.exitCode = lost > 0 ? 1 : 0;
}

await judgeBy(runner, 'recordings beside this repository (../shared/conformance)', main);
