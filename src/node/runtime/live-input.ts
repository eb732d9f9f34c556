import type { Process, Simulation } from '../../simulation';
import { Mailbox, Signal } from '../../simulation';

/** What a client says on the open connection of a command that it executes. */
export interface ExecInput {
  /** Text as it was typed, or read from a pipe. */
  readonly stdin?: string;
  /** There is no more: the pipe has ended. */
  readonly closed?: boolean;
  /** The client's window, in characters. */
  readonly resize?: { readonly width: number; readonly height: number };
}

const INTERRUPT = '\u0003';
const END_OF_INPUT = '\u0004';
const ERASE = new Set(['\u007f', '\b']);
/** What arrow and function keys send: a line discipline has no use for it. */
const ESCAPE_SEQUENCE = new RegExp(`${String.fromCharCode(27)}(?:\\[[0-9;?]*[ -/]*[@-~]|O.|.)`, 'g');

/** The standard input of an executed command, as it comes: lines for who reads lines, all of it for who reads to the end. */
export class LiveInput {
  /** Ctrl-C was typed. */
  readonly interrupted: Signal;
  /** Each with its end, but for a last one that has none; undefined is the end. */
  private readonly lines: Mailbox<string | undefined>;
  private readonly echo: ((text: string) => void) | undefined;
  private pending = '';
  private ended = false;

  /** @param echo of a terminal: shows what is typed. Without it, input is taken as it is. */
  constructor(simulation: Simulation, echo?: (text: string) => void) {
    this.lines = new Mailbox(simulation);
    this.interrupted = new Signal(simulation);
    this.echo = echo;
  }

  get isTerminal(): boolean {
    return this.echo !== undefined;
  }

  take({ stdin, closed }: ExecInput): void {
    if (stdin !== undefined && this.echo) this.typeAll(stdin.replace(ESCAPE_SEQUENCE, ''), this.echo);
    else if (stdin !== undefined) this.read(stdin);
    if (closed) this.end();
  }

  /** The next line, without its end; undefined when there is no more. */
  *line(): Process<string | undefined> {
    return (yield* this.next())?.replace(/\n$/, '');
  }

  /** Everything up to the end. */
  *rest(): Process<string> {
    let text = '';
    for (let line = yield* this.next(); line !== undefined; line = yield* this.next()) text += line;
    return text;
  }

  /** So many lines at most. */
  *some(most: number): Process<string> {
    let text = '';
    for (let count = 0; count < most; count++) {
      const line = yield* this.next();
      if (line === undefined) break;
      text += line;
    }
    return text;
  }

  /** The next line with its end; undefined when there is no more. */
  *next(): Process<string | undefined> {
    return this.ended && this.lines.length === 0 ? undefined : yield* this.lines.take();
  }

  private read(text: string): void {
    const lines = (this.pending + text).split('\n');
    this.pending = lines.pop()!;
    for (const line of lines) this.lines.put(`${line}\n`);
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.pending) this.lines.put(this.pending);
    this.lines.put(undefined);
  }

  /** What came together is shown together. */
  private typeAll(keys: string, echo: (text: string) => void): void {
    let shown = '';
    for (const key of keys) this.type(key, (text) => (shown += text));
    if (shown !== '') echo(shown);
  }

  /** A terminal's line discipline: what is typed is shown, and can be taken back until the line is entered. */
  private type(key: string, echo: (text: string) => void): void {
    if (key === '\r' || key === '\n') {
      echo('\n');
      this.lines.put(`${this.pending}\n`);
      this.pending = '';
    } else if (key === INTERRUPT) {
      echo('^C\n');
      this.pending = '';
      this.interrupted.fire();
    } else if (key === END_OF_INPUT) {
      if (!this.pending) this.end();
    } else if (ERASE.has(key)) {
      if (this.pending) echo('\b \b');
      this.pending = this.pending.slice(0, -1);
    } else if (key >= ' ') {
      echo(key);
      this.pending += key;
    }
  }
}
