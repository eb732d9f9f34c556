import type { DeleteOptions, KindDefinition } from '../../api';
import { instantOf, wallClock } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';

/** What a DELETE makes of an object, decided on what it is now. */
export interface DeletionPlan {
  /** As it is to be written before it goes, or instead of going; undefined when there is nothing to write. */
  readonly marked: KubeObject | undefined;
  /** Nothing holds it: it goes right away. */
  readonly goes: boolean;
}

type Propagation = Pick<DeleteOptions, 'propagationPolicy' | 'orphanDependents'>;

/** Graceful kinds get a deletion time, held ones too; the rest go. Repeated deletes can only shorten the grace. */
export function planDeletion(
  kind: KindDefinition,
  object: KubeObject,
  options: DeleteOptions,
  now: number,
): DeletionPlan {
  const graceful = gracefully(kind, object, options, now);
  if (graceful === 'already') return { marked: undefined, goes: false };
  const base = graceful ?? object;
  const held = withFinalizers(kind, base, options);
  if (graceful) {
    const goes = !held.metadata.finalizers?.length && held.metadata.deletionGracePeriodSeconds === 0;
    return { marked: held, goes };
  }
  if (!held.metadata.finalizers?.length) return { marked: undefined, goes: true };
  const marked = markedAsDeleted(held, now);
  return { marked: marked === object ? undefined : marked, goes: false };
}

/** The object with its deletion time, 'already' when that is set and not to be shortened, undefined for kinds that go at once. */
function gracefully(
  kind: KindDefinition,
  object: KubeObject,
  options: DeleteOptions,
  now: number,
): KubeObject | 'already' | undefined {
  if (!kind.gracePeriodSeconds) return undefined;
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = object.metadata;
  const requested = options.gracePeriodSeconds;
  if (deletionTimestamp !== undefined) {
    // Marking and ending are two writes: a server that died between them left an object that nobody will end but the next delete.
    if (deletionGracePeriodSeconds === undefined || deletionGracePeriodSeconds === 0) return undefined;
    if (requested === undefined || requested >= deletionGracePeriodSeconds) return 'already';
    return shortened(object, deletionTimestamp, deletionGracePeriodSeconds, requested);
  }
  const seconds = kind.gracePeriodSeconds(object, requested);
  const metadata = {
    ...object.metadata,
    deletionTimestamp: wallClock(now + seconds * 1000),
    deletionGracePeriodSeconds: seconds,
    ...(generation ? { generation: generation + 1 } : {}),
  };
  return { ...object, metadata };
}

function shortened(object: KubeObject, timestamp: string, from: number, to: number): KubeObject {
  const deletionTimestamp = wallClock(instantOf(timestamp)! + (to - from) * 1000);
  return { ...object, metadata: { ...object.metadata, deletionTimestamp, deletionGracePeriodSeconds: to } };
}

/** Of kinds without grace that finalizers hold. */
function markedAsDeleted(object: KubeObject, now: number): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = object.metadata;
  if (deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0) return object;
  const metadata = {
    ...object.metadata,
    deletionTimestamp: deletionTimestamp ?? wallClock(now),
    deletionGracePeriodSeconds: 0,
    ...(generation && deletionTimestamp === undefined ? { generation: generation + 1 } : {}),
  };
  return { ...object, metadata };
}

const orphan = 'orphan';
const foreground = 'foregroundDeletion';

/** Propagation is a matter of finalizers: the garbage collector sees them and does what they say. */
function withFinalizers(kind: KindDefinition, object: KubeObject, options: Propagation): KubeObject {
  const finalizers = object.metadata.finalizers ?? [];
  const policy = policyOf(options) ?? (isDecided(finalizers) ? undefined : kind.orphansDependents && 'Orphan');
  if (policy === undefined) return object;
  const wanted = policy === 'Orphan' ? orphan : policy === 'Foreground' ? foreground : undefined;
  const others = finalizers.filter((finalizer) => finalizer !== orphan && finalizer !== foreground);
  const next =
    wanted === undefined
      ? others
      : finalizers.includes(wanted) && others.length === finalizers.length - 1
        ? finalizers
        : [...others, wanted];
  if (next === finalizers || (next.length === finalizers.length && wanted === undefined)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: next } };
}

const isDecided = (finalizers: readonly string[]): boolean =>
  finalizers.includes(orphan) || finalizers.includes(foreground);

/** What a delete says is to become of dependents, in the present or in the older form. */
export function policyOf({ propagationPolicy, orphanDependents }: Propagation): string | undefined {
  if (propagationPolicy !== undefined || orphanDependents === undefined) return propagationPolicy;
  return orphanDependents ? 'Orphan' : 'Background';
}
