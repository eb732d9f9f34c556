const TOKENS = /\s*(\d+|[A-Za-z_]\w*|==|!=|<=|>=|&&|\|\||[-+*/%<>()!])/y;

const LEVELS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  { '==': (a, b) => Number(a === b), '!=': (a, b) => Number(a !== b) },
  {
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / (b || 1)), '%': (a, b) => a % (b || 1) },
];

/** `$((…))`: whole numbers and variables; names that hold no number are 0. */
export function arithmetic(expression: string, variable: (name: string) => string): number {
  const tokens = tokensOf(expression);
  let at = 0;
  const level = (depth: number): number => {
    const operators = LEVELS[depth];
    if (!operators) return unary();
    let value = level(depth + 1);
    for (let apply = operators[tokens[at]!]; apply; apply = operators[tokens[at]!]) {
      at++;
      value = apply(value, level(depth + 1));
    }
    return value;
  };
  const unary = (): number => {
    const token = tokens[at++] ?? '0';
    if (token === '-') return -unary();
    if (token === '!') return Number(unary() === 0);
    if (token === '(') {
      const value = level(0);
      at++;
      return value;
    }
    return Number.parseInt(/^\d/.test(token) ? token : variable(token), 10) || 0;
  };
  return level(0);
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(expression); match; match = TOKENS.exec(expression))
    tokens.push(match[1]!.replace(/^\$/, ''));
  return tokens;
}
