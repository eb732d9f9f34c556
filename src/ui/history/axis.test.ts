import { describe, expect, it } from 'vitest';
import { compressedAxis, grouped, sampled } from './axis';

describe('an axis that compresses waiting', () => {
  const story = Array.from({ length: 60 }, (_, index) => 5000 + index * 50);
  const axis = compressedAxis([1000, 3000, ...story], 600_000);

  it('rises with time and leads back', () => {
    let before = -1;
    for (const instant of [0, 1, 1000, 2999, 5000, 5025, 7950, 8000, 100_000, 600_000]) {
      const share = axis.toShare(instant);
      expect(share).toBeGreaterThan(before);
      expect(axis.toInstant(share)).toBeCloseTo(instant, 6);
      before = share;
    }
    expect([axis.toShare(-5), axis.toShare(0), axis.toShare(700_000)]).toEqual([0, 0, 1]);
  });

  it('gives three seconds of a story more room than ten minutes of nothing', () => {
    const told = axis.toShare(7950) - axis.toShare(5000);
    expect(told).toBeGreaterThan(0.5);
    expect(1 - axis.toShare(7950)).toBeLessThan(0.25);
    expect(1 - axis.toShare(7950)).toBeGreaterThan(0.05);
  });

  it('stands for nothing yet, too', () => {
    const empty = compressedAxis([], 0);
    expect([empty.toShare(0), empty.toInstant(1)]).toEqual([0, 1]);
  });
});

it('long rows are sampled with their ends, and what would overlap is one', () => {
  const row = Array.from({ length: 1000 }, (_, index) => index);
  const few = sampled(row, 50);
  expect([few.length, few[0], few[49]]).toEqual([50, 0, 999]);
  expect(grouped([0, 3, 9, 20, 24], (x) => x, 10)).toEqual([
    [0, 3, 9],
    [20, 24],
  ]);
});
