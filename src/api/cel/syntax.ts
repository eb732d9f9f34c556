/** Reads expressions of CEL, in which definitions write rules for their objects. */

/** What is read; `at` is where it is complained of: a selection's dot, a call's parenthesis, an operator. */
export type Expression =
  | { readonly is: 'literal'; readonly at: number; readonly value: unknown; readonly type: LiteralType }
  | { readonly is: 'name'; readonly at: number; readonly name: string }
  | {
      readonly is: 'field';
      readonly at: number;
      readonly of: Expression;
      readonly name: string;
      readonly asked: boolean;
    }
  | {
      readonly is: 'call';
      readonly at: number;
      readonly name: string;
      readonly of: Expression | undefined;
      readonly with: readonly Expression[];
    }
  | { readonly is: 'list'; readonly at: number; readonly items: readonly Expression[] }
  | { readonly is: 'map'; readonly at: number; readonly entries: readonly (readonly [Expression, Expression])[] }
  | {
      readonly is: 'each';
      readonly at: number;
      readonly macro: Macro;
      readonly of: Expression;
      readonly variable: string;
      readonly bodies: readonly Expression[];
    };

type LiteralType = 'int' | 'uint' | 'double' | 'string' | 'bool' | 'null';
export type Macro = 'all' | 'exists' | 'exists_one' | 'filter' | 'map';

/** Of what is wrong with an expression as a whole. */
export const nowhere = -1;

/** An expression that can't be read, or that says what can't be. */
export class ExpressionProblem extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** What is written rightly and more than is understood here: it is kept and not run. */
export class BeyondUs extends Error {}

interface Token {
  readonly type: 'end' | 'name' | 'number' | 'sign' | 'text';
  readonly text: string;
  readonly at: number;
}

const spaces = /(?:\s|\/\/[^\n]*)*/y;
const number = /(?:0x[0-9a-fA-F]+|\d+\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+|\d+|\.\d+(?:[eE][-+]?\d+)?)u?/y;
const name = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const sign = /&&|\|\||[=!<>]=|[-+*/%!<>?:.,()[\]{}]/y;
const text = /([rR]?)("""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/y;

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(spaces, source, at)!.length;
    if (at >= source.length) break;
    if (/^[bB]r?["']/.test(source.slice(at, at + 3))) throw new BeyondUs('bytes');
    const kinds = [
      ['text', text],
      ['number', number],
      ['name', name],
      ['sign', sign],
    ] as const;
    const found = kinds.map(([type, pattern]) => ({ type, text: matchAt(pattern, source, at) }));
    const token = found.find((one) => one.text !== undefined);
    if (!token) {
      const rest = /^\S\s?/.exec(source.slice(at))![0];
      throw new ExpressionProblem(at, `Syntax error: token recognition error at: '${rest}'`);
    }
    tokens.push({ type: token.type, text: token.text!, at });
    at += token.text!.length;
  }
  return [...tokens, { type: 'end', text: '<EOF>', at: source.length }];
}

const operands =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['<', '<=', '>=', '>', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];
const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

/** @throws ExpressionProblem, BeyondUs */
export function readExpression(source: string): Expression {
  return new Reader(tokensOf(source)).whole();
}

/** So deep may expressions lie in each other. */
const deepest = 250;

class Reader {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Expression {
    const read = this.conditional();
    if (this.token.type !== 'end')
      throw new ExpressionProblem(this.token.at, `Syntax error: mismatched input '${this.token.text}' expecting <EOF>`);
    return read;
  }

  private get token(): Token {
    return this.tokens[this.next]!;
  }

  private takes(wanted: string): Token | undefined {
    const { token } = this;
    if (token.text !== wanted || token.type === 'text') return undefined;
    this.next++;
    return token;
  }

  private needs(wanted: string): void {
    if (this.takes(wanted)) return;
    const { text: found, at, type } = this.token;
    const what = type === 'end' ? 'missing' : 'mismatched input';
    throw new ExpressionProblem(
      at,
      what === 'missing'
        ? `Syntax error: missing '${wanted}' at '${found}'`
        : `Syntax error: mismatched input '${found}' expecting '${wanted}'`,
    );
  }

  private conditional(): Expression {
    this.depth++;
    if (this.depth > deepest) throw new ExpressionProblem(nowhere, `expression recursion limit exceeded: ${deepest}`);
    const read = this.question();
    this.depth--;
    return read;
  }

  private question(): Expression {
    const condition = this.binary(0);
    const mark = this.takes('?');
    if (!mark) return condition;
    const yes = this.binary(0);
    this.needs(':');
    return { is: 'call', at: mark.at, name: '_?_:_', of: undefined, with: [condition, yes, this.conditional()] };
  }

  private binary(level: number): Expression {
    const signs = levels[level];
    if (!signs) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = signs.map((one) => this.takes(one)).find((one) => one !== undefined);
      if (!operator) return left;
      const called = operator.text === 'in' ? '@in' : `_${operator.text}_`;
      left = { is: 'call', at: operator.at, name: called, of: undefined, with: [left, this.binary(level + 1)] };
    }
  }

  private unary(): Expression {
    const operator = this.takes('!') ?? this.takes('-');
    if (!operator) return this.member();
    const operand = this.unary();
    if (operator.text === '-' && operand.is === 'literal' && typeof operand.value === 'number')
      return { ...operand, at: operator.at, value: -operand.value };
    return { is: 'call', at: operator.at, name: `${operator.text}_`, of: undefined, with: [operand] };
  }

  private member(): Expression {
    let read = this.primary();
    for (;;) {
      const dot = this.takes('.');
      const bracket = dot ? undefined : this.takes('[');
      if (!dot && !bracket) return read;
      if (this.token.text === '?') throw new BeyondUs('optional values');
      if (dot) {
        read = this.afterDot(read, dot);
      } else {
        const index = this.conditional();
        this.needs(']');
        read = { is: 'call', at: bracket!.at, name: '_[_]', of: undefined, with: [read, index] };
      }
    }
  }

  private afterDot(of: Expression, dot: Token): Expression {
    const field = this.token;
    if (field.type !== 'name')
      throw new ExpressionProblem(field.at, `Syntax error: mismatched input '${field.text}' expecting IDENTIFIER`);
    this.next++;
    const open = this.takes('(');
    if (!open) return { is: 'field', at: dot.at, of, name: field.text, asked: false };
    const given = this.list(')');
    if (!macros.has(field.text)) return { is: 'call', at: open.at, name: field.text, of, with: given };
    const [variable, ...bodies] = given;
    if (variable?.is !== 'name' || bodies.length === 0 || bodies.length > 2) throw new BeyondUs('a macro');
    if (bodies.length === 2 && field.text !== 'map') throw new BeyondUs('a macro');
    return { is: 'each', at: open.at, macro: field.text as Macro, of, variable: variable.name, bodies };
  }

  private list(end: string): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.takes(end)) {
      items.push(this.conditional());
      if (this.takes(end)) break;
      this.needs(',');
    }
    return items;
  }

  private primary(): Expression {
    const { token } = this;
    this.next++;
    const { at, type } = token;
    if (type === 'number') return numberLiteral(token);
    if (type === 'text') return { is: 'literal', at, value: textOf(token.text), type: 'string' };
    if (type === 'name') return this.named(token);
    if (token.text === '(') {
      const inner = this.conditional();
      this.needs(')');
      return inner;
    }
    if (token.text === '[') return { is: 'list', at, items: this.list(']') };
    if (token.text === '{') return { is: 'map', at, entries: this.entries() };
    if (token.text === '.') throw new BeyondUs('a name from the outermost place');
    throw new ExpressionProblem(at, `Syntax error: mismatched input '${token.text}' expecting ${operands}`);
  }

  private entries(): readonly (readonly [Expression, Expression])[] {
    const entries: [Expression, Expression][] = [];
    while (!this.takes('}')) {
      const key = this.conditional();
      this.needs(':');
      entries.push([key, this.conditional()]);
      if (this.takes('}')) break;
      this.needs(',');
    }
    return entries;
  }

  private named({ text: called, at }: Token): Expression {
    if (called === 'true' || called === 'false') return { is: 'literal', at, value: called === 'true', type: 'bool' };
    if (called === 'null') return { is: 'literal', at, value: null, type: 'null' };
    const open = this.takes('(');
    if (!open) return { is: 'name', at, name: called };
    const given = this.list(')');
    const [first] = given;
    if (called !== 'has') return { is: 'call', at: open.at, name: called, of: undefined, with: given };
    if (first?.is !== 'field' || given.length > 1)
      throw new ExpressionProblem(open.at, 'invalid argument to has() macro');
    return { ...first, at: open.at, asked: true };
  }
}

function numberLiteral({ text: written, at }: Token): Expression {
  const isUnsigned = written.endsWith('u');
  const value = Number(isUnsigned ? written.slice(0, -1) : written);
  const isDouble = !written.startsWith('0x') && /[.eE]/.test(written);
  return { is: 'literal', at, value, type: isUnsigned ? 'uint' : isDouble ? 'double' : 'int' };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

function textOf(written: string): string {
  const isRaw = /^[rR]/.test(written);
  const bare = isRaw ? written.slice(1) : written;
  const quotes = /^("""|''')/.test(bare) ? 3 : 1;
  const inner = bare.slice(quotes, -quotes);
  if (isRaw) return inner;
  return inner.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})|(.))/gs, (...found) => {
    const [, short, long, hex, octal, letter] = found as string[];
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const code = short ?? long ?? hex;
    return code === undefined ? (escapes[letter!] ?? letter!) : String.fromCodePoint(Number.parseInt(code, 16));
  });
}
