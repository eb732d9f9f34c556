import { sha256 } from '../../../apimachinery';
import type { Options } from './command-options';
import { awkWords, runAwk } from './awk-command';
import { parseOptions } from './command-options';
import type { Command, Invocation } from '../invocation';
import { instant } from '../invocation';
import { trimmed, withClasses } from '../shell/shell-pattern';

/** What files hold, or the input where none is named; a file that is not there is told. */
function contents(name: string, files: readonly string[], { streams, world }: Invocation): string | undefined {
  if (files.length === 0) return streams.input;
  let text = '';
  for (const file of files) {
    const content = file === '-' ? streams.input : world.readFile(file);
    if (content === undefined) {
      streams.error(`${name}: ${file}: No such file or directory\n`);
      return undefined;
    }
    text += content;
  }
  return text;
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function print({ streams }: Invocation, lines: readonly string[]): void {
  if (lines.length > 0) streams.output(`${lines.join('\n')}\n`);
}

/** A pattern of grep and sed: as near as JavaScript's come to POSIX'. Undefined where it can't be read. */
function expression(pattern: string, extended: boolean, flags: string): RegExp | undefined {
  const swapped = extended
    ? pattern
    : pattern.replace(/\\?[+?(){}|]/g, (sign) => (sign[0] === '\\' ? sign[1]! : `\\${sign}`));
  try {
    return new RegExp(withClasses(swapped), flags);
  } catch {
    return undefined;
  }
}

function grep(invocation: Invocation): number {
  const { flags, rest } = parseOptions(invocation.parameters, 'emABC', new Set(['regexp']));
  const told = flags.get('e') ?? flags.get('regexp');
  const [pattern = '', ...names] = told === undefined ? rest : [told, ...rest];
  const find = matcher(pattern, flags);
  if (!find) return 2;
  const isDeep = flags.has('r') || flags.has('R');
  const files = isDeep ? names.flatMap((name) => filesBelow(name, invocation)) : names;
  let status = 1;
  for (const file of files.length > 0 ? files : ['-']) {
    const text = contents('grep', file === '-' ? [] : [file], invocation);
    if (text === undefined) status = 2;
    else if (show(invocation, flags, linesOf(text), find, files.length > 1 || isDeep ? `${file}:` : '', file))
      status = 0;
  }
  return status;
}

function filesBelow(name: string, { world }: Invocation): readonly string[] {
  return world.readFile(name) === undefined ? world.container.files.below(world.path(name)) : [name];
}

/** What of a line is found: nothing, or the pieces of it. */
type Matcher = (line: string) => readonly string[] | undefined;

function matcher(pattern: string, flags: Options['flags']): Matcher | undefined {
  const plain = flags.has('F') ? pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : pattern;
  const word = flags.has('w') ? `\\b(?:${plain})\\b` : flags.has('x') ? `^(?:${plain})$` : plain;
  const isExtended = flags.has('E') || flags.has('P') || flags.has('F') || flags.has('w') || flags.has('x');
  const all = expression(word, isExtended, flags.has('i') ? 'gi' : 'g');
  return all && ((line) => line.match(all) ?? undefined);
}

/** One file's lines; whether there was one that fits. */
function show(
  invocation: Invocation,
  flags: Options['flags'],
  lines: readonly string[],
  find: Matcher,
  prefix: string,
  file: string,
): boolean {
  const most = Number(flags.get('m') ?? Infinity);
  const fits = lines.flatMap((line, at) => ((find(line) !== undefined) !== flags.has('v') ? [at] : [])).slice(0, most);
  const [before, after] = ['B', 'A'].map((flag) => Number(flags.get(flag) ?? flags.get('C') ?? 0));
  const shown = lines.flatMap((line, at) => {
    if (!fits.some((fit) => at >= fit - before! && at <= fit + after!)) return [];
    const number = flags.has('n') ? `${at + 1}:` : '';
    const pieces = flags.has('o') ? (find(line) ?? []) : [line];
    return pieces.map((piece) => (flags.has('h') ? '' : prefix) + number + piece);
  });
  if (flags.has('c')) print(invocation, [prefix + String(fits.length)]);
  else if (flags.has('l')) print(invocation, fits.length > 0 ? [file] : []);
  else if (!flags.has('q')) print(invocation, shown);
  return fits.length > 0;
}

/** `s/a/b/g`, `3d`, `/a/d`, `-n 2p`, `-i`, one or several, as manifests use it. */
function sed(invocation: Invocation): number {
  const { parameters, streams, world } = invocation;
  const { flags, rest } = parseOptions(parameters, 'e');
  const extended = flags.has('E') || flags.has('r');
  const scripts = flags.has('e') ? repeated(parameters, '-e') : [rest[0] ?? ''];
  const files = flags.has('e') ? rest : rest.slice(1);
  const text = contents('sed', files, invocation);
  if (text === undefined) return 1;
  const commands = scripts.flatMap((script) => script.split(/;(?=\s*(?:s\W|\d|\/|$))/)).filter((each) => each.trim());
  let lines = linesOf(text);
  for (const command of commands) {
    const edited = edit(lines, command.trim(), extended, flags.has('n'));
    if (!edited) {
      streams.error(`sed: unsupported command ${command}\n`);
      return 1;
    }
    lines = edited;
  }
  const result = lines.map((line) => `${line}\n`).join('');
  if (flags.has('i')) for (const file of files) world.writeFile(file, result);
  else streams.output(result);
  return 0;
}

function edit(
  lines: readonly string[],
  command: string,
  extended: boolean,
  quiet: boolean,
): readonly string[] | undefined {
  const substitution = /^s(\W)([\s\S]*)$/.exec(command);
  if (substitution) return substituted(lines, substitution[2]!.split(substitution[1]!), extended);
  const [, address = '', end = '', action = ''] = /^(\d+|\$|\/.*?\/)?(?:,(\d+|\$))?([dp])$/.exec(command) ?? [];
  if (!action) return undefined;
  const test = address.startsWith('/') ? expression(address.slice(1, -1), extended, '') : undefined;
  const numberOf = (text: string) => (text === '$' ? lines.length : Number(text));
  const [first, last] = address === '' ? [1, lines.length] : [numberOf(address), numberOf(end || address)];
  const chosen = (line: string, index: number) => (test ? test.test(line) : index + 1 >= first && index + 1 <= last);
  if (action === 'd') return lines.filter((line, index) => !chosen(line, index));
  return quiet ? lines.filter(chosen) : lines.flatMap((line, index) => (chosen(line, index) ? [line, line] : [line]));
}

function substituted(
  lines: readonly string[],
  [from = '', to = '', options = '']: readonly string[],
  extended: boolean,
): readonly string[] | undefined {
  const search = expression(from, extended, options.replace(/[^gi]/g, ''));
  if (!search) return undefined;
  const replacement = to
    .replaceAll('$', '$$$$')
    .replace(/\\(\d)|(?<!\\)&/g, (_, group: string) => (group ? `$${group}` : '$&'));
  return lines.map((line) => line.replace(search, replacement.replaceAll('\\n', '\n').replace(/\\([/&|])/g, '$1')));
}

function repeated(parameters: readonly string[], name: string): readonly string[] {
  return parameters.flatMap((word, at) => (word === name ? [parameters[at + 1] ?? ''] : []));
}

function cut(invocation: Invocation): number {
  const { flags, rest } = parseOptions(invocation.parameters, 'dfc');
  const text = contents('cut', rest, invocation);
  if (text === undefined) return 1;
  const delimiter = flags.get('d') ?? '\t';
  const wanted = ranges(flags.get('f') ?? flags.get('c') ?? '1');
  const row = (line: string) => {
    const pieces = flags.has('c') ? [...line] : line.split(delimiter);
    const chosen = pieces.filter((_, index) => wanted.some(([from, to]) => index + 1 >= from && index + 1 <= to));
    return flags.has('c') || pieces.length > 1 ? chosen.join(flags.has('c') ? '' : delimiter) : line;
  };
  print(invocation, linesOf(text).map(row));
  return 0;
}

/** `1,3-5,7-` */
function ranges(text: string): readonly (readonly [number, number])[] {
  return text.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    return [Number(from || 1), to === undefined ? Number(from) : Number(to || Number.MAX_SAFE_INTEGER)] as const;
  });
}

function characters(set: string): string {
  const named = withClasses(set.replaceAll(/\[(\[:\w+:\])\]/g, '$1')).replaceAll('\\s', ' \t\n');
  const plain = named.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
  return plain.replace(/(.)-(.)/g, (_, from: string, to: string) => {
    let all = '';
    for (let code = from.codePointAt(0)!; code <= to.codePointAt(0)!; code++) all += String.fromCodePoint(code);
    return all;
  });
}

function translate({ parameters, streams }: Invocation): number {
  const { flags, rest } = parseOptions(parameters, '');
  const [from = '', to = ''] = rest.map(characters);
  const others = flags.has('c') || flags.has('C');
  const mapped = [...streams.input].flatMap((character) => {
    const at = from.indexOf(character);
    if (others === at >= 0) return [character];
    return flags.has('d') ? [] : [to === '' ? character : (to[at] ?? to.at(-1)!)];
  });
  const squeezed = flags.has('s')
    ? mapped.filter((each, index) => each !== mapped[index - 1] || !(to || from).includes(each))
    : mapped;
  streams.output(squeezed.join(''));
  return 0;
}

function sort(invocation: Invocation): number {
  const { flags, rest } = parseOptions(invocation.parameters, 'kt');
  const text = contents('sort', rest, invocation);
  if (text === undefined) return 2;
  const field = Number.parseInt(flags.get('k') ?? '0', 10);
  const key = (line: string) => (field > 0 ? (line.split(flags.get('t') ?? /\s+/)[field - 1] ?? '') : line);
  const compare = (a: string, b: string) =>
    flags.has('n')
      ? (Number.parseFloat(key(a)) || 0) - (Number.parseFloat(key(b)) || 0)
      : key(a) < key(b)
        ? -1
        : key(a) > key(b)
          ? 1
          : 0;
  const sorted = [...linesOf(text)].sort(compare);
  if (flags.has('r')) sorted.reverse();
  print(invocation, flags.has('u') ? [...new Set(sorted)] : sorted);
  return 0;
}

function unique(invocation: Invocation): number {
  const { flags, rest } = parseOptions(invocation.parameters, '');
  const text = contents('uniq', rest, invocation);
  if (text === undefined) return 1;
  const runs: { line: string; count: number }[] = [];
  for (const line of linesOf(text)) {
    const last = runs.at(-1);
    if (last?.line === line) last.count++;
    else runs.push({ line, count: 1 });
  }
  print(
    invocation,
    runs.map(({ line, count }) => (flags.has('c') ? `${String(count).padStart(7)} ${line}` : line)),
  );
  return 0;
}

function tee({ parameters, streams, world }: Invocation): number {
  const { flags, rest } = parseOptions(parameters, '');
  for (const file of rest) {
    if (flags.has('a')) world.appendFile(file, streams.input);
    else world.writeFile(file, streams.input);
  }
  streams.output(streams.input);
  return 0;
}

function expr({ parameters, streams }: Invocation): number {
  const [left = '', operator = '', right = ''] = parameters;
  const [a, b] = [Number(left), Number(right)];
  const results: Readonly<Record<string, () => string | number>> = {
    '+': () => a + b,
    '-': () => a - b,
    '*': () => a * b,
    '/': () => Math.trunc(a / b),
    '%': () => a % b,
    '=': () => Number(left === right),
    '!=': () => Number(left !== right),
    '<': () => Number(a < b),
    '>': () => Number(a > b),
    ':': () => new RegExp(`^(?:${right})`).exec(left)?.[0].length ?? 0,
  };
  const result = String(operator === '' ? left : (results[operator]?.() ?? ''));
  streams.output(`${result}\n`);
  return result === '' || result === '0' ? 1 : 0;
}

function baseName({ parameters, streams }: Invocation): number {
  const [path = '', suffix = ''] = parameters;
  const name = path.replace(/\/+$/, '').replace(/^.*\//, '') || '/';
  streams.output(`${suffix && name !== suffix ? trimmed(name, '%', suffix) : name}\n`);
  return 0;
}

function folderName({ parameters, streams }: Invocation): number {
  const path = (parameters[0] ?? '').replace(/\/+$/, '');
  streams.output(`${path.includes('/') ? path.replace(/\/[^/]*$/, '') || '/' : '.'}\n`);
  return 0;
}

/** `wc -l < FILE`, `wc FILE` */
function count(invocation: Invocation): number {
  const { flags, rest } = parseOptions(invocation.parameters, '');
  const kinds = ['l', 'w', 'c'].filter(
    (kind) => flags.size === 0 || flags.has(kind) || (kind === 'c' && flags.has('m')),
  );
  let status = 0;
  for (const name of rest.length > 0 ? rest : ['-']) {
    const text = contents('wc', name === '-' ? [] : [name], invocation);
    if (text === undefined) {
      status = 1;
      continue;
    }
    const counts: Readonly<Record<string, number>> = {
      l: text.split('\n').length - 1,
      w: text.split(/\s+/).filter(Boolean).length,
      c: text.length,
    };
    const width = kinds.length > 1 ? 9 : 0;
    const numbers = kinds.map((kind) => String(counts[kind]).padStart(width)).join(' ');
    print(invocation, [name === '-' ? numbers : `${numbers} ${name}`]);
  }
  return status;
}

function checksum(invocation: Invocation): number {
  const { rest } = parseOptions(invocation.parameters, '');
  for (const name of rest.length > 0 ? rest : ['-']) {
    const text = contents('sha256sum', name === '-' ? [] : [name], invocation);
    if (text === undefined) return 1;
    const digest = [...sha256(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    print(invocation, [`${digest}  ${name}`]);
  }
  return 0;
}

/** `fold -w 32` */
function fold(invocation: Invocation): number {
  const { flags, rest } = parseOptions(invocation.parameters, 'w');
  const text = contents('fold', rest, invocation);
  if (text === undefined) return 1;
  const wide = new RegExp(`.{1,${Number(flags.get('w') ?? 80)}}`, 'g');
  const lines = linesOf(text).flatMap((line) => line.match(wide) ?? ['']);
  print(invocation, lines);
  return 0;
}

/** A filter that turns the lines of files or of the input into others. */
function filter(name: string, run: (lines: readonly string[]) => readonly string[]): Command {
  return instant((invocation) => {
    const text = contents(name, parseOptions(invocation.parameters, '').rest, invocation);
    if (text === undefined) return 1;
    print(invocation, run(linesOf(text)));
    return 0;
  });
}

/** Whether a command does to each line the same, whatever lines there are beside it: it needn't wait for the last one. */
export function isLineFilter(name: string, parameters: readonly string[]): boolean {
  const options = parameters.filter((each) => each.startsWith('-')).join('');
  if (name === 'grep' || name === 'egrep') return !/[cmn]/.test(options);
  if (name === 'sed') return parameters.every((each) => /^-[Eer]+$|^s\W/.test(each));
  if (name === 'awk') return !/NR|BEGIN|END|exit|[=[+]/.test(parameters.join(' '));
  return /^(cat|tee|tr|cut|rev)$/.test(name) && options !== '-n';
}

/** Filters and the like: from the input, or from files, to the output. */
export const TEXT_COMMANDS: Readonly<Record<string, Command>> = {
  grep: instant(grep),
  egrep: instant((invocation) => grep({ ...invocation, parameters: ['-E', ...invocation.parameters] })),
  sed: instant(sed),
  awk: instant((invocation) => {
    const { parameters } = invocation;
    const { text, ...asked } = awkWords(parameters, (files) => contents('awk', files, invocation), invocation.world);
    if (text === undefined) return 2;
    return runAwk({ ...asked, text }, (pattern) => expression(pattern, true, ''), invocation.streams);
  }),
  cut: instant(cut),
  tr: instant(translate),
  sort: instant(sort),
  uniq: instant(unique),
  tee: instant(tee),
  wc: instant(count),
  fgrep: instant((invocation) => grep({ ...invocation, parameters: ['-F', ...invocation.parameters] })),
  fold: instant(fold),
  sha256sum: instant(checksum),
  rev: filter('rev', (lines) => lines.map((line) => [...line].reverse().join(''))),
  tac: filter('tac', (lines) => [...lines].reverse()),
  nl: filter('nl', (lines) => lines.map((line, index) => `${String(index + 1).padStart(6)}\t${line}`)),
  expr: instant(expr),
  basename: instant(baseName),
  dirname: instant(folderName),
};
