import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForeignClient } from './testing/foreign-client';

/** Lies beside kubectl when `npm test` has fetched both (tools/clients.mjs); without it these tests are skipped. */
const helm = join(import.meta.dirname, '..', '..', 'build', 'clients', 'helm');

describe.skipIf(!existsSync(helm))('real helm', () => {
  let client: ForeignClient;
  const folder = mkdtempSync(join(tmpdir(), 'helm-'));
  const env = () => ({ HOME: folder, KUBECONFIG: client.kubeconfigFile });
  beforeAll(async () => {
    client = await ForeignClient.start('real helm');
    execFileSync(helm, ['create', 'chart'], { cwd: folder, env: env() });
  }, 60_000);
  afterAll(() => client.close());

  /** Runs a line to its end, while simulated time passes: its code, and all it printed. */
  async function run(line: string): Promise<{ readonly code: number; readonly printed: string }> {
    let ended: { readonly code: number; readonly printed: string } | undefined;
    execFile(helm, line.split(' '), { cwd: folder, env: env(), timeout: 60_000 }, (error, stdout, stderr) => {
      ended = { code: Number(error?.code ?? 0), printed: stdout + stderr };
    });
    while (!ended) {
      await client.pass(50);
      await new Promise((done) => setTimeout(done, 10));
    }
    return ended;
  }

  it('installs a chart and waits until it runs, and keeps a name that is used', async () => {
    const { code, printed } = await run('install r1 ./chart --wait --timeout 60s');
    expect({ code, printed }).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/NAME: r1\n[^]*STATUS: deployed/),
    });
    const { body } = await client.ask('/apis/apps/v1/namespaces/default/deployments/r1-chart');
    expect(body.status).toMatchObject({ readyReplicas: 1 });
    expect(await run('install r1 ./chart')).toMatchObject({
      code: 1,
      printed: expect.stringContaining('cannot reuse a name that is still in use'),
    });
  }, 120_000);

  it('upgrades, and remembers what was before', async () => {
    const { printed } = await run('upgrade r1 ./chart --set replicaCount=2 --wait --timeout 60s');
    expect(printed).toContain('Release "r1" has been upgraded. Happy Helming!');
    expect((await run('history r1')).printed).toMatch(/1 .*superseded[^]*2 .*deployed/);
    expect((await run('get manifest r1')).printed).toContain('# Source: chart/templates/deployment.yaml');
    expect((await run('status r1')).printed).toMatch(/STATUS: deployed[^]*r1-chart +2\/2/);
    expect((await run('rollback r1 1 --wait --timeout 60s')).printed).toContain('Rollback was a success');
    const { body } = await client.ask('/apis/apps/v1/namespaces/default/deployments/r1-chart');
    expect(body.spec.replicas).toBe(1);
  }, 120_000);

  it('uninstalls, and leaves nothing', async () => {
    expect((await run('uninstall r1 --wait --timeout 60s')).printed).toBe('release "r1" uninstalled\n');
    await client.pass(60_000);
    const left = await client.ask('/api/v1/namespaces/default/pods');
    expect(left.body.items).toEqual([]);
    expect((await run('list -q')).printed.trim()).toBe('');
  }, 120_000);
});
