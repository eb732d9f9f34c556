import { parseOptions } from './command-options';
import type { Command, Invocation } from './shell-commands';
import { trimmed } from './shell-pattern';

function instant(run: (invocation: Invocation) => number): Command {
  return function* (invocation) {
    return run(invocation);
  };
}

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
  const classes: Readonly<Record<string, string>> = {
    digit: '0-9',
    alpha: 'A-Za-z',
    alnum: 'A-Za-z0-9',
    space: '\\s',
    upper: 'A-Z',
    lower: 'a-z',
  };
  try {
    return new RegExp(
      swapped.replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole),
      flags,
    );
  } catch {
    return undefined;
  }
}

function grep(invocation: Invocation): number {
  const { flags, rest } = parseOptions(invocation.parameters, 'emABC', new Set(['regexp']));
  const told = flags.get('e') ?? flags.get('regexp');
  const [pattern = '', ...files] = told === undefined ? rest : [told, ...rest];
  const text = contents('grep', files, invocation);
  if (text === undefined) return 2;
  const insensitive = flags.has('i') ? 'i' : '';
  const plain = flags.has('F') ? pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : pattern;
  const word = flags.has('w') ? `\\b(?:${plain})\\b` : plain;
  const test = expression(word, flags.has('E') || flags.has('F') || flags.has('w'), insensitive);
  if (!test) return 2;
  const found = linesOf(text).filter((line) => test.test(line) !== flags.has('v'));
  const all = expression(word, flags.has('E') || flags.has('F') || flags.has('w'), `g${insensitive}`)!;
  if (flags.has('c')) print(invocation, [String(found.length)]);
  else if (!flags.has('q')) print(invocation, flags.has('o') ? found.flatMap((line) => line.match(all) ?? []) : found);
  return found.length > 0 ? 0 : 1;
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
  const [, address = '', action = ''] = /^(\d+|\$|\/.*\/)([dp])$/.exec(command) ?? [];
  if (!action) return undefined;
  const test = address.startsWith('/') ? expression(address.slice(1, -1), extended, '') : undefined;
  const number = address === '$' ? lines.length : Number(address);
  const chosen = (line: string, index: number) => (test ? test.test(line) : index + 1 === number);
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

/** Of awk what people write between quotes most: `[/pattern/] {print $1, $NF}` with `-F`. */
function awk(invocation: Invocation): number {
  const { flags, rest } = parseOptions(invocation.parameters, 'Fv');
  const [program = '', ...files] = rest;
  const text = contents('awk', files, invocation);
  if (text === undefined) return 2;
  const [, pattern, number, fields] =
    /^\s*(?:\/(.*)\/|NR\s*==\s*(\d+))?\s*(?:\{\s*print\s*([^}]*?);?\s*\})?\s*$/.exec(program) ?? [];
  if (program.trim() === '' || (pattern === undefined && number === undefined && fields === undefined)) {
    invocation.streams.error(`awk: cmd. line:1: unsupported program\n`);
    return 2;
  }
  const test = pattern === undefined ? undefined : expression(pattern, true, '');
  const rows = linesOf(text).filter(
    (line, index) => (test?.test(line) ?? true) && (!number || index + 1 === Number(number)),
  );
  print(
    invocation,
    rows.map((line) => awkRow(line, fields ?? '', flags.get('F'))),
  );
  return 0;
}

function awkRow(line: string, fields: string, separator: string | undefined): string {
  const columns = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
  if (fields.trim() === '') return line;
  const value = (field: string): string => {
    if (field.startsWith('"')) return field.slice(1, -1);
    if (field === '$0') return line;
    if (field === '$NF') return columns.at(-1) ?? '';
    if (field === 'NF') return String(columns.length);
    return columns[Number(field.slice(1)) - 1] ?? '';
  };
  const groups = fields.split(/\s*,\s*/);
  return groups.map((group) => (group.match(/"[^"]*"|\$?\w+/g) ?? []).map(value).join('')).join(' ');
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
  const named = set.replaceAll('[:upper:]', 'A-Z').replaceAll('[:lower:]', 'a-z').replaceAll('[:digit:]', '0-9');
  const plain = named.replace('[:space:]', ' \t\n').replaceAll('\\n', '\n').replaceAll('\\t', '\t');
  return plain.replace(/(.)-(.)/g, (_, from: string, to: string) => {
    let all = '';
    for (let code = from.codePointAt(0)!; code <= to.codePointAt(0)!; code++) all += String.fromCodePoint(code);
    return all;
  });
}

function translate({ parameters, streams }: Invocation): number {
  const { flags, rest } = parseOptions(parameters, '');
  const [from = '', to = ''] = rest.map(characters);
  const mapped = [...streams.input].flatMap((character) => {
    const at = from.indexOf(character);
    if (at < 0) return [character];
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

/** Filters and the like: from the input, or from files, to the output. */
export const TEXT_COMMANDS: Readonly<Record<string, Command>> = {
  grep: instant(grep),
  egrep: instant((invocation) => grep({ ...invocation, parameters: ['-E', ...invocation.parameters] })),
  sed: instant(sed),
  awk: instant(awk),
  cut: instant(cut),
  tr: instant(translate),
  sort: instant(sort),
  uniq: instant(unique),
  tee: instant(tee),
  expr: instant(expr),
  basename: instant(baseName),
  dirname: instant(folderName),
};
