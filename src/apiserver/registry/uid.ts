import type { Random } from '../../simulation';

/** A version 4 UUID from the simulation's own random numbers. (Joined: a text that is added up from pieces keeps them all.) */
export function newUid(random: Random): string {
  const digits = random.hex(31);
  const variant = '89ab'[Number.parseInt(digits[15]!, 16) & 3]!;
  const groups = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(12, 15)}`, variant + digits.slice(16, 19)];
  groups.push(digits.slice(19, 31));
  return groups.join('-');
}
