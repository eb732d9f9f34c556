/** The formats of texts that a schema may ask for. */
import { durationProblem, instantOf } from '../../apimachinery';

const ipv4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const uuidOf = (version: string): RegExp =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$`, 'i');

function isIpv6(text: string): boolean {
  if (!text.includes(':') || !/^[0-9a-fA-F:.]+$/.test(text)) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const isMixed = last.includes('.');
  if (isMixed && !ipv4.test(last)) return false;
  const plain = isMixed ? groups.slice(0, -1) : groups;
  const count = plain.length + (isMixed ? 2 : 0);
  return plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}

function isCidr(text: string): boolean {
  const [, address = '', bits = ''] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  return (ipv4.test(address) && Number(bits) <= 32) || (isIpv6(address) && Number(bits) <= 128);
}

/** A date as calendars have it. */
function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && instantOf(`${text}T00:00:00Z`) !== undefined;
}

const letters = 'a-zA-Z\\u00a1-\\uffff';
const label = (first: string): string => `[${first}]([0-9${letters}-]{0,61}[0-9${letters}])?`;
/** The last of its labels begins with a letter. */
const hostname = new RegExp(`^(${label(`0-9${letters}`)}\\.)*${label(letters)}\\.?$`);

const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: matches(/^[0-9a-f]{24}$/i),
  uri: matches(/^([a-zA-Z][a-zA-Z0-9+.-]*:\S*|\/\S*)$/),
  email: matches(/^[^\s@<>]+@[^\s@<>]+$/),
  hostname: (text) => text.length <= 255 && hostname.test(text),
  ipv4: matches(ipv4),
  ipv6: isIpv6,
  cidr: isCidr,
  mac: matches(/^([0-9a-f]{2}([:-])([0-9a-f]{2}\2){4}[0-9a-f]{2}|([0-9a-f]{4}\.){2}[0-9a-f]{4})$/i),
  uuid: matches(uuidOf('[0-9a-f]')),
  uuid3: matches(uuidOf('3')),
  uuid4: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i),
  uuid5: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i),
  hexcolor: matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  byte: matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  date: isDate,
  duration: (text) => durationProblem(text) === undefined,
  'date-time': (text) => instantOf(text.replace(' ', 'T')) !== undefined,
  datetime: (text) => instantOf(text.replace(' ', 'T')) !== undefined,
};

/** Is a format one that anybody looks at? */
export const isChecked = (format: string): boolean => Object.hasOwn(formats, format);

/** Formats that nobody checks fit everything. */
export const fitsFormat = (text: string, format: string): boolean =>
  Object.hasOwn(formats, format) ? formats[format]!(text) : true;
