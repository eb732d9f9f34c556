import type { Batch, CompletedMessage, TerminalView } from '../../session/protocol';

/** What the terminal has to hear, whether or not it is on the screen. */
export interface TerminalListener {
  /** Text that a line printed. */
  print(text: string, stream: 'stdout' | 'stderr'): void;
  /** A line in the background printed something, or (with `code`) ended. */
  aside(job: number, text: string, code: number | undefined): void;
  /** A line left a file in the folder. */
  wrote(file: string, text: string): void;
  /** A line hands a file to the editor. */
  opened(file: string): void;
  /** What runs in the background. */
  jobs(jobs: TerminalView['jobs']): void;
  /** The line reads what is typed from now on; undefined: it reads no more. */
  reads(reading: TerminalView['reading']): void;
  /** The line has ended. */
  ended(code: number): void;
  /** A line runs that was begun elsewhere: before the page was loaded anew, or at another moment. */
  adopt(line: string, reading: TerminalView['reading']): void;
  /** Nothing runs here: another cluster, or another moment. */
  stopped(): void;
}

let listener: TerminalListener | undefined;
/** What runs, for a terminal that is opened later. */
let running: TerminalView | undefined;
let jobs: TerminalView['jobs'] = [];
let asked: ((message: CompletedMessage) => void) | undefined;

export function listenToTerminal(to: TerminalListener): () => void {
  listener = to;
  to.jobs(jobs);
  if (running) to.adopt(running.line ?? '', running.reading);
  return () => {
    if (listener === to) listener = undefined;
  };
}

/** A batch's share of the terminal; a fresh start ends whatever ran. */
export function hearTerminal({ terminal, fresh }: Batch): void {
  if (terminal || fresh) running = terminal?.running ? terminal : undefined;
  if (fresh && terminal?.running) listener?.adopt(terminal.line ?? '', terminal.reading);
  if (terminal?.reading) listener?.reads(terminal.reading);
  for (const { text, stream, code, job, written, opened } of terminal?.output ?? []) {
    for (const file in written) listener?.wrote(file, written[file]!);
    if (opened !== undefined) listener?.opened(opened);
    if (job !== undefined) {
      listener?.aside(job, text, code);
      continue;
    }
    if (text !== '') listener?.print(text, stream);
    if (code !== undefined) listener?.ended(code);
  }
  if (terminal || fresh) listener?.jobs((jobs = terminal?.jobs ?? []));
  if (terminal && !terminal.reading) listener?.reads(undefined);
  if (fresh && !terminal?.running) listener?.stopped();
}

export function hearCompleted(message: CompletedMessage): void {
  asked?.(message);
}

/** Who wants the next answer to `complete`. */
export function onCompleted(hear: (message: CompletedMessage) => void): void {
  asked = hear;
}
