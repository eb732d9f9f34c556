import { badRequest } from '../../apimachinery';
import type { Field, FieldType } from './messages';
import { fieldsOf } from './messages';
import { special } from './special';
import { BYTES, ProtobufError, WireReader } from './wire';

const MAGIC = [0x6b, 0x38, 0x73, 0x00];
const UNKNOWN = 'k8s.io.apimachinery.pkg.runtime.Unknown';
const META = 'k8s.io.apimachinery.pkg.apis.meta.v1';
/** Deeper than any kind nests. */
const DEEPEST = 100;

type Value = Record<string, unknown>;

/**
 * A body of `application/vnd.kubernetes.protobuf` (the letters k8s, a zero, then runtime.Unknown) as the object that JSON would be.
 * Throws a Refusal with 400 for anything else. Numbers and booleans that were sent as zero stay: the kind's schema knows which say nothing.
 */
export function decodeProtobuf(bytes: Uint8Array): unknown {
  try {
    return decodeEnvelope(bytes);
  } catch (error) {
    if (error instanceof ProtobufError || error instanceof SyntaxError)
      throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
}

function decodeEnvelope(bytes: Uint8Array): unknown {
  if (!isEnvelope(bytes))
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  const { typeMeta = {}, raw } = decodeMessage(UNKNOWN, bytes.subarray(MAGIC.length), 0) as {
    readonly typeMeta?: { readonly apiVersion?: string; readonly kind?: string };
    readonly raw?: string;
  };
  const { apiVersion = '', kind = '' } = typeMeta;
  const message = messageOf(apiVersion, kind);
  if (message === undefined) throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  const value = decodeMessage(message, Buffer.from(raw ?? '', 'base64'), 0);
  return kind === '' ? value : { kind, apiVersion, ...value };
}

function isEnvelope(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/** What a watch sends is wrapped like everything, but is of no kind. `apps/v1` and Deployment are k8s.io.api.apps.v1.Deployment; options and other kinds that every version has are meta's. */
function messageOf(apiVersion: string, kind: string): string | undefined {
  if (kind === '' && apiVersion === '') return `${META}.WatchEvent`;
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const folder =
    group === '' ? 'core' : group === 'internal.apiserver.k8s.io' ? 'apiserverinternal' : group.split('.')[0];
  return [`k8s.io.api.${folder}.${version}.${kind}`, `${META}.${kind}`].find((name) => fieldsOf(name) !== undefined);
}

function decodeMessage(message: string, bytes: Uint8Array, depth: number): Value {
  const fields = fieldsOf(message);
  if (!fields) throw new ProtobufError(`there is no message ${message}`);
  if (depth > DEEPEST) throw new ProtobufError('nested too deeply');
  const reader = new WireReader(bytes);
  const value: Value = {};
  while (!reader.done) {
    const { number, type } = reader.tag();
    const field = fields.get(number);
    if (field) decodeField(field, reader, type, value, depth);
    else reader.skip(type);
  }
  return value;
}

function decodeField(field: Field, reader: WireReader, type: number, value: Value, depth: number): void {
  if (field.container === 'map') decodeEntry(field, reader.bytes(), field.name, value, depth);
  else if (field.container === 'list') decodeItems(field, reader, type, value, depth);
  else if (field.name === '') Object.assign(value, decodeOne(field, reader, depth));
  else put(value, field.name, decodeOne(field, reader, depth));
}

/** Numbers may come several at once, packed into bytes. */
function decodeItems(field: Field, reader: WireReader, type: number, value: Value, depth: number): void {
  const list = (value[field.name] ??= []) as unknown[];
  const packed = type === BYTES && (field.holds === 'integer' || field.holds === 'boolean');
  const items = packed ? new WireReader(reader.bytes()) : reader;
  do list.push(decodeOne(field, items, depth));
  while (packed && !items.done);
}

/** An entry of a map is a message with the key in its field 1 and the value in its field 2. */
function decodeEntry(field: FieldType, bytes: Uint8Array, name: string, value: Value, depth: number): void {
  const map = (value[name] ??= {}) as Value;
  const reader = new WireReader(bytes);
  let key = '';
  let held: unknown = emptyValue(field);
  while (!reader.done) {
    const { number, type } = reader.tag();
    if (number === 1) key = text(reader.bytes());
    else if (number === 2) held = decodeOne(field, reader, depth);
    else reader.skip(type);
  }
  put(map, key, held);
}

function emptyValue({ holds }: FieldType): unknown {
  if (holds === 'integer') return 0;
  return holds === 'boolean' ? false : typeof holds === 'string' ? '' : {};
}

function decodeOne({ holds }: FieldType, reader: WireReader, depth: number): unknown {
  switch (holds) {
    case 'string':
      return text(reader.bytes());
    case 'integer':
      return reader.integer();
    case 'boolean':
      return reader.integer() !== 0;
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64');
    default:
      return decodeNested(holds.message, reader.bytes(), depth + 1);
  }
}

function decodeNested(message: string, bytes: Uint8Array, depth: number): unknown {
  if (message.endsWith('.RawExtension')) return rawObject(decodeMessage(message, bytes, depth)['raw']);
  const written = special(message);
  const value = decodeMessage(message, bytes, depth);
  return written ? written(value) : value;
}

/** An object of a kind that the message around it knows nothing of: JSON, or protobuf once more. */
function rawObject(raw: unknown): unknown {
  const bytes = Buffer.from(typeof raw === 'string' ? raw : '', 'base64');
  if (bytes.length === 0) return null;
  return isEnvelope(bytes) ? decodeEnvelope(bytes) : JSON.parse(bytes.toString('utf8'));
}

/** A field of that very name, whatever the name is. */
function put(value: Value, name: string, held: unknown): void {
  Object.defineProperty(value, name, { value: held, enumerable: true, configurable: true, writable: true });
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
