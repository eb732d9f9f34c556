import type { Conditional, Pipeline, ShellLine, Stage } from './command-words';
import { quoteWord, ShellError } from './command-words';
import type { Filter } from './filters';
import { absentWords, isControl } from './absent';
import { filterOf } from './filters';

/** What a command line needs of the world around it. */
export interface JobWorld {
  files(): Readonly<Record<string, string>>;
  write(file: string, text: string): void;
  /** Starts kubectl; the job hears what it prints and when it ends. @param input what it reads from `-f -` */
  kubectl(line: string, input: string | undefined): void;
  /** Starts a line of the worker's that nobody waits for. */
  background(line: string, input: string | undefined): void;
  interrupt(): void;
  /** What a command of the shell itself prints; undefined for what is none. */
  builtin(words: readonly string[]): Printed | undefined;
}

export interface Printed {
  readonly text: string;
  readonly code: number;
}

/** A program at the head of some filters; where its output goes on, another segment reads it. */
interface Segment {
  readonly source: Stage;
  readonly filters: readonly Stage[];
}

/** What runs in the simulation: kubectl, and programs of the laptop that call somebody over its network. */
const simulated: ReadonlySet<string | undefined> = new Set(['kubectl', 'k', 'curl', 'wget', 'nc']);
const isSimulated = ({ words: [program] }: Stage) => simulated.has(program);

function segmentsOf(stages: readonly Stage[]): readonly Segment[] {
  const segments: { source: Stage; filters: Stage[] }[] = [];
  for (const stage of stages) {
    const last = segments.at(-1);
    if (!last || isSimulated(stage) || stage.words[0] === 'xargs') segments.push({ source: stage, filters: [] });
    else last.filters.push(stage);
  }
  return segments;
}

function demandFilter({ words }: Stage): Filter {
  const filter = filterOf(words);
  if (filter) return filter;
  throw new ShellError(`${words[0]}: command not found`);
}

/** One command line from its start to its end. */
export class ShellJob {
  private readonly world: JobWorld;
  private readonly show: (text: string, stream: 'stdout' | 'stderr') => void;
  private readonly ended: (code: number) => void;
  private readonly lists: Conditional[];
  private readonly reread: (code: number) => ShellLine;
  private at = 0;
  private segments: Segment[] = [];
  private output: Pipeline['output'];
  private chain: Filter[] = [];
  /** What the segment gives to the next one, or to a file. */
  private collected = '';
  /** Lines of kubectl that the segment still has to run. */
  private lines: { readonly line: string; readonly input: string | undefined }[] = [];
  private code = 0;
  private waiting = false;
  private cutOff = false;

  constructor(
    line: ShellLine,
    world: JobWorld,
    show: (text: string, stream: 'stdout' | 'stderr') => void,
    ended: (code: number) => void,
    /** The line once more, with variables as they are when its next part begins. */
    reread: (code: number) => ShellLine = () => line,
  ) {
    this.lists = [...line.lists];
    this.reread = reread;
    this.world = world;
    this.show = show;
    this.ended = ended;
  }

  /** Whether kubectl runs. */
  get isWaiting(): boolean {
    return this.waiting;
  }

  start(): void {
    const planned = this.lists.shift();
    if (!planned) return this.ended(this.code);
    // The first part has been read with variables as they are.
    const next = (this.at > 0 && this.reread(this.code).lists[this.at]) || planned;
    this.at++;
    const skipped = next.after === '&&' ? this.code !== 0 : next.after === '||' && this.code === 0;
    if (skipped) return this.start();
    this.guarded(() => {
      if (next.isBackground) return this.beside(next.pipeline);
      this.segments = [...segmentsOf(next.pipeline.stages)];
      this.output = next.pipeline.output;
      this.segment(undefined);
    });
  }

  /** One line of the worker's alone: nothing here would read what a longer pipeline gives. */
  private beside({ stages: [stage, ...others], output }: Pipeline): void {
    if (!stage || !isSimulated(stage) || others.length > 0 || output)
      throw new ShellError('only a line of kubectl alone can run in the background here');
    this.world.background(stage.text, stage.input ?? this.fileOf(stage.inputFile));
    this.code = 0;
    this.start();
  }

  /** kubectl printed something. */
  heard(text: string, stream: 'stdout' | 'stderr'): void {
    if (!this.waiting) return;
    if (stream === 'stderr') return this.show(text, 'stderr');
    this.give(text);
    if (!this.cutOff && this.chain.some(({ done }) => done)) {
      this.cutOff = true;
      this.world.interrupt();
    }
  }

  /** kubectl ended. */
  finished(code: number): void {
    if (!this.waiting) return;
    this.waiting = false;
    this.code = this.cutOff ? 0 : code;
    this.guarded(() => this.nextLine());
  }

  interrupt(): void {
    this.lists.length = 0;
    this.lines = [];
    if (this.waiting) this.world.interrupt();
  }

  private guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      this.show(`${error.message}\n`, 'stderr');
      this.code = 2;
      this.start();
    }
  }

  /** Begins the next segment; its input is what came before. */
  private segment(piped: string | undefined): void {
    const { source, filters } = this.segments.shift()!;
    this.chain = filters.map(demandFilter);
    this.collected = '';
    this.cutOff = false;
    const input = source.input ?? this.fileOf(source.inputFile) ?? piped;
    if (isSimulated(source)) this.lines = [{ line: source.text, input }];
    else if (source.words[0] === 'xargs') this.lines = argumentsOf(source, input ?? '');
    else return this.own(source, input);
    this.nextLine();
  }

  private fileOf(name: string | undefined): string | undefined {
    if (name === undefined) return undefined;
    const files = this.world.files();
    if (Object.hasOwn(files, name)) return files[name];
    throw new ShellError(`${name}: No such file or directory`);
  }

  /** A command of the shell's own, or a filter that reads what was given to it. */
  private own(source: Stage, input: string | undefined): void {
    const printed = this.world.builtin(source.words);
    if (input === undefined && !printed && filterOf(source.words)) {
      const { words, text } = this.named(source);
      this.filtered({ ...source, words }, text);
    } else if (input !== undefined && (source.words[0] === 'cat' || !printed)) this.filtered(source, input);
    else if (printed) {
      this.code = printed.code;
      if (printed.code === 0) this.give(printed.text);
      else this.show(printed.text, 'stderr');
    } else {
      const [program = ''] = source.words;
      this.show(`${absentWords(program)}\n`, 'stderr');
      this.code = 127;
      if (isControl(program)) this.lists.length = 0;
    }
    this.endSegment();
  }

  /** `tail -1 pods.txt`: a filter without anything piped into it reads the files that are named last. */
  private named({ words }: Stage): { readonly words: readonly string[]; readonly text: string } {
    const files = this.world.files();
    const last = words.findLastIndex((word) => !Object.hasOwn(files, word));
    const names = words.slice(last + 1);
    if (names.length === 0)
      throw new ShellError(`${words[0]}: nothing to read: name a file of this folder, or pipe something into it`);
    return { words: words.slice(0, last + 1), text: names.map((name) => files[name]).join('') };
  }

  private filtered(source: Stage, input: string): void {
    this.chain = [demandFilter(source), ...this.chain];
    this.code = 0;
    this.give(input);
  }

  private nextLine(): void {
    const next = this.lines.shift();
    if (!next) return this.endSegment();
    this.waiting = true;
    this.world.kubectl(next.line, next.input);
  }

  private give(text: string): void {
    let passed = text;
    for (const filter of this.chain) passed = filter.push(passed);
    this.deliver(passed);
  }

  private endSegment(): void {
    for (let at = 0; at < this.chain.length; at++) {
      let passed = this.chain[at]!.end();
      for (const filter of this.chain.slice(at + 1)) passed = filter.push(passed);
      this.deliver(passed);
    }
    this.chain = [];
    if (this.segments.length > 0) return this.segment(this.collected);
    if (this.output) this.save(this.output);
    this.start();
  }

  private deliver(text: string): void {
    if (text === '') return;
    if (this.segments.length > 0 || this.output) this.collected += text;
    else this.show(text, 'stdout');
  }

  private save({ file, append }: NonNullable<Pipeline['output']>): void {
    if (file === '/dev/null') return;
    const before = append ? (this.world.files()[file] ?? '') : '';
    this.world.write(file, before + this.collected);
  }
}

/** The lines that `xargs` makes of what it reads: all words at once, so many at a time, or each in place of a mark. */
function argumentsOf({ words }: Stage, input: string): { readonly line: string; readonly input: undefined }[] {
  const { options, command } = ownOptions(words.slice(1));
  if (command[0] !== 'kubectl' && command[0] !== 'k')
    throw new ShellError('xargs: only kubectl can be run with arguments here');
  const mark = options['I'];
  const given = input.split(mark === undefined ? /\s+/ : /\n/).filter((word) => word.trim() !== '');
  const line = (some: readonly string[]) => ({ line: some.map(quoteWord).join(' '), input: undefined });
  if (mark !== undefined) return given.map((word) => line(command.map((one) => one.replaceAll(mark, word))));
  const atOnce = Number(options['n']) || given.length;
  const starts = given.map((_, at) => at).filter((at) => at % atOnce === 0);
  return starts.map((at) => line([...command, ...given.slice(at, at + atOnce)]));
}

/** The options of `xargs` itself stand before the command: `-n 1`, `-n1`, `-I {}`. */
function ownOptions(words: readonly string[]): {
  readonly options: Record<string, string>;
  readonly command: readonly string[];
} {
  const options: Record<string, string> = {};
  let at = 0;
  for (; words[at]?.startsWith('-'); at++) {
    const word = words[at]!;
    const letter = word[1] ?? '';
    if ('nIL'.includes(letter)) options[letter] = word.slice(2) || (words[++at] ?? '');
  }
  return { options, command: words.slice(at) };
}
