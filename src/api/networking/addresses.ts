/** Addresses and blocks of them: `10.0.0.0/8`, `2001:db8::/64`. How they have to be written, and what is said of odd spellings. */
import { addressGroups, validateIpAddress } from '../../apimachinery';

const sentence = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const leadingZero = /(^|[./])0\d/;

interface Block {
  readonly address: string;
  readonly length: number;
}

function readBlock(value: string): Block | undefined {
  const [, address = '', digits = ''] = /^(.+)\/(\d{1,3})$/.exec(value) ?? [];
  if (addressGroups(address) === undefined || Number(digits) > widthOf(address)) return undefined;
  return { address, length: Number(digits) };
}

/** Can it be read as one, however it is written? */
export const isBlock = (value: string): boolean => readBlock(value) !== undefined;

/** One number says all of a block or an address but for its family. */
function bitsOf(address: string): bigint {
  const unit = address.includes(':') ? 16n : 8n;
  return addressGroups(address)!.reduce((bits, group) => (bits << unit) | BigInt(group), 0n);
}

const widthOf = (address: string): number => (address.includes(':') ? 128 : 32);

/** Strictly: an older API server took nearly anything that could be read. */
export function cidrProblems(value: string): readonly string[] {
  const block = readBlock(value);
  if (!block) return [sentence];
  if (leadingZero.test(value)) return ['must not have leading 0s in IP or prefix length'];
  if (isMapped(block.address)) return ['must not have an IPv4-mapped IPv6 address'];
  const rest = BigInt(widthOf(block.address) - block.length);
  return (bitsOf(block.address) >> rest) << rest === bitsOf(block.address)
    ? []
    : ['must not have bits set beyond the prefix length'];
}

/** Is `inner` a true part of `outer`? What can't be read is none. */
export function isStrictlyInside(inner: string, outer: string): boolean {
  const [part, whole] = [readBlock(inner), readBlock(outer)];
  if (!part || !whole || widthOf(part.address) !== widthOf(whole.address) || part.length <= whole.length) return false;
  const rest = BigInt(widthOf(whole.address) - whole.length);
  return bitsOf(part.address) >> rest === bitsOf(whole.address) >> rest;
}

// ---- spelling --------------------------------------------------------------------------------------------------------

/** An IPv4 address in IPv6's clothes. */
function isMapped(address: string): boolean {
  const groups = address.includes(':') ? addressGroups(address)! : [];
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
}

/** The one spelling that RFC 5952 recommends: the longest run of zeros left out, small letters. */
export function canonicalAddress(address: string): string {
  const groups = addressGroups(address)!;
  if (!address.includes(':')) return groups.join('.');
  if (isMapped(address))
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.');
  let [start, length] = [0, 1];
  for (let at = 0; at < groups.length; at++) {
    let end = at;
    while (groups[end] === 0) end++;
    if (end - at > length) [start, length] = [at, end - at];
  }
  const text = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(':');
  return length < 2 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** What is told of an address that is not written like everybody's. */
export function addressWarnings(value: string | undefined, field: string): readonly string[] {
  if (!value || addressGroups(value) === undefined) return [];
  const canonical = canonicalAddress(value);
  if (validateIpAddress(value).length > 0)
    return [`${field}: non-standard IP address "${value}" is invalid: use "${canonical}"`];
  return value === canonical || !value.includes(':')
    ? []
    : [`${field}: IPv6 address "${value}" should be in RFC 5952 canonical format ("${canonical}")`];
}

/** The same of a block. */
export function cidrWarnings(value: string, field: string): readonly string[] {
  const block = readBlock(value);
  if (!block?.address.includes(':')) return [];
  const canonical = `${canonicalAddress(block.address)}/${block.length}`;
  return value === canonical
    ? []
    : [`${field}: IPv6 CIDR value "${value}" should be in RFC 5952 canonical format ("${canonical}")`];
}
