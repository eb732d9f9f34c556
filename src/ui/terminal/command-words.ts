/** What a line says: pipelines one after another, each run or not as the one before ended. */
export interface ShellLine {
  readonly lists: readonly Conditional[];
}

export interface Conditional {
  /** `;` always, `&&` after success, `||` after failure. */
  readonly after: ';' | '&&' | '||';
  readonly pipeline: Pipeline;
  /** `&`: the next one does not wait for its end. */
  readonly isBackground?: true;
}

export interface Pipeline {
  readonly stages: readonly Stage[];
  /** Where the output goes: a file, made anew or added to. */
  readonly output?: { readonly file: string; readonly append: boolean };
}

export interface Stage {
  /** As it was written, with its quotes; variables are filled in. */
  readonly text: string;
  readonly words: readonly string[];
  /** Text that it reads: of `<<`, `<<<`. */
  readonly input?: string;
  /** `< file`. */
  readonly inputFile?: string;
}

/** The line is not whole: what is missing of it, and nothing is run. */
export class Incomplete extends Error {}
/** The line asks for what this shell does not do. */
export class ShellError extends Error {}

const NESTED = 'commands inside a command are not understood here';

export type Variables = Readonly<Record<string, string>>;

const operators = ['&&', '||', '<<<', '<<', '>>', '|', ';', '>', '<', '&'] as const;
type Operator = (typeof operators)[number];

interface Word {
  /** With its quotes. */
  readonly raw: string;
  readonly plain: string;
}

type Token = { readonly operator: Operator } | { readonly word: Word };

/** Reads a line's words, one character after the other. */
class Scanner {
  private readonly line: string;
  private readonly variables: Variables;
  private at = 0;
  private raw = '';
  private plain = '';
  private open = false;
  readonly tokens: Token[] = [];

  constructor(line: string, variables: Variables) {
    this.line = line;
    this.variables = variables;
  }

  read(): readonly Token[] {
    while (this.at < this.line.length) this.step();
    this.endWord();
    return this.tokens;
  }

  private step(): void {
    const character = this.line[this.at]!;
    if (/\s/.test(character)) {
      this.endWord();
      this.at++;
    } else if (character === '#' && !this.open) this.at = this.line.length;
    else if (character === "'") this.single();
    else if (character === '"') this.double();
    else if (character === '\\') this.escaped();
    else if (character === '$') this.variable(true);
    else if (character === '`') throw new ShellError(NESTED);
    else if (!this.operator()) this.take(character, character, 1);
  }

  private operator(): boolean {
    const found = operators.find((one) => this.line.startsWith(one, this.at));
    // `2>&1` and `2>/dev/null` are common: both streams are on the screen anyway.
    const errors = !this.open && /^2>(&1|\/dev\/null)/.exec(this.line.slice(this.at));
    if (errors) {
      this.at += errors[0].length;
      return true;
    }
    if (!found) return false;
    if ((found === '<' || found === '>') && this.line[this.at + 1] === '(') throw new ShellError(NESTED);
    this.endWord();
    this.tokens.push({ operator: found });
    this.at += found.length;
    return true;
  }

  private take(raw: string, plain: string, length: number): void {
    this.raw += raw;
    this.plain += plain;
    this.open = true;
    this.at += length;
  }

  private single(): void {
    const end = this.line.indexOf("'", this.at + 1);
    if (end < 0) throw new Incomplete();
    const text = this.line.slice(this.at + 1, end);
    this.take(`'${text}'`, text, text.length + 2);
  }

  private double(): void {
    this.take('"', '', 1);
    while (this.line[this.at] !== '"') {
      const character = this.line[this.at];
      if (character === undefined) throw new Incomplete();
      if (character === '$') this.variable(false);
      else if (character === '\\') {
        const next = this.line[this.at + 1] ?? '';
        this.take(`\\${next}`, '"\\$`'.includes(next) ? next : `\\${next}`, 2);
      } else this.take(character, character, 1);
    }
    this.take('"', '', 1);
  }

  private escaped(): void {
    const next = this.line[this.at + 1];
    if (next === undefined) throw new Incomplete();
    if (next === '\n') this.at += 2;
    else this.take(`\\${next}`, next, 2);
  }

  private variable(splits: boolean): void {
    const rest = this.line.slice(this.at);
    if (rest.startsWith('$(')) throw new ShellError(NESTED);
    const [whole, braced, bare] = /^\$(?:\{(\w+)\}|([A-Za-z_]\w*|\?))/.exec(rest) ?? [];
    if (whole === undefined) return this.take('$', '$', 1);
    const value = this.variables[braced ?? bare ?? ''] ?? '';
    this.at += whole.length;
    if (!splits) return this.take(value.replace(/["\\$`]/g, '\\$&'), value, 0);
    const parts = value.split(/\s+/);
    parts.forEach((part, index) => {
      if (index > 0) this.endWord();
      if (part !== '') this.take(quoteWord(part), part, 0);
    });
  }

  private endWord(): void {
    if (this.open) this.tokens.push({ word: { raw: this.raw, plain: this.plain } });
    this.raw = '';
    this.plain = '';
    this.open = false;
  }
}

/** A word as it can be typed. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Reads a command line; further lines of a `<<` text stand below it. Throws `Incomplete` while something is missing, and
 * `ShellError` for what is not understood.
 */
export function readShellLine(text: string, variables: Variables = {}): ShellLine {
  const { head, bodies } = hereTexts(text, variables);
  const reader = new Reader(new Scanner(head, variables).read(), bodies);
  return { lists: reader.read() };
}

interface HereTexts {
  readonly head: string;
  readonly bodies: readonly string[];
}

/** Takes the texts of `<<` out of the lines below the first that names them. */
function hereTexts(text: string, variables: Variables): HereTexts {
  const lines = text.split('\n');
  const bodies: string[] = [];
  const head: string[] = [];
  while (lines.length > 0) {
    const line = lines.shift()!;
    head.push(line);
    for (const [, dash, quote, mark] of line.matchAll(/(?<!<)<<(-?)\s*(['"]?)(\w+)\2/g)) {
      const end = lines.findIndex((one) => (dash ? one.trimStart() : one) === mark);
      if (end < 0) throw new Incomplete();
      const body = lines.splice(0, end + 1).slice(0, -1);
      const joined = body.map((one) => `${dash ? one.replace(/^\t+/, '') : one}\n`).join('');
      bodies.push(quote ? joined : filled(joined, variables));
    }
  }
  return { head: head.join('\n'), bodies };
}

const filled = (text: string, variables: Variables) =>
  text.replace(/\\\$|\$\{(\w+)\}|\$([A-Za-z_]\w*)/g, (whole, braced?: string, bare?: string) =>
    whole === '\\$' ? '$' : (variables[braced ?? bare ?? ''] ?? ''),
  );

/** From words and operators to pipelines. */
class Reader {
  private readonly tokens: readonly Token[];
  private readonly bodies: string[];
  private at = 0;

  constructor(tokens: readonly Token[], bodies: readonly string[]) {
    this.tokens = tokens;
    this.bodies = [...bodies];
  }

  read(): readonly Conditional[] {
    const lists: Conditional[] = [];
    let after: Conditional['after'] = ';';
    while (this.at < this.tokens.length) {
      const pipeline = this.pipeline();
      const next = this.operator();
      lists.push({ after, pipeline, ...(next === '&' && { isBackground: true as const }) });
      if (next === '&') after = ';';
      else if (next === ';' || next === '&&' || next === '||') after = next;
      else if (next !== undefined) throw new ShellError(`syntax error near unexpected token \`${next}'`);
    }
    return lists;
  }

  private operator(): Operator | undefined {
    const token = this.tokens[this.at];
    if (!token || !('operator' in token)) return undefined;
    this.at++;
    return token.operator;
  }

  private word(): Word {
    const token = this.tokens[this.at++];
    if (token && 'word' in token) return token.word;
    throw new ShellError(`syntax error near unexpected token \`${token ? token.operator : 'newline'}'`);
  }

  private pipeline(): Pipeline {
    const stages: Stage[] = [];
    let output: Pipeline['output'];
    for (;;) {
      const { stage, to } = this.stage();
      stages.push(stage);
      output = to ?? output;
      const token = this.tokens[this.at];
      if (!token || !('operator' in token) || token.operator !== '|') break;
      this.at++;
      if (this.at >= this.tokens.length) throw new Incomplete();
    }
    return { stages, ...(output && { output }) };
  }

  private stage(): { readonly stage: Stage; readonly to: Pipeline['output'] } {
    const words: Word[] = [];
    let reads: Pick<Stage, 'input' | 'inputFile'> = {};
    let to: Pipeline['output'];
    for (let token = this.tokens[this.at]; token; token = this.tokens[this.at]) {
      if ('word' in token) {
        words.push(this.word());
        continue;
      }
      const { operator } = token;
      if (!['<', '<<', '<<<', '>', '>>'].includes(operator)) break;
      this.at++;
      const { plain } = this.word();
      if (operator === '>' || operator === '>>') to = { file: plain, append: operator === '>>' };
      else if (operator === '<') reads = { inputFile: plain };
      else reads = { input: operator === '<<' ? (this.bodies.shift() ?? '') : `${plain}\n` };
    }
    if (words.length === 0) {
      const token = this.tokens[this.at];
      throw new ShellError(
        `syntax error near unexpected token \`${token && 'operator' in token ? token.operator : 'newline'}'`,
      );
    }
    const stage = { text: words.map(({ raw }) => raw).join(' '), words: words.map(({ plain }) => plain), ...reads };
    return { stage, to };
  }
}
