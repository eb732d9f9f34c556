/** A pattern of the shell (`*`, `?`, `[a-z]`) as a regular expression's source. */
function source(pattern: string, greedy: boolean): string {
  return pattern.replace(/\\[\s\S]|\[[!^]?(?:\[:\w+:\]|[^\]])+\]|[\s\S]/g, (piece) => {
    if (piece.length === 2 && piece.startsWith('\\')) return piece[1]!.replace(/\W/, '\\$&');
    if (piece === '*') return greedy ? '[\\s\\S]*' : '[\\s\\S]*?';
    if (piece === '?') return '[\\s\\S]';
    if (piece.length > 1) return bracketed(piece);
    return piece.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
}

const CLASSES: Readonly<Record<string, string>> = {
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  space: '\\s',
  blank: ' \\t',
  upper: 'A-Z',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
};

/** `[:digit:]` and the like as JavaScript's expressions say them. */
export function withClasses(expression: string): string {
  return expression.replace(/\[:(\w+):\]/g, (whole, name: string) => CLASSES[name] ?? whole);
}

function bracketed(piece: string): string {
  return withClasses(piece.replace(/^\[[!^]/, '[^').replaceAll('\\', '\\\\'));
}

export function matchesPattern(text: string, pattern: string): boolean {
  return new RegExp(`^${source(pattern, true)}$`).test(text);
}

/** What `${NAME#…}`, `${NAME%…}`, `${NAME/…}` and their doubles leave of a value. */
export function trimmed(value: string, operator: string, operand: string): string {
  const [pattern = '', replacement = ''] = operator.startsWith('/') ? operand.split(/\/(.*)/s) : [operand];
  switch (operator) {
    case '#':
      return value.replace(new RegExp(`^${source(pattern, false)}`), '');
    case '##':
      return value.replace(new RegExp(`^${source(pattern, true)}`), '');
    case '%':
      return value.replace(new RegExp(`^([\\s\\S]*)${source(pattern, false)}$`), '$1');
    case '%%':
      return value.replace(new RegExp(`${source(pattern, true)}$`), '');
    case '^^':
      return value.toUpperCase();
    case '^':
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case ',,':
      return value.toLowerCase();
    case ',':
      return value.slice(0, 1).toLowerCase() + value.slice(1);
    case '/':
      return value.replace(new RegExp(source(pattern, true)), () => replacement);
    default:
      return value.replace(new RegExp(source(pattern, true), 'g'), () => replacement);
  }
}
