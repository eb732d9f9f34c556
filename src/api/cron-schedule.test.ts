import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scheduleProblem } from './cron-schedule';

const vectors = new URL('../../../shared/yardsticks/vectors/cron.json', import.meta.url);

describe('a cron schedule', () => {
  it.skipIf(!existsSync(vectors))('is refused where the real parser refuses it, in its words', () => {
    const cases = JSON.parse(readFileSync(vectors, 'utf8')) as { spec: string; error: string | null }[];
    for (const { spec, error } of cases) expect([spec, scheduleProblem(spec)]).toEqual([spec, error ?? undefined]);
  });

  it('says which range is wrong', () => {
    expect(scheduleProblem('5-1 * * * *')).toBe('beginning of range (5) beyond end of range (1): 5-1');
    expect(scheduleProblem('* * 0 * *')).toBe('beginning of range (0) below minimum (1): 0');
    expect(scheduleProblem('1-2-3 * * * *')).toBe('too many hyphens: 1-2-3');
    expect(scheduleProblem('@every soon')).toMatch(/^failed to parse duration @every soon/);
  });
});
