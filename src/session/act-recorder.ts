import type { Cluster, CommandProgress } from '../cluster';
import { startCommand, startFault } from '../cluster';
import { faultDeed } from './fault-deeds';
import type { HistoryRecorder } from './history-recorder';
import type { HopRecorder } from './hop-recorder';
import type { UserCommand } from './journal';
import type { ActView } from './protocol';
import { TerminalLine } from './terminal-line';

/** Starts what the user does, and follows what becomes of it. */
export class ActRecorder {
  readonly terminal = new TerminalLine();
  readonly #cluster: Cluster;
  readonly #history: HistoryRecorder;
  readonly #acts = new Map<number, ActView>();
  readonly #changed = new Set<number>();

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

  /** The act's number; 0 for what is none by itself. */
  start(command: UserCommand): number {
    if (command.kind === 'interrupt') {
      this.terminal.interrupt();
      return 0;
    }
    const at = this.#cluster.simulation.now;
    if (command.kind === 'terminal') return this.#type(command, at);
    if (command.kind === 'fault') {
      const act = startFault(this.#cluster, command.fault);
      const title = faultDeed(command.fault);
      this.#began({ id: act, at, title, done: true, documents: [], hops: 0 });
      this.#history.act(act, title, command.fault);
      return act;
    }
    const act = startCommand(this.#cluster, command, (id, result) => this.#finished(id, result));
    const title = `kubectl ${command.kind} -f ${command.file}`;
    this.#began({ id: act, at, title, file: command.file, done: false, documents: [], hops: 0 });
    this.#history.act(act, title);
    return act;
  }

  /** Acts that changed since the last call. */
  take(hops: HopRecorder): readonly ActView[] {
    for (const act of hops.takeTouchedActs()) if (this.#acts.has(act)) this.#changed.add(act);
    const acts = [...this.#changed].map((id) => ({ ...this.#acts.get(id)!, hops: hops.countOf(id) }));
    this.#changed.clear();
    return acts;
  }

  /** All are told again. */
  tellAgain(): void {
    for (const act of this.#acts.keys()) this.#changed.add(act);
    this.terminal.tellAgain();
  }

  /** A line of the terminal is an act of its own, done when kubectl has ended. */
  #type(command: Extract<UserCommand, { kind: 'terminal' }>, at: number): number {
    let progress: CommandProgress | undefined;
    const act = this.terminal.start(this.#cluster, command, (id, now) => {
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
    this.#changed.add(act.id);
  }

  #finished(act: number, result: CommandProgress): void {
    const view = this.#acts.get(act);
    if (!view) return;
    this.#acts.set(act, { ...view, done: result.done, documents: result.documents });
    this.#changed.add(act);
  }
}
