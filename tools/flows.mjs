// @ts-check
// `npm run flows`: real kubectl tells stories to a served cluster with a stepped clock; the audit log says who sent which request, and
// that is held against what was recorded on a real one (../shared/conformance). The last line is `N passed, N failed`: passed are kinds
// of request that were sent about as often, failed what is missing to the floor, and what is sent beyond it that nobody sent on the real one.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubectl } from './clients.mjs';
import { judgeBy, root, run } from './packages.mjs';
import { startServing, token } from './served.mjs';

const shared = join(root, '../shared/conformance');
/**
 * Kinds of request met today (288 and 90), less one that depends on how fast kubectl is; and how many are sent that nobody sent on the real one:
 * where a namespace goes, the garbage collector may be at the endpoint slices before the namespace controller.
 */
const floors = {
  'golden-flows.json': { met: 287, strange: 1 },
  'golden-flows-kubelets.json': { met: 89, strange: 0 },
};

/**
 * @param {string} client
 * @param {string} golden
 */
async function tell(client, golden) {
  const folder = mkdtempSync(join(tmpdir(), 'flows-'));
  const [audit, kubeconfig] = [join(folder, 'audit.log'), join(folder, 'kubeconfig')];
  const { address, stop } = await startServing(['--audit-log', audit, '--kubeconfig', kubeconfig]);
  const files = ['--kubectl', client, '--kubeconfig', kubeconfig, '--audit', audit, '--golden', join(shared, golden)];
  const clock = ['--token', token, '--advance', `${address}/wheelhouse/clock`];
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const args = [join(shared, 'flows.mjs'), 'check', ...files, ...clock, '--verbose'];
  const { output } = await run(process.execPath, args, { quiet: true, env });
  stop();
  return output;
}

async function main() {
  const client = await kubectl();
  if (!client) {
    console.log('There are recordings to be compared with, but no kubectl to be had.\n0 passed, 1 failed');
    process.exitCode = 1;
    return;
  }
  let passed = 0;
  let failed = 0;
  const stories = Object.entries(floors);
  const told = await Promise.all(stories.map(([golden]) => tell(client, golden)));
  for (const [index, [golden, floor]] of stories.entries()) {
    const output = told[index] ?? '';
    const [line = output, met = 0, strange = 1] = /met (\d+)\/\d+ .*strange ones (\d+)/.exec(output) ?? [];
    const missing = Math.max(0, floor.met - Number(met)) + Math.max(0, Number(strange) - floor.strange);
    if (missing > 0) console.log(output);
    console.log(`${golden.padEnd(28)} ${line}`);
    passed += Number(met);
    failed += missing;
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await judgeBy(shared, 'recordings beside this repository (../shared/conformance)', main);
