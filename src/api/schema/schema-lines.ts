/**
 * How `schema-data.ts` reads. A type is a line of fields apart by spaces, each `name` + mark + `:` + shape + `|attributes`.
 * Marks: `!` always written, `*` a zero is a value of its own (else it stands for "not set"), `0` null while unset.
 * Shapes: `[]` list of, `{}` map of, then a type's name or a scalar: s string, b boolean, i int32, l int64, n number,
 * q quantity, x integer or string, t time, u time with microseconds, y base64, j any JSON.
 * Attributes: `merge=key` (strategic merge; without a key: of plain values), `retain` (retainKeys), `map=keys`, `set`, `atomic`.
 */
import { schemaLines, schemaOfKind } from './schema-data';

export type ScalarCode = 's' | 'b' | 'i' | 'l' | 'n' | 'q' | 'x' | 't' | 'u' | 'y' | 'j';

export type Shape =
  | { readonly form: 'list'; readonly of: Shape }
  | { readonly form: 'map'; readonly of: Shape }
  | { readonly form: 'struct'; readonly type: string }
  | { readonly form: 'scalar'; readonly code: ScalarCode };

export interface FieldSchema {
  readonly name: string;
  readonly shape: Shape;
  /** Written even when empty: required, or a plain struct in the real server. */
  readonly always: boolean;
  readonly zeroIsValue: boolean;
  readonly nullWhileUnset: boolean;
  /** Strategic merge patch: lists merge; '' where the items are plain values. */
  readonly mergeKey?: string;
  readonly retainKeys: boolean;
  readonly listKeys?: readonly string[];
  readonly set: boolean;
  readonly atomic: boolean;
  /** The struct within its type that Go has it in: its decoder's messages name it. */
  readonly within?: string;
}

export interface TypeSchema {
  readonly name: string;
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** Specs travel unchanged from write to write: worth remembering what was read. */
  readonly shared: boolean;
  /** What has to be filled in when missing. */
  readonly filled: readonly FieldSchema[];
}

function shapeOf(text: string): Shape {
  if (text.startsWith('[]')) return { form: 'list', of: shapeOf(text.slice(2)) };
  if (text.startsWith('{}')) return { form: 'map', of: shapeOf(text.slice(2)) };
  return text.length === 1 ? { form: 'scalar', code: text as ScalarCode } : { form: 'struct', type: text };
}

/** Go's structs that stand unnamed in others; every field of theirs, or those that are listed. */
const unnamed: Readonly<Record<string, readonly [struct: string, ...fields: readonly string[]]>> = {
  Volume: ['VolumeSource'],
  PersistentVolumeSpec: ['PersistentVolumeSource'],
  Probe: ['ProbeHandler', 'exec', 'httpGet', 'tcpSocket', 'grpc'],
  EphemeralContainer: ['EphemeralContainerCommon'],
  ConfigMapEnvSource: ['LocalObjectReference', 'name'],
  ConfigMapKeySelector: ['LocalObjectReference', 'name'],
  ConfigMapProjection: ['LocalObjectReference', 'name'],
  ConfigMapVolumeSource: ['LocalObjectReference', 'name'],
  SecretEnvSource: ['LocalObjectReference', 'name'],
  SecretKeySelector: ['LocalObjectReference', 'name'],
  SecretProjection: ['LocalObjectReference', 'name'],
  RuleWithOperations: ['Rule', 'apiGroups', 'apiVersions', 'resources', 'scope'],
  IngressRule: ['IngressRuleValue', 'http'],
  DeviceClassConfiguration: ['DeviceConfiguration', 'opaque'],
  DeviceClaimConfiguration: ['DeviceConfiguration', 'opaque'],
};
/** Of those of which every field is within: these are not. */
const outside: Readonly<Record<string, string>> = {
  Volume: 'name',
  EphemeralContainer: 'targetContainerName',
  PersistentVolumeSpec:
    'accessModes capacity claimRef mountOptions nodeAffinity persistentVolumeReclaimPolicy storageClassName volumeAttributesClassName volumeMode',
};

function withinOf(owner: string, name: string): string | undefined {
  const [struct, ...fields] = unnamed[owner] ?? [];
  const isIn = fields.length > 0 ? fields.includes(name) : !outside[owner]?.split(' ').includes(name);
  return isIn ? struct : undefined;
}

function fieldOf(text: string, owner: string): FieldSchema {
  const [declaration, ...attributes] = text.split('|');
  const [marked, shape] = declaration!.split(':');
  const name = marked!.replace(/[!*0]$/, '');
  const attribute = (key: string) => attributes.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1);
  const keys = attribute('map');
  const mergeKey = attribute('merge');
  return {
    name,
    shape: shapeOf(shape!),
    always: marked!.endsWith('!'),
    // A text that is written as null while unset is a pointer.
    zeroIsValue: marked!.endsWith('*') || (marked!.endsWith('0') && shape === 's'),
    nullWhileUnset: marked!.endsWith('0'),
    retainKeys: attributes.includes('retain'),
    set: attributes.includes('set'),
    atomic: attributes.includes('atomic'),
    within: withinOf(owner, name),
    ...(mergeKey !== undefined && { mergeKey }),
    ...(keys !== undefined && { listKeys: keys.split(',') }),
  };
}

const read = new Map<string, TypeSchema>();

/** The type by its short name (`PodSpec`); throws for a name the table doesn't have. */
export function typeSchema(name: string): TypeSchema {
  const known = read.get(name);
  if (known) return known;
  const line = schemaLines[name];
  if (line === undefined) throw new Error(`no schema of ${name}`);
  const fields = line === '' ? [] : line.split(' ').map((text) => fieldOf(text, name));
  const type = {
    name,
    fields: new Map(fields.map((field) => [field.name, field])),
    shared: name.endsWith('Spec') && fields.length > 3,
    filled: fields.filter((field) => field.always || field.nullWhileUnset),
  };
  read.set(name, type);
  return type;
}

/** The type of a kind's objects; undefined for a kind the table doesn't have. */
export function schemaOf(apiVersion: string, kind: string): TypeSchema | undefined {
  const name = schemaOfKind[`${apiVersion} ${kind}`];
  return name === undefined ? undefined : typeSchema(name);
}
