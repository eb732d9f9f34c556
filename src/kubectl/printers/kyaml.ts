import { isObject } from '../../apimachinery';

/** Words that some reader of YAML takes for something other than text. */
const ambiguous = /^(y|n|t|f|yes|no|on|off|true|false|null|nan|inf|~)$/i;
const plainKey = /^[A-Za-z_][\w./-]*$/;

function escaped(text: string): string {
  return text.replace(/["\\]/g, '\\$&').replace(/\r/g, '\\r');
}

function keyText(key: string): string {
  return plainKey.test(key) && !ambiguous.test(key) ? key : `"${escaped(key)}"`;
}

/** A text of several lines stands below its quote, a line break written out at the end of each of its lines. */
function foldedText(text: string, indent: string): string {
  const lines = text.split('\n').map((line) => escaped(line));
  const last = lines.pop()!;
  const placed = (line: string) => (line.startsWith(' ') ? `${indent}  \\${line}` : `${indent}   ${line}`);
  const body = lines.map((line) => `${placed(line)}\\n\\\n`).join('');
  const rest = last === '' ? '' : `${placed(last)}\\\n`;
  return `"\\\n${body}${rest}${indent}  "`;
}

function scalarText(value: unknown, indent: string): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  return value.includes('\n') ? foldedText(value, indent) : `"${escaped(value)}"`;
}

function valueText(value: unknown, indent: string): string {
  if (Array.isArray(value)) return listText(value, indent);
  return isObject(value) ? mapText(value, indent) : scalarText(value, indent);
}

function mapText(map: Readonly<Record<string, unknown>>, indent: string): string {
  const keys = Object.keys(map).sort();
  if (keys.length === 0) return '{}';
  const inner = `${indent}  `;
  const lines = keys.map((key) => `${inner}${keyText(key)}: ${valueText(map[key], inner)},\n`);
  return `{\n${lines.join('')}${indent}}`;
}

/** Brackets cuddle where what is in them has brackets of its own. */
function listText(list: readonly unknown[], indent: string): string {
  if (list.length === 0) return '[]';
  if (list.every((one) => typeof one === 'object' && one !== null))
    return `[${list.map((one) => valueText(one, indent)).join(', ')}]`;
  const inner = `${indent}  `;
  return `[\n${list.map((one) => `${inner}${valueText(one, inner)},\n`).join('')}${indent}]`;
}

/** The strict form of YAML of `-o kyaml`: braces, brackets, every text in quotes. */
export function writeKyaml(object: unknown): string {
  return `---\n${valueText(object, '')}\n`;
}
