import { describe, expect, it } from 'vitest';
import { Roster } from './roster';

describe('a roster', () => {
  it('has its members in the order they came, without those that left', () => {
    const roster = new Roster<string>();
    const [, second, third] = ['a', 'b', 'c', 'd'].map((member) => roster.add(member));
    third!.leave();
    second!.leave();
    second!.leave();
    roster.add('b');
    expect([...roster]).toEqual(['a', 'd', 'b']);
  });

  it('is empty once it is dismissed, and who leaves then changes nothing', () => {
    const roster = new Roster<string>();
    const first = roster.add('a');
    roster.add('b');
    expect(roster.dismiss()).toEqual(['a', 'b']);
    roster.add('c');
    first.leave();
    expect([...roster]).toEqual(['c']);
  });
});
