import type { ActView, Batch, CompletedMessage, TerminalView } from '../../session/protocol';

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
  /** What was typed and answered before the page was loaded anew. */
  recall(transcript: string): void;
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
/** What a session that was run again printed, for a terminal that has shown none of it. */
let recalled: Recalled | undefined;
/** Something was heard in this page's life: what a dead worker's successor prints again has been seen. */
let heard = false;

interface Recalled {
  readonly transcript: string;
  /** By the line that still runs. */
  readonly running: string;
}

export function listenToTerminal(to: TerminalListener): () => void {
  listener = to;
  to.jobs(jobs);
  tellRecalled(to);
  return () => {
    if (listener === to) listener = undefined;
  };
}

function tellRecalled(to: TerminalListener): void {
  if (recalled) to.recall(recalled.transcript);
  if (running) to.adopt(running.line ?? '', running.reading);
  if (running && recalled) to.print(recalled.running, 'stdout');
  recalled = undefined;
}

/** More of it than this is not had again, in letters. */
const LONGEST_TRANSCRIPT = 60_000;

/** A history that was run again has printed all of it again: each line, and below it what it answered. */
export function recalledOf({ output, running }: TerminalView, acts: readonly ActView[]): Recalled {
  const printed = output.filter(({ job }) => job === undefined);
  const ended = running ? printed.findLastIndex(({ code }) => code !== undefined) + 1 : printed.length;
  let [transcript, act] = ['', 0];
  for (const one of printed.slice(0, ended)) {
    if (one.act !== act) transcript += `$ ${acts.find(({ id }) => id === one.act)?.title ?? 'kubectl'}\n`;
    act = one.act;
    transcript += one.text;
  }
  const cut =
    transcript.length > LONGEST_TRANSCRIPT ? transcript.slice(-LONGEST_TRANSCRIPT).replace(/^.*\n/, '') : transcript;
  const rest = printed.slice(ended).map(({ text }) => text);
  return { transcript: cut, running: rest.join('') };
}

/** The batch's share of the terminal; a fresh start ends whatever ran, and what it printed it printed before: files that it wrote are there. */
export function hearTerminal({ terminal, fresh, acts = [] }: Batch): void {
  if (terminal || fresh) running = terminal?.running ? terminal : undefined;
  if (fresh && !heard && terminal && terminal.output.length > 0) {
    recalled = recalledOf(terminal, acts);
    if (listener) tellRecalled(listener);
  } else if (fresh && terminal?.running) listener?.adopt(terminal.line ?? '', terminal.reading);
  heard = true;
  if (terminal?.reading) listener?.reads(terminal.reading);
  for (const { text, stream, code, job, written, opened } of fresh ? [] : (terminal?.output ?? [])) {
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
