import { expect, it } from 'vitest';
import { timeProblem } from './go-time';

const layout = '"2006-01-02T15:04:05Z07:00"';

it.each([
  ['2026-01-01', ` as ${layout}: cannot parse "" as "T"`],
  ['soon', ` as ${layout}: cannot parse "soon" as "2006"`],
  ['2026-1-01T00:00:00Z', ` as ${layout}: cannot parse "1-01T00:00:00Z" as "01"`],
  ['2026-13-01T00:00:00Z', ': month out of range'],
  ['2026-02-30T00:00:00Z', ': day out of range'],
  ['2026-01-01T24:00:00Z', ': hour out of range'],
  ['2026-01-01T00:00:00', ` as ${layout}: cannot parse "" as "Z07:00"`],
  ['2026-01-01T00:00:00Zx', ': extra text: "x"'],
])('Go says of %s what is wrong with it', (text, expected) =>
  expect(timeProblem(text, 'seconds')).toBe(`parsing time "${text}"${expected}`),
);

it('a time may have a fraction and a zone; of one with microseconds the fraction has six digits', () => {
  expect(timeProblem('2024-02-29T23:59:59.5+09:00', 'seconds')).toBeUndefined();
  expect(timeProblem('2026-01-01T00:00:00.000001Z', 'microseconds')).toBeUndefined();
  expect(timeProblem('2026-01-01T00:00:00Z', 'microseconds')).toBe(
    'parsing time "2026-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
  );
});
