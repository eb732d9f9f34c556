import type { Random } from '../../simulation';

const digits = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const dash = 0x2d;
const versionFour = 0x34;
const firstVariant = 8;

/**
 * A version 4 UUID from the simulation's own random numbers. Its letters are put together at once: every object has one, and a
 * text that is added up from pieces takes five times as long and keeps them all.
 */
export function newUid(random: Random): string {
  const [first, second, third, fourth] = [random.bits(), random.bits(), random.bits(), random.bits()];
  const letters: number[] = [];
  const add = (bits: number, from: number, to: number) => {
    for (let shift = from; shift >= to; shift -= 4) letters.push(digits[(bits >>> shift) & 15]!);
  };
  add(first, 28, 0);
  letters.push(dash);
  add(second, 28, 16);
  letters.push(dash, versionFour);
  add(second, 12, 4);
  letters.push(dash, digits[firstVariant + (second & 3)]!);
  add(third, 28, 20);
  letters.push(dash);
  add(third, 16, 0);
  add(fourth, 28, 4);
  return String.fromCharCode(...letters);
}
