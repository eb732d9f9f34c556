import { drawing, erasure, printable, red } from './line-drawing';
import type { Lead } from './line-drawing';
import { columnsOf, edits, emptyLine, insert, lineOf } from './line-editor';
import type { Line } from './line-editor';

const NOTHING: Lead = { text: '', columns: 0 };
const LONGEST_LINE = 4000;
const upAndDown = new Set(['\x1b[A', '\x1b[B', '\x1bOA', '\x1bOB', '\x10', '\x0e']);

/** The glass, and the way to the program that reads. */
export interface RemoteWorld {
  columns(): number;
  write(text: string): void;
  /** Sends what was typed on its way through the network; with `closed`, that there is no more. */
  send(text: string, closed?: boolean): void;
  /** Ends kubectl itself. */
  interrupt(): void;
}

/**
 * What is typed for a program that reads it elsewhere. A line is edited here and travels when it is entered, one message a line; what a
 * container's terminal shows of it again is left out, for it stands on the glass already.
 */
export class RemoteInput {
  readonly #isTerminal: boolean;
  readonly #world: RemoteWorld;
  readonly #earlier: string[] = [];
  #at = 0;
  #line: Line = emptyLine;
  /** Output that has not ended its row: the program's prompt, most of the time. */
  #lead = NOTHING;
  #caretRow = 0;
  /** Entered, and not sent yet. */
  #entered = '';
  /** What the container's terminal will show of what was sent. */
  #echo = '';
  /** Ctrl-C was sent, and nothing came since. */
  #asked = false;

  constructor(reading: 'terminal' | 'lines', world: RemoteWorld) {
    this.#isTerminal = reading === 'terminal';
    this.#world = world;
  }

  key(key: string): void {
    if (key === '\r' || key === '\n') this.#enter();
    else if (key === '\x03') this.#interrupt();
    else if (key === '\x04' && this.#line.text === '') this.#end();
    else if (upAndDown.has(key)) this.#walk(key.endsWith('A') || key === '\x10' ? -1 : 1);
    else if (edits[key]) this.#line = edits[key](this.#line);
    else if (key >= ' ' && !key.startsWith('\x1b'))
      this.#line = insert(this.#line, key.slice(0, Math.max(0, LONGEST_LINE - this.#line.text.length)));
  }

  print(text: string, stream: 'stdout' | 'stderr'): void {
    const rest = this.#withoutEcho(text.replaceAll('\r\n', '\n'));
    if (rest === '') return;
    this.#asked = false;
    const whole = rest.lastIndexOf('\n') + 1;
    const coloured = (part: string) => (stream === 'stderr' && part !== '' ? red(printable(part)) : printable(part));
    const rows = rest.slice(0, whole);
    const last = rest.slice(whole);
    const before = rows === '' ? this.#lead : NOTHING;
    const finished = rows === '' ? '' : this.#lead.text + coloured(rows);
    this.#world.write(erasure(this.#caretRow) + finished);
    this.#caretRow = 0;
    this.#lead = { text: before.text + coloured(last), columns: before.columns + columnsOf(last) };
  }

  draw(): void {
    const { text, caretRow } = drawing(this.#lead, this.#line, this.#world.columns(), this.#caretRow);
    this.#caretRow = caretRow;
    this.#world.write(text);
  }

  /** The program reads no more: what was typed and not sent is gone. Whether the row on the glass is not ended. */
  end(): boolean {
    this.#line = emptyLine;
    this.draw();
    return this.#lead.columns > 0;
  }

  /** What stands on the glass is whole: what comes is written below it. */
  #finishRow(shown: string): void {
    this.#line = lineOf(this.#line.text);
    this.draw();
    this.#world.write(`${shown}\r\n`);
    this.#line = emptyLine;
    this.#lead = NOTHING;
    this.#caretRow = 0;
  }

  #enter(): void {
    const { text } = this.#line;
    this.#finishRow('');
    if (text !== '') this.#earlier.push(text);
    this.#at = this.#earlier.length;
    if (this.#isTerminal) this.#echo += `${text}\n`;
    this.#entered += this.#isTerminal ? `${text}\r` : `${text}\n`;
  }

  /** Lines that came together, as out of a paste, travel together. */
  send(): void {
    const entered = this.#entered;
    this.#entered = '';
    if (entered !== '') this.#world.send(entered);
  }

  #end(): void {
    if (this.#isTerminal) this.#entered += '\x04';
    else {
      this.send();
      this.#world.send('', true);
    }
  }

  /** A container's terminal hears of it; where it does not answer (or there is none), kubectl ends. */
  #interrupt(): void {
    if (!this.#isTerminal || this.#asked) return this.#world.interrupt();
    this.#finishRow('^C');
    this.#asked = true;
    this.#echo += '^C\n';
    this.#entered += '\x03';
  }

  #walk(by: number): void {
    const at = this.#at + by;
    if (at < 0 || at > this.#earlier.length) return;
    this.#at = at;
    this.#line = lineOf(this.#earlier[at] ?? '');
  }

  /** What was sent comes back as the terminal shows it: at the beginning, after output that was quicker, or in parts. */
  #withoutEcho(text: string): string {
    if (this.#echo === '') return text;
    if (this.#echo.startsWith(text)) {
      this.#echo = this.#echo.slice(text.length);
      return '';
    }
    const first = this.#echo.slice(0, this.#echo.indexOf('\n') + 1);
    const at = text.indexOf(first);
    if (at < 0) return text;
    this.#echo = this.#echo.slice(first.length);
    return text.slice(0, at) + this.#withoutEcho(text.slice(at + first.length));
  }
}
