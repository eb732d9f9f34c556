/** SHA-256 (FIPS 180-4), for the few texts whose hash clients compare: storage versions and documents. Not for secrets. */

import { encodeUtf8 } from './utf8';

const primes = firstPrimes(64);
const rounds = primes.map((prime) => fractionBits(Math.cbrt(prime)));
const start = primes.slice(0, 8).map((prime) => fractionBits(Math.sqrt(prime)));

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}

function fractionBits(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32) >>> 0;
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The text's UTF-8 bytes with a one, zeros and their length in bits, to a multiple of 64 bytes. */
function padded(text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  const block = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  block.set(bytes);
  block[bytes.length] = 0x80;
  new DataView(block.buffer).setUint32(block.length - 4, bytes.length * 8);
  return block;
}

function schedule(view: DataView, at: number): number[] {
  const words = Array.from({ length: 16 }, (_, index) => view.getUint32(at + index * 4));
  for (let index = 16; index < 64; index++) {
    const early = words[index - 15]!;
    const late = words[index - 2]!;
    const small = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const large = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    words[index] = (words[index - 16]! + small + words[index - 7]! + large) >>> 0;
  }
  return words;
}

function compressed(state: readonly number[], words: readonly number[]): number[] {
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let index = 0; index < 64; index++) {
    const choice = (e & f) ^ (~e & g);
    const fromE = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + fromE + choice + rounds[index]! + words[index]!) >>> 0;
    const fromA = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b] = [g, f, e, (d + first) >>> 0, c, b, a];
    a = (first + fromA + majority) >>> 0;
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + state[index]!) >>> 0);
}

/** The 32 bytes of a text's hash. */
export function sha256(text: string): Uint8Array {
  const block = padded(text);
  const view = new DataView(block.buffer);
  let state = start;
  for (let at = 0; at < block.length; at += 64) state = compressed(state, schedule(view, at));
  const hash = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => hash.setUint32(index * 4, word));
  return new Uint8Array(hash.buffer);
}
