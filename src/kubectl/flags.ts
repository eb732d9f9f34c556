import { CommandError } from './failure';
import { valueProblem } from './flag-values';

/** A flag as a command knows it. */
export interface FlagDefinition {
  readonly name: string;
  readonly short?: string;
  /** A switch takes a value only after `=`. */
  readonly isSwitch: boolean;
  /** What an option without its value means: `--dry-run` is `--dry-run=unchanged`. */
  readonly alone?: string;
}

/**
 * Reads flags written as `filename,f= all-namespaces,A cascade=?background`: a name, perhaps a letter; `=` takes a value,
 * `=?x` may stand alone and means x then, nothing is a switch.
 */
export function flagTable(text: string): readonly FlagDefinition[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [, name, short, value] = /^([\w-]+)(?:,(\w))?(=(?:\?.*)?)?$/.exec(word)!;
      const alone = value?.startsWith('=?') ? value.slice(2) : undefined;
      return {
        name: name!,
        isSwitch: value === undefined,
        ...(short !== undefined && { short }),
        ...(alone !== undefined && { alone }),
      };
    });
}

/** The flags of a command line, by their long names. */
export class Flags {
  private readonly values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.values = values;
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /** Values of a flag that may be given several times or with commas. */
  list(name: string): readonly string[] {
    return this.all(name).flatMap((text) => text.split(',').filter((part) => part !== ''));
  }

  text(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** Whether objects are named by `-f` or `-k`. */
  get namesFiles(): boolean {
    return this.has('filename') || this.has('kustomize');
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

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False']);

function shownName(flag: FlagDefinition): string {
  return flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
}

/** Takes flags out of a command's words as the Go flag library does; `--` ends them. */
export class FlagReader {
  readonly values = new Map<string, string[]>();
  readonly words: string[] = [];
  /** How many words stood before `--`; undefined without it. */
  dashAt: number | undefined;
  private readonly byName: ReadonlyMap<string, FlagDefinition>;
  private readonly byLetter: ReadonlyMap<string, FlagDefinition>;

  constructor(flags: readonly FlagDefinition[]) {
    this.byName = new Map(flags.map((flag) => [flag.name, flag]));
    this.byLetter = new Map(flags.flatMap((flag) => (flag.short ? [[flag.short, flag] as const] : [])));
  }

  /** @throws CommandError in kubectl's words for what it does not know */
  read(line: readonly string[]): void {
    const rest = [...line];
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      if (word === '--') {
        this.dashAt = this.words.length;
        this.words.push(...rest);
        return;
      }
      if (word.startsWith('--')) this.long(word, rest);
      else if (word.startsWith('-') && word !== '-') this.letters(word, rest);
      else this.words.push(word);
    }
  }

  private long(word: string, rest: string[]): void {
    const [, name, value] = /^--([^=]*)(?:=([^]*))?$/.exec(word)!;
    const flag = this.byName.get(name!);
    if (!flag) throw new CommandError(`unknown flag: --${name}`);
    this.set(flag, value ?? this.missingValue(flag, rest, `--${name}`));
  }

  private missingValue(flag: FlagDefinition, rest: string[], shown: string): string {
    if (flag.isSwitch) return 'true';
    if (flag.alone !== undefined) return flag.alone;
    const next = rest.shift();
    if (next === undefined) throw new CommandError(`flag needs an argument: ${shown}`);
    return next;
  }

  private letters(word: string, rest: string[]): void {
    for (let at = 1; at < word.length; at++) {
      const flag = this.byLetter.get(word[at]!);
      if (!flag) throw new CommandError(`unknown shorthand flag: '${word[at]}' in -${word.slice(at)}`);
      if (word[at + 1] === '=') return this.set(flag, word.slice(at + 2));
      const takesRest = !flag.isSwitch && flag.alone === undefined && at + 1 < word.length;
      if (takesRest) return this.set(flag, word.slice(at + 1));
      this.set(flag, this.missingValue(flag, rest, `'${word[at]}' in -${word.slice(at)}`));
    }
  }

  private set(flag: FlagDefinition, value: string): void {
    if (flag.isSwitch && !truths.has(value)) {
      const why = `strconv.ParseBool: parsing "${value}": invalid syntax`;
      throw new CommandError(`invalid argument "${value}" for "${shownName(flag)}" flag: ${why}`);
    }
    const problem = valueProblem(flag.name, value);
    if (problem !== undefined)
      throw new CommandError(`invalid argument ${JSON.stringify(value)} for "${shownName(flag)}" flag: ${problem}`);
    const known = /^(f|F|FALSE|False|0)$/.test(value) && flag.isSwitch ? 'false' : value;
    this.values.set(flag.name, [...(this.values.get(flag.name) ?? []), known]);
  }
}
