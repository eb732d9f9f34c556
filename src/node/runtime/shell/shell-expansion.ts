import type { Process } from '../../../simulation';
import type { ProgramWorld } from '../program-world';
import { arithmetic } from './shell-arithmetic';
import { ShellJobs } from './shell-jobs';
import { matchesPattern, trimmed } from './shell-pattern';
import type { Assignment, ShellNode, Word, WordPart } from './shell-syntax';
import type { Streams } from './shell-streams';

/** `exit`, and what else leaves what encloses it. Thrown and caught inside one shell. */
export class Leaving extends Error {
  readonly what: 'exit' | 'break' | 'continue' | 'return';
  readonly status: number;

  constructor(what: Leaving['what'], status: number) {
    super(what);
    this.what = what;
    this.status = status;
  }
}

type VariablePart = Extract<WordPart, { kind: 'variable' }>;

/** A field while it is put together: its text, and the same as a pattern in which what was quoted means itself. */
interface Field {
  text: string;
  pattern: string;
}

const SPECIAL_PARAMETER = /^[\d?$#@*!]$|^(RANDOM|SECONDS)$/;

/** A shell's variables, and what words become: variables, commands' output, sums, names of files. */
export abstract class ShellExpander {
  readonly world: ProgramWorld;
  protected readonly variables: Map<string, string>;
  protected readonly name: string;
  /** `$0` is the shell's name, `$1` … follow. */
  protected parameters: readonly string[];
  protected status = 0;
  /** `set -u` */
  protected demandsVariables = false;

  constructor(
    world: ProgramWorld,
    name: string,
    parameters: readonly string[],
    variables: Iterable<readonly [string, string]>,
  ) {
    this.world = world;
    this.name = name;
    this.parameters = parameters.length > 0 ? parameters : [name];
    this.variables = new Map(variables);
  }

  /** `$(…)`: runs in a shell of its own. */
  protected abstract substitute(script: ShellNode, streams: Streams): Process<number>;

  protected *assign(assignments: readonly Assignment[], streams: Streams): Process<void> {
    for (const { name, value, list, appends } of assignments) {
      if (list) this.setList(name, yield* this.fields(list, streams), appends);
      else this.set(name, (appends ? (this.variables.get(name) ?? '') : '') + (yield* this.text(value, streams)));
    }
  }

  private setList(name: string, values: readonly string[], appends: boolean | undefined): void {
    const start = appends ? this.listOf(name).length : 0;
    if (!appends) for (const key of this.keysOf(name)) this.variables.delete(key);
    values.forEach((value, index) => this.variables.set(`${name}[${start + index}]`, value));
  }

  /** A variable that programs see (because it came from them, or was exported) changes for them too. */
  protected set(name: string, value: string): void {
    this.variables.set(name, value);
    if (name in this.world.environment) this.export(name);
  }

  protected export(name: string): void {
    this.world.environment = { ...this.world.environment, [name]: this.variables.get(name) ?? '' };
  }

  protected *text(word: Word, streams: Streams): Process<string> {
    let text = '';
    for (const part of word) text += yield* this.expand(part, streams);
    return text;
  }

  /** Words after expansion: what came unquoted out of a variable or a command is split at its blanks, and names files. */
  protected *fields(words: readonly Word[], streams: Streams): Process<string[]> {
    const fields: string[] = [];
    for (const word of this.name === 'bash' ? words.flatMap(inBraces) : words)
      for (const field of yield* this.fieldsOf(word, streams)) fields.push(...this.filesNamed(field));
    return fields;
  }

  private *fieldsOf(word: Word, streams: Streams): Process<Field[]> {
    const fields: Field[] = [];
    let current: Field | undefined;
    const add = (text: string, quoted: boolean): void => {
      current ??= { text: '', pattern: '' };
      current.text += text;
      current.pattern += quoted ? text.replace(/[*?[\\]/g, '\\$&') : text;
    };
    const finish = (): void => {
      if (current) fields.push(current);
      current = undefined;
    };
    for (const part of word) {
      const all = this.everyOne(part);
      const text = all ? '' : yield* this.expand(part, streams);
      if (all) all.forEach((each, index) => void (index > 0 && finish(), add(each, true)));
      else if (part.kind === 'text' || part.kind === 'sum' || part.quoted)
        add(text, part.kind !== 'text' || part.quoted);
      else {
        const pieces = text.split(/\s+/);
        pieces.forEach((piece, index) => void (index > 0 && finish(), piece && add(piece, false)));
      }
    }
    finish();
    return fields;
  }

  /** `"$@"` and `"${list[@]}"` are as many words as there are; undefined of anything else. */
  private everyOne(part: WordPart): readonly string[] | undefined {
    if (part.kind !== 'variable' || part.operator !== undefined || !part.quoted) return undefined;
    if (part.name === '@') return this.parameters.slice(1);
    const list = /^(\w+)\[@\]$/.exec(part.name)?.[1];
    return list === undefined ? undefined : this.listOf(list);
  }

  protected keysOf(name: string): string[] {
    return [...this.variables.keys()].filter((key) => key.startsWith(`${name}[`));
  }

  private listOf(name: string): string[] {
    const all = this.keysOf(name).map((key) => this.variables.get(key)!);
    return all.length > 0 || !this.variables.has(name) ? all : [this.variables.get(name)!];
  }

  /** The files that a pattern stands for, or itself where there are none. */
  private filesNamed({ text, pattern }: Field): readonly string[] {
    if (!/(?<!\\)[*?[]/.test(pattern)) return [text];
    const isAbsolute = pattern.startsWith('/');
    let found = [isAbsolute ? '/' : ''];
    for (const step of pattern.split('/').filter(Boolean)) {
      const open = /(?<!\\)[*?[]/.test(step);
      found = found.flatMap((folder) => {
        if (!open) return [`${folder}${step}/`];
        const names = this.world.list(folder || '.').filter((each) => step.startsWith('.') || !each.startsWith('.'));
        return names.filter((each) => matchesPattern(each, step)).map((each) => `${folder}${each}/`);
      });
    }
    const names = found.map((each) => each.slice(0, -1)).filter((each) => this.world.exists(each));
    return names.length > 0 ? names : [text];
  }

  protected *expand(part: WordPart, streams: Streams): Process<string> {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'variable':
        return yield* this.expandVariable(part, streams);
      case 'sum':
        return String(this.reckon(yield* this.text(part.expression, streams)));
      default: {
        let written = '';
        this.status = yield* this.substitute(part.script, { ...streams, output: (text) => (written += text) });
        return written.replace(/\n+$/, '');
      }
    }
  }

  protected reckon(expression: string): number {
    return arithmetic(expression, {
      read: (name) => this.variable(name),
      write: (name, value) => this.set(name, value),
    });
  }

  private *expandVariable(part: VariablePart, streams: Streams): Process<string> {
    const { name, operator, operand } = part;
    const value = this.variable(name);
    const isThere = value !== '' || this.variables.has(name) || SPECIAL_PARAMETER.test(name);
    if (operator === undefined)
      return isThere || !this.demandsVariables ? value : this.missing(name, undefined, streams);
    if (operator === 'length') return String(this.lengthOf(name, value));
    const isSet = operator.startsWith(':') ? value !== '' : isThere;
    const other = yield* this.text(operand ?? [], streams);
    switch (operator.length > 1 && /[-+=?]$/.test(operator) ? operator.slice(1) : operator) {
      case '-':
        return isSet ? value : other;
      case '+':
        return isSet ? other : '';
      case '=':
        if (!isSet) this.set(name, other);
        return isSet ? value : other;
      case '?':
        return isSet ? value : this.missing(name, other, streams);
      case ':':
        return this.slice(value, other);
      default:
        return trimmed(value, operator, other);
    }
  }

  private lengthOf(name: string, value: string): number {
    const list = /^(\w+)\[[@*]\]$/.exec(name)?.[1];
    return list === undefined ? value.length : this.listOf(list).length;
  }

  /** `${NAME:1:3}` */
  private slice(value: string, bounds: string): string {
    const [from = '0', length] = bounds.split(':');
    const start = this.reckon(from);
    const begin = start < 0 ? Math.max(0, value.length + start) : start;
    if (length === undefined) return value.slice(begin);
    const count = this.reckon(length);
    return count < 0 ? value.slice(begin, count) : value.slice(begin, begin + count);
  }

  private missing(name: string, why: string | undefined, streams: Streams): never {
    const isBash = this.name === 'bash';
    const unset = isBash ? 'unbound variable' : 'parameter not set';
    streams.error(`${this.name}: ${name}: ${why || unset}\n`);
    throw new Leaving('exit', isBash ? 1 : 2);
  }

  protected variable(name: string): string {
    if (name === 'RANDOM') return String(this.world.component.random.integer(32_768));
    if (name === 'SECONDS') return String(Math.floor(this.world.component.now / 1000));
    if (name === 'PWD') return this.world.directory;
    if (name === '?') return String(this.status);
    if (name === '$') return String(this.world.processId);
    if (name === '!') return String(ShellJobs.of(this.world).last ?? '');
    if (/^\d+$/.test(name)) return this.parameters[Number(name)] ?? '';
    if (name === '#') return String(this.parameters.length - 1);
    if (name === '@' || name === '*') return this.parameters.slice(1).join(' ');
    const [, list, index] = /^(\w+)\[(.+)\]$/.exec(name) ?? [];
    if (list !== undefined) return this.element(list, index!);
    return this.variables.get(name) ?? this.variables.get(`${name}[0]`) ?? '';
  }

  private element(list: string, index: string): string {
    if (index === '@' || index === '*') return this.listOf(list).join(' ');
    const number = this.reckon(index);
    return this.variables.get(`${list}[${number}]`) ?? (number === 0 ? (this.variables.get(list) ?? '') : '');
  }
}

const BRACES = /\{(?:(-?\d+)\.\.(-?\d+)|([^{}\s]*,[^{}\s]*))\}/;

/** `{1..5}` and `{a,b}`: one word after the other, in bash. */
function inBraces(word: Word): readonly Word[] {
  const at = word.findIndex((part) => part.kind === 'text' && !part.quoted && BRACES.test(part.text));
  const part = word[at];
  if (part?.kind !== 'text') return [word];
  const match = BRACES.exec(part.text)!;
  const [whole, from, to, list] = match;
  const values = list === undefined ? numbers(Number(from), Number(to)) : list.split(',');
  return values.flatMap((value) => {
    const text = part.text.slice(0, match.index) + value + part.text.slice(match.index + whole.length);
    return inBraces(word.with(at, { ...part, text }));
  });
}

function numbers(from: number, to: number): string[] {
  const step = from <= to ? 1 : -1;
  return Array.from({ length: Math.min(Math.abs(to - from), 100_000) + 1 }, (_, index) => String(from + index * step));
}
