import type { Cluster, CommandProgress } from '../cluster';
import { faultLine, manifestLine, startCommand, startFault } from '../cluster';
import { comparisonOf, listed, saidBeside } from './act-documents';
import { faultDeed } from './fault-deeds';
import type { HistoryRecorder } from './history-recorder';
import type { HopRecorder } from './hop-recorder';
import type { UserCommand } from './journal';
import type { ActView, ComparisonView } from './protocol';
import { TerminalLine } from './terminal-line';

/** Starts what the user does, and follows what becomes of it. */
export class ActRecorder {
  readonly terminal = new TerminalLine();
  readonly #cluster: Cluster;
  readonly #history: HistoryRecorder;
  readonly #acts = new Map<number, ActView>();
  readonly #changed = new Set<number>();
  /** Told, and not looked at yet: of thousands of documents nobody makes a list at every change. */
  readonly #progress = new Map<number, CommandProgress>();
  #comparison: ComparisonView | undefined;

  constructor(cluster: Cluster, history: HistoryRecorder) {
    this.#cluster = cluster;
    this.#history = history;
  }

  /** The newest act; 0 for none. */
  get last(): number {
    return [...this.#acts.keys()].at(-1) ?? 0;
  }

  has(act: number): boolean {
    return this.#acts.has(act);
  }

  /** Whether it has come to its end, told or not. */
  isDone(act: number): boolean {
    return this.#progress.get(act)?.done ?? this.#acts.get(act)?.done ?? true;
  }

  /** The act's number; 0 for what is none by itself. */
  start(command: UserCommand): number {
    if (command.kind === 'interrupt' || command.kind === 'input') {
      this.terminal.hear(command);
      return 0;
    }
    const at = this.#cluster.simulation.now;
    if (command.kind === 'terminal') return this.#type(command, at);
    if (command.kind === 'fault') {
      const act = startFault(this.#cluster, command.fault, (id, progress) => this.#progressed(id, progress));
      const title = faultDeed(command.fault);
      const done = faultLine(command.fault) === undefined;
      this.#began({ id: act, at, title, done, documents: [], hops: 0 });
      this.#history.act(act, title, command.fault);
      return act;
    }
    const act = startCommand(this.#cluster, command, (id, progress) => this.#progressed(id, progress));
    const { kind: deed, file } = command;
    const title = manifestLine(command);
    this.#began({ id: act, at, title, file, deed, done: false, documents: [], hops: 0 });
    this.#history.act(act, title);
    return act;
  }

  /** Acts that changed since the last call. */
  take(hops: HopRecorder): readonly ActView[] {
    for (const act of hops.takeTouchedActs()) if (this.#acts.has(act)) this.#changed.add(act);
    const acts = [...this.#changed].map((id) => this.#current(id, hops.countOf(id)));
    this.#changed.clear();
    return acts;
  }

  /** A comparison that ended since the last call. */
  takeComparison(): ComparisonView | undefined {
    const comparison = this.#comparison;
    this.#comparison = undefined;
    return comparison;
  }

  #current(id: number, hops: number): ActView {
    const progress = this.#progress.get(id);
    this.#progress.delete(id);
    const known = this.#acts.get(id)!;
    if (progress?.done && known.deed === 'compare') this.#comparison = comparisonOf(id, progress.documents);
    const said = progress && known.deed ? saidBeside(progress) : [];
    const news = progress && { done: progress.done, ...listed(progress.documents), ...(said.length > 0 && { said }) };
    const view = { ...known, ...news, hops };
    this.#acts.set(id, view);
    return view;
  }

  /** All are told again. */
  tellAgain(): void {
    for (const act of this.#acts.keys()) this.#changed.add(act);
    this.terminal.tellAgain();
  }

  /** A line of the terminal is an act of its own, done when kubectl has ended. */
  #type(command: Extract<UserCommand, { kind: 'terminal' }>, at: number): number {
    const act = this.terminal.start(this.#cluster, command, (id, progress) => this.#progressed(id, progress));
    this.#began({ id: act, at, title: command.line, done: false, documents: [], hops: 0 });
    this.#history.act(act, command.line);
    return act;
  }

  #began(act: ActView): void {
    this.#acts.set(act.id, act);
    this.#changed.add(act.id);
  }

  #progressed(act: number, progress: CommandProgress): void {
    this.#progress.set(act, progress);
    if (this.#acts.has(act)) this.#changed.add(act);
  }
}
