/** Text as Go's fmt and strconv print it, which is what Kubernetes' messages are made with. */
import { isObject } from './immutable';

const named: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

function escaped(character: string): string {
  const known = named[character];
  if (known) return known;
  const code = character.codePointAt(0)!;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** JSON as Go's encoder leaves it: HTML's special characters, and two ends of lines, are written as numbers. */
export const htmlEscaped = (json: string): string =>
  json.replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** strconv.Quote: what `%q` prints. */
export function quote(text: string): string {
  return `"${text.replace(/["\\\p{C}]|(?! )\p{Z}/gu, escaped)}"`;
}

/** Go's `%v` of plain data, for messages. */
export function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${goValue(value[key])}`)
    .join(' ')}]`;
}

/** Go's `%s` of plain data: complains of what is no text. */
export function goText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (value === null) return '%!s(<nil>)';
  if (typeof value === 'number') return `%!s(${Number.isInteger(value) ? 'int64' : 'float64'}=${value})`;
  if (!isObject(value)) return `%!s(bool=${String(value)})`;
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${goText(value[key])}`)
    .join(' ')}]`;
}

/** Go's `%#v` of a tree read from JSON or YAML. */
export function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return typeof value === 'string' ? quote(value) : String(value);
  return `map[string]interface {}{${Object.keys(value)
    .sort()
    .map((key) => `${quote(key)}:${goSyntax(value[key])}`)
    .join(', ')}}`;
}

const summaryLength = 30;

/** The beginning of a body that could not be read: as it is where it looks like an object, else byte for byte. */
export function bodySummary(text: string): string {
  if (text === '') return '<empty>';
  const more = text.length > summaryLength ? ' ...' : '';
  if (text.startsWith('{')) return `${text.slice(0, summaryLength)}${more}`;
  return `${hexOf(text.slice(0, summaryLength)).slice(0, 2 * summaryLength)}${more}`;
}

/** The bytes of a text, two digits each. */
function hexOf(text: string): string {
  const parts = encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd')).matchAll(/%(..)|(.)/g);
  const digits = [...parts].map(([, hex, letter]) => hex ?? letter!.charCodeAt(0).toString(16));
  return digits.join('').toLowerCase();
}
