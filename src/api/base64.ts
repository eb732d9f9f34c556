import { decodeUtf8, encodeUtf8 } from '../apimachinery';

/** Base64 as secrets carry it: the standard alphabet with padding, over UTF-8 where text is meant. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map([...alphabet].map((character, index) => [character, index]));

export const encodeBase64 = (text: string): string => encodeBytes(encodeUtf8(text));

/** Which letters stand for the 64 numbers, and whether `=` fills the last four. */
export interface Base64Variant {
  readonly letters: readonly number[];
  readonly padded: boolean;
}

const codesOf = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));
const standard: Base64Variant = { letters: codesOf(alphabet), padded: true };
/** For addresses and tokens. */
export const addressBase64: Base64Variant = { letters: codesOf(`${alphabet.slice(0, 62)}-_`), padded: false };
const padding = 0x3d;
/** So many letters are put together at once: text that is added up letter by letter stays a rope of them for as long as it is kept. */
const pieceLetters = 8192;

export function encodeBytes(bytes: ArrayLike<number>, { letters, padded } = standard): string {
  let encoded = '';
  let piece: number[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index;
    const bits = (bytes[index]! << 16) | ((left > 1 ? bytes[index + 1]! : 0) << 8) | (left > 2 ? bytes[index + 2]! : 0);
    piece.push(letters[bits >> 18]!, letters[(bits >> 12) & 63]!);
    if (left > 1 || padded) piece.push(left > 1 ? letters[(bits >> 6) & 63]! : padding);
    if (left > 2 || padded) piece.push(left > 2 ? letters[bits & 63]! : padding);
    if (piece.length < pieceLetters) continue;
    encoded += String.fromCharCode(...piece);
    piece = [];
  }
  return encoded + String.fromCharCode(...piece);
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
