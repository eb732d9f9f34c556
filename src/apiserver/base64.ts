import { decodeBase64 as decodeStandard, encodeBase64 as encodeStandard } from '../api';

/** Base 64 in the variant for addresses, without padding. */
export function encodeBase64(text: string): string {
  return encodeStandard(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Position of the first letter that base 64 doesn't have, or -1. */
export function badBase64(text: string): number {
  const bad = /[^\w-]/.exec(text)?.index ?? -1;
  return bad < 0 && text.length % 4 === 1 ? text.length - 1 : bad;
}

export function decodeBase64(text: string): string {
  return decodeStandard(text.replaceAll('-', '+').replaceAll('_', '/'));
}
