import type { Cluster } from '../cluster';
import { createCluster, faultLine, isPossible } from '../cluster';
import { SimulationBug } from '../simulation';
import { Breakpoints } from './breakpoints';
import type { Stop } from './breakpoints';
import { waitsForCluster } from './commands';
import type { Ahead } from './course';
import { Course } from './course';
import type { Errand } from './errands';
import { toInstant, toMessage, untilQuiet } from './errands';
import { InTurn } from './in-turn';
import { Notice } from './notice';
import { inspect } from './inspection';
import type { JournalEntry, Standing, UserCommand } from './journal';
import type { OutOfTime } from './pace';
import { autoFrame, playFrame, runFrame } from './pace';
import { type Phrase, phrase } from './phrases';
import type { Batch, Breakpoint, ClockView, Command, Inspection, Mode, Selection, StepHow } from './protocol';
import { Recorders } from './recorders';
import type { StepGoal } from './step-goals';
import { firstKnown, stepGoal } from './step-goals';

/** Slower than this, or paused, every message in the air can be looked at. */
const SLOW = 0.05;
const BOOT_LIMIT_MILLISECONDS = 120_000;
/** What is inspected is looked at again this often while the clock runs, in simulated milliseconds or frames. */
const INSPECTION_FRAMES = 8;
/** As many entries of etcd's log as the screen draws boxes for, and some. */
const LOG_ENTRIES_SHOWN = 24;
/** A step runs so far at once (64 events each), and goes on in frames where that was not enough. */
const QUESTIONS_AT_ONCE = 60;
const SPEEDS = { least: 0.01, most: 100 };

type Start = Extract<Command, { kind: 'start' }>;

/**
 * A session: one cluster, its clock, and what is told of it. It owns no timer: whoever drives it says how much real time
 * has passed, and takes a batch of changes when it wants one.
 */
export class Session {
  readonly cluster: Cluster;
  readonly seed: string;
  readonly workers: number | undefined;
  /** What the user did, and after how many events: with the seed it is the whole history. */
  readonly journal: JournalEntry[] = [];
  mode: Mode = 'booting';
  readonly #recorders: Recorders;
  readonly #breakpoints: Breakpoints;
  readonly course: Course;
  /** Sees what has not happened yet where this session stands in the past: the one that stands in the present. */
  #future: Session | undefined;
  #speed: number;
  #autoPace: boolean;
  readonly #notice = new Notice();
  readonly #held: Command[] = [];
  readonly #inTurn = new InTurn((act) => this.#recorders.acts.isDone(act));
  #following = 0;
  #followChosen = false;
  #cursor = 0;
  #visible = true;
  #wasHidden = false;
  #errand: Errand | undefined;
  #stop: Stop | undefined;
  #selection: Selection | null = null;
  #selectionChanged = false;
  /** The page is told what is selected, after another moment was looked for. */
  #tellSelection = false;
  #frames = 0;
  #inspectedIn = 0;
  #lastBatch = '';
  #fresh = true;
  #sameHistory = false;

  /** @param ahead the recorded history that this session goes through, if it is not at its end. */
  constructor(start: Pick<Start, 'seed' | 'speed' | 'autoPace' | 'workers'>, ahead?: Ahead) {
    this.seed = start.seed;
    this.workers = start.workers;
    this.#speed = clampSpeed(start.speed);
    this.#autoPace = start.autoPace;
    this.cluster = createCluster({
      seed: start.seed,
      dns: true,
      ...(start.workers ? { topology: { workers: start.workers } } : {}),
    });
    this.#recorders = new Recorders(this.cluster);
    this.#breakpoints = new Breakpoints(this.cluster, (key) => this.#recorders.state.object(key));
    this.course = new Course(this.cluster.simulation, (command) => void this.run(command), ahead);
  }

  /** Whether frames do anything. */
  get running(): boolean {
    return this.#visible && this.mode !== 'paused' && this.mode !== 'stopped';
  }

  handle(command: Command): void {
    if (this.mode === 'booting' && waitsForCluster.has(command.kind)) return this.#hold(command);
    switch (command.kind) {
      case 'play':
        return this.#setMode('playing');
      case 'pause':
        return this.#setMode('paused');
      case 'speed':
        this.#speed = clampSpeed(command.speed);
        return;
      case 'auto-pace':
        this.#autoPace = command.on;
        return;
      case 'step':
        return this.#step(command.how);
      case 'run-until-quiet':
        return this.#begin(untilQuiet(this.course, this.#recorders.state, () => this.look()));
      case 'run-to':
        return this.#begin(toInstant(this.course, command.at, () => this.look()));
      case 'breakpoints':
        return this.watchFor(command.breakpoints);
      case 'apply':
      case 'delete':
      case 'dry-run':
      case 'compare':
      case 'fault':
      case 'terminal':
        return this.#act(command);
      case 'input':
      case 'interrupt':
        this.run(command);
        return;
      case 'follow':
        return this.#follow(command.act);
      case 'select':
        this.#selection = command.selection;
        this.#selectionChanged = true;
        return;
      case 'look-into-etcd':
        return this.#recorders.etcd.lookInto(command.on, command.key);
      case 'visible':
        return this.#setVisible(command.visible);
      default:
        // What is about the history as a whole, or asks without changing anything, is none of one session's business.
        return;
    }
  }

  /** Real time has passed: simulated time does, as mode, speed and pace say. */
  frame(realMilliseconds: number, outOfTime: OutOfTime): void {
    if (!this.running) return;
    this.#frames++;
    // A step leads to a message and stays at it; all else follows the newest.
    const reading = this.#errand?.reading === true;
    if (this.mode === 'booting') this.#bootFrame(outOfTime);
    else if (this.#errand) this.#errandFrame(this.#errand, outOfTime);
    else if (this.#autoPace && this.#following)
      autoFrame(this.course, this.#recorders.hops, realMilliseconds, this.#speed, outOfTime);
    else playFrame(this.course, realMilliseconds, this.#speed, outOfTime);
    this.look();
    if (!reading) this.#cursor = this.#recorders.hops.newest;
    const stopped = this.course.takeStop();
    if (stopped !== undefined) this.#stopFor(stopped);
  }

  /** Changes since the last batch; undefined when there are none. */
  takeBatch(): Batch | undefined {
    this.look();
    const news = this.#recorders.take(this.#future !== undefined, this.mode === 'paused');
    const flying = this.#showsFlying() ? this.#recorders.hops.flyingNow() : undefined;
    const inspection = this.#takeInspection(Boolean(news.objects ?? news.machines ?? news.components));
    const sameHistory = this.#future !== undefined || this.#sameHistory;
    const batch: Batch = {
      kind: 'batch',
      clock: this.#clock(),
      ...(this.#fresh ? { fresh: true, ...(sameHistory ? { sameHistory } : {}) } : {}),
      ...(this.#tellSelection && this.#selection ? { selection: this.#selection } : {}),
      ...news,
      ...(flying ? { flying } : {}),
      ...(inspection === undefined ? {} : { inspection }),
      revision: this.#recorders.state.revision,
      backgroundPerSecond: this.#recorders.hops.backgroundRate(),
      following: this.#following,
      ...(news.keys ? { followedEntries: this.#followedEntries() } : {}),
      cursor: this.#cursor,
    };
    return this.#worthSending(batch) ? batch : undefined;
  }

  /** Entries of etcd's log that the followed act wrote, among the newest. */
  #followedEntries(): readonly number[] {
    const { hops } = this.cluster.simulation.trace;
    const entries = this.cluster.newestLogEntries(LOG_ENTRIES_SHOWN);
    return entries
      .filter(({ hop }) => this.#following && hops.rootOf(hop) === this.#following)
      .map(({ index }) => index);
  }

  /** A batch that says nothing new (a paused clock, no changes) need not travel. */
  #worthSending(batch: Batch): boolean {
    const changes = Object.keys(batch).some((key) => !QUIET_FIELDS.has(key));
    const text = `${JSON.stringify(batch.clock)} ${batch.following} ${batch.cursor} ${batch.flying?.length} ${batch.flying?.[0]?.id}`;
    const news = changes || text !== this.#lastBatch;
    this.#lastBatch = text;
    if (!news) return false;
    this.#fresh = false;
    this.#sameHistory = false;
    this.#tellSelection = false;
    return true;
  }

  #clock(): ClockView {
    const { now, trace } = this.cluster.simulation;
    return {
      now,
      mode: this.mode,
      speed: this.#speed,
      autoPace: this.#autoPace,
      recordedSince: trace.recordedSince,
      seed: this.seed,
      ...(this.#future ? { present: { now: this.#future.cluster.simulation.now, acts: this.course.actsAhead } } : {}),
      ...this.#notice.view(),
    };
  }

  /** Takes in what has been recorded since the last look; often, while a history is run again unseen. */
  look(): void {
    this.#recorders.look();
    const next = this.#inTurn.next(this.course.now);
    if (next) this.#start(next);
  }

  #bootFrame(outOfTime: OutOfTime): void {
    const { simulation } = this.cluster;
    runFrame(this.course, () => this.#stillBooting(), outOfTime);
    if (this.#recorders.boot.done) this.#setMode('playing');
    else if (simulation.now > BOOT_LIMIT_MILLISECONDS) {
      this.#setMode('playing');
      this.#notice.words = phrase('notices.slowBoot');
    }
  }

  #stillBooting(): boolean {
    this.look();
    return !this.#recorders.boot.done && this.cluster.simulation.now <= BOOT_LIMIT_MILLISECONDS;
  }

  /** Nothing that the user asks for is lost because the cluster is not there yet. */
  #hold(command: Command): void {
    this.#held.push(command);
    this.#notice.words = phrase('notices.comingUp');
  }

  #begin(errand: Errand): void {
    this.#setMode(errand.mode);
    this.#errand = errand;
  }

  #errandFrame(errand: Errand, outOfTime: OutOfTime): void {
    if (!errand.advance(outOfTime)) return;
    this.#setMode('paused');
    this.#notice.words = errand.words();
  }

  /** A breakpoint was hit. */
  #stopFor(words: Phrase): void {
    this.#setMode('paused');
    this.#notice.words = words;
    if (this.#stop) this.#choose(this.#stop.about);
    this.#stop = undefined;
  }

  watchFor(breakpoints: readonly Breakpoint[]): void {
    this.look();
    this.#breakpoints.set(breakpoints, this.#recorders.state.revision);
    this.course.watch(this.#breakpoints.any ? () => this.#hit() : undefined);
  }

  #hit(): Phrase | undefined {
    if (this.mode === 'booting') return undefined;
    this.#stop = this.#breakpoints.look();
    return this.#stop && phrase('notices.stopped', { what: this.#stop.words });
  }

  /** To a message that is known already, or by running on; a first slice of it at once. */
  #step(how: StepHow): void {
    this.#setMode('paused');
    this.look();
    const goal = this.#goalOf(how);
    const known = goal && this.stepTarget(how);
    if (known !== undefined) this.#cursor = known;
    if (!goal) this.#notice.words = phrase('notices.noWayOut');
    if (!goal || known !== undefined) return;
    this.#begin(toMessage(this.course, this.#recorders.hops, goal, (hop) => (this.#cursor = hop)));
    let questions = 0;
    this.#errandFrame(this.#errand!, () => ++questions > QUESTIONS_AT_ONCE);
    this.look();
  }

  /** The message at which a step from here ends, where it is recorded already: in the past, the present knows more. */
  stepTarget(how: StepHow): number | undefined {
    const { trace } = this.#furthest;
    const anything = how === 'any' || this.#following === 0;
    const after = anything ? this.cluster.simulation.trace.nextHop - 1 : this.#cursor;
    const goal = this.#goalOf(how);
    return goal && firstKnown(trace, after, goal);
  }

  #goalOf(how: StepHow): StepGoal | undefined {
    const { trace } = this.#furthest;
    return stepGoal(how, (hop) => trace.hop(hop), this.#cursor, this.#following);
  }

  get #furthest(): Cluster['simulation'] {
    return (this.#future ?? this).cluster.simulation;
  }

  /** The hop of the followed request before this one (the one that the last step stands at); undefined at its beginning. */
  hopBefore(hop = this.#cursor || this.#recorders.hops.newest + 1): number | undefined {
    this.look();
    return this.#following ? this.#recorders.hops.followedBefore(hop) : undefined;
  }

  /** How the user stands here, for who wants to stand like that again. */
  get standing(): Standing {
    const playing = this.mode === 'playing' || this.mode === 'booting';
    const { waiting } = this.#inTurn;
    return {
      playing,
      following: this.#following,
      followChosen: this.#followChosen,
      cursor: this.#cursor,
      ...(waiting.length > 0 ? { waiting: [...waiting] } : {}),
    };
  }

  /** This session stands in the past of that one; speed, pace and what is read are as on the screen before. */
  lookBackFrom(present: Session, shown: Session): void {
    this.#future = present;
    this.#takeOver(shown);
    this.#recorders.hops.take();
    this.mode = 'paused';
  }

  /** Back from a moment of the past; where that met this one, the clock goes on as it did there. */
  comeFrom(past: Session, met: boolean): void {
    this.#takeOver(past);
    this.tellAgain(true);
    this.mode = 'paused';
    if (!met) return;
    this.#cursor = past.#cursor;
    if (past.mode === 'running-until-quiet') this.handle({ kind: 'run-until-quiet' });
    else if (past.mode !== 'running-to') this.mode = past.mode;
    this.#notice.words = past.#notice.words ?? phrase('notices.present');
  }

  /** A history that was run again goes on from its end. */
  resume({ speed, autoPace }: Start, { playing, following, followChosen, cursor, waiting = [] }: Standing): void {
    this.course.fork();
    this.#speed = clampSpeed(speed);
    this.#autoPace = autoPace;
    this.look();
    for (const command of waiting) this.#act(command);
    this.#followChosen = followChosen;
    this.#startFollowing(following);
    this.#cursor = cursor;
    this.mode = playing ? 'playing' : 'paused';
    if (!this.#recorders.boot.done && this.course.now < BOOT_LIMIT_MILLISECONDS) this.mode = 'booting';
    this.#recorders.hops.measureAnew();
  }

  #takeOver(other: Session): void {
    this.#speed = other.#speed;
    this.#autoPace = other.#autoPace;
    this.#visible = other.#visible;
    const { on, key } = other.#recorders.etcd.looksInto;
    this.#recorders.etcd.lookInto(on, key);
    this.#selection = other.#selection;
    this.#selectionChanged = true;
    this.#recorders.acts.terminal.tellAgain();
    this.look();
    this.#followChosen = other.#followChosen;
    const cursor = this.#cursor;
    this.#startFollowing(other.#following);
    this.#cursor = cursor;
  }

  /** What is read is the message that was gone to; 0: no message, an instant was. */
  standBy(hop: number): void {
    this.mode = 'paused';
    this.look();
    this.#notice.words = undefined;
    this.#cursor = hop || this.#recorders.hops.newest;
    if (hop) this.#choose({ kind: 'hop', id: hop });
  }

  /** What is ahead is dropped: this session is the present now. */
  fork(words: Phrase): void {
    this.#future = undefined;
    this.course.fork();
    this.tellAgain();
    this.#notice.words = words;
  }

  /** The page hears everything again. @param sameHistory what it heard of messages, acts and milestones still holds. */
  tellAgain(sameHistory = false): void {
    this.#fresh = true;
    this.#sameHistory = sameHistory;
    this.#recorders.tellAgain(sameHistory);
  }

  #choose(selection: Selection): void {
    this.#selection = selection;
    this.#selectionChanged = true;
    this.#tellSelection = true;
  }

  #act(command: UserCommand): void {
    if (command.kind === 'fault' && !isPossible(this.cluster, command.fault)) return;
    if (this.#inTurn.mayBegin(command, this.course.now)) this.#start(command);
  }

  #start(command: UserCommand): void {
    const id = this.run(command);
    const isRequest = command.kind !== 'fault' || faultLine(command.fault) !== undefined;
    if (isRequest && !this.#followChosen) this.#startFollowing(id);
    if (this.mode === 'booting' && isRequest) this.#notice.words = phrase('notices.comingUpTyped');
  }

  /** Starts the act and writes it into the journal; its number. */
  run(command: UserCommand): number {
    const { events, now } = this.cluster.simulation;
    this.journal.push({ event: events, at: now, command });
    const id = this.#recorders.acts.start(command);
    this.#inTurn.began(command, id, now);
    return id;
  }

  #follow(act: number): void {
    this.#followChosen = act !== 0;
    this.#startFollowing(act === 0 ? this.#recorders.acts.last : act);
  }

  #startFollowing(act: number): void {
    this.#following = act;
    this.#cursor = act;
    this.#recorders.hops.look();
    this.#recorders.hops.follow(act);
  }

  #setMode(mode: Mode): void {
    if (this.mode === 'booting' && !this.#recorders.boot.done && mode !== 'playing') return;
    const cameUp = this.mode === 'booting';
    if (cameUp) this.#recorders.hops.measureAnew();
    this.mode = mode;
    this.#errand = undefined;
    this.#notice.words = undefined;
    if (cameUp) for (const command of this.#held.splice(0)) this.handle(command);
  }

  #setVisible(visible: boolean): void {
    if (this.#visible === visible) return;
    this.#visible = visible;
    if (!visible) this.#wasHidden = this.mode !== 'paused' && this.mode !== 'booting';
    else if (this.#wasHidden) this.#notice.words = phrase('notices.wasHidden');
  }

  #showsFlying(): boolean {
    return this.mode === 'paused' || (this.mode === 'playing' && (this.#speed <= SLOW || this.#autoPace));
  }

  #takeInspection(changed: boolean) {
    const old = this.#frames - this.#inspectedIn >= INSPECTION_FRAMES;
    const due = this.#selectionChanged || (this.#selection && changed && old);
    if (!due && !(this.#selection && this.mode === 'paused' && changed)) return undefined;
    this.#selectionChanged = false;
    this.#inspectedIn = this.#frames;
    return this.#selection && this.#inspect(this.#selection);
  }

  /** What is in a message, for who only wants to look. */
  peek(hop: number): Extract<Inspection, { kind: 'hop' }> | null {
    const inspection: Inspection | null = this.#inspect({ kind: 'hop', id: hop });
    return inspection?.kind === 'hop' ? inspection : null;
  }

  #inspect(selection: Selection): Inspection | null {
    if (this.#future && selection.kind === 'hop' && selection.id >= this.cluster.simulation.trace.nextHop)
      return this.#future.#inspect(selection);
    const machines = this.#recorders.machines.machines();
    const { state, schedulingNotes } = this.#recorders;
    const sight = { cluster: this.cluster, state, schedulingNotes, machines };
    return inspect(sight, selection);
  }
}

/** Fields that every batch has, changed or not. */
const QUIET_FIELDS = new Set(['kind', 'clock', 'revision', 'backgroundPerSecond', 'following', 'cursor', 'flying']);

function clampSpeed(speed: number): number {
  if (!Number.isFinite(speed)) return 1;
  return Math.min(SPEEDS.most, Math.max(SPEEDS.least, speed));
}

export { SimulationBug };
