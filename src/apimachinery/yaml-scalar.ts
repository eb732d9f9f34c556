/**
 * Plain YAML scalars as kubectl reads them: nearly YAML 1.1. `yes`, `on` and `y` are booleans, 0644 is 420, `1_000` is a
 * number; times of day and dates stay text.
 */

const booleans = new Map<string, boolean>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);
const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);
const notNumbers = new Map<string, number>([
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
  ...['', '+'].flatMap((sign) => ['.inf', '.Inf', '.INF'].map((word) => [sign + word, Infinity] as const)),
  ...['.inf', '.Inf', '.INF'].map((word) => [`-${word}`, -Infinity] as const),
]);

const integerForms: readonly (readonly [form: RegExp, base: number, prefix: number])[] = [
  [/^[-+]?0[xX][0-9a-fA-F]+$/, 16, 2],
  [/^[-+]?0[bB][01]+$/, 2, 2],
  [/^[-+]?0[oO][0-7]+$/, 8, 2],
  [/^[-+]?0[0-7]+$/, 8, 1],
];
const decimal = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

function numberOf(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  for (const [form, base, prefix] of integerForms) {
    if (!form.test(plain)) continue;
    const unsigned = plain.replace(/^[-+]/, '').slice(prefix);
    return Number.parseInt(unsigned, base) * (plain.startsWith('-') ? -1 : 1);
  }
  return decimal.test(plain) ? Number(plain) : undefined;
}

export type Scalar = string | number | boolean | null;

/** What an unquoted scalar without a tag means. */
export function plainScalar(text: string): Scalar {
  if (nulls.has(text)) return null;
  const boolean = booleans.get(text);
  if (boolean !== undefined) return boolean;
  const first = text.charCodeAt(0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  if (!numeric) return text;
  return notNumbers.get(text) ?? numberOf(text) ?? text;
}

/** What a scalar with a tag means; undefined where the text is nothing of that kind. */
export function taggedScalar(text: string, tag: string): Scalar | undefined {
  const meant = plainScalar(text);
  switch (tag) {
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:float':
      return typeof meant === 'number' ? meant : undefined;
    case 'tag:yaml.org,2002:bool':
      return typeof meant === 'boolean' ? meant : undefined;
    case 'tag:yaml.org,2002:null':
      return null;
    default:
      return text;
  }
}
