import { encodeUtf8 } from '../apimachinery';

/** Base64 as secrets carry it: the standard alphabet with padding, over UTF-8 where text is meant. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map([...alphabet].map((character, index) => [character, index]));

export const encodeBase64 = (text: string): string => encodeBytes(encodeUtf8(text));

export function encodeBytes(bytes: ArrayLike<number>): string {
  let encoded = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [one = 0, two, three] = [bytes[index], bytes[index + 1], bytes[index + 2]];
    const bits = (one << 16) | ((two ?? 0) << 8) | (three ?? 0);
    encoded += alphabet[bits >> 18]! + alphabet[(bits >> 12) & 63]!;
    encoded +=
      two === undefined ? '==' : alphabet[(bits >> 6) & 63]! + (three === undefined ? '=' : alphabet[bits & 63]!);
  }
  return encoded;
}

/** How many bytes base64 text stands for. */
export const base64Length = (encoded: string): number =>
  (encoded.length / 4) * 3 - (encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0);

/** The text that was encoded; bytes that are no UTF-8 become U+FFFD. */
export const decodeBase64 = (encoded: string): string => decodeUtf8(decodeBytes(encoded));

export function decodeBytes(encoded: string): readonly number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of encoded) {
    const value = values.get(character);
    if (value === undefined) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held >= 8) bytes.push((bits >> (held -= 8)) & 255);
  }
  return bytes;
}

function decodeUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index++]!;
    const more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : -1;
    let code = more <= 0 ? first : first & (0x3f >> more);
    let whole = more >= 0;
    for (let rest = 0; rest < more && whole; rest++) {
      const next = bytes[index];
      whole = next !== undefined && next >> 6 === 2;
      if (whole) code = (code << 6) | (bytes[index++]! & 63);
    }
    text += whole && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
}
