import { describe, expect, it } from 'vitest';
import { nextPlace } from './roving';

/** Two rows of three. */
const places = [0, 1].flatMap((row) => [0, 1, 2].map((column) => ({ x: column * 200, y: row * 150 })));

describe('arrows in the picture', () => {
  it('go to what lies straight ahead', () => {
    expect(nextPlace({ x: 0, y: 0 }, places, 'ArrowRight')).toBe(1);
    expect(nextPlace({ x: 0, y: 0 }, places, 'ArrowDown')).toBe(3);
    expect(nextPlace({ x: 400, y: 150 }, places, 'ArrowLeft')).toBe(4);
    expect(nextPlace({ x: 400, y: 150 }, places, 'ArrowUp')).toBe(2);
  });

  it('stay where nothing lies ahead', () => {
    expect(nextPlace({ x: 400, y: 0 }, places, 'ArrowRight')).toBe(-1);
    expect(nextPlace({ x: 0, y: 0 }, places, 'ArrowUp')).toBe(-1);
  });
});
