import { CommandError } from './failure';

/** A command line taken apart: `kubectl rollout status deployment/web --timeout=60s`. */
export interface CommandLine {
  readonly words: readonly string[];
  readonly flags: Flags;
}

export class Flags {
  private readonly values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.values = values;
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  text(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** A switch: `--wait`, `--wait=false`. */
  isOn(name: string, otherwise = false): boolean {
    const text = this.text(name);
    return text === undefined ? otherwise : text !== 'false' && text !== '0';
  }

  integer(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^-?\d+$/.test(text)) {
      throw new CommandError(
        `invalid argument "${text}" for "--${name}" flag: strconv.ParseInt: parsing "${text}": invalid syntax`,
      );
    }
    return Number(text);
  }
}

const short: Readonly<Record<string, string>> = {
  f: 'filename',
  n: 'namespace',
  l: 'selector',
  o: 'output',
  p: 'patch',
  A: 'all-namespaces',
  L: 'label-columns',
  R: 'recursive',
};
const withValue = new Set([
  'filename',
  'namespace',
  'selector',
  'output',
  'label-columns',
  'for',
  'timeout',
  'replicas',
  'current-replicas',
  'to-revision',
  'grace-period',
  'field-selector',
  'field-manager',
  'patch',
  'patch-file',
  'subresource',
  'type',
]);
/** Flags that may come with a value, after `=` alone. */
const switches = new Set([
  'all-namespaces',
  'recursive',
  'wait',
  'force',
  'now',
  'all',
  'ignore-not-found',
  'no-headers',
  'show-labels',
  'watch',
  'validate',
  'cascade',
  'save-config',
]);

/** The words of a line as a shell makes them: quotes hold spaces together. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [part] of line.matchAll(/(?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\])+/g)) {
    words.push(
      part.replace(/'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])/g, (_, single, double, escaped) => {
        return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped;
      }),
    );
  }
  return words;
}

interface Flag {
  readonly name: string;
  readonly shown: string;
  readonly value?: string;
}

function flagOf(word: string): Flag {
  const long = /^--([^=]+)(?:=([^]*))?$/.exec(word);
  if (long) return { name: long[1]!, shown: `--${long[1]}`, value: long[2] };
  const letter = word[1]!;
  const rest = word.slice(2).replace(/^=/, '');
  return { name: short[letter] ?? letter, shown: `-${letter}`, value: rest === '' ? undefined : rest };
}

function missingArgument({ shown }: Flag): CommandError {
  const letter = shown.startsWith('--') ? undefined : shown[1];
  return new CommandError(`flag needs an argument: ${letter ? `'${letter}' in ${shown}` : shown}`);
}

function unknownFlag({ shown }: Flag): CommandError {
  return new CommandError(
    shown.startsWith('--') ? `unknown flag: ${shown}` : `unknown shorthand flag: '${shown[1]}' in ${shown}`,
  );
}

/** Throws CommandError with kubectl's words for flags it does not know. */
export function parseCommandLine(line: string): CommandLine {
  const [program, ...rest] = wordsOf(line);
  const words: string[] = [];
  const values = new Map<string, string[]>();
  const arguments_ = program === 'kubectl' ? rest : [...(program === undefined ? [] : [program]), ...rest];
  for (let index = 0; index < arguments_.length; index++) {
    const word = arguments_[index]!;
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const flag = flagOf(word);
    let { value } = flag;
    if (withValue.has(flag.name)) value ??= arguments_[++index];
    else if (switches.has(flag.name)) value ??= 'true';
    else throw unknownFlag(flag);
    if (value === undefined) throw missingArgument(flag);
    values.set(flag.name, [...(values.get(flag.name) ?? []), value]);
  }
  return { words, flags: new Flags(values) };
}
