/** What a value is: fields and input that look like numbers compare as numbers. */
export type AwkValue = string | number;

/** What a program works on while it runs. */
export interface AwkState {
  fields: string[];
  readonly variables: Map<string, AwkValue>;
  readonly arrays: Map<string, Map<string, AwkValue>>;
  readonly output: (text: string) => void;
}

type Expression = (state: AwkState) => AwkValue;
type Statement = (state: AwkState) => void;
type Place = { readonly read: Expression; readonly write: (state: AwkState, value: AwkValue) => void };

export interface AwkRule {
  readonly when: 'BEGIN' | 'END' | Expression | undefined;
  readonly act: Statement;
}

/** `next` and `exit` leave the rules. */
export class AwkLeaving extends Error {
  readonly status: number | undefined;

  constructor(status?: number) {
    super('leaving');
    this.status = status;
  }
}

export class AwkSyntaxError extends Error {}

const TOKENS =
  /[ \t\r]*(?:#[^\n]*)?(?:\\\n)?[ \t]*("(?:[^"\\]|\\.)*"|\d+\.?\d*|\.\d+|[A-Za-z_]\w*|\+\+|--|[-+*/%]=|==|!=|<=|>=|&&|\|\||!~|[-+*/%<>=!~?:(){}[\],;$\n])/y;
const COMPARE: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
};
const SUMS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};
const MOST_ROUNDS = 100_000;

export const awkText = (value: AwkValue): string =>
  typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
export const awkNumber = (value: AwkValue): number =>
  typeof value === 'number' ? value : Number.parseFloat(value) || 0;
const looksNumeric = (value: AwkValue): boolean =>
  typeof value === 'number' || /^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/.test(value);
const isTrue = (value: AwkValue): boolean => (looksNumeric(value) ? awkNumber(value) !== 0 : value !== '');

function order(a: AwkValue, b: AwkValue): number {
  if (looksNumeric(a) && looksNumeric(b)) return awkNumber(a) - awkNumber(b);
  return awkText(a) < awkText(b) ? -1 : awkText(a) > awkText(b) ? 1 : 0;
}

/** A field, or the whole line; a field that is set puts the line together anew. */
export function fieldOf(state: AwkState, index: number): string {
  return index === 0 ? (state.variables.get('$0') as string) : (state.fields[index - 1] ?? '');
}

/** Reads a program; what it can't read it refuses. */
export class AwkParser {
  private readonly text: string;
  private readonly expression: (pattern: string) => RegExp | undefined;
  private readonly format: (words: readonly string[]) => string;
  private at = 0;
  private token = '';
  private inPrint = false;

  constructor(
    text: string,
    expression: (pattern: string) => RegExp | undefined,
    format: (words: readonly string[]) => string,
  ) {
    this.text = text;
    this.expression = expression;
    this.format = format;
    this.next();
  }

  rules(): readonly AwkRule[] {
    const rules: AwkRule[] = [];
    for (this.blank(); this.token !== ''; this.blank()) {
      const named = this.token === 'BEGIN' || this.token === 'END' ? this.token : undefined;
      if (named) this.next();
      const when = named ?? (this.token === '{' ? undefined : this.choice());
      rules.push({ when, act: this.token === '{' ? this.block() : (state) => state.output(`${fieldOf(state, 0)}\n`) });
    }
    return rules;
  }

  private next(): void {
    TOKENS.lastIndex = this.at;
    const match = TOKENS.exec(this.text);
    if (!match && this.text.slice(this.at).trim() !== '') throw new AwkSyntaxError(this.text.slice(this.at));
    this.token = match?.[1] ?? '';
    if (match) this.at = TOKENS.lastIndex;
  }

  private take(token: string): boolean {
    if (this.token !== token) return false;
    this.next();
    return true;
  }

  private demand(token: string): void {
    if (!this.take(token)) throw new AwkSyntaxError(this.token);
  }

  private blank(): void {
    while (this.token === ';' || this.token === '\n') this.next();
  }

  private block(): Statement {
    this.demand('{');
    const all: Statement[] = [];
    for (this.blank(); this.token !== '}'; this.blank()) {
      if (this.token === '') throw new AwkSyntaxError('end of program');
      all.push(this.statement());
    }
    this.next();
    return (state) => all.forEach((each) => each(state));
  }

  private statement(): Statement {
    if (this.token === '{') return this.block();
    const word = this.token;
    if (/^(if|while|for|print|printf|next|exit)$/.test(word)) this.next();
    switch (word) {
      case 'if':
        return this.conditional();
      case 'while': {
        const test = this.enclosed();
        return repeated(test, this.body());
      }
      case 'for':
        return this.loop();
      case 'print':
      case 'printf':
        return this.print(word === 'printf');
      case 'next':
        return () => {
          throw new AwkLeaving();
        };
      case 'exit': {
        const status = /^[;}\n]?$/.test(this.token) ? undefined : this.choice();
        return (state) => {
          throw new AwkLeaving(status ? awkNumber(status(state)) : 0);
        };
      }
      default: {
        const value = this.assignment();
        return (state) => void value(state);
      }
    }
  }

  private body(): Statement {
    this.blank();
    return this.statement();
  }

  private enclosed(): Expression {
    this.demand('(');
    const value = this.assignment();
    this.demand(')');
    return value;
  }

  private conditional(): Statement {
    const test = this.enclosed();
    const then = this.body();
    const before = { at: this.at, token: this.token };
    this.blank();
    if (!this.take('else')) {
      Object.assign(this, before);
      return (state) => void (isTrue(test(state)) && then(state));
    }
    const otherwise = this.body();
    return (state) => (isTrue(test(state)) ? then(state) : otherwise(state));
  }

  /** `for (i = 1; i <= NF; i++)` and `for (key in list)` */
  private loop(): Statement {
    this.demand('(');
    const each = /^\s*in\s+(\w+)\s*\)/.exec(this.text.slice(this.at));
    if (each) {
      const name = this.token;
      this.at += each[0].length;
      this.next();
      const body = this.body();
      return (state) => {
        for (const key of [...(state.arrays.get(each[1]!)?.keys() ?? [])]) {
          state.variables.set(name, key);
          body(state);
        }
      };
    }
    const start = this.assignment();
    this.demand(';');
    const test = this.assignment();
    this.demand(';');
    const step = this.assignment();
    this.demand(')');
    const body = this.body();
    const rounds = repeated(test, (state) => void (body(state), step(state)));
    return (state) => void (start(state), rounds(state));
  }

  private print(isFormatted: boolean): Statement {
    const values: Expression[] = [];
    this.inPrint = true;
    if (!/^[;}\n]?$/.test(this.token))
      do values.push(this.assignment());
      while (this.take(','));
    this.inPrint = false;
    if (isFormatted) return (state) => state.output(this.format(values.map((each) => awkText(each(state)))));
    return (state) => {
      const separator = awkText(state.variables.get('OFS') ?? ' ');
      const texts = values.map((each) => awkText(each(state)));
      state.output(
        `${texts.length > 0 ? texts.join(separator) : fieldOf(state, 0)}${awkText(state.variables.get('ORS') ?? '\n')}`,
      );
    };
  }

  // ---- expressions, weakest first -------------------------------------------------------------------------------------

  private assignment(): Expression {
    const start = { at: this.at, token: this.token };
    const place = this.place();
    const operator = this.token;
    if (!place || !/^[-+*/%]?=$/.test(operator)) {
      Object.assign(this, start);
      return this.choice();
    }
    this.next();
    const value = this.assignment();
    const sum = SUMS[operator[0]!];
    return (state) => {
      const result =
        operator === '=' || !sum ? value(state) : sum(awkNumber(place.read(state)), awkNumber(value(state)));
      place.write(state, result);
      return result;
    };
  }

  private choice(): Expression {
    const test = this.either();
    if (!this.take('?')) return test;
    const yes = this.choice();
    this.demand(':');
    const no = this.choice();
    return (state) => (isTrue(test(state)) ? yes(state) : no(state));
  }

  private either(): Expression {
    let left = this.both();
    while (this.take('||')) {
      const [a, b] = [left, this.both()];
      left = (state) => Number(isTrue(a(state)) || isTrue(b(state)));
    }
    return left;
  }

  private both(): Expression {
    let left = this.matching();
    while (this.take('&&')) {
      const [a, b] = [left, this.matching()];
      left = (state) => Number(isTrue(a(state)) && isTrue(b(state)));
    }
    return left;
  }

  private matching(): Expression {
    const left = this.comparison();
    if (this.token !== '~' && this.token !== '!~') return left;
    const wanted = this.token === '~';
    const literal = this.regularExpression(true);
    const pattern = literal ? undefined : this.comparison();
    return (state) => {
      const test = literal ?? this.expression(awkText(pattern!(state)));
      return Number((test?.test(awkText(left(state))) ?? false) === wanted);
    };
  }

  private comparison(): Expression {
    const left = this.joined();
    const test = COMPARE[this.token];
    if (!test || (this.inPrint && this.token === '>')) return left;
    this.next();
    const right = this.joined();
    return (state) => Number(test(order(left(state), right(state))));
  }

  /** What stands side by side is put together. */
  private joined(): Expression {
    let left = this.sum();
    while (/^["\d$A-Za-z_(.]/.test(this.token) && this.token !== 'in') {
      const [a, b] = [left, this.sum()];
      left = (state) => awkText(a(state)) + awkText(b(state));
    }
    return left;
  }

  private sum(): Expression {
    return this.chain(['+', '-'], () => this.chain(['*', '/', '%'], () => this.unary()));
  }

  private chain(signs: readonly string[], part: () => Expression): Expression {
    let left = part();
    while (signs.includes(this.token)) {
      const apply = SUMS[this.token]!;
      this.next();
      const [a, b] = [left, part()];
      left = (state) => apply(awkNumber(a(state)), awkNumber(b(state)));
    }
    return left;
  }

  private unary(): Expression {
    if (this.take('!')) {
      const value = this.unary();
      return (state) => Number(!isTrue(value(state)));
    }
    if (this.take('-')) {
      const value = this.unary();
      return (state) => -awkNumber(value(state));
    }
    const sign = this.token;
    if (sign === '++' || sign === '--') {
      this.next();
      return changed(this.place()!, sign === '++' ? 1 : -1, false);
    }
    const place = this.place();
    if (!place) return this.primary();
    if (this.take('++')) return changed(place, 1, true);
    return this.take('--') ? changed(place, -1, true) : place.read;
  }

  /** A variable, an element or a field; undefined where something else stands. */
  private place(): Place | undefined {
    if (this.token === '$') {
      this.next();
      const index = this.take('(') ? this.closed() : this.unary();
      return {
        read: (state) => fieldOf(state, awkNumber(index(state))),
        write: (state, value) => setField(state, awkNumber(index(state)), awkText(value)),
      };
    }
    const name = this.token;
    if (!/^[A-Za-z_]/.test(name) || this.text[this.at] === '(' || name in FUNCTIONS) return undefined;
    this.next();
    if (!this.take('['))
      return {
        read: ({ variables }) => variables.get(name) ?? '',
        write: ({ variables }, value) => void variables.set(name, value),
      };
    const key = this.assignment();
    this.demand(']');
    return {
      read: (state) => state.arrays.get(name)?.get(awkText(key(state))) ?? '',
      write: (state, value) => {
        if (!state.arrays.has(name)) state.arrays.set(name, new Map());
        state.arrays.get(name)!.set(awkText(key(state)), value);
      },
    };
  }

  private closed(): Expression {
    const outer = this.inPrint;
    this.inPrint = false;
    const value = this.assignment();
    this.inPrint = outer;
    this.demand(')');
    return value;
  }

  private primary(): Expression {
    const { token } = this;
    if (token === '/') {
      const test = this.regularExpression(false)!;
      return (state) => Number(test.test(fieldOf(state, 0)));
    }
    this.next();
    if (token === '(') return this.closed();
    if (token.startsWith('"')) {
      const text = this.format([token.slice(1, -1).replaceAll('%', '%%')]);
      return () => text;
    }
    if (/^[\d.]/.test(token)) return () => Number(token);
    const call = FUNCTIONS[token];
    if (!call) throw new AwkSyntaxError(token);
    const values: Expression[] = [];
    if (this.take('(') && !this.take(')')) {
      do values.push(this.assignment());
      while (this.take(','));
      this.demand(')');
    }
    return (state) => call(values.length > 0 ? values.map((each) => each(state)) : [fieldOf(state, 0)], this.format);
  }

  /** `/…/`, which begins at the token, or behind it. */
  private regularExpression(isBehind: boolean): RegExp | undefined {
    const match = isBehind
      ? /^\s*\/((?:[^/\\]|\\.)*)\//.exec(this.text.slice(this.at))
      : /^((?:[^/\\]|\\.)*)\//.exec(this.text.slice(this.at));
    if (!match) {
      if (isBehind) this.next();
      return undefined;
    }
    this.at += match[0].length;
    this.next();
    const test = this.expression(match[1]!.replaceAll('\\/', '/'));
    if (!test) throw new AwkSyntaxError(match[0]);
    return test;
  }
}

function repeated(test: Expression, body: Statement): Statement {
  return (state) => {
    for (let round = 0; round < MOST_ROUNDS && isTrue(test(state)); round++) body(state);
  };
}

function changed({ read, write }: Place, by: number, isLater: boolean): Expression {
  return (state) => {
    const before = awkNumber(read(state));
    write(state, before + by);
    return isLater ? before : before + by;
  };
}

function setField(state: AwkState, index: number, text: string): void {
  if (index === 0) {
    state.variables.set('$0', text);
    return;
  }
  while (state.fields.length < index) state.fields.push('');
  state.fields[index - 1] = text;
  state.variables.set('NF', state.fields.length);
  state.variables.set('$0', state.fields.join(awkText(state.variables.get('OFS') ?? ' ')));
}

type AwkFunction = (values: readonly AwkValue[], format: (words: readonly string[]) => string) => AwkValue;

const FUNCTIONS: Readonly<Record<string, AwkFunction | undefined>> = {
  __proto__: null as never,
  length: ([text = '']) => awkText(text).length,
  substr: ([text = '', from = 1, count]) =>
    awkText(text).slice(awkNumber(from) - 1, count === undefined ? undefined : awkNumber(from) - 1 + awkNumber(count)),
  index: ([text = '', part = '']) => awkText(text).indexOf(awkText(part)) + 1,
  toupper: ([text = '']) => awkText(text).toUpperCase(),
  tolower: ([text = '']) => awkText(text).toLowerCase(),
  int: ([value = 0]) => Math.trunc(awkNumber(value)),
  sprintf: (values, format) => format(values.map(awkText)),
};
