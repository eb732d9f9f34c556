import type { ManifestFile } from './kept-files';

/** A ZIP archive whose entries are stored as they are: text files that any system unpacks. */

const encoder = new TextEncoder();
/** 1 January 1980, the earliest that the format knows: archives of the same files are the same. */
const DOS_DATE = 0x21;
const UTF8_NAMES = 0x0800;

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Numbers of two and four bytes, low byte first. */
function record(...fields: readonly (readonly [size: 2 | 4, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

interface Entry {
  readonly name: Uint8Array;
  readonly body: Uint8Array;
  /** What the entry's head and the directory both say of it. */
  readonly facts: readonly (readonly [2 | 4, number])[];
}

function entryOf({ name, text }: ManifestFile): Entry {
  const [title, body] = [encoder.encode(name), encoder.encode(text)];
  const { length } = body;
  return {
    name: title,
    body,
    facts: [
      [2, 20],
      [2, UTF8_NAMES],
      [2, 0],
      [2, 0],
      [2, DOS_DATE],
      [4, crc32(body)],
      [4, length],
      [4, length],
      [2, title.length],
      [2, 0],
    ],
  };
}

/** All files in one archive. */
export function zipOf(files: readonly ManifestFile[]): Blob {
  const local: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, body, facts } of files.map(entryOf)) {
    const head = record([4, 0x04034b50], ...facts);
    local.push(head, name, body);
    directory.push(record([4, 0x02014b50], [2, 20], ...facts, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    offset += head.length + name.length + body.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = files.length;
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]);
  return new Blob([...local, ...directory, end] as BlobPart[], { type: 'application/zip' });
}

/** Hands a blob to the browser's downloads. */
export function download(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
