import type { Cluster, CommandProgress, RunningLine } from '../cluster';
import { typeLine } from '../cluster';
import type { Command, TerminalOutput, TerminalView } from './protocol';

/** More than this of one batch is not printed: nobody could read it. */
const OUTPUT_LIMIT = 200_000;

/** The line that runs in the laptop's terminal, and what it has printed since the page heard last. */
export class TerminalLine {
  #running: RunningLine | undefined;
  #line = '';
  #output: TerminalOutput[] = [];
  #letters = 0;
  /** How the line reads what is typed, as the page knows it. */
  #reading: TerminalView['reading'];
  #changed = false;
  /** What runs in the background, by its number. */
  readonly #jobs = new Map<number, { readonly line: string; readonly running: RunningLine }>();

  /** Starts the line; its act. What came of its documents is told to the listener. */
  start(
    cluster: Cluster,
    command: Extract<Command, { kind: 'terminal' }>,
    listener: (act: number, progress: CommandProgress) => void,
  ): number {
    const { line, files, job } = command;
    if (job !== undefined) return this.#startJob(cluster, line, files, job, listener);
    let ended = false;
    const running = typeLine(cluster, { line, files, atKeyboard: true, mayPanic: true }, (act, progress) => {
      if (progress.output) this.#hear({ act, ...progress.output });
      else listener(act, progress);
      if (!progress.result) return;
      ended = true;
      this.#end(act, progress.result);
    });
    if (!ended) this.#running = running;
    this.#line = line;
    this.#changed = true;
    return running.act;
  }

  /** Nobody types into it, and others run beside it. */
  #startJob(
    cluster: Cluster,
    line: string,
    files: Readonly<Record<string, string>>,
    job: number,
    listener: (act: number, progress: CommandProgress) => void,
  ): number {
    let ended = false;
    const running = typeLine(cluster, { line, files, mayPanic: true }, (act, progress) => {
      if (progress.output) return this.#hear({ act, job, ...progress.output });
      listener(act, progress);
      if (!progress.result) return;
      ended = true;
      this.#jobs.delete(job);
      this.#changed = true;
      this.#output.push({ act, job, stream: 'stderr', text: '', code: progress.result.code });
    });
    if (!ended) this.#jobs.set(job, { line, running });
    this.#changed = true;
    return running.act;
  }

  /** Ctrl-C, or more to read. */
  hear(command: Extract<Command, { kind: 'interrupt' | 'input' }>): void {
    if (command.kind === 'interrupt')
      return (command.job === undefined ? this.#running : this.#jobs.get(command.job)?.running)?.interrupt();
    const { text, closed } = command;
    this.#running?.type({ ...(text !== '' && { stdin: text }), ...(closed && { closed }) });
  }

  /** Undefined when the page knows it all. */
  take(): TerminalView | undefined {
    const reading = this.#running?.reading;
    if (!this.#changed && reading === this.#reading) return undefined;
    this.#reading = reading;
    const running = this.#running !== undefined;
    const jobs = [...this.#jobs].map(([job, { line }]) => ({ job, line }));
    const line = running && { line: this.#line };
    const view = { running, ...line, ...(reading && { reading }), output: this.#output, jobs };
    this.forget();
    return view;
  }

  /** What was printed before is not to be told again; whether something runs is. */
  forget(): void {
    this.#output = [];
    this.#letters = 0;
    this.#changed = false;
  }

  /** After going back: the page is told what runs here. */
  tellAgain(): void {
    this.forget();
    this.#changed = true;
  }

  #hear(output: TerminalOutput): void {
    this.#changed = true;
    this.#letters += output.text.length;
    if (this.#letters - output.text.length > OUTPUT_LIMIT) return;
    const text =
      this.#letters > OUTPUT_LIMIT ? `${output.text.slice(0, OUTPUT_LIMIT)}\n… too much to show\n` : output.text;
    this.#output.push({ ...output, text });
  }

  #end(act: number, { code, written, opened }: NonNullable<CommandProgress['result']>): void {
    this.#changed = true;
    if (this.#running === undefined || this.#running.act === act) this.#running = undefined;
    const left = { ...(written && { written }), ...(opened !== undefined && { opened }) };
    this.#output.push({ act, stream: 'stderr', text: '', code, ...left });
  }
}
