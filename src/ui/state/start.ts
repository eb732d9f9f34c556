import { clockAsked } from './asked';
import { tellBreakpoints } from './breakpoints';
import { useScreen } from './screen';
import { send } from './session';

const words = ['kite', 'reef', 'mast', 'gale', 'helm', 'cove', 'tide', 'buoy', 'knot', 'sail', 'keel', 'dock'];

/** A seed that can be said aloud. Chance above the worker line: what follows from the seed is not chance any more. */
export function freshSeed(): string {
  const word = words[Math.floor(Math.random() * words.length)] ?? 'kite';
  return `${word}-${Math.floor(Math.random() * 900 + 100)}`;
}

const MOST_WORKERS = 200;

/** As the address says: `?workers=10`; undefined where it says nothing that can be. */
export function workersWanted(query: string): number | undefined {
  const workers = Number(new URLSearchParams(query).get('workers'));
  return Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS ? workers : undefined;
}

/** A new cluster; without a seed a fresh one. Speed and pace stay as they are. */
export function startCluster(seed: string = freshSeed()): void {
  const clock = clockAsked(useScreen.getState().clock);
  useScreen.setState({ crash: null, selection: null, inspection: null });
  const workers = workersWanted(location.search);
  send({ kind: 'start', seed, speed: clock.speed, autoPace: clock.autoPace, ...(workers ? { workers } : {}) });
  tellBreakpoints();
}
