import { create } from 'zustand';
import type { Breakpoint } from '../../session/protocol';
import { recall, remember } from './memory';
import { send } from './session';

const KEY = 'wheelhouse.breakpoints';

const STANDARD: readonly Breakpoint[] = [
  { id: 'pod-bound', when: 'pod-bound', on: false },
  { id: 'pod-fails', when: 'pod-fails', on: false },
  { id: 'no-leader', when: 'no-leader', on: false },
];

/** What stops the clock, as the user left it. */
export const useBreakpoints = create<{ readonly list: readonly Breakpoint[] }>(() => ({ list: remembered() }));

function remembered(): readonly Breakpoint[] {
  try {
    const kept = JSON.parse(recall(KEY) ?? '[]') as readonly Breakpoint[];
    const written = kept.filter(({ when, text }) => when === 'written' && typeof text === 'string');
    return [...STANDARD.map((each) => ({ ...each, on: kept.some(({ id, on }) => id === each.id && on) })), ...written];
  } catch {
    return STANDARD;
  }
}

export function setBreakpoints(list: readonly Breakpoint[]): void {
  const unique = list.filter((each, index) => list.findIndex(({ id }) => id === each.id) === index);
  useBreakpoints.setState({ list: unique });
  remember(KEY, JSON.stringify(unique));
  send({ kind: 'breakpoints', breakpoints: unique });
}

/** A new worker knows none. */
export function tellBreakpoints(): void {
  const { list } = useBreakpoints.getState();
  if (list.some(({ on }) => on)) send({ kind: 'breakpoints', breakpoints: list });
}
