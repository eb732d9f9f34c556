import type { ComponentView } from '../../session/protocol';

export type BoxState = 'applied' | 'committed' | 'appended' | 'missing' | 'empty';

export interface LogBox {
  readonly index: number;
  readonly state: BoxState;
  /** The followed request wrote this entry. */
  readonly followed: boolean;
}

export const LOG_BOXES = 13;

function figure(component: ComponentView, fact: string): number {
  const value = component.facts[fact];
  return typeof value === 'number' ? value : 0;
}

/**
 * The newest entries of a member's log, beside each other in all members: the window ends one box after the longest log, so
 * an entry stands in the same box everywhere, and a member that lags shows it as missing.
 */
export function logBoxes(
  member: ComponentView,
  members: readonly ComponentView[],
  followed: readonly number[],
): LogBox[] {
  const newest = Math.max(0, ...members.map((other) => figure(other, 'lastIndex')));
  const first = Math.max(1, newest + 2 - LOG_BOXES);
  return Array.from({ length: LOG_BOXES }, (_, offset) => {
    const index = first + offset;
    return { index, state: stateOf(member, index, newest), followed: index <= newest && followed.includes(index) };
  });
}

function stateOf(member: ComponentView, index: number, newest: number): BoxState {
  if (index > newest) return 'empty';
  if (index > figure(member, 'lastIndex')) return 'missing';
  if (index > figure(member, 'commitIndex')) return 'appended';
  return index > figure(member, 'appliedIndex') ? 'committed' : 'applied';
}
