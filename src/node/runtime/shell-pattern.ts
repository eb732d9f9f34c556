/** A pattern of the shell (`*`, `?`, `[a-z]`) as a regular expression's source. */
function source(pattern: string, greedy: boolean): string {
  return pattern.replace(/\[[!^]?[^\]]+\]|[\s\S]/g, (piece) => {
    if (piece === '*') return greedy ? '[\\s\\S]*' : '[\\s\\S]*?';
    if (piece === '?') return '[\\s\\S]';
    if (piece.length > 1) return piece.replace(/^\[[!^]/, '[^').replaceAll('\\', '\\\\');
    return piece.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
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
    case '/':
      return value.replace(new RegExp(source(pattern, true)), () => replacement);
    default:
      return value.replace(new RegExp(source(pattern, true), 'g'), () => replacement);
  }
}
