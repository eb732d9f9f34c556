/**
 * Amounts of resources: `500m`, `1.5Gi`, `1e3`. Exact at any size, rounded up to a billionth, as Go's resource.Quantity.
 * Hot paths use `milliValue` and `wholeValue`, which remember what they have read.
 */

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** In billionths, so that every quantity is a whole number. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
  /** Too many digits for Go's 64-bit form: its numbers wrap around where they leave 64 bits; the others' become 0. */
  readonly wide?: boolean;
  /** How it was written, where Go keeps that instead of the canonical form (`+3`, `5.`, `1E3`). */
  readonly written?: string;
}

const nano = 1_000_000_000n;
const largest = (2n ** 63n - 1n) * nano;

const binaryPowers: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const decimalPowers: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

export const quantityProblems = {
  form: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  suffix: "unable to parse quantity's suffix",
  number: 'unable to parse numeric part of quantity',
};

interface Scale {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function scaleOf(suffix: string): Scale {
  if (Object.hasOwn(binaryPowers, suffix)) return { base: 2, exponent: binaryPowers[suffix]!, format: 'BinarySI' };
  if (Object.hasOwn(decimalPowers, suffix)) return { base: 10, exponent: decimalPowers[suffix]!, format: 'DecimalSI' };
  if (!/^[eE][+-]?\d+$/.test(suffix)) throw new Error(quantityProblems.suffix);
  return { base: 10, exponent: Number(suffix.slice(1)), format: 'DecimalExponent' };
}

/** Away from zero: who asks for a little gets a little. */
function divideUp(amount: bigint, divisor: bigint): bigint {
  const quotient = amount / divisor;
  if (amount % divisor === 0n) return quotient;
  return amount > 0n ? quotient + 1n : quotient - 1n;
}

function timesPowerOfTen(amount: bigint, exponent: number): bigint {
  return exponent >= 0 ? amount * 10n ** BigInt(exponent) : divideUp(amount, 10n ** BigInt(-exponent));
}

/** A digit string with an absurd exponent must not become a number of a million digits. */
const exponentLimit = 1000;

function nanosOf(digits: bigint, places: number, scale: Scale): bigint {
  if (digits === 0n) return 0n;
  if (scale.base === 10) {
    const exponent = Math.max(-exponentLimit, Math.min(exponentLimit, scale.exponent - places + 9));
    return timesPowerOfTen(digits, exponent);
  }
  const nanos = timesPowerOfTen(digits * 2n ** BigInt(scale.exponent), 9 - places);
  return nanos > largest ? largest : nanos;
}

/** What Go keeps in 64 bits: 18 digits, or as many as the binary factor surely leaves room for. */
function isWide(digits: number, places: number, scale: Scale): boolean {
  if (scale.base === 10) return digits + places > 18 || scale.exponent - places < -9;
  return places > 0 || digits + Math.trunc((scale.exponent * 3) / 10) > 14;
}

/** Where no larger suffix would do, the text stays as it is, with signs and zeros. */
function keepsItsText(digits: string, fraction: string, scale: Scale): boolean {
  return fraction === '' && digits !== '' && Number(digits) % (scale.base === 2 ? 1024 : 1000) !== 0;
}

/** Throws an Error with the API server's words. */
export function parseQuantity(text: string): Quantity {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*(?:[-+]?\d*))$/.exec(text);
  if (!match || text === '') throw new Error(quantityProblems.form);
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  if (text.length > 512) throw new Error(quantityProblems.number);
  const scale = scaleOf(suffix);
  const amount = nanosOf(BigInt(`0${whole}${fraction}`), fraction.length, scale);
  const small = scale.format === 'BinarySI' && amount > 0n && amount < nano;
  const number = whole.replace(/^0+/, '');
  const nanos = sign === '-' ? -amount : amount;
  const format = small ? 'DecimalSI' : scale.format;
  if (isWide(Math.max(1, number.length), fraction.length, scale)) {
    if (whole === '' && fraction === '') throw new Error(quantityProblems.number);
    return { nanos, format, wide: true };
  }
  return keepsItsText(number, fraction, scale) ? { nanos, format, written: text } : { nanos, format };
}

function trailingFactors(amount: bigint, factor: bigint): { readonly rest: bigint; readonly times: number } {
  let rest = amount;
  let times = 0;
  while (rest !== 0n && rest % factor === 0n) {
    rest /= factor;
    times++;
  }
  return { rest, times };
}

function decimalString(nanos: bigint, format: QuantityFormat): string {
  const { rest, times } = trailingFactors(nanos, 10n);
  const exponent = Math.floor((times - 9) / 3) * 3;
  const number = rest * 10n ** BigInt(times - 9 - exponent);
  if (format === 'DecimalExponent') return exponent === 0 ? `${number}` : `${number}e${exponent}`;
  const suffix = Object.keys(decimalPowers).find((name) => decimalPowers[name] === exponent);
  return `${number}${suffix ?? ''}`;
}

function binaryString(whole: bigint): string {
  const { rest, times } = trailingFactors(whole, 1024n);
  return `${rest}${['', ...Object.keys(binaryPowers)][times] ?? ''}`;
}

/** The canonical form: no fraction where a suffix avoids it, the largest suffix that does. */
export function quantityString({ nanos, format, written }: Quantity): string {
  if (written !== undefined) return written;
  if (nanos === 0n) return '0';
  const magnitude = nanos < 0n ? -nanos : nanos;
  if (format === 'BinarySI' && magnitude >= 1024n * nano && nanos % nano === 0n) return binaryString(nanos / nano);
  return decimalString(nanos, format === 'BinarySI' ? 'DecimalSI' : format);
}

export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

function combined(nanos: bigint, a: Quantity, b: Quantity): Quantity {
  return { nanos, format: a.nanos === 0n ? b.format : a.format, ...((a.wide || b.wide) && { wide: true }) };
}

/** The sum is written as `a` is; where `a` is zero, as `b`. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return combined(a.nanos + b.nanos, a, b);
}

export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return combined(a.nanos - b.nanos, a, b);
}

/** In units of `divisor` billionths, with Go's ways beyond 64 bits: a wide negative wraps before it is divided. */
function inSixtyFourBits({ nanos, wide }: Quantity, divisor: bigint): bigint {
  if (wide && nanos < 0n) {
    const word = BigInt.asIntN(64, nanos);
    return word % divisor === 0n ? word / divisor : word / divisor + 1n;
  }
  const value = divideUp(nanos, divisor);
  const word = BigInt.asIntN(64, value);
  return word === value || wide ? word : 0n;
}

/** In whole units, rounded up; 64 bits. */
export function quantityValue(quantity: Quantity): bigint {
  return inSixtyFourBits(quantity, nano);
}

/** In thousandths, rounded up; 64 bits. */
export function quantityMilliValue(quantity: Quantity): bigint {
  return inSixtyFourBits(quantity, 1_000_000n);
}

export function quantityOf(whole: number, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nanos: BigInt(whole) * nano, format };
}

// ---- numbers for hot paths -------------------------------------------------------------------------------------------

const remembered = new Map<string, { readonly whole: number; readonly milli: number }>();

function read(text: string | number): { readonly whole: number; readonly milli: number } {
  const key = String(text);
  let known = remembered.get(key);
  if (!known) {
    const quantity = parseQuantity(key);
    known = { whole: Number(quantityValue(quantity)), milli: Number(quantityMilliValue(quantity)) };
    if (remembered.size >= 10_000) remembered.clear();
    remembered.set(key, known);
  }
  return known;
}

/** `500m` of CPU is 500. Exact below 2^53; throws like parseQuantity. */
export function milliValue(text: string | number): number {
  return read(text).milli;
}

/** `1Ki` of memory is 1024. Exact below 2^53; throws like parseQuantity. */
export function wholeValue(text: string | number): number {
  return read(text).whole;
}

/** The text an API server stores: `0.5` becomes `500m`. Throws like parseQuantity. */
export function canonicalQuantity(text: string | number): string {
  return quantityString(parseQuantity(String(text)));
}
