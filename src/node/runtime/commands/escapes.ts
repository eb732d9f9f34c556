const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001b',
  '\\': '\\',
  '"': '"',
};

/** `\n`, `\t`, `\033` and the like as the characters they stand for. */
export function unescaped(text: string): string {
  return text.replace(
    /\\(?:0?([0-7]{2,3})|x([\da-fA-F]{1,2})|([\s\S]))/g,
    (whole, octal?: string, hex?: string, letter?: string) => {
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
      return hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (ESCAPES[letter!] ?? whole);
    },
  );
}

const DIRECTIVE = /%([-0+ ]*)(\d*|\*)(?:\.(\d+))?([sdiufgxXcbq%])/g;

/** What printf makes of a format and its arguments: it is used again while some are left. */
export function formatted([format = '', ...words]: readonly string[]): string {
  const rest = [...words];
  const takes = [...format.matchAll(DIRECTIVE)].some(([, , , , kind]) => kind !== '%');
  let text = '';
  do text += unescaped(format).replace(DIRECTIVE, (...match) => directive(match as never, rest));
  while (takes && rest.length > 0);
  return text;
}

function directive([, flags, width, precision, kind]: readonly (string | undefined)[], rest: string[]): string {
  if (kind === '%') return '%';
  const least = Number(width === '*' ? rest.shift() : width);
  const value = rest.shift() ?? '';
  const text = converted(kind!, value, precision);
  if (flags!.includes('-')) return text.padEnd(least);
  return flags!.includes('0') && kind !== 's' ? text.padStart(least, '0') : text.padStart(least);
}

function converted(kind: string, value: string, precision: string | undefined): string {
  const number = Number(value) || 0;
  switch (kind) {
    case 'd':
    case 'i':
    case 'u':
      return String(Math.trunc(number));
    case 'f':
      return number.toFixed(Number(precision ?? 6));
    case 'g':
      return String(number);
    case 'x':
      return Math.trunc(number).toString(16);
    case 'X':
      return Math.trunc(number).toString(16).toUpperCase();
    case 'c':
      return value.slice(0, 1);
    case 'b':
      return unescaped(value);
    default:
      return precision === undefined ? value : value.slice(0, Number(precision));
  }
}
