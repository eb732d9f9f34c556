import type { Process } from '../../../simulation';
import { firstOf, Signal } from '../../../simulation';
import { LiveInput } from '../live-input';
import type { ProgramWorld } from '../program-world';
import { ShellBuiltins } from './shell-builtins';
import { commandCalled, runCommand } from './shell-commands';
import { isShell, shellRunner } from './shell-door';
import { Leaving } from './shell-expansion';
import { ShellJobs } from './shell-jobs';
import { parseShell } from './shell-parser';
import { matchesPattern } from './shell-pattern';
import type { Streams } from './shell-streams';
import { inputOf } from './shell-streams';
import type { Redirection, ShellNode } from './shell-syntax';
import { ShellSyntaxError } from './shell-syntax';
import { conditionHolds } from '../commands/test-command';

type CommandNode = Extract<ShellNode, { kind: 'command' }>;
/** How a command ended that came by itself. */
interface LineOutcome {
  readonly status: number;
  readonly left: boolean;
  readonly misread: boolean;
}

type LoopNode = Extract<ShellNode, { kind: 'loop' }>;

/** So many commands without any time passing, and it is taken for a busy loop: it spins until it is killed, at no cost. */
const STEPS_WITHOUT_TIME = 10_000;
const SIGTERM_STATUS = 143;

/** Runs a script. Time passes in `sleep` and in what waits for ever; everything else takes none. */
export class Shell extends ShellBuiltins {
  private steps = 0;
  private lastAt = -1;

  constructor(
    world: ProgramWorld,
    name = 'sh',
    parameters: readonly string[] = [],
    variables: Iterable<readonly [string, string]> = Object.entries(world.environment),
  ) {
    super(world, name, parameters, variables);
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
    return yield* this.toEnd(node, streams);
  }

  /** With what it was told to do at its exit. */
  private *toEnd(node: ShellNode, streams: Streams): Process<number> {
    const status = yield* this.whole(node, streams);
    yield* this.leave(status, streams);
    return status;
  }

  /** What it was told to do at its exit. */
  *leave(status: number, streams: Streams): Process<void> {
    if (this.exitTrap === undefined) return;
    this.status = status;
    const farewell = parseShell(this.exitTrap);
    this.exitTrap = undefined;
    yield* this.whole(farewell, streams);
  }

  /** A command that came by itself; `left` says that it was told to go, `misread` that it was none. */
  *line(text: string, streams: Streams): Process<LineOutcome> {
    try {
      this.status = yield* this.run(parseShell(text), streams);
      return { status: this.status, left: false, misread: false };
    } catch (error) {
      if (error instanceof Leaving) return { status: error.status, left: error.what === 'exit', misread: false };
      if (!(error instanceof ShellSyntaxError)) throw error;
      streams.error(`${this.name}: ${error.message}\n`);
      return { status: (this.status = 2), left: false, misread: true };
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
        return this.checked(yield* this.pipe(node.left, node.right, streams), tested);
      case 'subshell':
        return this.checked(yield* this.apart(node.node, streams), tested);
      case 'condition':
        return this.checked(yield* this.condition(node, streams), tested);
      case 'loop':
        return yield* this.loop(node, streams);
      case 'for':
        return yield* this.forEach(node, streams);
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

  /** `set -e`: who fails without being asked whether ends the shell. */
  private checked(status: number, tested: boolean): number {
    this.status = status;
    if (status !== 0 && this.stopsOnError && !tested) throw new Leaving('exit', status);
    return status;
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

  /** `[[ … ]]`: nothing is split or taken for a file's name. */
  private *condition(node: Extract<ShellNode, { kind: 'condition' }>, streams: Streams): Process<number> {
    const words: string[] = [];
    for (const word of node.words) words.push(yield* this.text(word, streams));
    const { holds, found } = conditionHolds(words, this.world);
    found?.forEach((text, index) => this.variables.set(`BASH_REMATCH[${index}]`, text ?? ''));
    return holds ? 0 : 1;
  }

  // ---- beside and below this shell ------------------------------------------------------------------------------------

  /** A shell like this one, with what it knows: what it changes stays its own. */
  private fork(): Shell {
    const shell = new Shell(this.world, this.name, this.parameters, this.variables);
    for (const [name, body] of this.functions) shell.functions.set(name, body);
    shell.status = this.status;
    shell.stopsOnError = this.stopsOnError;
    shell.traces = this.traces;
    shell.demandsVariables = this.demandsVariables;
    shell.failsByPipe = this.failsByPipe;
    return shell;
  }

  private *apart(node: ShellNode, streams: Streams): Process<number> {
    const { directory, environment } = this.world;
    const status = yield* this.fork().toEnd(node, streams);
    this.world.directory = directory;
    this.world.environment = environment;
    return status;
  }

  protected *substitute(node: ShellNode, streams: Streams): Process<number> {
    if (node.kind === 'command' && node.words.length === 0 && node.redirections[0]?.stream === 0) {
      const inner = yield* this.redirected(node.redirections, streams);
      if (inner) streams.output(inner.input);
      return inner ? 0 : 1;
    }
    return yield* this.apart(node, streams);
  }

  /** Both sides run at the same time: the right one reads what the left one writes, and when it ends, the left one does. */
  private *pipe(left: ShellNode, right: ShellNode, streams: Streams): Process<number> {
    const { simulation } = this.world.component;
    const between = new LiveInput(simulation);
    let written = 0;
    const writing = this.fork().whole(left, { ...streams, output: (text) => between.take({ stdin: text }) });
    const reading = this.fork().whole(right, { ...streams, input: '', unread: { text: '' }, live: between });
    const { value } = yield* firstOf<any>({
      left: this.untilRead(writing, between, (status) => (written = status)),
      right: reading,
    });
    return value === 0 && this.failsByPipe ? written : value;
  }

  private *untilRead(writing: Process<number>, between: LiveInput, tell: (status: number) => void): Process<number> {
    tell(yield* writing);
    between.take({ closed: true });
    return yield* this.forEver();
  }

  /** Beside this shell, with a copy of its variables. */
  private background(node: ShellNode, streams: Streams): number {
    ShellJobs.of(this.world).start(`${this.name} &`, this.fork().toEnd(node, { ...streams, ...inputOf('') }));
    return (this.status = 0);
  }

  /** `wait`: until all jobs have ended, or the ones that are named, or a signal comes that has a trap. */
  private *waitForJobs(parameters: readonly string[]): Process<number> {
    const jobs = parameters.filter((each) => /^%?\d+$/.test(each)).map((each) => Number(each.replace('%', '')));
    const all = ShellJobs.of(this.world);
    while (all.isBusy(jobs) && !this.world.trapped) yield* this.world.news.wait();
    if (this.world.trapped) return SIGTERM_STATUS;
    return jobs.length === 0 ? 0 : (all.statusOf(jobs.at(-1)!) ?? 127);
  }

  // ---- loops ----------------------------------------------------------------------------------------------------------

  private *loop(node: LoopNode, streams: Streams): Process<number> {
    let status = 0;
    while (((yield* this.run(node.condition, streams, true)) === 0) !== node.until) {
      yield* this.breathe();
      const left = yield* this.round(node.body, streams);
      if (left === 'break') break;
      if (node.step) yield* this.run(node.step, streams, true);
      status = this.status;
    }
    return (this.status = status);
  }

  private *forEach(node: Extract<ShellNode, { kind: 'for' }>, streams: Streams): Process<number> {
    const values = node.words ? yield* this.fields(node.words, streams) : this.parameters.slice(1);
    for (const value of values) {
      this.set(node.name, value);
      if ((yield* this.round(node.body, streams)) === 'break') break;
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

  // ---- commands -------------------------------------------------------------------------------------------------------

  private *command(node: CommandNode, outer: Streams, tested: boolean): Process<number> {
    yield* this.breathe();
    const words = yield* this.fields(node.words, outer);
    const streams = yield* this.redirected(node.redirections, outer);
    if (this.traces && words.length > 0) outer.error(`+ ${words.join(' ')}\n`);
    if (words.length === 0) this.status = streams ? yield* this.assigned(node, outer) : 1;
    else this.status = streams ? yield* this.withVariables(node, words, streams) : 1;
    if (this.world.trapped) yield* this.trap(outer);
    return this.checked(this.status, tested);
  }

  /** An assignment alone has the status of the command whose output it takes. */
  private *assigned(node: CommandNode, streams: Streams): Process<number> {
    this.status = 0;
    yield* this.assign(node.assignments, streams);
    return this.status;
  }

  /** `NAME=value command`: for this one command. */
  private *withVariables(node: CommandNode, words: readonly string[], streams: Streams): Process<number> {
    if (node.assignments.length === 0) return yield* this.invoke(words, streams);
    const { environment } = this.world;
    const before = new Map(node.assignments.map(({ name }) => [name, this.variables.get(name)]));
    yield* this.assign(node.assignments, streams);
    for (const { name } of node.assignments) this.export(name);
    try {
      return yield* this.invoke(words, streams);
    } finally {
      this.world.environment = environment;
      for (const [name, value] of before) {
        if (value === undefined) this.variables.delete(name);
        else this.variables.set(name, value);
      }
    }
  }

  private *invoke(words: readonly string[], streams: Streams): Process<number> {
    const [name = '', ...parameters] = words;
    const defined = this.functions.get(name);
    if (defined) return yield* this.callFunction(defined, words, streams);
    switch (name) {
      case 'wait':
        return yield* this.waitForJobs(parameters);
      case 'read':
        return yield* this.read(parameters, streams);
      case 'eval':
        return yield* this.evaluate(parameters.join(' '), streams);
      case '.':
      case 'source':
        return yield* this.source(parameters, streams);
      case 'exec':
        return parameters.length > 0 ? yield* this.replace(parameters, streams) : 0;
      case 'command':
      case 'builtin':
        if (/^-[vV]/.test(parameters[0] ?? '')) return this.tell(parameters.slice(1), streams);
        return yield* this.invoke(parameters, streams);
      default:
        return this.builtin(name, parameters, streams) ?? (yield* this.program(words, streams));
    }
  }

  private *program(words: readonly string[], streams: Streams): Process<number> {
    const [name = '', ...parameters] = words;
    const { world, variables } = this;
    const command = name.replace(/^(\/usr)?\/s?bin\//, '');
    if (isShell(command) && world.image.shell) return yield* shellRunner().run(command, words, world, streams);
    if (world.image.shell && commandCalled(command, words, world.image))
      return yield* runCommand(command, { parameters, streams, world, variables });
    const script = name.includes('/') ? world.readFile(name) : undefined;
    if (script !== undefined) return yield* new Shell(world, 'sh', words).script(script, streams);
    const launched = world.launch(words, false);
    if (launched === undefined) {
      streams.error(`${this.name}: ${name}: not found\n`);
      return 127;
    }
    return launched === 'serving' ? yield* this.forEver() : launched;
  }

  private tell(words: readonly string[], streams: Streams): number {
    return this.builtin('command -v', words, streams)!;
  }

  protected place(name: string): string | undefined {
    const { image } = this.world;
    const isThere = isShell(name) || commandCalled(name, [name], image) !== undefined || image.servers.includes(name);
    return isThere ? `/bin/${name}` : undefined;
  }

  private *callFunction(body: ShellNode, words: readonly string[], streams: Streams): Process<number> {
    const outer = this.parameters;
    this.parameters = [outer[0] ?? this.name, ...words.slice(1)];
    this.hidden.push(new Map());
    try {
      return (this.status = yield* this.run(body, streams));
    } catch (error) {
      if (!(error instanceof Leaving) || error.what !== 'return') throw error;
      return (this.status = error.status);
    } finally {
      this.parameters = outer;
      for (const [name, value] of this.hidden.pop()!) {
        if (value === undefined) this.variables.delete(name);
        else this.variables.set(name, value);
      }
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

  private *source([file = '', ...parameters]: readonly string[], streams: Streams): Process<number> {
    const script = this.world.readFile(file);
    if (script === undefined) {
      streams.error(`${this.name}: .: can't open '${file}': No such file or directory\n`);
      return 1;
    }
    const outer = this.parameters;
    if (parameters.length > 0) this.parameters = [outer[0] ?? this.name, ...parameters];
    const status = yield* this.evaluate(script, streams);
    this.parameters = outer;
    return status;
  }

  /** `exec`: the program takes the shell's place as process 1, so the signals are its own. */
  private *replace(words: readonly string[], streams: Streams): Process<number> {
    const launched = this.world.launch(words, true);
    if (launched === 'serving') yield* this.forEver();
    throw new Leaving('exit', typeof launched === 'number' ? launched : yield* this.invoke(words, streams));
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

  /** Undefined when a file can't be read or written. */
  private *redirected(redirections: readonly Redirection[], outer: Streams): Process<Streams | undefined> {
    let streams = outer;
    for (const redirection of redirections) {
      const name = yield* this.text(redirection.target, outer);
      const connection = /^\/dev\/tcp\/([^/]+)\/(\d+)$/.exec(name);
      if (connection) {
        if (!(yield* this.connects(connection[1]!, Number(connection[2]), name, outer))) return undefined;
        streams = { ...streams, ...inputOf(''), ...(redirection.stream === 1 && { output: () => {} }) };
        continue;
      }
      const next = this.redirect(redirection, name, streams, outer);
      if (!next) return undefined;
      streams = next;
    }
    return streams;
  }

  /** bash's way to knock at a port; other shells take it for a file in a folder that is not there. */
  private *connects(host: string, port: number, name: string, { error }: Streams): Process<boolean> {
    if (this.name !== 'bash') {
      error(`${this.name}: can't create ${name}: nonexistent directory\n`);
      return false;
    }
    const address = yield* this.world.resolve(host);
    const reached =
      address === undefined ? undefined : yield* this.world.dial<unknown>({ kind: 'tcp', host: address, port }, 60);
    if (reached && 'answer' in reached) return true;
    const why = reached
      ? reached.problem === 'refused'
        ? 'Connection refused'
        : 'Connection timed out'
      : 'Name or service not known';
    error(`bash: connect: ${why}\nbash: ${name}: ${why}\n`);
    return false;
  }

  private redirect({ stream, mode }: Redirection, name: string, streams: Streams, outer: Streams): Streams | undefined {
    if (stream > 2) return streams;
    if (mode === 'here') return { ...streams, ...inputOf(name) };
    if (mode === 'duplicate')
      return name === '1' ? { ...streams, error: streams.output } : { ...streams, output: streams.error };
    if (stream === 0) {
      const content = this.world.readFile(name);
      if (content !== undefined) return { ...streams, ...inputOf(content) };
      outer.error(`${this.name}: can't open ${name}: no such file\n`);
      return undefined;
    }
    const problem = mode === 'write' ? this.world.writeFile(name, '') : this.world.appendFile(name, '');
    if (problem !== undefined) {
      outer.error(`${this.name}: can't create ${name}: ${problem}\n`);
      return undefined;
    }
    const write = (text: string) => this.world.appendFile(name, text);
    return stream === 1 ? { ...streams, output: write } : { ...streams, error: write };
  }
}
