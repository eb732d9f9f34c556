import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const vectors = fileURLToPath(new URL('../../../shared/yardsticks/vectors/run-vectors.mjs', import.meta.url));
const adapter = fileURLToPath(new URL('./testdata/vectors.adapter.ts', import.meta.url));

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Bundles our adapter and lets the yardstick judge it, as a foreign program would. */
async function judge(): Promise<Map<string, Count>> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'vectors-')), 'vectors.mjs');
  await build({ entryPoints: [adapter], outfile, bundle: true, format: 'esm', platform: 'neutral', logLevel: 'error' });
  const skip = 'server-side apply,cron,deployment proportional scaling';
  let output: string;
  try {
    output = execFileSync(process.execPath, [vectors, '--impl', outfile, '--skip', skip], { encoding: 'utf8' });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  const rows = output.matchAll(/^(.+?)\s+(\d+) passed, (\d+) failed$/gm);
  return new Map(
    [...rows].map(([, name, passed, failed]) => [name!, { passed: Number(passed), failed: Number(failed) }]),
  );
}

describe.skipIf(!existsSync(vectors))('what the real Go code answered', () => {
  let counts: Map<string, Count>;
  beforeAll(async () => {
    counts = await judge();
  }, 120_000);

  it.each([
    'quantity',
    'quantity arithmetic',
    'label selector',
    'field selector',
    'human duration (AGE column)',
    'name validation',
    'int or percent',
    'json patch (RFC 6902)',
    'strategic merge patch, upstream tables',
    'strategic merge patch, random real types',
    'json merge patch three-way',
  ])('is what we answer: %s', (name) => {
    expect(counts.get(name)).toMatchObject({ failed: 0 });
    expect(counts.get(name)!.passed).toBeGreaterThan(10);
  });

  it('is what we read in YAML, but for what the README lists', () => {
    const { passed, failed } = counts.get('yaml to json')!;
    expect(passed / (passed + failed)).toBeGreaterThan(0.96);
  });
});
