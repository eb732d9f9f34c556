/** Objects as Go's structs print them in indented JSON: what messages about refused updates show the differences of. */
import { htmlEscaped, sequenceDiff } from '../../apimachinery';
import { goStructs } from './go-structs';
import type { EphemeralContainer } from '../pod/container';
import type { PersistentVolumeClaimSpec } from '../storage/persistent-volume-claim';
import type { PersistentVolumeSpec } from '../storage/persistent-volume-spec';
import type { PodSpec } from '../pod/pod-spec';

type Loose = Readonly<Record<string, unknown>>;

interface Field {
  readonly name: string;
  readonly json: string;
  readonly shape: string;
}

const read = new Map<string, readonly Field[]>();

/** `DNSPolicy` is `dnsPolicy`, `OS` is `os`: capitals at the beginning, but for the one that begins a word. */
const jsonName = (name: string): string =>
  name.replace(/^[A-Z]+(?![a-z])|^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());

function fieldsOf(struct: string): readonly Field[] {
  let fields = read.get(struct);
  if (!fields) {
    fields = goStructs[struct]!.split(' ').map((text) => {
      const [declared = '', shape = ''] = text.split(':');
      const [name = '', json = jsonName(name)] = declared.split('@');
      return { name, json, shape };
    });
    read.set(struct, fields);
  }
  return fields;
}

/** A value as Go's struct by that name prints it in JSON: all fields, under their Go names. */
export const goStruct = (value: object, struct: string): Loose => structOf(value as Loose, struct);

function structOf(value: Loose, struct: string): Loose {
  return Object.fromEntries(fieldsOf(struct).map(({ name, json, shape }) => [name, shaped(value[json], shape)]));
}

const zeros: Readonly<Record<string, unknown>> = { s: '', n: 0, b: false };

function shaped(value: unknown, shape: string): unknown {
  if (shape in zeros) return value ?? zeros[shape];
  const [, sign = '', of = ''] = /^(\*|\[\]|\{\})?(.*)$/.exec(shape)!;
  if (value === undefined || value === null) return sign === '' ? structOf({}, of) : null;
  if (sign === '{}') return sortedMap(value as Loose);
  if (of === 'LabelSelector') return value;
  if (sign === '[]')
    return (value as readonly unknown[]).map((item) => (of === '' ? item : structOf(item as Loose, of)));
  return of === '' ? value : structOf(value as Loose, of);
}

const sortedMap = (map: Loose): Loose => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

const goJson = (value: unknown): string => htmlEscaped(JSON.stringify(value, null, 1));

const inPod = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'] as const;

/** What the machine shares with a pod stands in the pod's security context there. */
export function podSpecStruct(spec: PodSpec): Loose {
  const shared = Object.fromEntries(inPod.map((name) => [name, spec[name]]));
  const securityContext = spec.securityContext && { ...spec.securityContext, ...shared };
  return structOf({ ...spec, securityContext }, 'PodSpec');
}

const podDump = (spec: PodSpec): string => goJson(podSpecStruct(spec));

export const podSpecDiff = (before: PodSpec, after: PodSpec): string => sequenceDiff(podDump(before), podDump(after));

const dump = (value: object, struct: string): string => goJson(structOf({ ...value }, struct));

export const claimSpecDiff = (before: PersistentVolumeClaimSpec, after: PersistentVolumeClaimSpec): string =>
  sequenceDiff(dump(before, 'PersistentVolumeClaimSpec'), dump(after, 'PersistentVolumeClaimSpec'));

export const volumeSourceDiff = (before: PersistentVolumeSpec, after: PersistentVolumeSpec): string =>
  sequenceDiff(dump(before, 'PersistentVolumeSource'), dump(after, 'PersistentVolumeSource'));

export const ephemeralContainerDiff = (before: EphemeralContainer, after: EphemeralContainer): string =>
  sequenceDiff(dump(before, 'EphemeralContainer'), dump(after, 'EphemeralContainer'));
