import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { create } from './testdata/etcd-yardstick';

const root = join(import.meta.dirname, '../..');
const yardstick = join(root, '../shared/yardsticks/etcd');
const present = existsSync(yardstick);
const traces = present ? readdirSync(join(yardstick, 'traces')).sort() : [];

function bundle(): string {
  mkdirSync(join(root, 'build/yardsticks'), { recursive: true });
  const outfile = join(root, 'build/yardsticks/etcd.mjs');
  const entry = join(import.meta.dirname, 'testdata/etcd-yardstick.ts');
  buildSync({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'silent' });
  return outfile;
}

describe.skipIf(!present)('what a real etcd answered, asked of our three members', () => {
  it('is answered the same by the adapter the yardstick runs', { timeout: 60_000 }, () => {
    const args = [
      join(yardstick, 'etcd-differential.mjs'),
      '--replay',
      join(yardstick, 'traces', traces[0]!),
      '--impl',
      bundle(),
    ];
    execFileSync(process.execPath, args, { stdio: 'pipe' }); // exits with 1 on a difference
  });

  it.each(traces)('%s, while machines crash', { timeout: 60_000 }, async (trace) => {
    const lines = gunzipSync(readFileSync(join(yardstick, 'traces', trace)))
      .toString()
      .trim()
      .split('\n');
    const adapter = await create(trace);
    const { names, simulation, untilLed } = adapter.cluster;
    for (const line of lines) {
      const { i, op, q, a } = JSON.parse(line);
      expect(await (adapter as any)[op](q), `${op} ${i}`).toEqual(a);
      if (i % 100 !== 99) continue;
      const host = simulation.host(names[((i / 100) % 3) | 0]!);
      host.crash();
      simulation.runFor(900);
      host.restart();
      simulation.runFor(1_000);
      untilLed();
    }
  });
});
