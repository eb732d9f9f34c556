import type { CompletedMessage } from '../../session/protocol';
import { beforeCaret, columnsOf, edits, emptyLine, insert, lineOf, sharedStart } from './line-editor';
import type { Line } from './line-editor';
import type { LineHistory } from './history';

/** The glass: whatever shows text and knows how wide it is. */
export interface Glass {
  readonly columns: number;
  write(text: string): void;
  clear(): void;
}

/** What the shell asks of the page. */
export interface Surroundings {
  readonly history: LineHistory;
  /** The folder: the editor's files. */
  files(): Readonly<Record<string, string>>;
  run(line: string): void;
  interrupt(): void;
  complete(line: string): void;
  /** Names of a kind's objects that the page knows. */
  names(kind: string): readonly string[];
  isPaused(): boolean;
  /** Every message of the line is shown on its way: the answer takes its time. */
  isPaced(): boolean;
}

const LONGEST_LINE = 10_000;
const PROMPT = '\x1b[1;32m$\x1b[0m ';
const PROMPT_COLUMNS = 2;
const dim = (text: string) => `\x1b[2m${text}\x1b[22m`;
const red = (text: string) => `\x1b[31m${text}\x1b[39m`;
/** Whatever a manifest or a name smuggles in, the terminal obeys no escape sequence of it. */
const controls = /[^\P{Cc}\t\n\r]/gu;
const printable = (text: string) => text.replace(controls, '\ufffd').replace(/\r?\n/g, '\r\n');

const help = `Everything here is \x1b[1mkubectl\x1b[0m (k for short), a client on the simulated laptop like any other:
what it asks is drawn, recorded and followed. Try kubectl get pods -w and
apply something in the editor; its files are in this folder.

  Tab completes   ↑ ↓ earlier lines   Ctrl C interrupts   Esc leaves the terminal
  ls  cat FILE  history  clear  help
`;

const ESCAPE = String.fromCodePoint(0x1b);
const DELETE = String.fromCodePoint(0x7f);
/** One key, or one sequence of it, at a time. */
const keyPattern = new RegExp(`${ESCAPE}(?:${DELETE}|\\[[0-9;]*[~A-Za-z]|O[A-Za-z]|[bf])|[^]`, 'gu');
const upAndDown = new Set(['\x1b[A', '\x1b[B', '\x1bOA', '\x1bOB', '\x10', '\x0e']);

/** A prompt with line editing, history and completion; what is no builtin is kubectl's. */
export class Shell {
  readonly #glass: Glass;
  readonly #around: Surroundings;
  #line: Line = emptyLine;
  #running = false;
  /** Rows below the prompt's on which the caret stands. */
  #caretRow = 0;
  /** Output so far does not end its row. */
  #midRow = false;
  #toldOfPace = false;
  /** Typed while something ran. */
  #ahead = '';

  constructor(glass: Glass, around: Surroundings) {
    this.#glass = glass;
    this.#around = around;
  }

  begin(): void {
    this.#glass.write(`${dim('kubectl on the laptop. Type help, or press Tab.')}\r\n`);
    this.#prompt();
  }

  /** Whatever was typed or pasted. */
  type(data: string): void {
    const pasted = data.length > LONGEST_LINE;
    if (pasted)
      return this.#refuse(`${data.length.toLocaleString('en')} characters are no command line: nothing was taken.`);
    for (const [key] of data.matchAll(keyPattern)) this.#key(key);
  }

  print(text: string, stream: 'stdout' | 'stderr'): void {
    const shown = printable(text);
    this.#glass.write(stream === 'stderr' ? red(shown) : shown);
    this.#midRow = !text.endsWith('\n');
  }

  running(running: boolean): void {
    const ended = this.#running && !running;
    this.#running = running;
    if (!ended) return;
    this.#prompt();
    const ahead = this.#ahead;
    this.#ahead = '';
    this.type(ahead);
  }

  completed({ line, typed, candidates, namesOf }: CompletedMessage): void {
    if (this.#running || line !== beforeCaret(this.#line)) return;
    const names = namesOf ? this.#around.names(namesOf.kind).map((name) => namesOf.prefix + name) : [];
    const all = [...new Set([...candidates, ...names])].filter((one) => one.startsWith(typed)).sort();
    if (all.length === 0) return;
    const shared = sharedStart(all);
    const rest = shared.slice(typed.length) + (all.length === 1 && !/[=/]$/.test(shared) ? ' ' : '');
    if (rest !== '') return this.#set(insert(this.#line, rest));
    this.#glass.write(`\r\n${columns(all, this.#glass.columns)}\r\n`);
    this.#caretRow = 0;
    this.#draw();
  }

  /** The glass has another width: the prompt is drawn anew. */
  resized(): void {
    if (!this.#running) this.#draw();
  }

  #key(key: string): void {
    if (key === '\x03') return this.#interrupt();
    if (this.#running) {
      if (this.#ahead.length < LONGEST_LINE) this.#ahead += key;
      return;
    }
    if (key === '\r' || key === '\n') return this.#enter();
    if (key === '\t') return this.#around.complete(beforeCaret(this.#line));
    if (key === '\x0c') return this.#clear();
    if (upAndDown.has(key)) return this.#walk(key);
    const edit = edits[key];
    if (edit) this.#set(edit(this.#line));
    else if (key >= ' ' && !key.startsWith('\x1b') && this.#line.text.length < LONGEST_LINE)
      this.#set(insert(this.#line, key));
  }

  #walk(key: string): void {
    const { history } = this.#around;
    const found = key.endsWith('A') || key === '\x10' ? history.older(this.#line.text) : history.newer();
    if (found !== undefined) this.#set(lineOf(found));
  }

  #interrupt(): void {
    this.#ahead = '';
    if (this.#running) {
      this.#glass.write('^C\r\n');
      this.#midRow = false;
      this.#around.interrupt();
      return;
    }
    this.#set({ ...this.#line, caret: [...this.#line.text].length });
    this.#glass.write('^C\r\n');
    this.#prompt();
  }

  #clear(): void {
    this.#glass.clear();
    this.#caretRow = 0;
    this.#draw();
  }

  #enter(): void {
    this.#set(lineOf(this.#line.text));
    this.#glass.write('\r\n');
    const line = this.#line.text.trim();
    this.#line = emptyLine;
    this.#caretRow = 0;
    if (line === '') return this.#prompt();
    this.#around.history.add(line);
    const [program = ''] = line.split(/\s+/);
    if (program !== 'kubectl' && program !== 'k') return this.#builtin(line);
    this.#running = true;
    this.#hint();
    this.#around.run(line);
  }

  /** Why an answer may not come, or not soon. */
  #hint(): void {
    if (this.#around.isPaused())
      this.#glass.write(`${dim('The clock stands: the answer comes when it runs again.')}\r\n`);
    else if (this.#around.isPaced() && !this.#toldOfPace) {
      this.#toldOfPace = true;
      this.#glass.write(`${dim('Auto pace shows every message on its way, so answers take their time.')}\r\n`);
    }
  }

  #builtin(line: string): void {
    const [program = '', ...words] = line.split(/\s+/);
    if (program === 'clear') {
      this.#glass.clear();
      return this.#prompt();
    }
    const text = builtinText(program, words, this.#around);
    if (text === undefined)
      this.#glass.write(`${red(printable(`${program}: command not found. Here is kubectl; type help.`))}\r\n`);
    else this.#glass.write(text.replace(/\r?\n/g, '\r\n'));
    this.#midRow = text !== undefined && text !== '' && !text.endsWith('\n');
    this.#prompt();
  }

  #refuse(words: string): void {
    this.#glass.write(`\r\n${red(words)}\r\n`);
    this.#caretRow = 0;
    if (!this.#running) this.#draw();
  }

  #prompt(): void {
    if (this.#midRow) this.#glass.write(`${dim('⏎')}\r\n`);
    this.#midRow = false;
    this.#line = emptyLine;
    this.#caretRow = 0;
    this.#draw();
  }

  #set(line: Line): void {
    this.#line = line;
    this.#draw();
  }

  /** Draws prompt and line over what stood there; the caret ends up where it belongs. */
  #draw(): void {
    const width = Math.max(1, this.#glass.columns);
    const up = this.#caretRow > 0 ? `\x1b[${this.#caretRow}A` : '';
    const end = PROMPT_COLUMNS + columnsOf(this.#line.text);
    const caret = PROMPT_COLUMNS + columnsOf(beforeCaret(this.#line));
    const endRow = Math.floor(end / width);
    this.#caretRow = Math.floor(caret / width);
    const wrap = end % width === 0 ? '\r\n' : '';
    const back = endRow > this.#caretRow ? `\x1b[${endRow - this.#caretRow}A` : '';
    const across = caret % width > 0 ? `\x1b[${caret % width}C` : '';
    this.#glass.write(`${up}\r\x1b[J${PROMPT}${printable(this.#line.text)}${wrap}${back}\r${across}`);
  }
}

/** What the few commands that are not kubectl's print; undefined for those that there are not. */
function builtinText(program: string, words: readonly string[], around: Surroundings): string | undefined {
  const folder = around.files();
  switch (program) {
    case 'help':
      return help;
    case 'ls':
      return `${printable(Object.keys(folder).sort().join('  '))}\n`;
    case 'pwd':
      return '/home/you\n';
    case 'history':
      return around.history.lines
        .map((line, index) => `${String(index + 1).padStart(5)}  ${printable(line)}\n`)
        .join('');
    case 'cat':
      return words.map((name) => printable(folder[name] ?? `cat: ${name}: No such file or directory\n`)).join('');
    default:
      return undefined;
  }
}

const MOST_CANDIDATES = 80;

/** Candidates side by side, as a shell lists them. */
function columns(words: readonly string[], width: number): string {
  const shown = words.slice(0, MOST_CANDIDATES);
  const widest = Math.max(...shown.map(columnsOf)) + 2;
  const across = Math.max(1, Math.floor(width / widest));
  const rows: string[] = [];
  for (let at = 0; at < shown.length; at += across)
    rows.push(
      shown
        .slice(at, at + across)
        .map((word) => printable(word).padEnd(widest))
        .join('')
        .trimEnd(),
    );
  if (words.length > shown.length) rows.push(dim(`and ${words.length - shown.length} more`));
  return rows.join('\r\n');
}
