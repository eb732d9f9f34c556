import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instantOf, wallClock } from '../../apimachinery';
import { nextScheduled } from './cron-next';
import { parseSchedule, scheduleProblem } from './cron-schedule';

const vectors = new URL('../../../../shared/yardsticks/vectors/cron.json', import.meta.url);

function following(spec: string, from: string, count: number, zone?: string): readonly string[] {
  const found: string[] = [];
  for (let at = instantOf(from)!; found.length < count; ) {
    at = nextScheduled(parseSchedule(spec), at, zone)!;
    found.push(wallClock(at));
  }
  return found;
}

describe('a cron schedule', () => {
  it.skipIf(!existsSync(vectors))('is refused where the real parser refuses it, in its words', () => {
    const cases = JSON.parse(readFileSync(vectors, 'utf8')) as { spec: string; error: string | null }[];
    for (const { spec, error } of cases) expect([spec, scheduleProblem(spec)]).toEqual([spec, error ?? undefined]);
  });

  it.skipIf(!existsSync(vectors))('comes when the real one says', () => {
    const cases = JSON.parse(readFileSync(vectors, 'utf8')) as {
      spec: string;
      error: string | null;
      runs: { from: string; next: string[] }[];
    }[];
    for (const { spec, runs } of cases.filter(({ error }) => error === null))
      for (const { from, next } of runs) expect([spec, from, following(spec, from, 5)]).toEqual([spec, from, next]);
  });

  it('goes by the clock of its zone, through spring and autumn', () => {
    expect(following('30 2 * * *', '2026-03-28T00:00:00Z', 3, 'Europe/Berlin')).toEqual([
      '2026-03-28T01:30:00Z',
      '2026-03-30T00:30:00Z',
      '2026-03-31T00:30:00Z',
    ]);
    expect(following('0 1 * * *', '2026-10-31T00:00:00Z', 3, 'America/New_York')).toEqual([
      '2026-10-31T05:00:00Z',
      '2026-11-01T05:00:00Z',
      '2026-11-02T06:00:00Z',
    ]);
    expect(following('0 9 * * *', '2026-01-01T00:00:00Z', 1, 'Asia/Kolkata')).toEqual(['2026-01-01T03:30:00Z']);
  });

  it('may never come', () => {
    expect(nextScheduled(parseSchedule('0 0 30 2 *'), 0)).toBeUndefined();
  });

  it('says which range is wrong', () => {
    expect(scheduleProblem('5-1 * * * *')).toBe('beginning of range (5) beyond end of range (1): 5-1');
    expect(scheduleProblem('* * 0 * *')).toBe('beginning of range (0) below minimum (1): 0');
    expect(scheduleProblem('1-2-3 * * * *')).toBe('too many hyphens: 1-2-3');
    expect(scheduleProblem('@every soon')).toMatch(/^failed to parse duration @every soon/);
  });
});
