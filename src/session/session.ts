import type { Cluster, CommandProgress } from '../cluster';
import { createCluster, isPossible, startCommand, startFault } from '../cluster';
import type { Note } from '../simulation';
import { SimulationBug } from '../simulation';
import { BootProgress } from './boot-progress';
import { ClusterRecorder } from './cluster-recorder';
import { faultDeed } from './fault-deeds';
import { HistoryRecorder } from './history-recorder';
import { HopRecorder } from './hop-recorder';
import { inspect } from './inspection';
import type { JournalEntry, UserCommand } from './journal';
import type { OutOfTime } from './pace';
import {
  autoFrame,
  playFrame,
  QUIET_AHEAD_MILLISECONDS,
  QUIET_LIMIT_MILLISECONDS,
  runFrame,
  stepUntilNextHop,
} from './pace';
import { type Phrase, phrase } from './phrases';
import type { ActView, Batch, ClockView, Command, Inspection, Mode, Selection } from './protocol';
import { StateRecorder } from './state-recorder';
import { TerminalLine } from './terminal-line';
import { TrafficRecorder } from './traffic-recorder';
import { withWaiting } from './waiting';

/** Slower than this, or paused, every message in the air can be looked at. */
const SLOW = 0.05;
const BOOT_LIMIT_MILLISECONDS = 120_000;
/** What is inspected is looked at again this often while the clock runs, in simulated milliseconds or frames. */
const INSPECTION_FRAMES = 8;
/** As many entries of etcd's log as the screen draws boxes for, and some. */
const LOG_ENTRIES_SHOWN = 24;
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
  readonly #state: StateRecorder;
  readonly #hops: HopRecorder;
  readonly #machines: ClusterRecorder;
  readonly #history: HistoryRecorder;
  readonly #traffic: TrafficRecorder;
  readonly #boot = new BootProgress();
  readonly #terminal = new TerminalLine();
  readonly #acts = new Map<number, ActView>();
  readonly #changedActs = new Set<number>();
  readonly #schedulingNotes = new Map<string, Note>();
  #nextNote = 0;
  #speed: number;
  #autoPace: boolean;
  #notice: Phrase | undefined;
  #following = 0;
  #followChosen = false;
  #cursor = 0;
  #visible = true;
  #wasHidden = false;
  #quietSince = 0;
  #quietHops = 0;
  #selection: Selection | null = null;
  #selectionChanged = false;
  #frames = 0;
  #lastBatch = '';
  #fresh = true;

  constructor(start: Pick<Start, 'seed' | 'speed' | 'autoPace' | 'workers'>) {
    this.seed = start.seed;
    this.workers = start.workers;
    this.#speed = clampSpeed(start.speed);
    this.#autoPace = start.autoPace;
    this.cluster = createCluster({
      seed: start.seed,
      ...(start.workers ? { topology: { workers: start.workers } } : {}),
    });
    this.#state = new StateRecorder(this.cluster);
    this.#hops = new HopRecorder(this.cluster.simulation);
    this.#machines = new ClusterRecorder(this.cluster, this.#state);
    this.#history = new HistoryRecorder(this.cluster, this.#state);
    this.#traffic = new TrafficRecorder(this.cluster.simulation, this.#state);
  }

  /** Whether frames do anything. */
  get running(): boolean {
    return this.#visible && (this.mode === 'playing' || this.mode === 'booting' || this.mode === 'running-until-quiet');
  }

  handle(command: Command): void {
    switch (command.kind) {
      case 'start':
      case 'history':
      case 'peek':
      case 'complete':
      case 'seek':
      case 'back':
      case 'cancel-seek':
        return;
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
      case 'next':
        return this.#next(command.any);
      case 'run-until-quiet':
        return this.#runUntilQuiet();
      case 'apply':
      case 'delete':
      case 'fault':
      case 'terminal':
        return this.#act(command);
      case 'interrupt':
        this.run(command);
        return;
      case 'follow':
        return this.#follow(command.act);
      case 'select':
        this.#selection = command.selection;
        this.#selectionChanged = true;
        return;
      case 'visible':
        return this.#setVisible(command.visible);
    }
  }

  /** Real time has passed: simulated time does, as mode, speed and pace say. */
  frame(realMilliseconds: number, outOfTime: OutOfTime): void {
    if (!this.running) return;
    const { simulation } = this.cluster;
    this.#frames++;
    if (this.mode === 'booting') this.#bootFrame(outOfTime);
    else if (this.mode === 'running-until-quiet') this.#quietFrame(outOfTime);
    else if (this.#autoPace && this.#following)
      autoFrame(simulation, this.#hops, realMilliseconds, this.#speed, outOfTime);
    else playFrame(simulation, realMilliseconds, this.#speed, outOfTime);
    this.look();
    this.#cursor = this.#hops.newest;
  }

  /** Changes since the last batch; undefined when there are none. */
  takeBatch(): Batch | undefined {
    this.look();
    const state = this.#state.take();
    const { machines, components, links, cuts } = this.#machines.take();
    const marks = this.#history.take();
    const { hops, leftOut } = this.#hops.take();
    const boot = this.#boot.take();
    const acts = this.#takeActs();
    const terminal = this.#terminal.take();
    const traffic = this.#traffic.take();
    const clock = this.#clock();
    const flying = this.#showsFlying() ? this.#hops.flyingNow() : undefined;
    const inspection = this.#takeInspection(state.objects.length + machines.length + components.length > 0);
    const batch: Batch = {
      kind: 'batch',
      clock,
      ...(this.#fresh ? { fresh: true } : {}),
      ...(boot ? { boot } : {}),
      ...(machines.length > 0 ? { machines } : {}),
      ...(components.length > 0 ? { components } : {}),
      ...(links ? { links } : {}),
      ...(cuts ? { cuts } : {}),
      ...(marks.length > 0 ? { marks } : {}),
      ...(this.#fresh && this.#selection ? { selection: this.#selection } : {}),
      ...(state.objects.length > 0 ? { objects: state.objects } : {}),
      ...(state.objectsGone.length > 0 ? { objectsGone: state.objectsGone, keysGone: state.keysGone } : {}),
      ...(state.keys.length > 0 ? { keys: state.keys } : {}),
      ...(hops.length > 0 ? { hops } : {}),
      ...(leftOut > 0 ? { hopsLeftOut: leftOut } : {}),
      ...(flying ? { flying } : {}),
      ...(acts.length > 0 ? { acts } : {}),
      ...(traffic.rows.length > 0 ? { traffic: traffic.rows } : {}),
      ...(traffic.gone.length > 0 ? { trafficGone: traffic.gone } : {}),
      ...(terminal ? { terminal } : {}),
      ...(inspection === undefined ? {} : { inspection }),
      revision: this.#state.revision,
      backgroundPerSecond: this.#hops.backgroundRate(),
      following: this.#following,
      ...(state.keys.length > 0 ? { followedEntries: this.#followedEntries() } : {}),
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
    if (news) this.#fresh = false;
    return news;
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
      ...(this.#notice ? { notice: this.#notice } : {}),
    };
  }

  /** Takes in what has been recorded since the last look; often, while a history is run again unseen. */
  look(): void {
    this.#state.look();
    this.#hops.look();
    this.#traffic.look();
    this.#boot.look(this.cluster, this.#state);
    this.#history.look();
    const { trace } = this.cluster.simulation;
    for (const note of trace.notesSince(this.#nextNote)) {
      const pod = note.kind === 'scheduling' ? (note.data as { pod?: string }).pod : undefined;
      if (pod) this.#schedulingNotes.set(pod, note);
    }
    this.#nextNote = trace.nextNote;
  }

  #bootFrame(outOfTime: OutOfTime): void {
    const { simulation } = this.cluster;
    runFrame(simulation, () => this.#stillBooting(), outOfTime);
    if (this.#boot.done) this.#setMode('playing');
    else if (simulation.now > BOOT_LIMIT_MILLISECONDS) {
      this.#setMode('playing');
      this.#notice = phrase('notices.slowBoot');
    }
  }

  #stillBooting(): boolean {
    this.look();
    return !this.#boot.done && this.cluster.simulation.now <= BOOT_LIMIT_MILLISECONDS;
  }

  #runUntilQuiet(): void {
    const { simulation } = this.cluster;
    this.#setMode('running-until-quiet');
    this.#quietSince = simulation.now;
    this.#quietHops = simulation.trace.nextHop;
  }

  #quietFrame(outOfTime: OutOfTime): void {
    const { simulation } = this.cluster;
    const end = this.#quietSince + QUIET_LIMIT_MILLISECONDS;
    const busy = () => {
      this.look();
      return simulation.now < end && simulation.isBusy(QUIET_AHEAD_MILLISECONDS);
    };
    if (!runFrame(simulation, busy, outOfTime)) return;
    this.look();
    this.#setMode('paused');
    const messages = simulation.trace.nextHop - this.#quietHops;
    const seconds = ((simulation.now - this.#quietSince) / 1000).toFixed(1);
    const quiet =
      simulation.now < end ? phrase('notices.quiet', { count: messages, seconds }) : phrase('notices.notQuiet');
    this.#notice = withWaiting(quiet, this.#state);
  }

  #next(any: boolean): void {
    this.#setMode('paused');
    const { simulation } = this.cluster;
    if (any || !this.#following) {
      const before = simulation.trace.nextHop;
      while (simulation.trace.nextHop === before && simulation.step());
      this.#cursor = simulation.trace.nextHop - 1;
      this.look();
      return;
    }
    this.look();
    const known = this.#hops.followedAfter(this.#cursor);
    if (known === undefined) this.#stepToFollowed();
    const next = this.#hops.followedAfter(this.#cursor);
    if (next !== undefined) this.#cursor = next;
  }

  /** The hop of the followed request before this one (the one that the last step stands at); undefined at its beginning. */
  hopBefore(hop = this.#cursor || this.#hops.newest + 1): number | undefined {
    this.look();
    return this.#following ? this.#hops.followedBefore(hop) : undefined;
  }

  /** The clock stands just after this hop was sent, as it did in a session that went further. */
  standAt(hop: number, further: Session, words: Phrase): void {
    this.#speed = further.#speed;
    this.#autoPace = further.#autoPace;
    this.#visible = further.#visible;
    this.mode = 'paused';
    this.look();
    const { hops } = this.cluster.simulation.trace;
    const act = hops.rootOf(hop) || (this.#acts.has(further.#following) ? further.#following : 0);
    this.#followChosen = further.#followChosen && act === further.#following;
    this.#startFollowing(act || ([...this.#acts.keys()].at(-1) ?? 0));
    this.#cursor = hop;
    this.#selection = { kind: 'hop', id: hop };
    this.#selectionChanged = true;
    this.#notice = words;
    this.#terminal.tellAgain();
  }

  #stepToFollowed(): void {
    const { simulation } = this.cluster;
    const end = simulation.now + QUIET_LIMIT_MILLISECONDS;
    const outOfTime = () => simulation.now > end || !simulation.isBusy(QUIET_AHEAD_MILLISECONDS);
    if (!stepUntilNextHop(simulation, this.#hops, outOfTime)) this.#notice = phrase('notices.nothingUnderWay');
    this.look();
  }

  #act(command: UserCommand): void {
    if (command.kind === 'fault' && !isPossible(this.cluster, command.fault)) return;
    const id = this.run(command);
    if (command.kind !== 'fault' && !this.#followChosen) this.#startFollowing(id);
    if (this.mode === 'booting' && command.kind !== 'fault') this.#notice = phrase('notices.comingUp');
  }

  /** Starts the act and writes it into the journal; its number. */
  run(command: UserCommand): number {
    const { events, now } = this.cluster.simulation;
    this.journal.push({ event: events, at: now, command });
    if (command.kind === 'fault') {
      const act = startFault(this.cluster, command.fault);
      const title = faultDeed(command.fault);
      this.#began({ id: act, at: now, title, done: true, documents: [], hops: 0 });
      this.#history.act(act, title, command.fault);
      return act;
    }
    if (command.kind === 'interrupt') {
      this.#terminal.interrupt();
      return 0;
    }
    if (command.kind === 'terminal') return this.#type(command, now);
    const act = startCommand(this.cluster, command, (id, result) => this.#finished(id, result));
    const title = `kubectl ${command.kind} -f ${command.file}`;
    this.#began({ id: act, at: now, title, file: command.file, done: false, documents: [], hops: 0 });
    this.#history.act(act, title);
    return act;
  }

  /** A line of the terminal is an act of its own, done when kubectl has ended. */
  #type(command: Extract<Command, { kind: 'terminal' }>, at: number): number {
    let progress: CommandProgress | undefined;
    const act = this.#terminal.start(this.cluster, command, (id, now) => {
      progress = now;
      this.#finished(id, now);
    });
    const { done = false, documents = [] } = progress ?? {};
    this.#began({ id: act, at, title: command.line, done, documents, hops: 0 });
    this.#history.act(act, command.line);
    return act;
  }

  #began(act: ActView): void {
    this.#acts.set(act.id, act);
    this.#changedActs.add(act.id);
  }

  #finished(act: number, result: CommandProgress): void {
    const view = this.#acts.get(act);
    if (!view) return;
    this.#acts.set(act, { ...view, done: result.done, documents: result.documents });
    this.#changedActs.add(act);
  }

  #takeActs(): readonly ActView[] {
    for (const act of this.#hops.takeTouchedActs()) if (this.#acts.has(act)) this.#changedActs.add(act);
    const acts = [...this.#changedActs].map((id) => ({ ...this.#acts.get(id)!, hops: this.#hops.countOf(id) }));
    this.#changedActs.clear();
    return acts;
  }

  #follow(act: number): void {
    this.#followChosen = act !== 0;
    const last = [...this.#acts.keys()].at(-1) ?? 0;
    this.#startFollowing(act === 0 ? last : act);
  }

  #startFollowing(act: number): void {
    this.#following = act;
    this.#cursor = act;
    this.#hops.look();
    this.#hops.follow(act);
  }

  #setMode(mode: Mode): void {
    if (this.mode === 'booting' && !this.#boot.done && mode !== 'playing') return;
    if (this.mode === 'booting') this.#hops.measureAnew();
    this.mode = mode;
    this.#notice = undefined;
  }

  #setVisible(visible: boolean): void {
    if (this.#visible === visible) return;
    this.#visible = visible;
    if (!visible) this.#wasHidden = this.mode === 'playing' || this.mode === 'running-until-quiet';
    else if (this.#wasHidden) this.#notice = phrase('notices.wasHidden');
  }

  #showsFlying(): boolean {
    return this.mode === 'paused' || (this.mode === 'playing' && (this.#speed <= SLOW || this.#autoPace));
  }

  #takeInspection(changed: boolean) {
    const due = this.#selectionChanged || (this.#selection && changed && this.#frames % INSPECTION_FRAMES === 0);
    if (!due && !(this.#selection && this.mode === 'paused' && changed)) return undefined;
    this.#selectionChanged = false;
    return this.#selection && this.#inspect(this.#selection);
  }

  /** What is in a message, for who only wants to look. */
  peek(hop: number): Extract<Inspection, { kind: 'hop' }> | null {
    const inspection = this.#inspect({ kind: 'hop', id: hop });
    return inspection?.kind === 'hop' ? inspection : null;
  }

  #inspect(selection: Selection): Inspection | null {
    const machines = this.#machines.machines();
    const sight = { cluster: this.cluster, state: this.#state, schedulingNotes: this.#schedulingNotes, machines };
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
