import type { Process } from '../../../simulation';
import { Leaving, ShellExpander } from './shell-expansion';
import { ShellJobs } from './shell-jobs';
import type { Streams } from './shell-streams';
import { nextLine } from './shell-streams';
import type { ShellNode } from './shell-syntax';
import { signalName } from '../signals';

const KEYWORDS: ReadonlySet<string> = new Set(
  'if then else elif fi for while until do done case esac in function'.split(' '),
);

/** What only the shell itself can do. */
export abstract class ShellBuiltins extends ShellExpander {
  protected readonly functions = new Map<string, ShellNode>();
  protected exitTrap: string | undefined;
  /** `set -e`, `set -x` and `set -o pipefail` */
  protected stopsOnError = false;
  protected traces = false;
  protected failsByPipe = false;
  /** What `local` hid, by function that runs. */
  protected readonly hidden: Map<string, string | undefined>[] = [];

  /** The program, in whatever way a name leads to one: for `command -v` and the like. */
  protected abstract place(name: string): string | undefined;

  /** Undefined where it is no builtin, or one that takes time. */
  protected builtin(name: string, parameters: readonly string[], streams: Streams): number | undefined {
    const run = BUILTINS[name];
    return run?.(this.parts, parameters, streams);
  }

  private readonly parts: Parts = {
    leave: (what, status) => {
      throw new Leaving(what, status ?? this.status);
    },
    set: (words) => this.setOptions(words),
    assign: (words) => words.forEach((each) => this.setText(each)),
    export: (words) => words.forEach((each) => this.exportText(each)),
    hide: (words) => words.forEach((each) => this.hide(each)),
    unset: (words) => words.forEach((each) => this.unset(each)),
    shift: (count) => {
      this.parameters = [this.parameters[0] ?? '', ...this.parameters.slice(1 + count)];
      return 0;
    },
    trap: (words) => this.setTrap(words),
    go: (folder) => this.go(folder),
    folder: () => this.world.directory,
    reckon: (words) => (words.reduce((_, each) => this.reckon(each), 0) === 0 ? 1 : 0),
    tellPlaces: (words, streams, kind) => this.tellPlaces(words, streams, kind),
    options: (words) => this.getOption(words),
    kill: (words, streams) => this.kill(words, streams),
    jobs: (idsOnly) => ShellJobs.of(this.world).lines(idsOnly),
  };

  private setOptions(words: readonly string[]): number {
    const end = words.indexOf('--');
    const options = end < 0 ? words : words.slice(0, end);
    const rest =
      end < 0
        ? words.filter((each, at) => !/^[-+]/.test(each) && !/^[-+]\w*o$/.test(words[at - 1] ?? ''))
        : words.slice(end + 1);
    if (end >= 0 || rest.length > 0) this.parameters = [this.parameters[0] ?? '', ...rest];
    options.forEach((each, at) => {
      if (!/^[-+]\w/.test(each)) return;
      const is = each.startsWith('-');
      if (each.includes('e')) this.stopsOnError = is;
      if (each.includes('x')) this.traces = is;
      if (each.includes('u')) this.demandsVariables = is;
      if (each.endsWith('o')) this.setNamed(options[at + 1] ?? '', is);
    });
    return 0;
  }

  private setNamed(option: string, is: boolean): void {
    if (option === 'pipefail') this.failsByPipe = is;
    else if (option === 'errexit') this.stopsOnError = is;
    else if (option === 'nounset') this.demandsVariables = is;
    else if (option === 'xtrace') this.traces = is;
  }

  /** `name=value` */
  private setText(text: string): void {
    const split = text.indexOf('=');
    if (split > 0) this.set(text.slice(0, split), text.slice(split + 1));
  }

  private exportText(text: string): void {
    if (text.startsWith('-')) return;
    this.setText(text);
    this.export(text.replace(/=.*$/s, ''));
  }

  private hide(text: string): void {
    const name = text.replace(/=.*$/s, '');
    const hidden = this.hidden.at(-1);
    if (hidden && !hidden.has(name)) hidden.set(name, this.variables.get(name));
    if (text.includes('=')) this.setText(text);
    else if (!text.startsWith('-')) this.variables.set(name, '');
  }

  private unset(name: string): void {
    for (const key of [name, ...this.keysOf(name)]) this.variables.delete(key);
    this.functions.delete(name);
    const { [name]: _, ...others } = this.world.environment;
    if (name in this.world.environment) this.world.environment = others;
  }

  private setTrap([action, ...signals]: readonly string[]): number {
    const run = action === '-' ? undefined : action;
    if (signals.some((each) => /^((SIG)?(TERM|INT|QUIT)|15|2|3)$/.test(each))) this.world.trap = run;
    if (signals.some((each) => /^(EXIT|0)$/.test(each))) this.exitTrap = run;
    return 0;
  }

  private go(folder: string | undefined): string | undefined {
    const { world } = this;
    const to = world.path(
      folder === undefined ? (world.environment.HOME ?? '/root') : folder === '-' ? this.variable('OLDPWD') : folder,
    );
    if (folder !== undefined && !world.container.files.isFolder(to))
      return world.readFile(to) === undefined ? 'No such file or directory' : 'Not a directory';
    this.variables.set('OLDPWD', world.directory);
    world.directory = to;
    this.variables.set('PWD', to);
    return undefined;
  }

  /** `command -v NAME`, `type NAME`, `hash NAME` */
  private tellPlaces(words: readonly string[], streams: Streams, kind: 'path' | 'sentence' | 'nothing'): number {
    let status = 0;
    for (const name of words.filter((each) => !each.startsWith('-'))) {
      const isOwn = this.functions.has(name) || KEYWORDS.has(name) || name in BUILTINS;
      const place = isOwn ? name : this.place(name);
      if (place === undefined) {
        status = kind === 'path' ? 127 : 1;
        if (kind === 'sentence') streams.error(`${name}: not found\n`);
      } else if (kind === 'path') streams.output(`${place}\n`);
      else if (kind === 'sentence') streams.output(`${name} is ${isOwn ? 'a shell builtin' : place}\n`);
    }
    return status;
  }

  /** `getopts ab:c NAME`: 1 when no option is left. */
  private getOption([letters = '', name = 'OPTION']: readonly string[]): number {
    const index = Number(this.variables.get('OPTIND') ?? 1);
    const word = this.parameters[index] ?? '';
    const letter = /^-(\w)/.exec(word)?.[1];
    if (letter === undefined) return 1;
    const takes = letters[letters.indexOf(letter) + 1] === ':';
    this.variables.set(name, letters.includes(letter) ? letter : '?');
    this.variables.set('OPTARG', takes ? word.slice(2) || (this.parameters[index + 1] ?? '') : '');
    this.variables.set('OPTIND', String(index + (takes && word.length === 2 ? 2 : 1)));
    return 0;
  }

  private kill(words: readonly string[], streams: Streams): number {
    const named = words[0] === '-s' ? words[1] : /^-(\w+)$/.exec(words[0] ?? '')?.[1];
    const targets = words.slice(words[0] === '-s' ? 2 : named === undefined ? 0 : 1);
    let status = 0;
    for (const target of targets) {
      const id = target.startsWith('%') ? ShellJobs.of(this.world).at(Number(target.slice(1))) : Number(target);
      if (id !== undefined && ShellJobs.of(this.world).kill(id, signalName(named ?? 'TERM'))) continue;
      streams.error(`${this.name}: can't kill pid ${target}: No such process\n`);
      status = 1;
    }
    return status;
  }

  /** The next line of the input, its words in variables; 1 at the end. */
  protected *read(parameters: readonly string[], { unread, live }: Streams): Process<number> {
    const names = parameters.filter((each, at) => !each.startsWith('-') && !/^-[ptnd]$/.test(parameters[at - 1] ?? ''));
    const line = live ? yield* live.line() : nextLine(unread);
    const separator = this.variables.get('IFS');
    const blank =
      separator === undefined || separator.trim() === ''
        ? /\s+/
        : new RegExp(`[${separator.replace(/[\\\]^-]/g, '\\$&')}]`);
    const words = (separator === '' ? (line ?? '') : (line ?? '').trim()).split(separator === '' ? /(?!)/ : blank);
    const targets = names.length > 0 ? names : ['REPLY'];
    targets.forEach((name, index) => {
      const isLast = index === targets.length - 1;
      const rest = words.slice(index).join(blank.source === '\\s+' ? ' ' : (separator ?? ' ')[0]);
      this.variables.set(name, isLast ? rest : (words[index] ?? ''));
    });
    return line === undefined ? 1 : 0;
  }
}

interface Parts {
  leave(what: Leaving['what'], status?: number): never;
  set(words: readonly string[]): number;
  assign(words: readonly string[]): void;
  export(words: readonly string[]): void;
  hide(words: readonly string[]): void;
  unset(words: readonly string[]): void;
  shift(count: number): number;
  trap(words: readonly string[]): number;
  go(folder: string | undefined): string | undefined;
  folder(): string;
  reckon(words: readonly string[]): number;
  tellPlaces(words: readonly string[], streams: Streams, kind: 'path' | 'sentence' | 'nothing'): number;
  options(words: readonly string[]): number;
  kill(words: readonly string[], streams: Streams): number;
  jobs(idsOnly: boolean): readonly string[];
}

type Builtin = (shell: Parts, parameters: readonly string[], streams: Streams) => number;

const done = (run: (shell: Parts, parameters: readonly string[]) => void): Builtin => {
  return (shell, parameters) => {
    run(shell, parameters);
    return 0;
  };
};

const leaves = (what: 'exit' | 'return'): Builtin => {
  return (shell, [code]) => shell.leave(what, code === undefined ? undefined : Number.parseInt(code, 10) & 255);
};

const BUILTINS: Readonly<Record<string, Builtin>> = {
  __proto__: null as never,
  exit: leaves('exit'),
  return: leaves('return'),
  break: (shell) => shell.leave('break', 0),
  continue: (shell) => shell.leave('continue', 0),
  set: (shell, words) => shell.set(words),
  export: done((shell, words) => shell.export(words)),
  local: done((shell, words) => shell.hide(words)),
  declare: done((shell, words) => shell.hide(words)),
  typeset: done((shell, words) => shell.hide(words)),
  readonly: done((shell, words) => shell.assign(words)),
  unset: done((shell, words) => shell.unset(words)),
  shift: (shell, [count = '1']) => shell.shift(Number(count)),
  trap: (shell, words) => shell.trap(words),
  let: (shell, words) => shell.reckon(words),
  getopts: (shell, words) => shell.options(words),
  kill: (shell, words, streams) => shell.kill(words, streams),
  jobs: (shell, words, streams) => {
    for (const line of shell.jobs(words.includes('-p'))) streams.output(`${line}\n`);
    return 0;
  },
  cd: (shell, [folder], streams) => {
    const problem = shell.go(folder);
    if (problem !== undefined) streams.error(`sh: cd: can't cd to ${folder}: ${problem}\n`);
    return problem === undefined ? 0 : 2;
  },
  pwd: (shell, _, streams) => {
    streams.output(`${shell.folder()}\n`);
    return 0;
  },
  'command -v': (shell, words, streams) => shell.tellPlaces(words, streams, 'path'),
  type: (shell, words, streams) => shell.tellPlaces(words, streams, 'sentence'),
  hash: (shell, words, streams) => shell.tellPlaces(words, streams, 'nothing'),
  umask: (_, words, streams) => {
    if (words.length === 0) streams.output('0022\n');
    return 0;
  },
  ulimit: (_, words, streams) => {
    if (words.length < 2) streams.output(words[0] === '-n' ? '1048576\n' : 'unlimited\n');
    return 0;
  },
  disown: () => 0,
  shopt: () => 0,
};
