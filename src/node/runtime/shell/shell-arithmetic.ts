const TOKENS =
  /\s*(0[xX][\da-fA-F]+|\d+|[A-Za-z_]\w*|\*\*|<<=|>>=|<<|>>|[-+*/%&|^]=|\+\+(?!\s*\d)|--(?!\s*\d)|==|!=|<=|>=|&&|\|\||[-+*/%<>()!~?:,&|^=])/y;

type Operation = (a: number, b: number) => number;

/** Weakest first. */
const LEVELS: readonly Readonly<Record<string, Operation>>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  { '|': (a, b) => a | b },
  { '^': (a, b) => a ^ b },
  { '&': (a, b) => a & b },
  { '==': (a, b) => Number(a === b), '!=': (a, b) => Number(a !== b) },
  {
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
  },
  { '<<': (a, b) => a << b, '>>': (a, b) => a >> b },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / (b || 1)), '%': (a, b) => a % (b || 1) },
  { '**': (a, b) => a ** b },
];

/** Where the numbers' names stand. */
export interface Variables {
  read(name: string): string;
  write(name: string, value: string): void;
}

/** `$((…))`: whole numbers, variables and assignments to them; names that hold no number are 0. */
export function arithmetic(expression: string, variables: Variables): number {
  return new Reckoner(tokensOf(expression), variables).list();
}

class Reckoner {
  readonly #tokens: readonly string[];
  readonly #variables: Variables;
  #at = 0;

  constructor(tokens: readonly string[], variables: Variables) {
    this.#tokens = tokens;
    this.#variables = variables;
  }

  /** `a, b`: the last one's value. */
  list(): number {
    let value = this.#assignment();
    while (this.#take(',')) value = this.#assignment();
    return value;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #assignment(): number {
    const [name = '', operator = ''] = this.#tokens.slice(this.#at, this.#at + 2);
    if (!isName(name) || !/^([-+*/%&|^]|<<|>>)?=$/.test(operator)) return this.#choice();
    this.#at += 2;
    const value = this.#assignment();
    const apply = operator === '=' ? undefined : operationOf(operator.slice(0, -1));
    return this.#write(name, apply ? apply(this.#read(name), value) : value);
  }

  /** `a ? b : c` */
  #choice(): number {
    const condition = this.#level(0);
    if (!this.#take('?')) return condition;
    const yes = this.#assignment();
    this.#take(':');
    const no = this.#assignment();
    return condition === 0 ? no : yes;
  }

  #level(depth: number): number {
    const operators = LEVELS[depth];
    if (!operators) return this.#unary();
    let value = this.#level(depth + 1);
    for (let apply = this.#operator(operators); apply; apply = this.#operator(operators)) {
      this.#at++;
      value = apply(value, this.#level(depth + 1));
    }
    return value;
  }

  #operator(operators: Readonly<Record<string, Operation>>): Operation | undefined {
    const token = this.#tokens[this.#at];
    return token === undefined ? undefined : operators[token];
  }

  #unary(): number {
    const token = this.#tokens[this.#at++] ?? '0';
    if (token === '-') return -this.#unary();
    if (token === '+') return this.#unary();
    if (token === '!') return Number(this.#unary() === 0);
    if (token === '~') return ~this.#unary();
    if (token === '++' || token === '--') {
      const name = this.#tokens[this.#at++] ?? '';
      return this.#write(name, this.#read(name) + (token === '++' ? 1 : -1));
    }
    if (token === '(') {
      const value = this.list();
      this.#take(')');
      return value;
    }
    return isName(token) ? this.#named(token) : Number(token) || 0;
  }

  /** `i++` has the value from before. */
  #named(name: string): number {
    const value = this.#read(name);
    if (this.#take('++')) this.#write(name, value + 1);
    else if (this.#take('--')) this.#write(name, value - 1);
    return value;
  }

  #read(name: string): number {
    return Number.parseInt(this.#variables.read(name), 10) || 0;
  }

  #write(name: string, value: number): number {
    this.#variables.write(name, String(value));
    return value;
  }
}

function operationOf(sign: string): Operation {
  return LEVELS.find((operators) => sign in operators)![sign]!;
}

function isName(token: string): boolean {
  return /^[A-Za-z_]/.test(token);
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  const plain = expression.replace(/\$\{?(\w+)\}?/g, '$1');
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(plain); match; match = TOKENS.exec(plain)) tokens.push(match[1]!);
  return tokens;
}
