import type { Process } from '../../simulation';
import { Signal } from '../../simulation';
import type { LiveInput } from './live-input';
import type { ProgramWorld } from './program-world';
import { arithmetic } from './shell-arithmetic';
import { commandCalled, runCommand } from './shell-commands';
import { parseShell } from './shell-parser';
import { matchesPattern, trimmed } from './shell-pattern';
import type { Assignment, Redirection, ShellNode, Word, WordPart } from './shell-syntax';
import { ShellSyntaxError } from './shell-syntax';

/** Where a command reads from and writes to. */
export interface Streams {
  readonly input: string;
  readonly output: (text: string) => void;
  readonly error: (text: string) => void;
  /** What `read` has left of the input. */
  readonly unread?: { text: string };
  /** What is typed, or comes out of a client's pipe, while the command runs. */
  readonly live?: LiveInput | undefined;
}

/** A text in the place of what was the input. */
function inputOf(text: string): Pick<Streams, 'input' | 'unread' | 'live'> {
  return { input: text, unread: { text }, live: undefined };
}

function nextLine(unread: Streams['unread']): string | undefined {
  if (!unread || unread.text === '') return undefined;
  const [line = ''] = unread.text.split('\n', 1);
  unread.text = unread.text.slice(line.length + 1);
  return line;
}

type CommandNode = Extract<ShellNode, { kind: 'command' }>;

/** `exit`, and what else leaves what encloses it. Thrown and caught inside one shell. */
class Leaving extends Error {
  readonly what: 'exit' | 'break' | 'continue' | 'return';
  readonly status: number;

  constructor(what: Leaving['what'], status: number) {
    super(what);
    this.what = what;
    this.status = status;
  }
}

/** So many commands without any time passing, and it is taken for a busy loop: it spins until it is killed, at no cost. */
const STEPS_WITHOUT_TIME = 10_000;
const SIGTERM_STATUS = 143;
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', '/bin/sh', '/bin/bash']);

/** Runs a script. Time passes in `sleep` and in what waits for ever; everything else takes none. */
export class Shell {
  readonly world: ProgramWorld;
  private readonly variables: Map<string, string>;
  private readonly name: string;
  /** `$0` is the shell's name, `$1` … follow. */
  private parameters: readonly string[];
  private readonly functions = new Map<string, ShellNode>();
  private status = 0;
  private exitTrap: string | undefined;
  private stopOnError = false;
  private steps = 0;
  private lastAt = -1;

  constructor(
    world: ProgramWorld,
    name = 'sh',
    parameters: readonly string[] = [],
    variables: Iterable<readonly [string, string]> = Object.entries(world.environment),
  ) {
    this.world = world;
    this.name = name;
    this.parameters = parameters.length > 0 ? parameters : [name];
    this.variables = new Map(variables);
  }

  /** The script's exit code. */
  *script(text: string, streams: Streams): Process<number> {
    let node: ShellNode;
    try {
      node = parseShell(text);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      streams.error(`${this.name}: ${error.message}\n`);
      return 2;
    }
    const status = yield* this.whole(node, streams);
    if (this.exitTrap === undefined) return status;
    const farewell = parseShell(this.exitTrap);
    yield* this.whole(farewell, streams);
    return status;
  }

  /** A line that was entered at its prompt; `left` says that it was told to go. */
  *line(text: string, streams: Streams): Process<{ readonly status: number; readonly left: boolean }> {
    try {
      this.status = yield* this.run(parseShell(text), streams);
      return { status: this.status, left: false };
    } catch (error) {
      if (error instanceof Leaving) return { status: error.status, left: error.what === 'exit' };
      if (!(error instanceof ShellSyntaxError)) throw error;
      streams.error(`${this.name}: ${error.message}\n`);
      return { status: (this.status = 2), left: false };
    }
  }

  private *whole(node: ShellNode, streams: Streams): Process<number> {
    try {
      return yield* this.run(node, streams);
    } catch (error) {
      if (error instanceof Leaving) return error.status;
      throw error;
    }
  }

  private *run(node: ShellNode, streams: Streams, tested = false): Process<number> {
    switch (node.kind) {
      case 'command':
        return yield* this.command(node, streams, tested);
      case 'sequence':
        return yield* this.sequence(node.nodes, streams, tested);
      case 'and':
        return (yield* this.run(node.left, streams, true)) === 0
          ? yield* this.run(node.right, streams, tested)
          : this.status;
      case 'or':
        return (yield* this.run(node.left, streams, true)) === 0 ? 0 : yield* this.run(node.right, streams, tested);
      case 'not':
        return (this.status = (yield* this.run(node.node, streams, true)) === 0 ? 1 : 0);
      case 'background':
        return this.background(node.node, streams);
      case 'pipe':
        return yield* this.pipe(node.left, node.right, streams);
      case 'loop':
        return yield* this.loop(node, streams);
      case 'for':
        return yield* this.forEach(node.name, node.words, node.body, streams);
      case 'case':
        return yield* this.choose(node, streams);
      case 'function':
        this.functions.set(node.name, node.body);
        return (this.status = 0);
      case 'redirected': {
        const inner = yield* this.redirected(node.redirections, streams);
        return inner ? yield* this.run(node.node, inner, tested) : (this.status = 1);
      }
      default:
        if ((yield* this.run(node.condition, streams, true)) === 0) return yield* this.run(node.then, streams, tested);
        return node.otherwise ? yield* this.run(node.otherwise, streams, tested) : (this.status = 0);
    }
  }

  private *choose(node: Extract<ShellNode, { kind: 'case' }>, streams: Streams): Process<number> {
    const text = yield* this.text(node.word, streams);
    for (const { patterns, body } of node.branches)
      for (const pattern of patterns)
        if (matchesPattern(text, yield* this.text(pattern, streams))) return yield* this.run(body, streams);
    return (this.status = 0);
  }

  private *sequence(nodes: readonly ShellNode[], streams: Streams, tested: boolean): Process<number> {
    for (const node of nodes) this.status = yield* this.run(node, streams, tested);
    return this.status;
  }

  /** The left side runs to its end first: what it wrote is the right side's input. */
  private *pipe(left: ShellNode, right: ShellNode, streams: Streams): Process<number> {
    let written = '';
    yield* this.run(left, { ...streams, output: (text) => (written += text) }, true);
    return yield* this.run(right, { ...streams, ...inputOf(written) });
  }

  /** Beside this shell, with a copy of its variables. */
  private background(node: ShellNode, streams: Streams): number {
    const job = new Shell(this.world, this.name, this.parameters, this.variables);
    this.world.startJob(`${this.name} &`, job.whole(node, streams));
    return (this.status = 0);
  }

  /** `wait`: until all jobs have ended, or a signal comes that has a trap. */
  private *waitForJobs(): Process<number> {
    while (this.world.busy && !this.world.trapped) yield* this.world.news.wait();
    return this.world.trapped ? SIGTERM_STATUS : 0;
  }

  private *loop(node: Extract<ShellNode, { kind: 'loop' }>, streams: Streams): Process<number> {
    let status = 0;
    while (((yield* this.run(node.condition, streams, true)) === 0) !== node.until) {
      yield* this.breathe();
      const left = yield* this.round(node.body, streams);
      if (left === 'break') break;
      status = this.status;
    }
    return (this.status = status);
  }

  private *forEach(name: string, words: readonly Word[], body: ShellNode, streams: Streams): Process<number> {
    for (const value of yield* this.fields(words, streams)) {
      this.variables.set(name, value);
      if ((yield* this.round(body, streams)) === 'break') break;
    }
    return this.status;
  }

  private *round(body: ShellNode, streams: Streams): Process<'break' | 'on'> {
    try {
      yield* this.run(body, streams);
    } catch (error) {
      if (!(error instanceof Leaving) || error.what === 'exit' || error.what === 'return') throw error;
      if (error.what === 'break') return 'break';
    }
    return 'on';
  }

  private *command(node: CommandNode, outer: Streams, tested: boolean): Process<number> {
    yield* this.breathe();
    const words = yield* this.fields(node.words, outer);
    yield* this.assign(node.assignments, outer);
    const streams = yield* this.redirected(node.redirections, outer);
    this.status = streams ? yield* this.invoke(words, streams) : 1;
    if (this.world.trapped) yield* this.trap(outer);
    if (this.status !== 0 && this.stopOnError && !tested) throw new Leaving('exit', this.status);
    return this.status;
  }

  private *invoke(words: readonly string[], streams: Streams): Process<number> {
    const [name, ...parameters] = words;
    if (name === undefined) return 0;
    const defined = this.functions.get(name);
    if (defined) return yield* this.callFunction(defined, words, streams);
    const own = this.builtin(name, parameters);
    if (own !== undefined) return own;
    if (name === 'wait') return yield* this.waitForJobs();
    if (name === 'read') return yield* this.read(parameters, streams);
    if (name === 'eval') return yield* this.evaluate(parameters.join(' '), streams);
    if (name === '.' || name === 'source') return yield* this.source(parameters[0] ?? '', streams);
    if (SHELLS.has(name) && parameters[0] === '-c')
      return yield* new Shell(this.world, name, parameters.slice(2), this.variables).script(parameters[1]!, streams);
    if (name === 'exec' && parameters.length > 0) return yield* this.replace(parameters, streams);
    const { world, variables } = this;
    const command = name.replace(/^(\/usr)?\/s?bin\//, '');
    if (world.image.shell && commandCalled(command))
      return yield* runCommand(command, { parameters, streams, world, variables });
    const launched = this.world.launch(words, false);
    if (launched === undefined) {
      streams.error(`${this.name}: ${name}: not found\n`);
      return 127;
    }
    return launched === 'serving' ? yield* this.forEver() : launched;
  }

  private *callFunction(body: ShellNode, words: readonly string[], streams: Streams): Process<number> {
    const outer = this.parameters;
    this.parameters = [outer[0] ?? this.name, ...words.slice(1)];
    try {
      return (this.status = yield* this.run(body, streams));
    } catch (error) {
      if (!(error instanceof Leaving) || error.what !== 'return') throw error;
      return (this.status = error.status);
    } finally {
      this.parameters = outer;
    }
  }

  /** In this very shell. */
  private *evaluate(text: string, streams: Streams): Process<number> {
    try {
      return yield* this.run(parseShell(text), streams);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      streams.error(`${this.name}: ${error.message}\n`);
      return 2;
    }
  }

  private *source(file: string, streams: Streams): Process<number> {
    const script = this.world.readFile(file);
    if (script !== undefined) return yield* this.evaluate(script, streams);
    streams.error(`${this.name}: .: can't open '${file}': No such file or directory\n`);
    return 1;
  }

  /** `exec`: the program takes the shell's place as process 1, so the signals are its own. */
  private *replace(words: readonly string[], streams: Streams): Process<number> {
    const launched = this.world.launch(words, true);
    if (launched === 'serving') yield* this.forEver();
    throw new Leaving('exit', typeof launched === 'number' ? launched : yield* this.invoke(words, streams));
  }

  /** What only the shell itself can do; undefined where it is something else. */
  private builtin(name: string, parameters: readonly string[]): number | undefined {
    switch (name) {
      case 'exit':
      case 'return':
        throw new Leaving(name, parameters[0] === undefined ? this.status : Number.parseInt(parameters[0], 10) & 255);
      case 'break':
      case 'continue':
        throw new Leaving(name, 0);
      case 'set':
        if (parameters.includes('--'))
          this.parameters = [this.parameters[0] ?? '', ...parameters.slice(parameters.indexOf('--') + 1)];
        if (parameters.some((each) => /^-\w*e/.test(each))) this.stopOnError = true;
        if (parameters.some((each) => /^\+\w*e/.test(each))) this.stopOnError = false;
        return 0;
      case 'export':
        for (const each of parameters) this.exportVariable(each);
        return 0;
      case 'local':
      case 'readonly':
        for (const each of parameters) this.setVariable(each);
        return 0;
      case 'unset':
        for (const each of parameters) this.variables.delete(each);
        return 0;
      case 'shift':
        this.parameters = [this.parameters[0] ?? '', ...this.parameters.slice(1 + Number(parameters[0] ?? 1))];
        return 0;
      case 'trap':
        if (parameters.some((each) => /^(SIG)?TERM$|^15$/.test(each))) this.world.trap = parameters[0];
        if (parameters.some((each) => /^EXIT$|^0$/.test(each))) this.exitTrap = parameters[0];
        return 0;
      default:
        return undefined;
    }
  }

  /** `name=value` */
  private setVariable(text: string): void {
    const split = text.indexOf('=');
    if (split > 0) this.variables.set(text.slice(0, split), text.slice(split + 1));
  }

  /** The next line of the input, its words in variables; 1 at the end. */
  private *read(parameters: readonly string[], { unread, live }: Streams): Process<number> {
    const names = parameters.filter((each) => !each.startsWith('-'));
    const line = live ? yield* live.line() : nextLine(unread);
    if (line === undefined) return 1;
    const words = line.trim().split(/\s+/);
    const targets = names.length > 0 ? names : ['REPLY'];
    targets.forEach((name, index) => {
      const isLast = index === targets.length - 1;
      this.variables.set(name, isLast ? words.slice(index).join(' ') : (words[index] ?? ''));
    });
    return 0;
  }

  private exportVariable(text: string): void {
    const split = text.indexOf('=');
    const name = split < 0 ? text : text.slice(0, split);
    if (split >= 0) this.variables.set(name, text.slice(split + 1));
    this.world.environment = { ...this.world.environment, [name]: this.variables.get(name) ?? '' };
  }

  /** A shell hears of a signal when the command in the foreground is over. */
  private *trap(streams: Streams): Process<void> {
    this.world.trapped = false;
    yield* this.run(parseShell(this.world.trap ?? ''), streams, true);
  }

  private *breathe(): Process<void> {
    const { now } = this.world.component;
    if (now !== this.lastAt) this.steps = 0;
    this.lastAt = now;
    if (++this.steps > STEPS_WITHOUT_TIME) yield* this.forEver();
  }

  private *forEver(): Process<number> {
    yield* new Signal(this.world.component.simulation).wait();
    return 0;
  }

  private *assign(assignments: readonly Assignment[], streams: Streams): Process<void> {
    for (const { name, value } of assignments) this.variables.set(name, yield* this.text(value, streams));
  }

  /** Undefined when a file can't be read. */
  private *redirected(redirections: readonly Redirection[], outer: Streams): Process<Streams | undefined> {
    let streams = outer;
    for (const { stream, mode, target } of redirections) {
      const name = yield* this.text(target, outer);
      if (mode === 'here') {
        streams = { ...streams, ...inputOf(name) };
        continue;
      }
      if (mode === 'duplicate')
        streams = name === '1' ? { ...streams, error: streams.output } : { ...streams, output: streams.error };
      else if (stream === 0) {
        const content = this.world.readFile(name);
        if (content === undefined) {
          outer.error(`${this.name}: can't open ${name}: no such file\n`);
          return undefined;
        }
        streams = { ...streams, ...inputOf(content) };
      } else {
        const problem = mode === 'write' ? this.world.writeFile(name, '') : undefined;
        if (problem !== undefined) {
          outer.error(`${this.name}: can't create ${name}: ${problem}\n`);
          return undefined;
        }
        const write = (text: string) => this.world.appendFile(name, text);
        streams = stream === 1 ? { ...streams, output: write } : { ...streams, error: write };
      }
    }
    return streams;
  }

  private *text(word: Word, streams: Streams): Process<string> {
    let text = '';
    for (const part of word) text += yield* this.expand(part, streams);
    return text;
  }

  /** Words after expansion: what came unquoted out of a variable or a command is split at its blanks. */
  private *fields(words: readonly Word[], streams: Streams): Process<string[]> {
    const fields: string[] = [];
    for (const word of words) {
      let current: string | undefined;
      for (const part of word) {
        const text = yield* this.expand(part, streams);
        if (part.kind === 'text' || part.kind === 'sum' || part.quoted) current = (current ?? '') + text;
        else {
          const pieces = text.split(/\s+/);
          const last = pieces.pop()!;
          for (const piece of pieces) {
            if ((current ?? '') + piece) fields.push((current ?? '') + piece);
            current = undefined;
          }
          if (last) current = (current ?? '') + last;
        }
      }
      if (current !== undefined) fields.push(current);
    }
    return fields;
  }

  private *expand(part: WordPart, streams: Streams): Process<string> {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'variable':
        return yield* this.expandVariable(part, streams);
      case 'sum':
        return String(arithmetic(part.expression, (name) => this.variable(name)));
      default: {
        let written = '';
        this.status = yield* this.whole(part.script, { ...streams, output: (text) => (written += text) });
        return written.replace(/\n+$/, '');
      }
    }
  }

  private *expandVariable(part: Extract<WordPart, { kind: 'variable' }>, streams: Streams): Process<string> {
    const { name, operator, operand } = part;
    const value = this.variable(name);
    if (operator === undefined) return value;
    if (operator === 'length') return String(value.length);
    const isSet = operator.startsWith(':') ? value !== '' : value !== '' || this.variables.has(name);
    const other = yield* this.text(operand ?? [], streams);
    switch (operator.replace(':', '')) {
      case '-':
        return isSet ? value : other;
      case '+':
        return isSet ? other : '';
      case '=':
        if (!isSet) this.variables.set(name, other);
        return isSet ? value : other;
      case '?':
        if (isSet) return value;
        streams.error(`${this.name}: ${name}: ${other || 'parameter not set'}\n`);
        throw new Leaving('exit', 2);
      default:
        return trimmed(value, operator, other);
    }
  }

  private variable(name: string): string {
    if (name === 'RANDOM') return String(this.world.component.random.integer(32_768));
    if (name === '?') return String(this.status);
    if (name === '$') return '1';
    if (/^\d$/.test(name)) return this.parameters[Number(name)] ?? '';
    if (name === '#') return String(this.parameters.length - 1);
    if (name === '@' || name === '*') return this.parameters.slice(1).join(' ');
    return this.variables.get(name) ?? '';
  }
}
