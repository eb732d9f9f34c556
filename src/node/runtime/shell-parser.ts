/**
 * The shell people write in manifests, as a tree: lists, `&&` and `||`, pipes, loops, `if`, redirections, variables,
 * command substitution, background jobs. Functions, `case` and here-documents are refused as syntax errors.
 */
export type ShellNode =
  | {
      readonly kind: 'command';
      readonly assignments: readonly Assignment[];
      readonly words: readonly Word[];
      readonly redirections: readonly Redirection[];
    }
  | { readonly kind: 'sequence'; readonly nodes: readonly ShellNode[] }
  | { readonly kind: 'and' | 'or'; readonly left: ShellNode; readonly right: ShellNode }
  | { readonly kind: 'not' | 'background'; readonly node: ShellNode }
  | { readonly kind: 'pipe'; readonly left: ShellNode; readonly right: ShellNode }
  | { readonly kind: 'loop'; readonly until: boolean; readonly condition: ShellNode; readonly body: ShellNode }
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: ShellNode }
  | { readonly kind: 'if'; readonly condition: ShellNode; readonly then: ShellNode; readonly otherwise?: ShellNode };

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

export interface Redirection {
  readonly stream: 0 | 1 | 2;
  readonly mode: 'read' | 'write' | 'append' | 'duplicate';
  readonly target: Word;
}

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly fallback?: string; readonly quoted: boolean }
  | { readonly kind: 'output'; readonly script: ShellNode; readonly quoted: boolean }
  | { readonly kind: 'sum'; readonly expression: string };

export type Word = readonly WordPart[];

/** Whether a command goes on in the next line. */
export function isUnfinished(text: string): boolean {
  try {
    parseShell(text);
  } catch (error) {
    return error instanceof ShellSyntaxError && /end of file|unterminated/.test(error.message);
  }
  return false;
}

export class ShellSyntaxError extends Error {}

export function parseShell(script: string): ShellNode {
  const parser = new Parser(script);
  const node = parser.list(NONE);
  if (!parser.atEnd) parser.unexpected();
  return node;
}

const NONE: ReadonlySet<string> = new Set();
const LOOP_START: ReadonlySet<string> = new Set(['do']);
const LOOP_END: ReadonlySet<string> = new Set(['done']);
const THEN: ReadonlySet<string> = new Set(['then']);
const IF_END: ReadonlySet<string> = new Set(['elif', 'else', 'fi']);
const FI: ReadonlySet<string> = new Set(['fi']);
const BRACE: ReadonlySet<string> = new Set(['}']);
const ENDS_WORD = ' \t\n;&|<>()';
const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;

class Parser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  unexpected(): never {
    const word = /^\S+/.exec(this.text.slice(this.at))?.[0] ?? 'end of file';
    throw new ShellSyntaxError(`syntax error: unexpected ${this.atEnd ? 'end of file' : `"${word}"`}`);
  }

  /** Commands up to one of these words, to a closing parenthesis, or to the end. */
  list(ends: ReadonlySet<string>): ShellNode {
    const nodes: ShellNode[] = [];
    for (;;) {
      this.blank(true);
      if (this.atEnd || this.text[this.at] === ')' || ends.has(this.peekWord())) break;
      const node = this.andOr();
      this.blank(false);
      const background = this.text[this.at] === '&';
      nodes.push(background ? { kind: 'background', node } : node);
      if (this.atEnd || !';\n&'.includes(this.text[this.at]!)) break;
      this.at++;
    }
    this.blank(true);
    return nodes.length === 1 ? nodes[0]! : { kind: 'sequence', nodes };
  }

  private andOr(): ShellNode {
    let node = this.pipeline();
    for (;;) {
      this.blank(false);
      const operator = this.text.slice(this.at, this.at + 2);
      if (operator !== '&&' && operator !== '||') return node;
      this.at += 2;
      this.blank(true);
      node = { kind: operator === '&&' ? 'and' : 'or', left: node, right: this.pipeline() };
    }
  }

  private pipeline(): ShellNode {
    if (this.peekWord() === '!') {
      this.takeWord('!');
      return { kind: 'not', node: this.pipeline() };
    }
    let node = this.command();
    for (;;) {
      this.blank(false);
      if (this.text[this.at] !== '|' || this.text[this.at + 1] === '|') return node;
      this.at++;
      this.blank(true);
      node = { kind: 'pipe', left: node, right: this.command() };
    }
  }

  private command(): ShellNode {
    this.blank(false);
    if (this.text[this.at] === '(') return this.enclosed('(', ')', NONE);
    switch (this.peekWord()) {
      case '{':
        return this.enclosed('{', '}', BRACE);
      case 'while':
      case 'until':
        return this.loop();
      case 'for':
        return this.forLoop();
      case 'if':
        return this.conditional('if');
      default:
        return this.simple();
    }
  }

  private enclosed(open: string, close: string, ends: ReadonlySet<string>): ShellNode {
    this.takeWord(open);
    const node = this.list(ends);
    this.takeWord(close);
    return node;
  }

  private loop(): ShellNode {
    const word = this.peekWord();
    this.takeWord(word);
    const condition = this.list(LOOP_START);
    return { kind: 'loop', until: word === 'until', condition, body: this.body() };
  }

  private body(): ShellNode {
    this.takeWord('do');
    const body = this.list(LOOP_END);
    this.takeWord('done');
    return body;
  }

  private forLoop(): ShellNode {
    this.takeWord('for');
    this.blank(false);
    const name = NAME.exec(this.text.slice(this.at))?.[0] ?? this.unexpected();
    this.at += name.length;
    this.blank(false);
    const words: Word[] = [];
    if (this.peekWord() === 'in') {
      this.takeWord('in');
      for (this.blank(false); !this.atEnd && !';\n'.includes(this.text[this.at]!); this.blank(false))
        words.push(this.word());
    }
    this.at++;
    this.blank(true);
    return { kind: 'for', name, words, body: this.body() };
  }

  private conditional(opening: string): ShellNode {
    this.takeWord(opening);
    const condition = this.list(THEN);
    this.takeWord('then');
    const then = this.list(IF_END);
    const next = this.peekWord();
    if (next === 'elif') return { kind: 'if', condition, then, otherwise: this.conditional('elif') };
    let otherwise: ShellNode | undefined;
    if (next === 'else') {
      this.takeWord('else');
      otherwise = this.list(FI);
    }
    this.takeWord('fi');
    return { kind: 'if', condition, then, otherwise };
  }

  private simple(): ShellNode {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      this.blank(false);
      if (this.atEnd) break;
      const redirection = this.redirection();
      if (redirection) redirections.push(redirection);
      else if (';\n|&)'.includes(this.text[this.at]!)) break;
      else if (this.text[this.at] === '(') this.unexpected();
      else if (words.length > 0 || !this.assignment(assignments)) words.push(this.word());
    }
    if (words.length + assignments.length + redirections.length === 0) this.unexpected();
    return { kind: 'command', assignments, words, redirections };
  }

  private assignment(assignments: Assignment[]): boolean {
    const name = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(this.text.slice(this.at))?.[1];
    if (name === undefined) return false;
    this.at += name.length + 1;
    assignments.push({ name, value: this.atEnd || ENDS_WORD.includes(this.text[this.at]!) ? [] : this.word() });
    return true;
  }

  private redirection(): Redirection | undefined {
    const match = /^([012]?)(>>|>&|>|<(?!<))/.exec(this.text.slice(this.at));
    if (!match) return undefined;
    this.at += match[0].length;
    this.blank(false);
    const stream = match[1] ? (Number(match[1]) as 0 | 1 | 2) : match[2] === '<' ? 0 : 1;
    const modes = { '>>': 'append', '>&': 'duplicate', '>': 'write', '<': 'read' } as const;
    return { stream, mode: modes[match[2] as '>'], target: this.word() };
  }

  private word(): Word {
    const parts: WordPart[] = [];
    while (!this.atEnd && !ENDS_WORD.includes(this.text[this.at]!)) parts.push(...this.part());
    if (parts.length === 0) this.unexpected();
    return parts;
  }

  private part(): WordPart[] {
    const character = this.text[this.at]!;
    if (character === "'") return [{ kind: 'text', text: this.upTo("'"), quoted: true }];
    if (character === '"') return this.doubleQuoted();
    if (character === '`') return [{ kind: 'output', script: parseShell(this.upTo('`')), quoted: false }];
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
      const character = this.text[this.at]!;
      if (character === '$') parts.push(this.expansion(true));
      else if (character === '`') parts.push({ kind: 'output', script: parseShell(this.upTo('`')), quoted: true });
      else {
        const escaped = character === '\\' && '$`"\\\n'.includes(this.text[this.at + 1] ?? ' ');
        parts.push({ kind: 'text', text: this.text[this.at + (escaped ? 1 : 0)]!, quoted: true });
        this.at += escaped ? 2 : 1;
      }
    }
    this.at++;
    return parts;
  }

  private expansion(quoted: boolean): WordPart {
    const rest = this.text.slice(this.at);
    if (rest.startsWith('$((')) return { kind: 'sum', expression: this.enclosedText('$((', '))') };
    if (rest.startsWith('$(')) return { kind: 'output', script: parseShell(this.enclosedText('$(', ')')), quoted };
    const braced = /^\$\{([A-Za-z_][A-Za-z0-9_]*|[?#@*0-9$])(?::?-([^}]*))?\}/.exec(rest);
    const plain = braced ?? /^\$([A-Za-z_][A-Za-z0-9_]*|[?#@*0-9$])/.exec(rest);
    this.at += plain ? plain[0].length : 1;
    if (!plain) return { kind: 'text', text: '$', quoted };
    return { kind: 'variable', name: plain[1]!, fallback: braced?.[2], quoted };
  }

  /** What stands between the two, which may nest. */
  private enclosedText(open: string, close: string): string {
    const start = this.at + open.length;
    let depth = open.length - 1;
    for (let at = start; at < this.text.length; at++) {
      if (this.text[at] === '(') depth++;
      else if (this.text[at] === ')' && --depth === 0) {
        this.at = at + 1;
        return this.text.slice(start, at + 1 - close.length);
      }
    }
    throw new ShellSyntaxError('syntax error: unterminated substitution');
  }

  private upTo(quote: string): string {
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) throw new ShellSyntaxError('syntax error: unterminated quoted string');
    const text = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return text;
  }

  private peekWord(): string {
    return /^(?:[{}!]|[^\s;&|<>()'"`$\\]+)/.exec(this.text.slice(this.at))?.[0] ?? '';
  }

  private takeWord(word: string): void {
    this.blank(word !== '!');
    if (!this.text.startsWith(word, this.at)) this.unexpected();
    this.at += word.length;
  }

  /** Skips spaces, comments and continued lines; line ends too where they mean nothing. */
  private blank(lines: boolean): void {
    const pattern = lines ? /^(?:[ \t\n\r]|\\\n|#[^\n]*)*/ : /^(?:[ \t\r]|\\\n|#[^\n]*)*/;
    this.at += pattern.exec(this.text.slice(this.at))![0].length;
  }
}
