import { ShellError } from './command-words';

/** A program that reads lines and writes lines: what `kubectl get pods | grep web` is made of. */
export interface Filter {
  /** Takes text in, gives out what is ready. */
  push(text: string): string;
  /** The input has ended. */
  end(): string;
  /** Wants no more: the command before it may end. */
  readonly done?: boolean;
}

/** Lines out of text that comes in pieces. */
class Lines {
  private rest = '';

  take(text: string): string[] {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    return lines;
  }

  last(): string[] {
    const { rest } = this;
    this.rest = '';
    return rest === '' ? [] : [rest];
  }
}

const joined = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

/** Line by line: what a line becomes. */
function eachLine(change: (line: string) => readonly string[], atEnd: () => string = () => ''): Filter {
  const lines = new Lines();
  return {
    push: (text) => joined(lines.take(text).flatMap(change)),
    end: () => joined(lines.last().flatMap(change)) + atEnd(),
  };
}

/** All lines at once, when they are there. */
function whole(change: (lines: readonly string[]) => readonly string[]): Filter {
  const lines = new Lines();
  const all: string[] = [];
  return {
    push: (text) => {
      all.push(...lines.take(text));
      return '';
    },
    end: () => joined(change([...all, ...lines.last()])),
  };
}

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly values: Readonly<Record<string, string>>;
  readonly rest: readonly string[];
}

/** @param valued letters that take a value: `-n 5`, `-n5` */
function optionsOf(words: readonly string[], valued: string): Options {
  const flags = new Set<string>();
  const values: Record<string, string> = {};
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!/^-./.test(word)) rest.push(word);
    else if (/^-\d+$/.test(word)) values['n'] = word.slice(1);
    else if (valued.includes(word[1]!)) values[word[1]!] = word.slice(2) || (words[++at] ?? '');
    else for (const letter of word.slice(1)) flags.add(letter);
  }
  return { flags, values, rest };
}

/** What a person wrote may be a very slow pattern: longer lines are not searched with it. */
const LONGEST_SEARCHED = 2000;

function pattern(text: string, flags: ReadonlySet<string>): RegExp {
  const source = flags.has('F') ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : text;
  const basic = flags.has('E') || flags.has('P') || flags.has('F') ? source : source.replace(/\\([|+?(){}])/g, '$1');
  const bounded = flags.has('w') ? `\\b(?:${basic})\\b` : flags.has('x') ? `^(?:${basic})$` : basic;
  if (/\([^)]*[+*][^)]*\)[+*{]/.test(basic)) throw new ShellError(`this pattern could take for ever: ${text}`);
  try {
    return new RegExp(bounded, `g${flags.has('i') ? 'i' : ''}`);
  } catch {
    throw new ShellError(`grep: invalid pattern: ${text}`);
  }
}

/** Letters of long names. */
const grepNames: Readonly<Record<string, string>> = {
  '--ignore-case': '-i',
  '--invert-match': '-v',
  '--count': '-c',
  '--only-matching': '-o',
  '--line-number': '-n',
};

function grep(words: readonly string[]): Filter {
  const short = words.map((word) => grepNames[word] ?? word).filter((word) => !word.startsWith('--'));
  const { flags, values, rest } = optionsOf(short, 'eABCm');
  const wanted = values['e'] ?? rest[0];
  if (wanted === undefined) throw new ShellError('usage: grep [-ivcnowxEF] [-A lines] [-B lines] PATTERN');
  const search = pattern(wanted, flags);
  const matches = (line: string) => line.slice(0, LONGEST_SEARCHED).search(search) >= 0 !== flags.has('v');
  const context = { after: Number(values['A'] ?? values['C'] ?? 0), before: Number(values['B'] ?? values['C'] ?? 0) };
  if (flags.has('c')) return whole((lines) => [String(lines.filter(matches).length)]);
  if (flags.has('o')) return eachLine((line) => line.slice(0, LONGEST_SEARCHED).match(search) ?? []);
  if (context.before > 0) return whole((lines) => lines.filter((_, at) => near(lines, at, matches, context)));
  let number = 0;
  let going = 0;
  return eachLine((line) => {
    number++;
    const found = matches(line);
    going = found ? context.after : going - 1;
    if (!found && going < 0) return [];
    return [flags.has('n') ? `${number}:${line}` : line];
  });
}

function near(
  lines: readonly string[],
  at: number,
  matches: (line: string) => boolean,
  { after, before }: { readonly after: number; readonly before: number },
): boolean {
  return lines.slice(Math.max(0, at - after), at + before + 1).some(matches);
}

function count(words: readonly string[], fallback: number): number {
  const { values } = optionsOf(words, 'n');
  return Math.max(0, Number(values['n']?.replace(/^[-+]/, '') ?? fallback) || 0);
}

function head(words: readonly string[]): Filter {
  let left = count(words, 10);
  const filter = eachLine((line) => (left-- > 0 ? [line] : []));
  return {
    ...filter,
    get done() {
      return left <= 0;
    },
  };
}

function tail(words: readonly string[]): Filter {
  const from = words.find((word) => /^\+\d+$/.test(word)) ?? words.join('').match(/^-n\+(\d+)$/)?.[1];
  if (from !== undefined) return whole((lines) => lines.slice(Number(from.replace('+', '')) - 1));
  const kept = count(words, 10);
  return whole((lines) => (kept === 0 ? [] : lines.slice(-kept)));
}

function wordCount(words: readonly string[]): Filter {
  const { flags } = optionsOf(words, '');
  let letters = 0;
  let lines = 0;
  let texts = 0;
  let within = false;
  return {
    push: (text) => {
      letters += new TextEncoder().encode(text).length;
      for (const character of text) {
        if (character === '\n') lines++;
        const blank = /\s/.test(character);
        if (!blank && !within) texts++;
        within = !blank;
      }
      return '';
    },
    end: () => {
      const counts = [
        ...(flags.size === 0 || flags.has('l') ? [lines] : []),
        ...(flags.size === 0 || flags.has('w') ? [texts] : []),
        ...(flags.size === 0 || flags.has('c') || flags.has('m') ? [letters] : []),
      ];
      return `${counts.length === 1 ? counts[0] : counts.map((one) => String(one).padStart(7)).join('')}\n`;
    },
  };
}

const isBefore = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function sort(words: readonly string[]): Filter {
  const { flags, values } = optionsOf(words, 'kt');
  const column = Number.parseInt(values['k'] ?? '0', 10);
  const keyOf = (line: string) => (column > 0 ? (line.trim().split(values['t'] ?? /\s+/)[column - 1] ?? '') : line);
  const numbers = (a: string, b: string) => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  return whole((lines) => {
    const compare = (a: string, b: string) =>
      (flags.has('n') ? numbers(keyOf(a), keyOf(b)) : isBefore(keyOf(a), keyOf(b))) || isBefore(a, b);
    const sorted = [...lines].sort(compare);
    if (flags.has('r')) sorted.reverse();
    return flags.has('u') ? sorted.filter((line, at) => line !== sorted[at - 1]) : sorted;
  });
}

function unique(words: readonly string[]): Filter {
  const { flags } = optionsOf(words, '');
  return whole((lines) => {
    const runs: { line: string; times: number }[] = [];
    for (const line of lines) {
      const last = runs.at(-1);
      if (last?.line === line) last.times++;
      else runs.push({ line, times: 1 });
    }
    return runs
      .filter(({ times }) => !flags.has('d') || times > 1)
      .map(({ line, times }) => (flags.has('c') ? `${String(times).padStart(7)} ${line}` : line));
  });
}

/** `1,3-5`, `2-` → whether the nth is meant. */
function rangesOf(text: string): (nth: number) => boolean {
  const ranges = text.split(',').map((part) => {
    const [, from = '', dash, to = ''] = /^(\d*)(-?)(\d*)$/.exec(part) ?? [];
    return { from: Number(from || 1), to: dash ? Number(to || Infinity) : Number(from) };
  });
  return (nth) => ranges.some(({ from, to }) => nth >= from && nth <= to);
}

function cut(words: readonly string[]): Filter {
  const { values } = optionsOf(words, 'dfc');
  const list = values['f'] ?? values['c'];
  if (list === undefined) throw new ShellError('cut: you must specify a list of characters (-c) or fields (-f)');
  const meant = rangesOf(list);
  const separator = values['f'] === undefined ? '' : (values['d'] ?? '\t');
  return eachLine((line) => [
    line
      .split(separator)
      .filter((_, at) => meant(at + 1))
      .join(separator),
  ]);
}

/** `awk '{print $1, $NF}'`, with a condition `NR>1` or `/pattern/`: what people use it for here. */
function awk(words: readonly string[]): Filter {
  const { values, rest } = optionsOf(words, 'F');
  const [, condition = '', list] =
    /^\s*(?:(NR\s*[<>=!]+\s*\d+|\/.*\/)\s*)?\{\s*print\s*(.*?)\s*;?\s*\}\s*$/.exec(rest[0] ?? '') ?? [];
  if (list === undefined)
    throw new ShellError("awk: only '{print $1, $2}' is understood here, after NR>1 or /pattern/");
  const holds = awkCondition(condition);
  let number = 0;
  return eachLine((line) => {
    number++;
    if (!holds(line, number)) return [];
    const fields = values['F'] ? line.split(values['F']) : line.trim().split(/\s+/);
    const valueOf = (part: string) => {
      if (part.startsWith('"')) return part.slice(1, -1);
      if (part === '$0') return line;
      return part === '$NF' ? (fields.at(-1) ?? '') : (fields[Number(part.slice(1)) - 1] ?? '');
    };
    const groups = list === '' ? ['$0'] : list.split(/\s*,\s*/);
    return [groups.map((group) => (group.match(/"[^"]*"|\$\w+/g) ?? []).map(valueOf).join('')).join(' ')];
  });
}

function awkCondition(text: string): (line: string, number: number) => boolean {
  if (text === '') return () => true;
  if (text.startsWith('/')) {
    const search = pattern(text.slice(1, -1), new Set(['E']));
    return (line) => line.slice(0, LONGEST_SEARCHED).search(search) >= 0;
  }
  const [, operator = '', figure = '0'] = /NR\s*([<>=!]+)\s*(\d+)/.exec(text) ?? [];
  const limit = Number(figure);
  const tests: Readonly<Record<string, (number: number) => boolean>> = {
    '>': (number) => number > limit,
    '>=': (number) => number >= limit,
    '<': (number) => number < limit,
    '<=': (number) => number <= limit,
    '==': (number) => number === limit,
    '!=': (number) => number !== limit,
  };
  return (_, number) => tests[operator]?.(number) ?? false;
}

/** `sed s/from/to/g`. */
function sed(words: readonly string[]): Filter {
  const { rest, values } = optionsOf(words, 'e');
  const script = values['e'] ?? rest[0] ?? '';
  const [program, from, to, how] = script.split(script[1] ?? '/');
  if (program !== 's' || from === undefined || to === undefined || how === undefined)
    throw new ShellError('sed: only s/from/to/ is understood here');
  const search = pattern(from, new Set(['E', ...(how.includes('i') ? ['i'] : [])]));
  const meant = how.includes('g') ? search : new RegExp(search.source, search.flags.replace('g', ''));
  const into = to.replace(/\\(\d)/g, '$$$1').replace(/(?<!\\)&/g, '$$&');
  return eachLine((line) => [line.slice(0, LONGEST_SEARCHED).replace(meant, into)]);
}

const simple: Readonly<Record<string, (words: readonly string[]) => Filter>> = {
  grep,
  egrep: (words) => grep(['-E', ...words]),
  head,
  tail,
  wc: wordCount,
  sort,
  uniq: unique,
  cut,
  awk,
  sed,
  tac: () => whole((lines) => lines.toReversed()),
  nl: () => {
    let number = 0;
    return eachLine((line) => [`${String(++number).padStart(6)}\t${line}`]);
  },
  cat: () => eachLine((line) => [line]),
  less: () => eachLine((line) => [line]),
  more: () => eachLine((line) => [line]),
};

export const filterNames: readonly string[] = Object.keys(simple).sort();

/** The program of that name; undefined where there is none. Throws ShellError for words that it does not understand. */
export function filterOf(words: readonly string[]): Filter | undefined {
  const [program = '', ...rest] = words;
  const make = Object.hasOwn(simple, program) ? simple[program] : undefined;
  return make?.(rest);
}
