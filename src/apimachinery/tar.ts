import { utf8Length, utf8LengthOf } from './utf8';

/** A file in an archive, or (with a name that ends in `/`) a folder. */
export interface TarEntry {
  readonly name: string;
  readonly text: string;
}

const BLOCK = 512;

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

function headerOf(name: string, size: number, mode: number, type: string, seconds: number): string {
  const head = [
    name.slice(0, 100).padEnd(100, '\0'),
    octal(mode, 8),
    octal(0, 8),
    octal(0, 8),
    octal(size, 12),
    octal(seconds, 12),
    '        ',
    type,
    ''.padEnd(100, '\0'),
    'ustar\x0000',
    'root'.padEnd(32, '\0'),
    'root'.padEnd(32, '\0'),
    octal(0, 8),
    octal(0, 8),
  ].join('');
  let sum = 0;
  for (const letter of head) sum += letter.codePointAt(0)!;
  return `${head.slice(0, 148)}${octal(sum, 7)} ${head.slice(156)}`.padEnd(BLOCK, '\0');
}

const padding = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK;

/** An archive as `tar` writes it, as text: what it holds are texts. @param seconds when its files were last changed */
export function writeTar(entries: readonly TarEntry[], seconds: number): string {
  const parts = entries.map(({ name, text }) => {
    if (name.endsWith('/')) return headerOf(name, 0, 0o755, '5', seconds);
    const size = utf8Length(text);
    return headerOf(name, size, 0o644, '0', seconds) + text + '\0'.repeat(padding(size));
  });
  return parts.join('') + '\0'.repeat(2 * BLOCK);
}

/** Where so many bytes of a text end. */
function endOf(text: string, start: number, bytes: number): number {
  let at = start;
  for (let left = bytes; left > 0 && at < text.length; ) {
    const point = text.codePointAt(at)!;
    left -= utf8LengthOf(point);
    at += point > 0xffff ? 2 : 1;
  }
  return at;
}

const field = (text: string, from: number, length: number): string =>
  text.slice(from, from + length).replace(/\0[^]*$/, '');

/** What is in an archive; undefined for a text that is none. */
export function readTar(text: string): TarEntry[] | undefined {
  const entries: TarEntry[] = [];
  for (let at = 0; at + BLOCK <= text.length && text[at] !== '\0'; ) {
    if (field(text, at + 257, 5) !== 'ustar') return undefined;
    const size = Number.parseInt(field(text, at + 124, 12), 8) || 0;
    const prefix = field(text, at + 345, 155);
    const name = (prefix === '' ? '' : `${prefix}/`) + field(text, at, 100);
    const end = endOf(text, at + BLOCK, size);
    const type = text[at + 156];
    if (type === '0' || type === '\0') entries.push({ name, text: text.slice(at + BLOCK, end) });
    else if (type === '5') entries.push({ name: name.replace(/\/?$/, '/'), text: '' });
    at = end + padding(size);
  }
  return entries;
}
