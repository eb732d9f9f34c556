import { equal } from '../immutable';
import { difference, equalSets, isEmptySet, readFieldSet, union, writeFieldSet } from './field-set';
import type { FieldSet, FieldsV1 } from './field-set';
import { applyTyped, recordChange } from './managers';
import type { Applied, Managers } from './managers';
import type { FieldShape } from './shape';
import { compareTyped } from './typed-compare';

/** `metadata.managedFields` of an object: one entry for each manager, operation, version and subresource. */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** RFC 3339: when its writer last changed the object; there is none of who only agreed with what was there. */
  readonly time?: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: FieldsV1;
  readonly subresource?: string;
}

/** Who writes, and how: an entry without what it manages. */
export type Writer = Pick<ManagedFieldsEntry, 'manager' | 'operation' | 'apiVersion' | 'time' | 'subresource'>;

/** What the server decides about every object: nobody manages it. */
const ownedByNobody = readFieldSet({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
  },
});

/** Ordinary writers beyond these are remembered together. */
const mostUpdaters = 10;
const ancient = 'ancient-changes';

/** Managers of an object in the form to reckon with. */
export class ManagedFields {
  private sets: Managers;
  private readonly writers: Map<string, Writer>;

  constructor(entries: readonly ManagedFieldsEntry[]) {
    this.sets = new Map(entries.map((entry) => [idOf(entry), readFieldSet(entry.fieldsV1)]));
    this.writers = new Map(entries.map((entry) => [idOf(entry), entry]));
  }

  /** An ordinary write of `after` where `before` was. @param untouched fields that this way of writing leaves alone */
  update(writer: Writer, before: unknown, after: unknown, shape: FieldShape, untouched: FieldSet): void {
    const { added, modified, removed } = compareTyped(before, after, shape);
    const left = (set: FieldSet): FieldSet => difference(without(set, untouched), ownedByNobody);
    const change = { added: left(added), modified: left(modified), removed: left(removed) };
    const id = idOf(writer);
    this.sets = recordChange(change, this.sets, id);
    if (!isEmptySet(union(change.added, change.modified))) this.writers.set(id, writer);
    this.cap();
  }

  /**
   * Server-side apply onto the live object. Answers the object that is to be, and whether anything changed in it or in who manages what.
   * @throws ApplyConflicts with ids that `writerOf` knows
   */
  apply(
    writer: Writer,
    live: unknown,
    applied: unknown,
    shape: FieldShape,
    force: boolean,
  ): { object: unknown; moved: boolean } {
    const id = idOf(writer);
    const result: Applied = applyTyped(live, applied, shape, this.sets, id, force);
    const managers = new Map(result.managers);
    const mine = difference(managers.get(id) ?? readFieldSet({}), ownedByNobody);
    if (isEmptySet(mine)) managers.delete(id);
    else managers.set(id, mine);
    const moved = !sameManagers(this.sets, managers);
    this.sets = managers;
    this.writers.set(id, equal(live, result.object) ? { ...writer, time: this.writers.get(id)?.time } : writer);
    return { object: result.object, moved };
  }

  writerOf(id: string): Writer {
    return this.writers.get(id)!;
  }

  /** As it is written: appliers first, then by time and name. */
  entries(): readonly ManagedFieldsEntry[] {
    const entries = [...this.sets].map(([id, set]) => entryOf(this.writers.get(id)!, set));
    return entries.sort(
      (a, b) =>
        compareText(a.operation, b.operation) ||
        compareText(a.time ?? '', b.time ?? '') ||
        compareText(a.manager, b.manager) ||
        compareText(a.subresource ?? '', b.subresource ?? ''),
    );
  }

  /** The oldest ordinary writers become one. */
  private cap(): void {
    const updaters = [...this.sets.keys()].filter((id) => this.writers.get(id)?.operation === 'Update');
    if (updaters.length <= mostUpdaters) return;
    const time = (id: string): string => this.writers.get(id)!.time ?? '';
    const [first, second] = updaters.sort((a, b) => compareText(time(a), time(b)) || compareText(a, b)) as [
      string,
      string,
    ];
    const { apiVersion, time: newest } = this.writers.get(second)!;
    const writer: Writer = { manager: ancient, operation: 'Update', apiVersion, time: newest };
    const sets = new Map(this.sets);
    const merged = union(sets.get(first)!, sets.get(second)!);
    sets.delete(first);
    sets.delete(second);
    this.sets = sets.set(idOf(writer), union(merged, sets.get(idOf(writer)) ?? readFieldSet({})));
    this.writers.set(idOf(writer), writer);
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An applier stays the same one when it goes over to another version. */
const idOf = ({ manager, operation, apiVersion, subresource = '' }: Writer): string =>
  JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource]);

/** The set without whole branches. */
function without(set: FieldSet, branches: FieldSet): FieldSet {
  if (branches.below.size === 0) return set;
  const below = [...set.below].filter(([step]) => !branches.below.get(step)?.member);
  return below.length === set.below.size ? set : { member: set.member, below: new Map(below) };
}

function sameManagers(a: Managers, b: Managers): boolean {
  if (a.size !== b.size) return false;
  for (const [id, set] of a) {
    const other = b.get(id);
    if (!other || !equalSets(set, other)) return false;
  }
  return true;
}

function entryOf({ manager, operation, apiVersion, time, subresource }: Writer, set: FieldSet): ManagedFieldsEntry {
  const entry: ManagedFieldsEntry = {
    manager,
    operation,
    apiVersion,
    ...(time && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: writeFieldSet(set),
  };
  return subresource ? { ...entry, subresource } : entry;
}
