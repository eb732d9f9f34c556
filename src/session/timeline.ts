import type { JournalEntry, Standing, Story } from './journal';
import type { OutOfTime } from './pace';
import { type Phrase, phrase } from './phrases';
import type { Batch, Breakpoint, Command, Inspection, Moment, RecordMessage, Seeking } from './protocol';
import { Replay, recordedOf } from './replay';
import { Session } from './session';

type Start = Extract<Command, { kind: 'start' }>;

/** A replay that is on its way, where it goes, and what happens when it is there. */
interface Way {
  readonly why: Seeking['why'];
  readonly replay: Replay;
  readonly from: number;
  readonly to: number;
  /** The message that is gone to; 0: an instant is. */
  readonly hop: number;
  reached(session: Session): boolean;
  arrive(replay: Replay): void;
}

/** What the keeper of the record has heard. */
interface Told {
  readonly journal: readonly JournalEntry[];
  readonly length: number;
  readonly events: number;
  readonly standing: string;
}

/** While the clock runs, the record is told this often, in milliseconds of real time. */
const RECORD_INTERVAL_MILLISECONDS = 400;

/** What a user does to the cluster: in the past, it makes a new history of it. */
const ACTS: ReadonlySet<Command['kind']> = new Set(['apply', 'delete', 'fault', 'terminal', 'input', 'interrupt']);

/** What does not call off the way to another moment. */
const BYSTANDERS: ReadonlySet<Command['kind']> = new Set([
  'select',
  'visible',
  'history',
  'speed',
  'auto-pace',
  'complete',
  'peek',
  'breakpoints',
  'look-into-etcd',
]);

/**
 * A history and the moment of it that is shown. The present is a session; to look at another moment, seed and journal are run
 * again in a second one, which then goes through what is recorded until it meets the present or becomes a history of its own.
 */
export class Timeline {
  #present: Session;
  #past: Replay | undefined;
  #way: Way | undefined;
  #held: Command[] = [];
  #lookNext: Standing['lookingAt'];
  #breakpoints: readonly Breakpoint[] = [];
  #told: Told = { journal: [], length: 0, events: 0, standing: '' };
  #untilRecord = 0;

  constructor(start: Start) {
    this.#present = new Session(start);
    if (start.story) this.#restore(start, start.story);
  }

  /** The session on the screen. */
  get shown(): Session {
    return this.#past?.session ?? this.#present;
  }

  get present(): Session {
    return this.#present;
  }

  /** Whether frames do anything. */
  get running(): boolean {
    return this.#way !== undefined || this.#lookNext !== undefined || this.shown.running;
  }

  get isOnItsWay(): boolean {
    return this.#way !== undefined;
  }

  /** On the way to another moment nobody watches: it goes as fast as it can. */
  get hurries(): boolean {
    return this.#way !== undefined || this.shown.mode !== 'playing';
  }

  handle(command: Command): void {
    if (this.#way?.why === 'restoring') return void this.#held.push(command);
    const way = this.#way;
    if (way && !BYSTANDERS.has(command.kind)) this.#way = undefined;
    if (ACTS.has(command.kind)) this.#fork();
    switch (command.kind) {
      case 'seek':
        return this.#seek(command.to);
      case 'back':
        return this.#back(way?.hop);
      case 'step':
        return this.#step(command);
      case 'run-to':
        return this.#runTo(command);
      case 'return':
        return this.#return();
      case 'fork':
        return this.#fork();
      case 'breakpoints':
        this.#breakpoints = command.breakpoints;
        return this.#watch();
      default:
        return this.shown.handle(command);
    }
  }

  /** Real time has passed: a slice of the way to another moment, or of the clock. */
  frame(realMilliseconds: number, outOfTime: OutOfTime): void {
    this.#untilRecord -= realMilliseconds;
    const look = this.#lookNext;
    this.#lookNext = undefined;
    if (look) this.#lookAgain(look);
    if (this.#way) return this.#goOn(this.#way, outOfTime);
    this.shown.frame(realMilliseconds, outOfTime);
    this.#meet();
  }

  takeBatch(): Batch | undefined {
    return this.#way?.why === 'restoring' ? undefined : this.shown.takeBatch();
  }

  /** How far it is on its way; undefined when it is on none. */
  seeking(): Seeking | undefined {
    const way = this.#way;
    if (!way) return undefined;
    const { now } = way.replay.session.course;
    const share = way.to > way.from ? (now - way.from) / (way.to - way.from) : 0;
    return { kind: 'seeking', why: way.why, to: way.to, share: Math.max(0, Math.min(0.99, share)) };
  }

  /** What is in a message, for who only wants to look: the present knows the most. */
  peek(hop: number): Extract<Inspection, { kind: 'hop' }> | null {
    return this.#present.peek(hop);
  }

  /** What grew of the record since it was told; undefined when it need not be told now. */
  takeRecord(): RecordMessage | undefined {
    if (this.#way?.why === 'restoring') return undefined;
    const { journal, seed, workers } = this.#present;
    const { events, now } = this.#present.cluster.simulation;
    const standing = this.#standing();
    const text = JSON.stringify(standing);
    const told = this.#told;
    const acted = journal !== told.journal || journal.length !== told.length;
    const moved = events !== told.events || text !== told.standing;
    if (!acted && !(moved && (this.#untilRecord <= 0 || !this.running))) return undefined;
    const keep = journal === told.journal ? told.length : 0;
    this.#told = { journal, length: journal.length, events, standing: text };
    this.#untilRecord = RECORD_INTERVAL_MILLISECONDS;
    const beginning = workers ? { seed, workers } : { seed };
    return { kind: 'record', ...beginning, keep, entries: journal.slice(keep), events, now, standing };
  }

  #standing(): Standing {
    const { standing } = this.shown;
    if (!this.#past) return standing;
    const { events, now } = this.#past.session.cluster.simulation;
    return { ...standing, lookingAt: { events, now } };
  }

  #goOn(way: Way, outOfTime: OutOfTime): void {
    if (!way.replay.advance(outOfTime, way.reached)) return;
    this.#way = undefined;
    way.arrive(way.replay);
  }

  // ---- looking back ---------------------------------------------------------------------------------------------------

  #step(command: Extract<Command, { kind: 'step' }>): void {
    const target = this.#past && this.shown.stepTarget(command.how);
    if (target !== undefined && target >= this.shown.cluster.simulation.trace.nextHop)
      return this.#seek({ hop: target });
    // What is not recorded yet, the present has to run for.
    if (target === undefined) this.#return(true);
    this.shown.handle(command);
  }

  #back(from: number | undefined): void {
    const hop = this.shown.hopBefore(from || undefined);
    if (hop !== undefined) this.#seek({ hop });
  }

  #runTo(command: Extract<Command, { kind: 'run-to' }>): void {
    // A page that lags asks for what is past by now: it does not want to look back for that, it wants the clock to stop.
    if (this.#past && command.at < this.#present.course.now) return this.#seek({ at: command.at });
    this.#return();
    this.#present.handle(command);
  }

  #seek(to: Moment): void {
    const { trace } = this.#present.cluster.simulation;
    if ('hop' in to) {
      const hop = Math.min(to.hop, trace.nextHop - 1);
      const isThere = (session: Session) => session.cluster.simulation.trace.nextHop > hop;
      return this.#setOut(trace.hop(hop)?.sentAt ?? 0, hop, isThere);
    }
    if (to.at >= this.#present.course.now) return this.#return();
    this.#setOut(to.at, 0, (session) => session.course.nextInstant > to.at);
  }

  #setOut(to: number, hop: number, isThere: (session: Session) => boolean): void {
    this.shown.handle({ kind: 'pause' });
    this.shown.watchFor([]);
    // The one that stands in the past goes on where the moment lies before it; else the history is run from its beginning.
    const goesOn = this.#past && !isThere(this.#past.session);
    const replay = goesOn ? this.#past! : new Replay(recordedOf(this.#present));
    const arrive = () => {
      if (!hop) replay.session.course.runUntil(to);
      this.#lookBack(replay, hop);
    };
    this.#way = { why: 'looking', replay, from: replay.session.course.now, to, hop, reached: isThere, arrive };
  }

  #lookBack(replay: Replay, hop: number): void {
    if (replay !== this.#past) replay.session.lookBackFrom(this.#present, this.shown);
    this.#past = replay;
    replay.session.standBy(hop);
    this.#watch();
    this.#meet();
  }

  #lookAgain({ events, now }: NonNullable<Standing['lookingAt']>): void {
    this.#setOut(now, 0, ({ cluster, course }) => cluster.simulation.events >= events && course.nextInstant > now);
  }

  /** Where what was recorded has been gone through, the present goes on. */
  #meet(): void {
    const past = this.#past?.session;
    if (!past?.course.atEnd) return;
    this.#past = undefined;
    this.#present.comeFrom(past, true);
    this.#watch();
  }

  /** @param onwards from the message that was read there. */
  #return(onwards = false): void {
    const past = this.#past?.session;
    if (!past) return;
    this.#past = undefined;
    this.#present.comeFrom(past, onwards);
    this.#watch();
  }

  /** The moment that is looked at becomes the present. */
  #fork(): void {
    const past = this.#past?.session;
    if (!past) return;
    this.#present = past;
    this.#past = undefined;
    past.fork(forkWords(past.course.actsAhead));
  }

  #watch(): void {
    this.shown.watchFor(this.#breakpoints);
  }

  // ---- going on where a session ended -----------------------------------------------------------------------------------

  #restore(start: Start, story: Story): void {
    const replay = new Replay(story);
    const arrive = () => {
      const { session } = replay;
      session.course.runUntil(story.now);
      session.resume(start, story.standing);
      this.#present = session;
      const { length } = session.journal;
      this.#told = { journal: session.journal, length, events: 0, standing: '' };
      this.#watch();
      this.#lookNext = story.standing.lookingAt;
      for (const command of this.#held.splice(0)) this.handle(command);
    };
    this.#way = { why: 'restoring', replay, from: 0, to: story.now, hop: 0, reached: () => false, arrive };
  }
}

function forkWords(acts: number): Phrase {
  return acts === 0 ? phrase('notices.fork') : phrase('notices.forkDropped', { count: acts });
}
