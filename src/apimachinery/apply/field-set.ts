/**
 * Sets of fields of an object, as managed fields say them (FieldsV1). A step is `f:name`, `k:{"name":"main"}` for an item of a
 * keyed list, `v:"value"` for one of a set; `.` says that a field with others below it is in the set itself.
 */
export interface FieldSet {
  /** Is the field at this very path in the set? */
  readonly member: boolean;
  readonly below: ReadonlyMap<string, FieldSet>;
}

/** As it is written: `{"f:spec": {"f:replicas": {}}}`. */
export interface FieldsV1 {
  readonly [step: string]: FieldsV1;
}

const nothingBelow: ReadonlyMap<string, FieldSet> = new Map();
export const noFields: FieldSet = { member: false, below: nothingBelow };
export const onlyThis: FieldSet = { member: true, below: nothingBelow };

export const isEmptySet = (set: FieldSet): boolean => !set.member && set.below.size === 0;

/** Leaves out branches without members. */
export function fieldSet(member: boolean, below: Iterable<readonly [string, FieldSet]>): FieldSet {
  let kept: Map<string, FieldSet> | undefined;
  for (const [step, set] of below) if (!isEmptySet(set)) (kept ??= new Map()).set(step, set);
  if (!kept) return member ? onlyThis : noFields;
  return { member, below: kept };
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  const below = new Map(a.below);
  for (const [step, set] of b.below) {
    const other = below.get(step);
    below.set(step, other ? union(other, set) : set);
  }
  return { member: a.member || b.member, below };
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const below: [string, FieldSet][] = [];
  for (const [step, set] of a.below) {
    const other = b.below.get(step);
    if (other) below.push([step, intersection(set, other)]);
  }
  return fieldSet(a.member && b.member, below);
}

/** What is in the first and not in the second; a field's going doesn't take those below it along. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(b) || isEmptySet(a)) return a;
  const below: [string, FieldSet][] = [];
  for (const [step, set] of a.below) {
    const other = b.below.get(step);
    below.push([step, other ? difference(set, other) : set]);
  }
  return fieldSet(a.member && !b.member, below);
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.member !== b.member || a.below.size !== b.below.size) return false;
  for (const [step, set] of a.below) {
    const other = b.below.get(step);
    if (!other || !equalSets(set, other)) return false;
  }
  return true;
}

/** Fields before keys, keys before values, each by its text: the order in which conflicts are named. */
export const byStep = (a: string, b: string): number => {
  const rank = rankOf(a) - rankOf(b);
  return rank !== 0 ? rank : a < b ? -1 : a > b ? 1 : 0;
};

const rankOf = (step: string): number => 'fkvi'.indexOf(step[0]!);

/** The paths of all members, those of a level before those below. */
export function* pathsOf(set: FieldSet, path = ''): Generator<string, void, undefined> {
  const steps = [...set.below].sort(([a], [b]) => byStep(a, b));
  for (const [step, child] of steps) if (child.member) yield path + stepText(step);
  for (const [step, child] of steps) yield* pathsOf(child, path + stepText(step));
}

/** `.name`, `[name="main"]`, `["value"]`. */
export function stepText(step: string): string {
  const text = step.slice(2);
  switch (step[0]) {
    case 'f':
      return `.${text}`;
    case 'k':
      return `[${keyText(JSON.parse(text) as Record<string, unknown>)}]`;
    case 'v':
      return `[=${text}]`;
    default:
      return `[${text}]`;
  }
}

const keyText = (keys: Readonly<Record<string, unknown>>): string =>
  Object.keys(keys)
    .sort()
    .map((name) => `${name}=${JSON.stringify(keys[name])}`)
    .join(',');

export function writeFieldSet(set: FieldSet): FieldsV1 {
  const written: Record<string, FieldsV1> = {};
  for (const [step, child] of [...set.below].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const inner = writeFieldSet(child);
    written[step] = child.member && child.below.size > 0 ? { '.': {}, ...inner } : inner;
  }
  return written;
}

/** @throws Error for a step that is none */
export function readFieldSet(written: FieldsV1): FieldSet {
  return { member: false, below: readBelow(written) };
}

function readBelow(written: FieldsV1): Map<string, FieldSet> {
  const below = new Map<string, FieldSet>();
  for (const step of Object.keys(written)) {
    if (step === '.') continue;
    if (!/^[fkvi]:/.test(step)) throw new Error(`invalid path element ${JSON.stringify(step)}`);
    const inner = written[step]!;
    const children = readBelow(inner);
    below.set(step, { member: '.' in inner || children.size === 0, below: children });
  }
  return below;
}
