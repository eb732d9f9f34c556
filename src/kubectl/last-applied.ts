import { goJson, threeWayMergePatch, threeWayStrategicMergePatch, withoutAt } from '../apimachinery';
import type { KubeObject, PatchSchema } from '../apimachinery';
import { lastAppliedAnnotation } from '../api';

type Fields = Readonly<Record<string, unknown>>;

/** The object as it is sent: with the annotation that holds the object as it was given. */
export function withLastApplied(object: KubeObject): KubeObject {
  const given = withoutAt(object, ['metadata', 'annotations', lastAppliedAnnotation]);
  const annotations = given.metadata.annotations ?? {};
  const remembered = goJson({ ...given, metadata: { ...given.metadata, annotations } });
  const all = { ...annotations, [lastAppliedAnnotation]: `${remembered}\n` };
  return { ...given, metadata: { ...given.metadata, annotations: all } };
}

/** What `apply set-last-applied` writes: an object as it was given. */
export const rememberedText = (object: KubeObject): string =>
  `${goJson(withoutAt(object, ['metadata', 'annotations', lastAppliedAnnotation]))}\n`;

/** `--save-config`: what a generator made remembers itself, in the order of its fields. */
export function rememberingItself(object: Fields): Record<string, unknown> {
  const metadata = object['metadata'] as Fields;
  const annotations = {
    ...(metadata['annotations'] as Fields),
    [lastAppliedAnnotation]: `${JSON.stringify(object)}\n`,
  };
  return { ...object, metadata: { ...metadata, annotations } };
}

/** As it is remembered when it is applied: with annotations, if none. What was applied with none has lost none. */
function withAnnotations(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, annotations: object.metadata.annotations ?? {} } };
}

/** What was applied last, undefined where nothing was or the annotation can't be read. */
export function lastApplied(live: KubeObject): Fields | undefined {
  const text = live.metadata.annotations?.[lastAppliedAnnotation];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

export interface PlannedPatch {
  readonly type: 'strategic' | 'merge';
  readonly patch: Fields;
}

/**
 * What `kubectl apply` sends for an object that exists; undefined when there is nothing to change.
 * @param schema undefined for kinds without merge keys (custom resources)
 * @param remember whether the annotation is written too; `kubectl diff` leaves it as it is
 */
export function planPatch(
  wanted: KubeObject,
  live: KubeObject,
  schema: PatchSchema | undefined,
  remember = true,
): PlannedPatch | undefined {
  const modified = (remember ? withLastApplied(wanted) : withAnnotations(wanted)) as unknown as Fields;
  const current = live as unknown as Fields;
  const original = lastApplied(live);
  const patch = schema
    ? threeWayStrategicMergePatch(original, modified, current, schema)
    : threeWayMergePatch(original, modified, current);
  if (Object.keys(patch).length === 0) return undefined;
  return { type: schema ? 'strategic' : 'merge', patch };
}
