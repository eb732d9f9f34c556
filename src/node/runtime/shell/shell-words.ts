import { unescaped } from '../commands/escapes';
import type { Redirection, ShellNode, Word, WordPart } from './shell-syntax';
import { ShellSyntaxError } from './shell-syntax';

const ENDS_WORD = ' \t\n;&|<>()';
const NAME = '[A-Za-z_][A-Za-z0-9_]*';
const PLAIN_VARIABLE = new RegExp(`^\\$(${NAME}|[?#@*0-9$!])`);
const ELEMENT = `${NAME}(?:\\[[^\\]]+\\])?`;
const LENGTH = new RegExp(`^#(${ELEMENT}|[0-9@*])$`);
const OPERATION = new RegExp(`^(${ELEMENT}|\\d+|[?#@*$!])(?:(:?[-=+?]|##?|%%?|//?|\\^\\^?|,,?|:)(.*))?$`, 's');

/** Reads what a script is made of, piece by piece: words with their expansions, redirections, blanks. */
export abstract class WordReader {
  protected text: string;
  protected at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** What a substitution runs. */
  protected abstract script(text: string): ShellNode;
  /** Another text read by the same rules. */
  protected abstract reader(text: string): WordReader;

  unexpected(): never {
    const word = /^\S+/.exec(this.text.slice(this.at))?.[0] ?? 'end of file';
    throw new ShellSyntaxError(`syntax error: unexpected ${this.atEnd ? 'end of file' : `"${word}"`}`);
  }

  protected endsWord(): boolean {
    return this.atEnd || ENDS_WORD.includes(this.text[this.at]!);
  }

  protected redirections(into: Redirection[]): boolean {
    const match = /^(?:(&>>?)|(<<<)|(<<-?)|(\d?)(>>|>&|>\||>|<>|<))/.exec(this.text.slice(this.at));
    if (!match) return false;
    const [whole, both, string, here, stream, sign] = match;
    this.at += whole.length;
    this.blank(false);
    if (string)
      into.push({ stream: 0, mode: 'here', target: [...this.word(), { kind: 'text', text: '\n', quoted: true }] });
    else if (here) into.push({ stream: 0, mode: 'here', target: this.hereDocument(here === '<<-') });
    else if (both) {
      into.push({ stream: 1, mode: both === '&>' ? 'write' : 'append', target: this.word() });
      into.push({ stream: 2, mode: 'duplicate', target: [{ kind: 'text', text: '1', quoted: false }] });
    } else {
      const modes = {
        '>>': 'append',
        '>&': 'duplicate',
        '>': 'write',
        '>|': 'write',
        '<>': 'append',
        '<': 'read',
      } as const;
      const number = stream ? Number(stream) : sign!.startsWith('<') ? 0 : 1;
      if (this.text.startsWith('<(', this.at)) into.push(this.outputOf());
      else into.push({ stream: number, mode: modes[sign as '>'], target: this.word() });
    }
    return true;
  }

  /** `< <(…)`: what a command writes is the input. */
  private outputOf(): Redirection {
    const script = this.script(this.enclosedText('<(', ')'));
    const target: Word = [
      { kind: 'output', script, quoted: true },
      { kind: 'text', text: '\n', quoted: true },
    ];
    return { stream: 0, mode: 'here', target };
  }

  /** The lines after this one up to the delimiter; they are taken out of the script. */
  private hereDocument(indented: boolean): Word {
    const start = this.at;
    this.word();
    const raw = this.text.slice(start, this.at);
    const delimiter = raw.replace(/['"\\]/g, '');
    const lineEnd = this.text.indexOf('\n', this.at);
    if (lineEnd < 0) return [];
    const lines = this.text.slice(lineEnd + 1).split('\n');
    const last = lines.findIndex((line) => (indented ? line.replace(/^\t+/, '') : line) === delimiter);
    const body = last < 0 ? lines : lines.slice(0, last);
    const rest = last < 0 ? [] : lines.slice(last + 1);
    this.text = this.text.slice(0, lineEnd + 1) + rest.join('\n');
    const text = body.map((line) => `${indented ? line.replace(/^\t+/, '') : line}\n`).join('');
    return raw === delimiter ? this.reader(text).quotedToEnd() : [{ kind: 'text', text, quoted: true }];
  }

  protected word(): Word {
    const parts: WordPart[] = [];
    while (!this.endsWord()) parts.push(...this.part());
    if (parts.length === 0) this.unexpected();
    return parts;
  }

  private part(): WordPart[] {
    const character = this.text[this.at]!;
    if (character === "'") return [{ kind: 'text', text: this.upTo("'"), quoted: true }];
    if (character === '"') return this.doubleQuoted();
    if (character === '`') return [{ kind: 'output', script: this.script(this.upTo('`')), quoted: false }];
    if (this.text.startsWith("$'", this.at)) {
      this.at++;
      return [{ kind: 'text', text: unescaped(this.upTo("'")), quoted: true }];
    }
    if (character === '$') return [this.expansion(false)];
    if (character === '\\') {
      this.at += 2;
      return [{ kind: 'text', text: this.text[this.at - 1] ?? '', quoted: true }];
    }
    const text = /^[^\s;&|<>()'"`$\\]+/.exec(this.text.slice(this.at))![0];
    this.at += text.length;
    return [{ kind: 'text', text, quoted: false }];
  }

  private doubleQuoted(): WordPart[] {
    const parts: WordPart[] = [{ kind: 'text', text: '', quoted: true }];
    this.at++;
    while (this.text[this.at] !== '"') {
      if (this.atEnd) throw new ShellSyntaxError('syntax error: unterminated quoted string');
      parts.push(this.quotedPart());
    }
    this.at++;
    return parts;
  }

  private quotedPart(): WordPart {
    const character = this.text[this.at]!;
    if (character === '$') return this.expansion(true);
    if (character === '`') return { kind: 'output', script: this.script(this.upTo('`')), quoted: true };
    const escaped = character === '\\' && '$`"\\\n'.includes(this.text[this.at + 1] ?? ' ');
    const text = this.text[this.at + (escaped ? 1 : 0)]!;
    this.at += escaped ? 2 : 1;
    return { kind: 'text', text, quoted: true };
  }

  /** All of it, as between double quotes. */
  quotedToEnd(): Word {
    const parts: WordPart[] = [];
    while (!this.atEnd) parts.push(this.quotedPart());
    return parts;
  }

  /** All of it, as one word in which blanks mean nothing. */
  wordToEnd(): Word {
    const parts: WordPart[] = [];
    while (!this.atEnd) {
      if (!this.endsWord()) parts.push(...this.part());
      else parts.push({ kind: 'text', text: this.text[this.at++]!, quoted: true });
    }
    return parts;
  }

  private expansion(quoted: boolean): WordPart {
    const rest = this.text.slice(this.at);
    if (rest.startsWith('$(('))
      return { kind: 'sum', expression: this.reader(this.enclosedText('$((', '))')).quotedToEnd() };
    if (rest.startsWith('$(')) return { kind: 'output', script: this.script(this.enclosedText('$(', ')')), quoted };
    if (rest.startsWith('${')) return this.operation(this.bracedText(), quoted);
    const name = PLAIN_VARIABLE.exec(rest)?.[1];
    this.at += 1 + (name?.length ?? 0);
    return name === undefined ? { kind: 'text', text: '$', quoted } : { kind: 'variable', name, quoted };
  }

  /** What stands between `${` and `}`. */
  private operation(text: string, quoted: boolean): WordPart {
    const counted = LENGTH.exec(text)?.[1];
    if (counted !== undefined) return { kind: 'variable', name: counted, operator: 'length', quoted };
    const [, name, operator, operand] = OPERATION.exec(text) ?? [];
    if (name === undefined) throw new ShellSyntaxError('syntax error: bad substitution');
    if (operator === undefined) return { kind: 'variable', name, quoted };
    return { kind: 'variable', name, operator, operand: this.reader(operand!).wordToEnd(), quoted };
  }

  private bracedText(): string {
    const start = this.at + 2;
    let depth = 1;
    for (let at = start; at < this.text.length; at++) {
      if (this.text[at] === '{') depth++;
      else if (this.text[at] === '}' && --depth === 0) {
        this.at = at + 1;
        return this.text.slice(start, at);
      }
    }
    throw new ShellSyntaxError("syntax error: missing '}'");
  }

  /** What stands between the two, which may nest; what is quoted doesn't count. */
  protected enclosedText(open: string, close: string): string {
    const start = this.at + open.length;
    let depth = open.length - open.indexOf('(');
    for (let at = start; at < this.text.length; at++) {
      const character = this.text[at];
      if (character === '\\') at++;
      else if (character === "'" || character === '"') at = this.endOfQuote(at, character);
      else if (character === '(') depth++;
      else if (character === ')' && --depth === 0) {
        this.at = at + 1;
        return this.text.slice(start, at + 1 - close.length);
      }
    }
    throw new ShellSyntaxError('syntax error: unterminated substitution');
  }

  private endOfQuote(start: number, quote: string): number {
    for (let at = start + 1; at < this.text.length; at++) {
      if (this.text[at] === '\\' && quote === '"') at++;
      else if (this.text[at] === quote) return at;
    }
    return start;
  }

  private upTo(quote: string): string {
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) throw new ShellSyntaxError('syntax error: unterminated quoted string');
    const text = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return text;
  }

  /** A word of `[[ … ]]`: blanks alone end it, unless they are quoted. */
  protected conditionWord(): Word {
    const parts: WordPart[] = [];
    while (!this.atEnd && !/\s/.test(this.text[this.at]!)) {
      if (ENDS_WORD.includes(this.text[this.at]!))
        parts.push({ kind: 'text', text: this.text[this.at++]!, quoted: true });
      else parts.push(...this.part());
    }
    return parts;
  }

  protected peekWord(): string {
    return /^(?:[{}!]|[^\s;&|<>()'"`$\\]+)/.exec(this.text.slice(this.at))?.[0] ?? '';
  }

  protected takeWord(word: string): void {
    this.blank(word !== '!');
    if (!this.text.startsWith(word, this.at)) this.unexpected();
    this.at += word.length;
  }

  /** Skips spaces, comments and continued lines; line ends too where they mean nothing. */
  protected blank(lines: boolean): void {
    const pattern = lines ? /^(?:[ \t\n\r]|\\\n|#[^\n]*)*/ : /^(?:[ \t\r]|\\\n|#[^\n]*)*/;
    this.at += pattern.exec(this.text.slice(this.at))![0].length;
  }
}
