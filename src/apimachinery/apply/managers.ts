import { difference, fieldSet, intersection, isEmptySet, pathsOf, union } from './field-set';
import type { FieldSet } from './field-set';
import { compareTyped } from './typed-compare';
import type { Comparison } from './typed-compare';
import { fieldsOf, withNamedFields, withoutFields } from './typed-fields';
import { mergeTyped } from './typed-merge';
import type { FieldShape } from './shape';

/** Who manages which fields of an object, by the manager's identity. */
export type Managers = ReadonlyMap<string, FieldSet>;

/** One field that an applier may not change, for somebody else set it. */
export interface ApplyConflict {
  readonly manager: string;
  /** `.spec.replicas` */
  readonly field: string;
}

/** An apply that would change what others own, without being told to force it. */
export class ApplyConflicts extends Error {
  /** What each of the others would lose. */
  readonly taken: Managers;

  constructor(taken: Managers) {
    super(`apply would take fields from ${[...taken.keys()].join(', ')}`);
    this.taken = taken;
  }

  get conflicts(): readonly ApplyConflict[] {
    return [...this.taken].flatMap(([manager, set]) => [...pathsOf(set)].map((field) => ({ manager, field })));
  }
}

export interface Applied {
  readonly object: unknown;
  readonly managers: Managers;
}

/**
 * Server-side apply: the live object with what is applied, without what the manager applied before and no longer does, as
 * long as nobody else owns that.
 * @throws ApplyConflicts when that changes what others own, unless forced: then they lose it
 */
export function applyTyped(
  live: unknown,
  applied: unknown,
  shape: FieldShape,
  managers: Managers,
  manager: string,
  force: boolean,
): Applied {
  const before = managers.get(manager);
  const merged = mergeTyped(live, applied, shape);
  const owned = new Map(managers).set(manager, fieldsOf(applied, shape));
  const object = before ? pruned(merged, shape, owned, before) : merged;
  return { object, managers: takenFrom(owned, compareTyped(live, object, shape), manager, force) };
}

/** An ordinary write: whoever writes owns what changed, everybody else loses that. */
export function updateManagers(
  before: unknown,
  after: unknown,
  shape: FieldShape,
  managers: Managers,
  manager: string,
): Managers {
  return recordChange(compareTyped(before, after, shape), managers, manager);
}

export function recordChange(change: Comparison, managers: Managers, manager: string): Managers {
  const { added, modified, removed } = change;
  const left = takenFrom(managers, change, manager, true);
  const mine = union(union(difference(left.get(manager) ?? fieldSet(false, []), removed), modified), added);
  const next = new Map(left);
  if (isEmptySet(mine)) next.delete(manager);
  else next.set(manager, mine);
  return next;
}

/** The others without what this change took from them; those that are left with nothing go. */
function takenFrom(
  managers: Managers,
  { added, modified, removed }: Comparison,
  manager: string,
  force: boolean,
): Managers {
  const touched = union(modified, added);
  const conflicts = new Map<string, FieldSet>();
  const next = new Map<string, FieldSet>();
  for (const [other, set] of managers) {
    let left = set;
    if (other !== manager) {
      const taken = intersection(set, touched);
      if (!isEmptySet(taken)) conflicts.set(other, taken);
      left = difference(difference(set, taken), removed);
    }
    if (!isEmptySet(left)) next.set(other, left);
  }
  if (conflicts.size > 0 && !force) throw new ApplyConflicts(conflicts);
  return next;
}

/** Takes away what was applied before, then gives back what somebody owns, and what was never applied. */
function pruned(merged: unknown, shape: FieldShape, managers: Managers, before: FieldSet): unknown {
  if (isEmptySet(before)) return merged;
  const all = withNamedFields(fieldsOf(merged, shape), shape);
  const last = withNamedFields(before, shape);
  const bare = withoutFields(merged, shape, last);
  let owned = fieldSet(false, []);
  for (const set of managers.values()) owned = union(owned, set);
  const withOwned = withNamedFields(owned, shape);
  const kept = withoutFields(merged, shape, difference(all, union(named(bare, shape), withOwned)));
  return withoutFields(merged, shape, intersection(difference(all, named(kept, shape)), last));
}

const named = (value: unknown, shape: FieldShape): FieldSet => withNamedFields(fieldsOf(value, shape), shape);
