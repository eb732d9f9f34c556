import type { History } from './journal';
import type { OutOfTime } from './pace';
import { type Phrase, phrase } from './phrases';
import { Session } from './session';

/** What a session has come to so far. */
export function historyOf(session: Session): History {
  const { simulation } = session.cluster;
  const { events, now, trace } = simulation;
  return { ...beginningOf(session), journal: [...session.journal], events, now, hash: trace.hash() };
}

/** What a session began with. */
function beginningOf({ seed, workers }: Session): Pick<History, 'seed' | 'workers'> {
  return workers ? { seed, workers } : { seed };
}

type Recorded = Pick<History, 'seed' | 'workers' | 'journal' | 'events'>;

/** How far simulated time goes between two looks while nobody watches: as fine as milestones and boot steps are recorded. */
const LOOK_INTERVAL_MILLISECONDS = 50;
/** Events between two questions whether the time is up. */
const EVENTS_PER_SLICE = 64;

/** Runs a history again in a fresh session, event by event, in slices; its hash is the same, in whatever engine. */
export class Replay {
  readonly session: Session;
  readonly #history: Recorded;
  readonly #reached: (session: Session) => boolean;
  #entry = 0;
  #looked = 0;

  /** @param reached ends the run early, at whichever event it first holds after. */
  constructor(history: Recorded, reached: (session: Session) => boolean = () => false) {
    this.#history = history;
    this.#reached = reached;
    this.session = new Session({ ...history, speed: 1, autoPace: false });
  }

  /** True when the end is reached, false when the time was up before. */
  advance(outOfTime: OutOfTime): boolean {
    for (let steps = 1; this.#step(); steps++) if (steps % EVENTS_PER_SLICE === 0 && outOfTime()) return false;
    return true;
  }

  /** One event or one act further; false when there is nothing left to do. */
  #step(): boolean {
    const { simulation } = this.session.cluster;
    const entry = this.#history.journal[this.#entry];
    if (this.#reached(this.session)) return false;
    if (entry && simulation.events >= entry.event) {
      simulation.idleUntil(entry.at);
      this.session.run(entry.command);
      this.#entry++;
      return true;
    }
    if (simulation.events >= this.#history.events || !simulation.step()) return false;
    if (simulation.now - this.#looked >= LOOK_INTERVAL_MILLISECONDS) {
      this.#looked = simulation.now;
      this.session.look();
    }
    return true;
  }
}

/** The whole history again, in one go. */
export function replay(history: Recorded): Session {
  const again = new Replay(history);
  again.advance(() => false);
  return again.session;
}

/** The way back to the moment just after a hop was sent. */
export class Seek {
  readonly hop: number;
  readonly #from: Session;
  readonly #replay: Replay;
  readonly #until: number;

  constructor(from: Session, hop: number) {
    const { trace, events } = from.cluster.simulation;
    this.hop = Math.min(hop, trace.nextHop - 1);
    this.#from = from;
    this.#until = trace.hop(this.hop)?.sentAt ?? 0;
    const history = { ...beginningOf(from), journal: from.journal, events };
    this.#replay = new Replay(history, ({ cluster }) => cluster.simulation.trace.nextHop > this.hop);
  }

  /** How much of the way lies behind, 0 to 1, in simulated time. */
  get share(): number {
    return this.#until > 0 ? Math.min(0.99, this.#replay.session.cluster.simulation.now / this.#until) : 0;
  }

  /** The session that stands there, when it has been reached; undefined when the time was up before. */
  advance(outOfTime: OutOfTime): Session | undefined {
    if (!this.#replay.advance(outOfTime)) return undefined;
    const { session } = this.#replay;
    session.standAt(this.hop, this.#from, lostWords(this.#from.journal.length - session.journal.length));
    return session;
  }
}

function lostWords(acts: number): Phrase {
  return acts === 0 ? phrase('notices.back') : phrase('notices.backDropped', { count: acts });
}
