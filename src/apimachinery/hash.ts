/** Generated names and stable hashes, in the alphabet that spells no words. */
import { htmlEscaped } from './go-text';
import { encodeUtf8 } from './utf8';

const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

interface RandomSource {
  integer(below: number): number;
}

/** The end of a generated name: `length` letters, five by default as generateName has them. */
export function randomSuffix(random: RandomSource, length = 5): string {
  let suffix = '';
  for (let index = 0; index < length; index++) suffix += suffixAlphabet[random.integer(suffixAlphabet.length)];
  return suffix;
}

/** generateName `web-` gives `web-x7k2p`; a long prefix is cut so that the name stays within 63 characters. */
export function generatedName(prefix: string, random: RandomSource): string {
  return prefix.slice(0, 58) + randomSuffix(random, 5);
}

const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;

function mix(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, fnvPrime) >>> 0;
}

/** FNV-1a over the UTF-16 units of a text (low byte, then high byte where there is one). */
export function fnv32(text: string, start: number = fnvOffset): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    hash = mix(hash, unit & 0xff);
    if (unit > 0xff) hash = mix(hash, unit >>> 8);
  }
  return hash;
}

/** FNV-1 over the UTF-8 bytes of a text: multiplies first, where FNV-1a mixes first. */
function fnv1(text: string): number {
  let hash = fnvOffset;
  for (const byte of encodeUtf8(text)) hash = (Math.imul(hash, fnvPrime) ^ byte) >>> 0;
  return hash;
}

/** JSON with sorted keys and without undefined ones: the same text for equal data. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).filter((key) => record[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`)
    .join(',')}}`;
}

/** Digits become letters of the alphabet, as rand.SafeEncodeString does to keep hashes from spelling words. */
export function safeEncode(text: string): string {
  let encoded = '';
  for (let index = 0; index < text.length; index++)
    encoded += suffixAlphabet[text.charCodeAt(index) % suffixAlphabet.length];
  return encoded;
}

/**
 * The pod-template-hash of a template: `5d8477994f`. Equal templates have equal hashes, and a collision count (a Deployment's
 * `status.collisionCount`) moves on to another one. The value differs from a real cluster's, which hashes Go's printed structs.
 */
export function templateHash(template: unknown, collisionCount?: number): string {
  const hash = fnv32(canonicalJson(template));
  return safeEncode(String(collisionCount === undefined ? hash : fnv32(`#${collisionCount}`, hash)));
}

/**
 * The hash in the name of a stateful set's revision: FNV-1 over its data as Go prints JSON, and the collision count behind it. The
 * same as a real cluster's.
 */
export function revisionHash(data: unknown, collisionCount = 0): string {
  return safeEncode(String(fnv1(`${goJson(data)}${collisionCount}`)));
}

/** Canonical JSON as Go's encoder writes it: HTML's special characters are kept out of the text. */
export const goJson = (value: unknown): string => htmlEscaped(canonicalJson(value));
