import type { Process } from '../../../simulation';
import { Signal, sleep } from '../../../simulation';
import { parseOptions } from './command-options';
import type { ProgramWorld } from '../program-world';
import type { Command, Invocation } from '../invocation';
import { instant } from '../invocation';
import { matchesPattern } from '../shell/shell-pattern';
import type { Streams } from '../shell/shell-streams';

function named(parameters: readonly string[]): readonly string[] {
  return parameters.filter((each) => !each.startsWith('-') || each === '-');
}

function failed(streams: Streams, message: string): number {
  streams.error(`${message}\n`);
  return 1;
}

function eachFile(
  command: string,
  names: readonly string[],
  { streams, world }: Invocation,
  take: (content: string) => void,
): number {
  let status = 0;
  for (const name of names) {
    const content = name === '-' ? streams.input : world.readFile(name);
    if (content !== undefined) take(content);
    else if (world.isFolder(name)) status = failed(streams, `${command}: read error: Is a directory`);
    else status = failed(streams, `${command}: can't open '${name}': No such file or directory`);
  }
  return status;
}

function cat(invocation: Invocation): number {
  const { streams, parameters } = invocation;
  const names = named(parameters);
  let number = 0;
  const show = (content: string) => {
    if (!parameters.includes('-n')) return streams.output(content);
    for (const line of content.replace(/\n$/, '').split('\n'))
      streams.output(`${String(++number).padStart(6)}\t${line}\n`);
  };
  if (names.length > 0) return eachFile('cat', names, invocation, show);
  show(streams.input);
  return 0;
}

function* tail(invocation: Invocation): Process<number> {
  const { parameters, world } = invocation;
  const follows = parameters.some((each) => /^-\w*[fF]|^--follow/.test(each));
  const names = named(parameters).filter((each) => !/^\+?\d+$/.test(each));
  const status = ends(invocation, 'tail');
  if (!follows) return status;
  const real = names.filter((name) => name !== '/dev/null');
  if (real.length > 0) return yield* follow(invocation, real);
  yield* new Signal(world.component.simulation).wait();
  return 0;
}

/** Looks once a second for what was added to files, as BusyBox does. */
function* follow({ streams, world }: Invocation, names: readonly string[]): Process<number> {
  const shown = names.map((name) => world.readFile(name)?.length ?? 0);
  for (;;) {
    yield* sleep(1000);
    names.forEach((name, index) => {
      const content = world.readFile(name) ?? '';
      const known = content.length < shown[index]! ? 0 : shown[index]!;
      if (content.length > known) streams.output(content.slice(known));
      shown[index] = content.length;
    });
  }
}

/** `head` and `tail`: so many lines, or characters with `-c`, of files or of the input. */
function ends(invocation: Invocation, which: 'head' | 'tail'): number {
  const { streams } = invocation;
  const parameters = invocation.parameters.map((each) => each.replace(/^-(\d+)$/, '-n$1'));
  const { flags, rest } = parseOptions(parameters, 'nc', new Set(['lines', 'bytes']));
  const bytes = flags.get('c') ?? flags.get('bytes');
  const told = bytes ?? flags.get('n') ?? flags.get('lines') ?? '10';
  const count = Number(told.replace(/^[-+]/, ''));
  const pick = <T>(all: readonly T[]): readonly T[] => {
    if (which === 'head') return told.startsWith('-') ? all.slice(0, -count) : all.slice(0, count);
    return told.startsWith('+') ? all.slice(Math.max(0, count - 1)) : count === 0 ? [] : all.slice(-count);
  };
  const show = (text: string) => {
    if (bytes !== undefined) return streams.output(pick([...text]).join(''));
    const shown = pick(text.replace(/\n$/, '').split('\n'));
    if (text && shown.length > 0) streams.output(`${shown.join('\n')}\n`);
  };
  if (rest.length === 0) show(streams.input);
  return eachFile(which, rest, invocation, (content) => {
    if (rest.length > 1 && !flags.has('q')) streams.output(`==> ${rest[0]} <==\n`);
    show(content);
  });
}

function touch({ parameters, streams, world }: Invocation): number {
  let status = 0;
  for (const name of named(parameters)) {
    const problem = world.isFolder(name) ? undefined : world.appendFile(name, '');
    if (problem !== undefined) status = failed(streams, `touch: ${name}: ${problem}`);
  }
  return status;
}

function makeFolders({ parameters, streams, world }: Invocation): number {
  const { flags, rest } = parseOptions(parameters, 'm');
  let status = 0;
  for (const name of rest) {
    const there = world.exists(name) && !flags.has('p') ? 'File exists' : undefined;
    const problem = there ?? world.container.files.makeFolder(world.path(name));
    if (problem !== undefined) status = failed(streams, `mkdir: can't create directory '${name}': ${problem}`);
  }
  return status;
}

/** A file, or with all that is in it a folder. */
function copyOne(world: ProgramWorld, from: string, to: string): string | undefined {
  const tree = world.container.files;
  const target = tree.isFolder(to)
    ? `${to.replace(/\/$/, '')}/${from.replace(/\/+(\.?)$/, '').replace(/^.*\//, '')}`
    : to;
  const content = world.readFile(from);
  if (content !== undefined) return world.writeFile(target, content);
  const root = tree.resolve(from);
  const into = /\/\.?$/.test(from) && tree.isFolder(to) ? to.replace(/\/$/, '') : target;
  const made = tree.makeFolder(into);
  if (made !== undefined) return made;
  for (const path of tree.below(root)) {
    const place = into + path.slice(root.replace(/\/$/, '').length);
    const problem = path.endsWith('/') ? tree.makeFolder(place) : world.writeFile(place, world.readFile(path) ?? '');
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function copy({ parameters, streams, world }: Invocation, moves: boolean): number {
  const command = moves ? 'mv' : 'cp';
  const all = named(parameters).map((each) => world.path(each));
  const to = all.at(-1) ?? '';
  const isDeep = moves || parameters.some((each) => /^-\w*[rRa]/.test(each));
  let status = 0;
  for (const from of all.slice(0, -1)) {
    if (!world.exists(from)) status = failed(streams, `${command}: can't stat '${from}': No such file or directory`);
    else if (world.readFile(from) === undefined && !isDeep)
      status = failed(streams, `cp: omitting directory '${from}'`);
    else {
      const problem = copyOne(world, from, to);
      if (problem !== undefined) status = failed(streams, `${command}: can't create '${to}': ${problem}`);
      else if (moves) removeAll(world, from);
    }
  }
  return status;
}

function removeAll(world: ProgramWorld, path: string): string | undefined {
  const tree = world.container.files;
  const below = tree.isFolder(path) ? tree.below(path).map((each) => tree.remove(each.replace(/\/$/, ''))) : [];
  const problem = below.find((each) => each !== undefined);
  return problem ?? (tree.isFolder(path) ? void tree.remove(path) : tree.remove(path));
}

function remove({ parameters, streams, world }: Invocation): number {
  const isForced = parameters.some((each) => /^-\w*f/.test(each));
  const isDeep = parameters.some((each) => /^-\w*[rR]/.test(each));
  let status = 0;
  for (const name of named(parameters)) {
    const path = world.path(name);
    const isFolder = world.isFolder(path) && world.readFile(path) === undefined;
    const problem = isFolder && !isDeep ? 'Is a directory' : removeAll(world, path);
    if (problem === undefined || (isForced && problem.startsWith('No such'))) continue;
    status = failed(streams, `rm: can't remove '${name}': ${problem}`);
  }
  return status;
}

function removeFolders({ parameters, streams, world }: Invocation): number {
  let status = 0;
  for (const name of named(parameters)) {
    if (world.list(name).length > 0) status = failed(streams, `rmdir: '${name}': Directory not empty`);
    else if (world.container.files.remove(world.path(name)) !== undefined)
      status = failed(streams, `rmdir: '${name}': No such file or directory`);
  }
  return status;
}

function list({ parameters, streams, world }: Invocation): number {
  const isLong = parameters.some((each) => /^-\w*l/.test(each));
  const showsAll = parameters.some((each) => /^-\w*[aA]/.test(each));
  const names = named(parameters);
  let status = 0;
  for (const name of names.length > 0 ? names : ['.']) {
    const isFile = world.readFile(name) !== undefined;
    if (!isFile && !world.isFolder(name)) {
      status = failed(streams, `ls: ${name}: No such file or directory`);
      continue;
    }
    const entries = isFile ? [name] : world.list(name).filter((each) => showsAll || !each.startsWith('.'));
    if (names.length > 1 && !isFile) streams.output(`${name}:\n`);
    const folder = isFile ? '' : `${name.replace(/\/$/, '')}/`;
    if (isLong && !isFile) streams.output(`total ${entries.length * 4}\n`);
    for (const each of entries) streams.output(`${isLong ? longLine(world, folder + each, each) : each}\n`);
  }
  return status;
}

/** As `ls -l` has it: who owns files and when they changed nobody here keeps. */
function longLine(world: ProgramWorld, path: string, name: string): string {
  const target = world.container.files.linkOf(world.path(path));
  const content = world.readFile(path);
  const mode = target === undefined ? (content === undefined ? 'drwxr-xr-x' : '-rw-r--r--') : 'lrwxrwxrwx';
  const size = String(content?.length ?? 4096).padStart(9);
  return `${mode}    1 root     root     ${size} Jan  1 00:00 ${name}${target === undefined ? '' : ` -> ${target}`}`;
}

/** `find /data -name '*.log' -type f` */
function find({ parameters, streams, world }: Invocation): number {
  const at = parameters.findIndex((each) => /^[-(!]/.test(each));
  const roots = at < 0 ? parameters : parameters.slice(0, at);
  const value = (option: string) =>
    parameters.includes(option) ? parameters[parameters.indexOf(option) + 1] : undefined;
  const [pattern, type, most] = [
    value('-name') ?? value('-iname'),
    value('-type'),
    Number(value('-maxdepth') ?? Infinity),
  ];
  let status = 0;
  for (const root of roots.length > 0 ? roots : ['.']) {
    if (!world.exists(root)) status = failed(streams, `find: ${root}: No such file or directory`);
    else
      for (const { path, depth, isFolder } of everythingBelow(world, root)) {
        const fits = pattern === undefined || matchesPattern(path.replace(/^.*\//, ''), pattern);
        if (!fits || depth > most || (type !== undefined && (type === 'd') !== isFolder)) continue;
        if (parameters.includes('-delete')) removeAll(world, world.path(path));
        else streams.output(`${path}\n`);
      }
  }
  return status;
}

function* everythingBelow(
  world: ProgramWorld,
  path: string,
  depth = 0,
): Iterable<{ readonly path: string; readonly depth: number; readonly isFolder: boolean }> {
  const isFolder = world.isFolder(path) && world.readFile(path) === undefined;
  yield { path, depth, isFolder };
  if (isFolder)
    for (const name of world.list(path)) yield* everythingBelow(world, `${path.replace(/\/$/, '')}/${name}`, depth + 1);
}

function link({ parameters, streams, world }: Invocation): number {
  const [target = '', name = ''] = named(parameters);
  const path = world.path(world.isFolder(name) ? `${name}/${target.replace(/^.*\//, '')}` : name);
  if (world.exists(path) && !parameters.some((each) => /^-\w*f/.test(each)))
    return failed(streams, `ln: ${name}: File exists`);
  world.container.files.link(path, target);
  return 0;
}

function readLink({ parameters, streams, world }: Invocation): number {
  const [name = ''] = named(parameters);
  const { files } = world.container;
  const target = parameters.includes('-f') ? files.resolve(world.path(name)) : files.linkOf(world.path(name));
  if (target === undefined) return 1;
  streams.output(`${target}\n`);
  return 0;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
/** More is not written: a file's content is kept as text. */
const MOST_CHARACTERS = 1_000_000;

function sizeOf(text: string): number {
  const [, number = '0', unit = ''] = /^(\d+)([kKMG]?)/.exec(text) ?? [];
  return Number(number) * UNITS[unit]!;
}

/** `dd if=/dev/zero of=FILE bs=1M count=10`; a big file is shorter here. */
function dd({ parameters, streams, world }: Invocation): number {
  const value = (name: string) => parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const [from, to] = [value('if'), value('of')];
  const size = sizeOf(value('bs') ?? '512') * Number(value('count') ?? 1);
  const isEndless = /^\/dev\/(zero|u?random)$/.test(from ?? '');
  const content = from === undefined ? streams.input : isEndless ? undefined : world.readFile(from);
  if (content === undefined && !isEndless)
    return failed(streams, `dd: can't open '${from}': No such file or directory`);
  const text = content ?? '\0'.repeat(Math.min(size, MOST_CHARACTERS));
  const problem = to === undefined ? void streams.output(text) : world.writeFile(to, text);
  if (problem !== undefined) return failed(streams, `dd: can't open '${to}': ${problem}`);
  const count = value('count') ?? 1;
  streams.error(`${count}+0 records in\n${count}+0 records out\n`);
  return 0;
}

function truncate({ parameters, world }: Invocation): number {
  const { flags, rest } = parseOptions(parameters, 's');
  const size = Math.min(sizeOf(flags.get('s') ?? '0'), MOST_CHARACTERS);
  for (const name of rest) world.writeFile(name, (world.readFile(name) ?? '').slice(0, size).padEnd(size, '\0'));
  return 0;
}

/** `mktemp`, `mktemp -d` */
function temporary({ parameters, streams, world }: Invocation): number {
  const name = `/tmp/tmp.${world.component.random.hex(6)}`;
  if (parameters.includes('-d')) world.container.files.makeFolder(name);
  else world.writeFile(name, '');
  streams.output(`${name}\n`);
  return 0;
}

function diskUse({ parameters, streams, world }: Invocation): number {
  for (const name of named(parameters)) {
    const size = world.container.files
      .below(world.path(name))
      .reduce((sum, each) => sum + (world.readFile(each) ?? '').length, 0);
    streams.output(
      `${Math.max(4, Math.ceil(size / 1024))}${parameters.some((each) => each.includes('h')) ? '.0K' : ''}\t${name}\n`,
    );
  }
  return 0;
}

/** What makes, shows, moves and removes files. */
export const FILE_COMMANDS: Readonly<Record<string, Command>> = {
  cat: instant(cat),
  head: instant((invocation) => ends(invocation, 'head')),
  tail,
  touch: instant(touch),
  rm: instant(remove),
  rmdir: instant(removeFolders),
  mkdir: instant(makeFolders),
  cp: instant((invocation) => copy(invocation, false)),
  mv: instant((invocation) => copy(invocation, true)),
  ls: instant(list),
  find: instant(find),
  ln: instant(link),
  readlink: instant(readLink),
  dd: instant(dd),
  truncate: instant(truncate),
  mktemp: instant(temporary),
  du: instant(diskUse),
  chmod: instant(() => 0),
  chown: instant(() => 0),
  sync: instant(() => 0),
};
