import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { converse } from '../testdata/raft-conversation';

const folder = join(import.meta.dirname, '../testdata/conversations');
const root = join(import.meta.dirname, '../../..');
const yardstick = join(root, '../shared/yardsticks/raft/raft-trace-check.mjs');

describe('Raft, in conversations (rules R1 to R11)', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
    it(`says and does what ${file} says`, () => {
      const written = readFileSync(join(folder, file), 'utf8');
      const said = converse(written);
      if (process.env['WRITE_CONVERSATIONS']) writeFileSync(join(folder, file), said);
      else expect(said).toBe(written);
    });
  }
});

describe("etcd's own Raft, in 200 recorded scenarios", () => {
  it.skipIf(!existsSync(yardstick))('is safe in all and has the same logs in nine of ten', { timeout: 120_000 }, () => {
    const out = join(root, 'build/yardsticks');
    mkdirSync(out, { recursive: true });
    const outfile = join(out, 'raft.mjs');
    const entry = join(import.meta.dirname, '../testdata/raft-yardstick.ts');
    buildSync({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'silent' });
    const { levels, scenarios } = JSON.parse(
      execFileSync(process.execPath, [yardstick, '--impl', outfile], { encoding: 'utf8' }),
    );
    expect(levels.none ?? 0).toBe(0);
    expect((levels.log ?? 0) + (levels.wire ?? 0)).toBeGreaterThanOrEqual(0.9 * scenarios);
  });
});
