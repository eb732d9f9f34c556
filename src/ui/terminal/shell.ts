import '../text/later-english';
import type { CompletedMessage } from '../../session/protocol';
import { builtinNames, runBuiltin } from './builtins';
import { Incomplete, readShellLine, ShellError } from './command-words';
import type { ShellLine } from './command-words';
import { filterNames } from './filters';
import { LineSearch } from './line-search';
import { columns, dim, drawing, printable, red } from './line-drawing';
import type { Lead } from './line-drawing';
import { RemoteInput } from './remote-input';
import { type JobWorld, type Printed, ShellJob } from './shell-job';
import { beforeCaret, columnsOf, edits, emptyLine, insert, lineOf, sharedStart } from './line-editor';
import type { Line } from './line-editor';
import type { LineHistory } from './history';
import { text } from '../text/language';

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
  /** Writes a file of the folder. */
  write(file: string, text: string): void;
  /** Shows it in the editor. */
  open(file: string): void;
  /** @param input what `-f -` reads */
  run(line: string, input: string | undefined, job?: number): void;
  /** More for what runs: text as it was typed, or that there is no more. */
  say(text: string, closed?: boolean): void;
  interrupt(job?: number): void;
  complete(line: string): void;
  /** Names of a kind's objects that the page knows. */
  names(kind: string, namespace?: string): readonly string[];
  isPaused(): boolean;
  /** Every message of the line is shown on its way: the answer takes its time. */
  isPaced(): boolean;
}

const LONGEST_LINE = 10_000;
const LONGEST_PASTE = 100_000;
const PROMPT = '\x1b[1;32m$\x1b[0m ';
const PROMPT_COLUMNS = 2;

function help(): string {
  const words = ['terminal.help1', 'terminal.help2', 'terminal.help3'] as const;
  return `${words.map((key) => text(key)).join('\n')}

  ${text('terminal.helpKeys')}
  |  >  >>  <  <<EOF  &&  ||  ;  &   ${text('terminal.helpAnd')}  grep head tail wc sort uniq cut awk sed xargs
  ls  cat FILE  echo  curl URL  jobs  kill %1  history  clear  help
`;
}

const ESCAPE = String.fromCodePoint(0x1b);
const DELETE = String.fromCodePoint(0x7f);
/** Letters in a row, one key, or one sequence of it, at a time. */
const keyPattern = new RegExp(`[^\\p{Cc}]+|${ESCAPE}(?:${DELETE}|\\[[0-9;]*[~A-Za-z]|O[A-Za-z]|[bf])|[^]`, 'gu');
const upAndDown = new Set(['\x1b[A', '\x1b[B', '\x1bOA', '\x1bOB', '\x10', '\x0e']);

/** A prompt with line editing, history, search and completion; lines are read as a shell does, and kubectl's are the worker's. */
export class Shell {
  readonly #glass: Glass;
  readonly #around: Surroundings;
  readonly #variables = new Map([
    ['HOME', '/home/you'],
    ['USER', 'you'],
  ]);
  /** How the last line ended: `$?`. */
  #code = 0;
  #line: Line = emptyLine;
  /** Lines before this one of a command that is not whole yet. */
  #begun = '';
  #job: ShellJob | undefined;
  #search: LineSearch | undefined;
  /** Rows below the prompt's on which the caret stands. */
  #caretRow = 0;
  /** Output so far does not end its row. */
  #midRow = false;
  #toldOfPace = false;
  /** Typed while something ran. */
  #ahead = '';
  /** The line on the glass is not the line. */
  #stale = false;
  /** What runs in the background, as the worker told; and numbers that were given since. */
  #jobs = new Map<number, string>();
  /** Takes the keys while what runs reads them. */
  #remote: RemoteInput | undefined;

  constructor(glass: Glass, around: Surroundings) {
    this.#glass = glass;
    this.#around = around;
  }

  get isSearching(): boolean {
    return this.#search !== undefined;
  }

  begin(): void {
    this.#glass.write(`${dim(text('terminal.welcome'))}\r\n`);
    this.#prompt();
    this.#draw();
  }

  /** Whatever was typed or pasted. */
  type(data: string): void {
    if (!this.takes(data)) return;
    for (const [key] of data.matchAll(keyPattern)) this.#key(key);
    this.#remote?.send();
    this.#draw();
  }

  /** Whether so much may be typed at once; if not, that is said. */
  takes(data: string): boolean {
    if (data.length <= LONGEST_PASTE) return true;
    this.#refuse(text('terminal.tooLong', { count: data.length }));
    return false;
  }

  /** Something that runs printed. */
  print(text: string, stream: 'stdout' | 'stderr'): void {
    if (this.#job) this.#job.heard(text, stream);
    else this.#show(text, stream);
  }

  /** A line in the background printed something, or ended: it is shown above the line that is being written. */
  aside(job: number, text: string, code: number | undefined): void {
    const ended = code === undefined ? '' : `[${job}]+  ${endWord(code).padEnd(22)}  ${this.#jobs.get(job) ?? ''}\n`;
    if (code !== undefined) this.#jobs.delete(job);
    if (text + ended === '') return;
    if (!this.#job) this.#glass.write('\r\n');
    this.#show(text + ended, 'stdout');
    this.#caretRow = 0;
    this.#stale = true;
    this.#draw();
  }

  wrote(file: string, text: string): void {
    this.#around.write(file, text);
  }

  opened(file: string): void {
    this.#around.open(file);
  }

  jobs(jobs: readonly { readonly job: number; readonly line: string }[]): void {
    this.#jobs = new Map(jobs.map(({ job, line }) => [job, line]));
  }

  /** What runs reads what is typed from now on, or no more. */
  reads(reading: 'terminal' | 'lines' | undefined): void {
    if ((reading !== undefined && this.#job !== undefined) === (this.#remote !== undefined)) return;
    if (this.#remote) {
      this.#midRow = this.#remote.end();
      this.#remote = undefined;
      return;
    }
    this.#remote = new RemoteInput(reading!, {
      columns: () => this.#glass.columns,
      write: (text) => this.#glass.write(text),
      send: (text, closed) => this.#around.say(text, closed),
      interrupt: () => this.#interrupt(),
    });
    const ahead = this.#ahead;
    this.#ahead = '';
    this.type(ahead);
  }

  /** What was typed and answered before this shell began stands above its prompt. */
  recall(transcript: string): void {
    if (transcript === '') return;
    this.#glass.write('\r\x1b[K');
    this.#show(transcript, 'stdout');
    if (this.#midRow) this.#glass.write(`${dim('⏎')}\r\n`);
    this.#midRow = false;
    this.#caretRow = 0;
    this.#stale = true;
    this.#draw();
  }

  /** A line that somebody began before this shell did: it is shown, and hears what is typed from now on. */
  adopt(line: string, reading: 'terminal' | 'lines' | undefined): void {
    if (!this.#job) {
      this.#set(lineOf(line));
      this.#draw();
      this.#glass.write('\r\n');
      this.#line = emptyLine;
      this.#caretRow = 0;
      const world = { ...this.#world(), kubectl: () => {} };
      this.#begin(readShellLine('kubectl', {}), world);
    }
    this.reads(reading);
  }

  /** kubectl ended. */
  ended(code: number): void {
    this.reads(undefined);
    this.#job?.finished(code);
  }

  /** Another cluster, or another moment: what ran runs no more. */
  stopped(): void {
    this.reads(undefined);
    if (this.#job) this.#finished();
  }

  completed({ line, typed, candidates, namesOf }: CompletedMessage): void {
    if (this.#job || line !== lastCommand(beforeCaret(this.#line))) return;
    const names = namesOf
      ? this.#around
          .names(namesOf.kind, namesOf.namespace)
          .filter((name) => !namesOf.given?.includes(name))
          .map((name) => namesOf.prefix + name)
      : [];
    this.#offer(typed, [...candidates, ...names]);
  }

  /** The glass has another width: the prompt is drawn anew. */
  resized(): void {
    this.#stale = true;
    this.#draw();
  }

  #offer(typed: string, candidates: readonly string[]): void {
    const all = [...new Set(candidates)].filter((one) => one.startsWith(typed)).sort();
    if (all.length === 0) return;
    const shared = sharedStart(all);
    const rest = shared.slice(typed.length) + (all.length === 1 && !/[=/]$/.test(shared) ? ' ' : '');
    if (rest !== '') this.#set(insert(this.#line, rest));
    else {
      this.#glass.write(`\r\n${columns(all, this.#glass.columns)}\r\n`);
      this.#caretRow = 0;
      this.#stale = true;
    }
    this.#draw();
  }

  #key(key: string): void {
    if (this.#remote) return this.#remote.key(key);
    if (key === '\x03') return this.#interrupt();
    if (this.#job) {
      if (this.#ahead.length < LONGEST_PASTE) this.#ahead += key;
      return;
    }
    if (this.#search && this.#searchKey(this.#search, key)) return;
    if (key === '\r' || key === '\n') return this.#enter();
    if (key === '\x12') return this.#searchFrom();
    if (key === '\t') return this.#complete();
    if (key === '\x0c') return this.#clear();
    if (upAndDown.has(key)) return this.#walk(key);
    const edit = edits[key];
    if (edit) this.#set(edit(this.#line));
    else if (key >= ' ' && !key.startsWith('\x1b'))
      this.#set(insert(this.#line, key.slice(0, Math.max(0, LONGEST_LINE - this.#line.text.length))));
  }

  #searchFrom(): void {
    this.#search = new LineSearch(this.#around.history.lines);
    this.#stale = true;
  }

  /** Keys while an earlier line is looked for; false for those that end it and go on as usual. */
  #searchKey(search: LineSearch, key: string): boolean {
    this.#stale = true;
    if (key === '\x12') search.older();
    else if (key === '\x7f' || key === '\b') search.erase();
    else if (key >= ' ' && !key.startsWith('\x1b')) search.type(key);
    else {
      this.#search = undefined;
      if (key !== '\x07' && search.found !== undefined) this.#set(lineOf(search.found));
      return key === '\x07' || key === '\x1b' || key === '\t';
    }
    return true;
  }

  #complete(): void {
    const before = lastCommand(beforeCaret(this.#line));
    const [, program, typed = ''] = /^(?:(\S+)\s+)?(?:.*\s)?(\S*)$/.exec(before) ?? [];
    if (program === undefined) return this.#offer(typed, ['kubectl', 'curl', 'xargs', ...builtinNames, ...filterNames]);
    if (program === 'kubectl' || program === 'k') return this.#around.complete(before);
    return this.#offer(typed, Object.keys(this.#around.files()));
  }

  #walk(key: string): void {
    const { history } = this.#around;
    const found = key.endsWith('A') || key === '\x10' ? history.older(this.#line.text) : history.newer();
    if (found !== undefined) this.#set(lineOf(found));
  }

  #interrupt(): void {
    this.#ahead = '';
    this.#search = undefined;
    if (this.#job) {
      this.#glass.write('^C\r\n');
      this.#midRow = false;
      return this.#job.interrupt();
    }
    this.#set({ ...this.#line, caret: [...this.#line.text].length });
    this.#draw();
    this.#glass.write('^C\r\n');
    this.#begun = '';
    this.#prompt();
  }

  #clear(): void {
    this.#glass.clear();
    this.#caretRow = 0;
    this.#stale = true;
  }

  #enter(): void {
    this.#set(lineOf(this.#line.text));
    this.#draw();
    this.#glass.write('\r\n');
    const text = this.#begun + this.#line.text;
    this.#begun = '';
    this.#line = emptyLine;
    this.#caretRow = 0;
    if (text.trim() === '') return this.#prompt();
    const line = this.#read(text);
    if (line) this.#run(text, line);
    else this.#prompt();
  }

  /** The line as a shell reads it; undefined when it is not whole yet, or nothing that can be run. */
  #read(text: string): ShellLine | undefined {
    try {
      return readShellLine(text.trim() === text ? text : text.trimEnd(), this.#values(this.#code));
    } catch (error) {
      if (error instanceof Incomplete) this.#begun = `${text}\n`;
      else if (error instanceof ShellError) {
        this.#around.history.add(text);
        this.#show(`${error.message}\n`, 'stderr');
      } else throw error;
      return undefined;
    }
  }

  #run(text: string, line: ShellLine): void {
    const { history } = this.#around;
    history.add(text.trim());
    if (text.trim() === 'clear') {
      this.#glass.clear();
      return this.#prompt();
    }
    const reread = (code: number) => readShellLine(text.trimEnd(), this.#values(code));
    this.#begin(line, this.#world(), text.includes('$') ? reread : undefined);
  }

  #values(code: number): Record<string, string> {
    return { ...Object.fromEntries(this.#variables), '?': String(code) };
  }

  #world(): JobWorld {
    const files = () => this.#around.files();
    const { lines } = this.#around.history;
    return {
      files,
      write: (file, written) => this.#around.write(file, written),
      kubectl: (command, input) => {
        this.#hint();
        this.#around.run(command, input);
      },
      background: (command, input) => {
        const job = Math.max(0, ...this.#jobs.keys()) + 1;
        this.#jobs.set(job, command);
        this.#show(`[${job}] ${command}\n`, 'stdout');
        this.#around.run(command, input, job);
      },
      interrupt: () => this.#around.interrupt(),
      builtin: (words) =>
        this.#jobControl(words) ?? runBuiltin(words, { files, lines, variables: this.#variables, help: help() }),
    };
  }

  /** `jobs`, and `kill %1`. */
  #jobControl([program, ...words]: readonly string[]): Printed | undefined {
    if (program === 'jobs')
      return { text: [...this.#jobs].map(([job, line]) => `[${job}]   Running  ${line} &\n`).join(''), code: 0 };
    if (program !== 'kill') return undefined;
    for (const word of words) {
      const job = Number(/^%?(\d+)$/.exec(word)?.[1]);
      if (!this.#jobs.has(job)) return { text: `kill: ${word}: no such job\n`, code: 1 };
      this.#around.interrupt(job);
    }
    return { text: '', code: 0 };
  }

  #begin(line: ShellLine, world: JobWorld, reread?: (code: number) => ShellLine): void {
    const job = new ShellJob(
      line,
      world,
      (printed, stream) => this.#show(printed, stream),
      (code) => {
        this.#code = code;
        this.#finished();
      },
      reread,
    );
    this.#job = job;
    job.start();
  }

  /** The line is done: what was typed meanwhile comes next. */
  #finished(): void {
    this.#job = undefined;
    this.#prompt();
    const ahead = this.#ahead;
    this.#ahead = '';
    if (ahead !== '') this.type(ahead);
    this.#draw();
  }

  /** Why an answer may not come, or not soon. */
  #hint(): void {
    if (this.#around.isPaused()) this.#glass.write(`${dim(text('terminal.stands'))}\r\n`);
    else if (this.#around.isPaced() && !this.#toldOfPace) {
      this.#toldOfPace = true;
      this.#glass.write(`${dim(text('terminal.paced'))}\r\n`);
    }
  }

  #show(text: string, stream: 'stdout' | 'stderr'): void {
    if (text === '') return;
    if (this.#remote) {
      this.#remote.print(text, stream);
      return this.#remote.draw();
    }
    const shown = printable(text);
    this.#glass.write(stream === 'stderr' ? red(shown) : shown);
    this.#midRow = !text.endsWith('\n');
  }

  #refuse(words: string): void {
    this.#glass.write(`\r\n${red(words)}\r\n`);
    this.#caretRow = 0;
    this.#stale = !this.#job;
    this.#draw();
  }

  #prompt(): void {
    if (this.#midRow) this.#glass.write(`${dim('⏎')}\r\n`);
    this.#midRow = false;
    this.#line = emptyLine;
    this.#caretRow = 0;
    this.#stale = true;
  }

  #set(line: Line): void {
    this.#line = line;
    this.#stale = true;
  }

  /** What stands before the line. */
  #lead(): Lead {
    if (this.#search) {
      const text = `(${this.#search.failed ? 'failed ' : ''}search)\`${this.#search.query}': `;
      return { text: dim(printable(text)), columns: columnsOf(text) };
    }
    return this.#begun === '' ? { text: PROMPT, columns: PROMPT_COLUMNS } : { text: dim('> '), columns: 2 };
  }

  /** Draws prompt and line over what stood there; the caret ends up where it belongs. */
  #draw(): void {
    if (this.#remote) return this.#remote.draw();
    if (!this.#stale || this.#job) return;
    this.#stale = false;
    const lead = this.#lead();
    const line = this.#search?.found === undefined ? this.#line : lineOf(this.#search.found);
    const { text, caretRow } = drawing(lead, line, this.#glass.columns, this.#caretRow);
    this.#caretRow = caretRow;
    this.#glass.write(text);
  }
}

/** What is being typed after the last `|`, `;` or `&`: the command that Tab is about. */
function lastCommand(text: string): string {
  return text.replace(/^.*(?:\||;|&&)\s*/s, '');
}

const INTERRUPTED = 130;

const endWord = (code: number): string => (code === 0 ? 'Done' : code === INTERRUPTED ? 'Terminated' : `Exit ${code}`);
