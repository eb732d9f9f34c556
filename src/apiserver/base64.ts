import { addressBase64, decodeBytes, encodeBytes } from '../api';

/** Base 64 in the variant for addresses, without padding; a letter is a byte, for what is written here is ASCII, or a hash's bytes. */
export function encodeBase64(text: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) bytes.push(text.charCodeAt(at));
  return encodeBytes(bytes, addressBase64);
}

/** Position of the first letter that base 64 doesn't have, or -1. */
export function badBase64(text: string): number {
  const bad = /[^\w-]/.exec(text)?.index ?? -1;
  return bad < 0 && text.length % 4 === 1 ? text.length - 1 : bad;
}

export function decodeBase64(text: string): string {
  return String.fromCharCode(...decodeBytes(text.replaceAll('-', '+').replaceAll('_', '/')));
}
