import { describe, expect, it } from 'vitest';
import { nextOf } from './slowly';

describe('what is read slowly', () => {
  it('is told in turns: a few in a frame, and who has waited longest first', () => {
    const readers = Array.from({ length: 12 }, (_, index) => ({ name: index, toldAt: 100 - index }));
    const order: number[] = [];
    for (let now = 500; order.length < 12; now += 16)
      for (const reader of nextOf(readers, 500)) {
        reader.toldAt = now;
        order.push(reader.name);
      }
    expect(order).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(nextOf(readers, 500)).toEqual([]);
  });
});
