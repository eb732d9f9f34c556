import { isObject } from './immutable';
import { plainScalar } from './yaml-scalar';

/** YAML as `kubectl -o yaml` prints it: keys sorted, sequences flush with their key, text in blocks. */

/** Text that would be read as something else without quotes. */
function needsQuotes(text: string): boolean {
  if (typeof plainScalar(text) !== 'string') return true;
  if (/^[\s]|[\s]$|^[-?:](\s|$)|^[,[\]{}#&*!|>'"%@`]|: |:$| #|[\n\r\t]/.test(text)) return true;
  return /^(---|\.\.\.)|^=$|^<<$|^\d{4}-\d\d?-\d\d?/.test(text) || looksSexagesimal(text);
}

/** `12:30:45` is a number to YAML 1.1. */
function looksSexagesimal(text: string): boolean {
  return /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9]*)?$/.test(text);
}

/** An instant to YAML 1.1, or a day. */
function isTimestamp(text: string): boolean {
  return /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]| )\d\d?:\d\d?:\d\d?(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/.test(text);
}

const unprintable = /[^\P{Cc}\t\n]|[\u2028\u2029\ufeff]/u;

function quoted(text: string): string {
  if (unprintable.test(text) || /[\n\t\r]/.test(text)) return JSON.stringify(text);
  return text.includes("'") || !/["\\]/.test(text) ? doubleOrSingle(text) : `'${text}'`;
}

function doubleOrSingle(text: string): string {
  return typeof plainScalar(text) !== 'string' || looksSexagesimal(text) || isTimestamp(text)
    ? JSON.stringify(text)
    : `'${text.replaceAll("'", "''")}'`;
}

function canBeBlock(text: string): boolean {
  return (
    text.includes('\n') &&
    !unprintable.test(text) &&
    !text.includes('\r') &&
    !/[ \t](\n|$)/.test(text) &&
    text.trim() !== ''
  );
}

function blockScalar(text: string, indent: string): string {
  const body = text.replace(/\n+$/, '');
  const trailing = text.length - body.length;
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = trailing === 0 ? '-' : trailing === 1 ? '' : '+';
  const lines = (trailing > 1 ? text.slice(0, -1) : body)
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}  ${line}`));
  return `|${hint}${chomp}\n${lines.join('\n')}`;
}

function scalarText(value: unknown, indent: string): string {
  if (typeof value !== 'string') return value === undefined || value === null ? 'null' : String(value);
  if (canBeBlock(value)) return blockScalar(value, indent);
  return needsQuotes(value) || unprintable.test(value) ? quoted(value) : value;
}

/** Behind this column a line ends at the next blank. */
const WIDTH = 80;

/** A scalar that begins at a column, on as many lines as it takes: further ones stand deeper than what it belongs to. */
function folded(text: string, column: number, indent: string): string {
  if (column + text.length <= WIDTH || text.startsWith('|') || !text.includes(' ')) return text;
  const [quote] = text;
  const isQuoted = quote === "'" || quote === '"';
  const letters = [...text];
  let [at, afterBlank, result] = [column, false, ''];
  for (const [index, letter] of letters.entries()) {
    const next = letters[index + 1];
    const isInside = !isQuoted || (index > 1 && index < letters.length - 2);
    const breaks = letter === ' ' && !afterBlank && at > WIDTH && isInside && (next !== ' ' || quote === '"');
    result += breaks ? `\n${indent}  ${next === ' ' ? '\\' : ''}` : letter;
    at = breaks ? indent.length + 2 : at + 1;
    afterBlank = letter === ' ';
  }
  return result;
}

function isEmpty(value: object): boolean {
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

function inlineText(value: unknown, indent: string): string | undefined {
  if (typeof value !== 'object' || value === null) return scalarText(value, indent);
  return isEmpty(value) ? (Array.isArray(value) ? '[]' : '{}') : undefined;
}

function mapLines(map: Readonly<Record<string, unknown>>, indent: string): string[] {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  return keys.sort(byGoOrder).flatMap((key) => {
    const value = map[key];
    const name = scalarText(key, indent);
    const inline = inlineText(value, indent);
    if (inline !== undefined) return [`${indent}${name}: ${folded(inline, indent.length + name.length + 2, indent)}`];
    return [`${indent}${name}:`, ...lines(value, Array.isArray(value) ? indent : `${indent}  `)];
  });
}

function byGoOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function listLines(list: readonly unknown[], indent: string): string[] {
  return list.flatMap((item) => {
    const inline = inlineText(item, indent);
    if (inline !== undefined) return [`${indent}- ${folded(inline, indent.length + 2, indent)}`];
    const inner = lines(item, `${indent}  `);
    return [`${indent}- ${inner[0]!.slice(indent.length + 2)}`, ...inner.slice(1)];
  });
}

function lines(value: unknown, indent: string): string[] {
  if (Array.isArray(value)) return listLines(value, indent);
  return isObject(value) ? mapLines(value, indent) : [indent + scalarText(value, indent)];
}

/** The whole text, with a line break at its end. */
export function writeYaml(value: unknown): string {
  return `${inlineText(value, '') ?? lines(value, '').join('\n')}\n`;
}
