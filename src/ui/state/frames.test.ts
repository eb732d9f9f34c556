import { describe, expect, it } from 'vitest';
import { FrameBudget } from './frames';

/** Draws as often as it may for a while; how many frames, and what share of the time they took. */
function drawn(cost: number, milliseconds: number): { frames: number; share: number } {
  const budget = new FrameBudget();
  let frames = 0;
  for (let now = 0; now < milliseconds; ) {
    const wait = budget.wait(now);
    if (wait > 0) now += wait;
    now += cost;
    budget.spend(cost, now);
    frames++;
    now = Math.max(now, frames * (1000 / 60));
  }
  return { frames, share: (frames * cost) / milliseconds };
}

describe('how often the page draws', () => {
  it('draws at every frame of the display where a frame costs little', () => {
    expect(drawn(1.5, 10_000).frames).toBeGreaterThan(590);
  });

  it('draws less often where frames cost much, and keeps to its share of the main thread', () => {
    const { frames, share } = drawn(20, 10_000);
    expect(share).toBeLessThan(0.13);
    expect(frames).toBeGreaterThan(40);
  });

  it('draws at once after a rest', () => {
    const budget = new FrameBudget();
    budget.spend(50, 100);
    expect(budget.wait(100)).toBeGreaterThan(100);
    expect(budget.wait(1000)).toBe(0);
  });

  it('is never much older than what it was told, however dear a frame is', () => {
    const budget = new FrameBudget();
    budget.spend(5000, 5000);
    expect(budget.wait(5000)).toBeLessThanOrEqual(400);
  });
});
