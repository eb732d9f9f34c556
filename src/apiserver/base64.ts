// Base 64 in the variant for addresses, without padding; text is taken byte by byte, for names here are ASCII.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function encodeBase64(text: string): string {
  const letterCodes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const bits = (text.charCodeAt(at) << 16) | ((text.charCodeAt(at + 1) || 0) << 8) | (text.charCodeAt(at + 2) || 0);
    const letters = Math.min(text.length - at, 3) + 1;
    for (let letter = 0; letter < letters; letter++)
      letterCodes.push(alphabet.charCodeAt((bits >> (18 - 6 * letter)) & 63));
  }
  // In one piece, not added up: a token is kept for as long as its pod lives, and should not be a rope of letters.
  return String.fromCharCode(...letterCodes);
}

/** Position of the first letter that base 64 doesn't have, or -1. */
export function badBase64(text: string): number {
  for (let at = 0; at < text.length; at++) if (!alphabet.includes(text[at]!)) return at;
  return text.length % 4 === 1 ? text.length - 1 : -1;
}

export function decodeBase64(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 4) {
    const group = text.slice(at, at + 4);
    let bits = 0;
    for (let letter = 0; letter < 4; letter++)
      bits = (bits << 6) | (letter < group.length ? alphabet.indexOf(group[letter]!) : 0);
    for (let byte = 0; byte < group.length - 1; byte++) out += String.fromCharCode((bits >> (16 - 8 * byte)) & 255);
  }
  return out;
}
