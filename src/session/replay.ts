import type { Ahead } from './course';
import type { History, Recorded } from './journal';
import type { OutOfTime } from './pace';
import { Session } from './session';

/** What a session has come to so far. */
export function recordedOf(session: Session): Recorded {
  const { events, now } = session.cluster.simulation;
  const { seed, workers } = session;
  return { seed, ...(workers ? { workers } : {}), journal: [...session.journal], events, now };
}

/** The same, and a hash over all of it. */
export function historyOf(session: Session): History {
  return { ...recordedOf(session), hash: session.cluster.simulation.trace.hash() };
}

type Beginning = Pick<Recorded, 'seed' | 'workers'>;

/** How far simulated time goes between two looks while nobody watches: as fine as milestones and boot steps are recorded. */
const LOOK_INTERVAL_MILLISECONDS = 100;
/** Events between two questions whether the time is up. */
const EVENTS_PER_SLICE = 64;

/** Runs a history again in a fresh session, event by event, in slices; its hash is the same, in whatever engine. */
export class Replay {
  readonly session: Session;
  #looked = 0;

  constructor(history: Beginning & Ahead) {
    this.session = new Session({ ...history, speed: 1, autoPace: false }, history);
  }

  /**
   * True when the end is reached, false when the time was up before.
   * @param reached ends the run early, at whichever event it first holds after.
   */
  advance(outOfTime: OutOfTime, reached: (session: Session) => boolean = () => false): boolean {
    const { session } = this;
    for (let steps = 1; !reached(session); steps++) {
      if (!session.course.step()) return true;
      if (session.course.now - this.#looked >= LOOK_INTERVAL_MILLISECONDS) {
        this.#looked = session.course.now;
        session.look();
      }
      if (steps % EVENTS_PER_SLICE === 0 && outOfTime()) return false;
    }
    return true;
  }
}

/** The whole history again, in one go. */
export function replay(history: Beginning & Ahead): Session {
  const again = new Replay(history);
  again.advance(() => false);
  return again.session;
}
