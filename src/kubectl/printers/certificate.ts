import { decodeBase64, decodeBytes } from '../../api';
import { decodeUtf8, humanDuration, longTime } from '../../apimachinery';
import { CommandError } from '../failure';
import type { Loose } from './description';
import { Description, pairsText } from './description';
import { describeEvents } from './events';

type Bytes = readonly number[];

/** A value as DER writes it: what it is, and what is in it. */
interface Value {
  readonly tag: number;
  readonly bytes: Bytes;
}

const broken = (): CommandError => new CommandError('Error parsing CSR: asn1: syntax error: data truncated');

/** The values that stand one behind the other. */
function valuesIn(bytes: Bytes): Value[] {
  const values: Value[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, short = 0] = bytes.slice(at, at + 2);
    const long = short > 0x7f ? short - 0x80 : 0;
    const start = at + 2 + long;
    const length = long ? bytes.slice(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0) : short;
    if (start + length > bytes.length) throw broken();
    values.push({ tag, bytes: bytes.slice(start, start + length) });
    at = start + length;
  }
  return values;
}

const hex = (bytes: Bytes): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
const text = (bytes: Bytes): string => decodeUtf8(bytes);

/** Parts of a subject by their object identifiers, in the order in which they are told. */
const subjectParts: readonly (readonly [identifier: string, title: string])[] = [
  ['550403', 'Common Name'],
  ['550405', 'Serial Number'],
  ['55040a', 'Organization'],
  ['55040b', 'Organizational Unit'],
  ['550406', 'Country'],
  ['550407', 'Locality'],
  ['550408', 'Province'],
  ['550409', 'StreetAddress'],
  ['550411', 'PostalCode'],
];

/** Other names by the tags of their kinds. */
const nameParts: readonly (readonly [tag: number, title: string])[] = [
  [0x82, 'DNS Names'],
  [0x81, 'Email Addresses'],
  [0x86, 'URIs'],
  [0x87, 'IP Addresses'],
];

const extensionRequest = '2a864886f70d01090e';
const alternativeName = '551d11';

interface CertificateRequest {
  /** What a subject's part says, as often as it is said. */
  readonly subject: (identifier: string) => readonly string[];
  readonly names: (tag: number) => readonly string[];
}

function alternativeNames(attributes: Value | undefined): Value[] {
  for (const attribute of valuesIn(attributes?.bytes ?? [])) {
    const [type, set] = valuesIn(attribute.bytes);
    if (hex(type?.bytes ?? []) !== extensionRequest) continue;
    const extensions = valuesIn(valuesIn(set?.bytes ?? [])[0]?.bytes ?? []).map(({ bytes }) => valuesIn(bytes));
    const found = extensions.find(([identifier]) => hex(identifier?.bytes ?? []) === alternativeName);
    if (found) return valuesIn(valuesIn(found.at(-1)!.bytes)[0]?.bytes ?? []);
  }
  return [];
}

const nameText = ({ tag, bytes }: Value): string =>
  tag === 0x87 && bytes.length === 4 ? bytes.join('.') : text(bytes);

/** What a PKCS #10 request in PEM asks to be called. */
function readRequest(pem: string): CertificateRequest {
  const [, body] = /-----BEGIN [A-Z ]+-----([^-]*)-----END/.exec(pem) ?? [];
  const [info] = valuesIn(valuesIn(decodeBytes((body ?? '').replace(/\s/g, '')))[0]?.bytes ?? []);
  const [, subject, , attributes] = valuesIn(info?.bytes ?? []);
  if (!subject) throw broken();
  const parts = valuesIn(subject.bytes)
    .flatMap(({ bytes }) => valuesIn(bytes))
    .map(({ bytes }) => valuesIn(bytes));
  const names = alternativeNames(attributes);
  return {
    subject: (identifier) =>
      parts.filter(([type]) => hex(type!.bytes) === identifier).map(([, value]) => text(value?.bytes ?? [])),
    names: (tag) => names.filter((name) => name.tag === tag).map(nameText),
  };
}

function statusText({ conditions = [], certificate }: Loose): string {
  const has = (type: string) => conditions.some((one: Loose) => one.type === type);
  const decided = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decided}${has('Failed') ? ',Failed' : ''}${certificate ? ',Issued' : ''}`;
}

const listLines = (title: string, values: readonly string[]): string[] =>
  values.map((value, index) => `\t${index === 0 ? `${title}:` : ''}\t${value}`);

/** What `kubectl describe csr` prints. */
export function describeSigningRequest(
  { metadata, spec, status = {} }: Loose,
  events: readonly Loose[] | undefined,
  now: number,
): string {
  const { subject, names } = readRequest(decodeBase64(spec.request));
  const always = new Set(['Common Name', 'Serial Number']);
  const others = nameParts.flatMap(([tag, title]) => listLines(title, names(tag)));
  const duration = spec.expirationSeconds;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Labels:\t${pairsText(metadata.labels)}`)
    // As they stand: what was applied ends with a line break of its own.
    .lines(`Annotations:\t${pairsText(metadata.annotations)}`.split('\n'))
    .line(`CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
    .line(`Requesting User:\t${spec.username}`)
    .lines(spec.signerName ? [`Signer:\t${spec.signerName}`] : [])
    .lines(duration === undefined ? [] : [`Requested Duration:\t${humanDuration(duration * 1000)}`])
    .line(`Status:\t${statusText(status)}`)
    .line('Subject:');
  for (const [identifier, title] of subjectParts) {
    const values = subject(identifier);
    description.lines(listLines(title, values.length === 0 && always.has(title) ? [''] : values));
  }
  if (others.length > 0) description.line('Subject Alternative Names:').lines(others);
  describeEvents(description, events, now);
  return description.text();
}
