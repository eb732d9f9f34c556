import { parseDuration, wallClock } from '../../apimachinery';
import type { Process } from '../../simulation';
import { Signal, sleep, withTimeout } from '../../simulation';
import type { ProgramWorld } from './program-world';
import { CLIENT_COMMANDS } from './client-commands';
import { NETWORK_COMMANDS } from './network-commands';
import type { Streams } from './shell';
import { tar } from './tar-command';
import { TEXT_COMMANDS } from './text-commands';

export interface Invocation {
  readonly parameters: readonly string[];
  readonly streams: Streams;
  readonly world: ProgramWorld;
  readonly variables: Map<string, string>;
}

export type Command = (invocation: Invocation) => Process<number>;

/** A command that takes no time. */
function instant(run: (invocation: Invocation) => number): Command {
  return function* (invocation) {
    return run(invocation);
  };
}

function* forEver(world: ProgramWorld): Process<number> {
  yield* new Signal(world.component.simulation).wait();
  return 0;
}

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MILLISECONDS = 86_400_000;
/** 2026-01-01T00:00:00Z in seconds. */
const EPOCH_SECONDS = 1_767_225_600;

function date({ parameters, streams, world }: Invocation): number {
  const { now } = world.component;
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(.*)Z$/.exec(wallClock(now))!;
  const weekday = WEEKDAYS[Math.floor(now / DAY_MILLISECONDS) % 7]!;
  const fields: Readonly<Record<string, string>> = {
    Y: year!,
    m: month!,
    d: day!,
    T: time!,
    H: time!.slice(0, 2),
    M: time!.slice(3, 5),
    S: time!.slice(6),
    F: `${year}-${month}-${day}`,
    s: String(EPOCH_SECONDS + Math.floor(now / 1000)),
    a: weekday,
    b: MONTHS[Number(month) - 1]!,
    Z: 'UTC',
    N: '000000000',
  };
  const format =
    parameters.find((each) => each.startsWith('+'))?.slice(1) ?? `%a %b ${String(Number(day)).padStart(2)} %T %Z %Y`;
  streams.output(`${format.replace(/%(\w)/g, (whole, letter: string) => fields[letter] ?? whole)}\n`);
  return 0;
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };
  return text.replace(/\\([ntr\\])/g, (_, letter: string) => named[letter]!);
}

function echo({ parameters, streams }: Invocation): number {
  const flags = parameters.findIndex((each) => !/^-[neE]+$/.test(each));
  const options = (flags < 0 ? parameters : parameters.slice(0, flags)).join('');
  const text = (flags < 0 ? [] : parameters.slice(flags)).join(' ');
  streams.output((options.includes('e') ? unescaped(text) : text) + (options.includes('n') ? '' : '\n'));
  return 0;
}

function printf({ parameters, streams }: Invocation): number {
  const rest = parameters.slice(1);
  streams.output(
    unescaped(parameters[0] ?? '').replace(/%([sd%])/g, (_, letter: string) =>
      letter === '%' ? '%' : (rest.shift() ?? ''),
    ),
  );
  return 0;
}

/** `sleep 5`, `sleep 1m 30s`, `sleep infinity`. */
function* sleeping({ parameters, streams, world }: Invocation): Process<number> {
  let milliseconds = 0;
  for (const each of parameters) {
    if (/^(inf|infinity)$/.test(each)) return yield* forEver(world);
    const days = /^([\d.]+)d$/.exec(each);
    const duration = days
      ? Number(days[1]) * DAY_MILLISECONDS
      : parseDuration(/^[\d.]+$/.test(each) ? `${each}s` : each);
    if (duration === undefined || duration < 0) {
      streams.error(`sleep: invalid number '${each}'\n`);
      return 1;
    }
    milliseconds += duration;
  }
  if (parameters.length === 0) streams.error('BusyBox v1.36.1 () multi-call binary.\n\nUsage: sleep [N]...\n');
  if (milliseconds > 0) yield* sleep(milliseconds);
  return parameters.length === 0 ? 1 : 0;
}

function files(parameters: readonly string[]): readonly string[] {
  return parameters.filter((each) => !each.startsWith('-'));
}

function cat({ parameters, streams, world }: Invocation): number {
  const names = files(parameters);
  if (names.length === 0) streams.output(streams.input);
  return eachFile('cat', names, streams, world, (content) => streams.output(content));
}

function eachFile(
  command: string,
  names: readonly string[],
  streams: Streams,
  world: ProgramWorld,
  take: (content: string) => void,
): number {
  let status = 0;
  for (const name of names) {
    const content = world.readFile(name);
    if (content === undefined) {
      streams.error(`${command}: can't open '${name}': No such file or directory\n`);
      status = 1;
    } else take(content);
  }
  return status;
}

function* tail(invocation: Invocation): Process<number> {
  const { parameters, world } = invocation;
  const follows = parameters.some((each) => /^-\w*[fF]|^--follow/.test(each));
  const name = files(parameters).find((each) => !/^\d+$/.test(each));
  const status = ends(invocation, 'tail');
  if (!follows) return status;
  if (name === undefined || name === '/dev/null') return yield* forEver(world);
  return yield* follow(invocation, name);
}

/** Looks once a second for what was added to a file, as BusyBox does. */
function* follow({ streams, world }: Invocation, name: string): Process<number> {
  let shown = world.readFile(name)?.length ?? 0;
  for (;;) {
    yield* sleep(1000);
    const content = world.readFile(name) ?? '';
    if (content.length < shown) shown = 0;
    if (content.length > shown) streams.output(content.slice(shown));
    shown = content.length;
  }
}

/** `head` and `tail`: so many lines of files or of the input. */
function ends({ parameters, streams, world }: Invocation, which: 'head' | 'tail'): number {
  const option = parameters.findIndex((each) => /^-n$/.test(each));
  const count = Number(
    option >= 0
      ? parameters[option + 1]
      : (/^-n?\+?(\d+)$/.exec(parameters.find((each) => /^-n?\+?\d+$/.test(each)) ?? '')?.[1] ?? 10),
  );
  const fromStart = parameters.some((each) => /^(-n)?\+\d+$/.test(each));
  const names = parameters.filter((each, index) => !each.startsWith('-') && (option < 0 || index !== option + 1));
  const show = (text: string) => {
    const lines = text.replace(/\n$/, '').split('\n');
    const last = fromStart ? lines.slice(count - 1) : lines.slice(-count);
    const shown = which === 'head' ? lines.slice(0, count) : last;
    if (text) streams.output(`${shown.join('\n')}\n`);
  };
  if (names.length === 0) show(streams.input);
  return eachFile(which, names, streams, world, show);
}

function touch({ parameters, streams, world }: Invocation): number {
  let status = 0;
  for (const name of files(parameters)) {
    const problem = world.appendFile(name, '');
    if (problem === undefined) continue;
    streams.error(`touch: ${name}: ${problem}\n`);
    status = 1;
  }
  return status;
}

function makeFolders({ parameters, world }: Invocation): number {
  for (const name of files(parameters)) world.container.files.makeFolder(name);
  return 0;
}

function copy({ parameters, streams, world }: Invocation, moves: boolean): number {
  const [from = '', to = ''] = files(parameters);
  const content = world.readFile(from);
  if (content === undefined) {
    streams.error(`${moves ? 'mv' : 'cp'}: can't stat '${from}': No such file or directory\n`);
    return 1;
  }
  const { files: tree } = world.container;
  world.writeFile(tree.isFolder(to) ? `${to}/${from.replace(/^.*\//, '')}` : to, content);
  if (moves) tree.remove(from);
  return 0;
}

function remove({ parameters, streams, world }: Invocation): number {
  const forced = parameters.some((each) => /^-\w*f/.test(each));
  const tree = world.container.files;
  let status = 0;
  for (const name of files(parameters)) {
    const recursive = parameters.some((each) => /^-\w*[rR]/.test(each)) && tree.isFolder(name);
    const names = recursive ? tree.list(name).map((each) => `${name}/${each}`) : [name];
    const problem = names.map((each) => tree.remove(each)).find((each) => each !== undefined);
    if (problem === undefined || forced) continue;
    streams.error(`rm: can't remove '${name}': ${problem}\n`);
    status = 1;
  }
  return status;
}

function list({ parameters, streams, world }: Invocation): number {
  const [name = '/'] = files(parameters);
  const tree = world.container.files;
  const entries = tree.list(name);
  if (entries.length > 0) streams.output(`${entries.join('\n')}\n`);
  else if (world.readFile(name) !== undefined) streams.output(`${name}\n`);
  else if (!tree.isFolder(name)) {
    streams.error(`ls: ${name}: No such file or directory\n`);
    return 1;
  }
  return 0;
}

function environment({ parameters, streams, world }: Invocation): number {
  const [name] = parameters;
  if (name === undefined) {
    for (const each of Object.keys(world.environment)) streams.output(`${each}=${world.environment[each]}\n`);
    return 0;
  }
  const value = world.environment[name];
  if (value !== undefined) streams.output(`${value}\n`);
  return value === undefined ? 1 : 0;
}

const COMPARISONS: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '-eq': (a, b) => Number(a) === Number(b),
  '-ne': (a, b) => Number(a) !== Number(b),
  '-lt': (a, b) => Number(a) < Number(b),
  '-le': (a, b) => Number(a) <= Number(b),
  '-gt': (a, b) => Number(a) > Number(b),
  '-ge': (a, b) => Number(a) >= Number(b),
};

function test({ parameters, world }: Invocation): number {
  const words = /^\]\]?$/.test(parameters.at(-1) ?? '') ? parameters.slice(0, -1) : parameters;
  return anyOf(words, world) ? 0 : 1;
}

/** `-o` binds weaker than `-a`. */
function anyOf(words: readonly string[], world: ProgramWorld): boolean {
  return split(words, '-o').some((part) => split(part, '-a').every((each) => holds(each, world)));
}

function split(words: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === separator && parts.at(-1)!.length > 0) parts.push([]);
    else parts.at(-1)!.push(word);
  }
  return parts;
}

function holds(words: readonly string[], world: ProgramWorld): boolean {
  if (words[0] === '!') return !holds(words.slice(1), world);
  const [first = '', operator, third = ''] = words;
  if (words.length === 3) return COMPARISONS[operator!]?.(first, third) ?? false;
  return words.length < 2 ? first !== '' : holdsOf(first, operator!, world);
}

function holdsOf(operator: string, word: string, world: ProgramWorld): boolean {
  switch (operator) {
    case '-z':
      return word === '';
    case '-n':
      return word !== '';
    case '-d':
      return world.container.files.isFolder(word);
    case '-s':
      return Boolean(world.readFile(word));
    case '-f':
      return world.readFile(word) !== undefined;
    default:
      return world.readFile(word) !== undefined || world.container.files.isFolder(word);
  }
}

function sequence({ parameters, streams }: Invocation): number {
  const numbers = parameters.map(Number);
  const [from, step, to] =
    numbers.length === 1
      ? [1, 1, numbers[0]!]
      : numbers.length === 2
        ? [numbers[0]!, 1, numbers[1]!]
        : (numbers as [number, number, number]);
  for (let value = from; step > 0 ? value <= to : value >= to; value += step || 1) streams.output(`${value}\n`);
  return 0;
}

function count({ parameters, streams, world }: Invocation): number {
  const names = files(parameters);
  const text = names.length === 0 ? streams.input : names.map((each) => world.readFile(each) ?? '').join('');
  const kinds = {
    '-l': text.split('\n').length - 1,
    '-c': text.length,
    '-w': text.split(/\s+/).filter(Boolean).length,
  } as const;
  streams.output(`${kinds[(parameters.find((each) => each in kinds) ?? '-l') as '-l']}\n`);
  return 0;
}

function says(text: (invocation: Invocation) => string): Command {
  return instant((invocation) => {
    invocation.streams.output(`${text(invocation)}\n`);
    return 0;
  });
}

/** `timeout 5 COMMAND …` */
function* limited(invocation: Invocation): Process<number> {
  const rest = invocation.parameters.filter((each, index) => index > 0 || !each.startsWith('-'));
  const [time = '', name = '', ...parameters] = rest;
  const command = commandCalled(name);
  if (!command) {
    invocation.streams.error(`timeout: can't execute '${name}': No such file or directory\n`);
    return 127;
  }
  const limit = parseDuration(/^[\d.]+$/.test(time) ? `${time}s` : time) ?? 0;
  return (yield* withTimeout(limit, command({ ...invocation, parameters }))) ?? 143;
}

function which({ parameters, streams }: Invocation): number {
  const found = parameters.filter((name) => commandCalled(name) !== undefined);
  for (const name of found) streams.output(`/bin/${name}\n`);
  return found.length === parameters.length ? 0 : 1;
}

/** The programs of a small system (busybox and the like), by name. */
const COMMANDS: Readonly<Record<string, Command | undefined>> = {
  __proto__: null as never,
  true: instant(() => 0),
  ':': instant(() => 0),
  false: instant(() => 1),
  sleep: sleeping,
  yes: ({ world }) => forEver(world),
  echo: instant(echo),
  printf: instant(printf),
  date: instant(date),
  cat: instant(cat),
  head: instant((invocation) => ends(invocation, 'head')),
  tail,
  touch: instant(touch),
  rm: instant(remove),
  mkdir: instant(makeFolders),
  cp: instant((invocation) => copy(invocation, false)),
  mv: instant((invocation) => copy(invocation, true)),
  ...NETWORK_COMMANDS,
  ...CLIENT_COMMANDS,
  ...TEXT_COMMANDS,
  tar: ({ parameters, world, streams }) => tar(parameters, world, streams),
  chmod: instant(() => 0),
  cd: instant(() => 0),
  ls: instant(list),
  env: instant(environment),
  printenv: instant(environment),
  test: instant(test),
  '[': instant(test),
  '[[': instant(test),
  seq: instant(sequence),
  timeout: limited,
  which: instant(which),
  nproc: says(() => '8'),
  sync: instant(() => 0),
  chown: instant(() => 0),
  ln: instant(() => 0),
  wc: instant(count),
  hostname: says(({ world }) => world.environment.HOSTNAME ?? ''),
  pwd: says(() => '/'),
  whoami: says(() => 'root'),
  id: says(() => 'uid=0(root) gid=0(root) groups=0(root)'),
  uname: says(({ parameters, world }) =>
    parameters.includes('-a') ? `Linux ${world.environment.HOSTNAME} 6.12.48 x86_64 GNU/Linux` : 'Linux',
  ),
};

/** Undefined where a small system has no such program. */
export const commandCalled = (name: string): Command | undefined => COMMANDS[name];

/** Commands that read their input when they are given no file. */
const READERS = new Set([
  'cat',
  'grep',
  'wc',
  'head',
  'tail',
  'sort',
  'uniq',
  'tee',
  'sed',
  'awk',
  'tr',
  'cut',
  'xargs',
  'egrep',
]);

/**
 * One of them, which is there. They read their input whole: what is typed or comes out of a client's pipe is waited for, by those
 * that read when no file is named.
 */
export function* runCommand(name: string, invocation: Invocation): Process<number> {
  const { parameters, streams, world } = invocation;
  const reads = READERS.has(name) && !parameters.some((each) => world.readFile(each) !== undefined);
  const input = streams.live && reads ? yield* streams.live.rest() : streams.input;
  return yield* commandCalled(name)!({ ...invocation, streams: { ...streams, input } });
}
