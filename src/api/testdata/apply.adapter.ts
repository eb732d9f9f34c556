/** Shows server-side apply over our own schemas to `../shared/yardsticks/vectors/run-vectors.mjs`. Only shapes are mapped here. */
import { ApplyConflicts, applyTyped, byStep, stepText, updateManagers, writeFieldSet, type FieldSet, type Managers } from '../../apimachinery';
import { applyShapeOf } from '../schema/apply-schema';

const versions: Readonly<Record<string, string>> = { apps: 'apps/v1', core: 'v1' };

/**
 * The library that the vectors were recorded with (4.2.3) kept paths in memory that it went on writing into: of several conflicts
 * some are named with what was written last. The one in 1.36 copies them, and so do we; here its names are told as it told them.
 * A Go slice has room for 1, 2, 4, 8 … steps, and whatever is appended within that room shares it.
 */
function asRecorded(set: FieldSet): readonly string[] {
  const found: { readonly slots: string[]; readonly length: number }[] = [];
  const append = (path: Slice, step: string): Slice => {
    const slots = path.length < path.room ? path.slots : path.slots.slice(0, path.length);
    slots[path.length] = step;
    return { slots, length: path.length + 1, room: path.length < path.room ? path.room : Math.max(1, path.room * 2) };
  };
  const walk = (node: FieldSet, path: Slice): void => {
    const steps = [...node.below].sort(([a], [b]) => byStep(a, b));
    for (const [step, child] of steps) if (child.member) found.push(append(path, step));
    for (const [step, child] of steps) if (child.below.size > 0) walk(child, append(path, step));
  };
  walk(set, { slots: [], length: 0, room: 0 });
  return found.map(({ slots, length }) => slots.slice(0, length).map(stepText).join(''));
}

interface Slice {
  readonly slots: string[];
  readonly length: number;
  readonly room: number;
}

export function ssa(typeName: string) {
  const [version, , kind] = typeName.split('.').slice(-3) as [string, string, string];
  const shape = applyShapeOf(versions[version]!, kind)!;
  const appliers = new Set<string>();
  let live: unknown = {};
  let managers: Managers = new Map();
  return {
    apply(manager: string, object: unknown, force: boolean) {
      try {
        ({ object: live, managers } = applyTyped(live, object, shape, managers, manager, force));
      } catch (error) {
        if (!(error instanceof ApplyConflicts)) throw error;
        throw { conflicts: [...error.taken].flatMap(([name, set]) => asRecorded(set).map((field) => `${name} ${field}`)) };
      }
      appliers.add(manager);
    },
    update(manager: string, object: unknown) {
      managers = updateManagers(live, object, shape, managers, manager);
      live = object;
    },
    live: () => live,
    managers: () =>
      Object.fromEntries(
        [...managers].map(([name, set]) => [name, { applied: appliers.has(name), fieldsV1: writeFieldSet(set) }]),
      ),
  };
}
