/** Blocks of addresses: `10.0.0.0/8`, `2001:db8::/64`. */
import { validateIpAddress } from '../apimachinery';

const sentence = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

export function cidrProblems(value: string): readonly string[] {
  const match = /^(.+)\/(\d{1,3})$/.exec(value);
  if (!match || validateIpAddress(match[1]!).length > 0) return [sentence];
  return Number(match[2]) <= (match[1]!.includes(':') ? 128 : 32) && !/^0\d/.test(match[2]!) ? [] : [sentence];
}

const isIpv6 = (address: string): boolean => address.includes(':');

function bitsOf(address: string): bigint {
  if (!isIpv6(address)) return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a, b, c, d] = parts.map(Number) as [number, number, number, number];
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const [front, back] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const middle = Array.from({ length: 8 - front!.length - back!.length }, () => '0');
  return [...front!, ...middle, ...back!].reduce((bits, part) => (bits << 16n) | BigInt(`0x${part}`), 0n);
}

/** Is `inner` a true part of `outer`? Both are valid blocks. */
export function isStrictlyInside(inner: string, outer: string): boolean {
  const [address = '', length] = inner.split('/');
  const [base = '', baseLength] = outer.split('/');
  if (isIpv6(address) !== isIpv6(base) || Number(length) <= Number(baseLength)) return false;
  const rest = BigInt((isIpv6(base) ? 128 : 32) - Number(baseLength));
  return bitsOf(address) >> rest === bitsOf(base) >> rest;
}
