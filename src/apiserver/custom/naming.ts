/** Which of its names a definition gets: those that no other definition of its group has. */
import {
  isConditionTrue,
  laterParts,
  setCondition,
  type Condition,
  type CustomResourceDefinition,
  type CustomResourceNames,
} from '../../api';

type Status = NonNullable<CustomResourceDefinition['status']>;

const accepted: Condition = {
  type: 'NamesAccepted',
  status: 'True',
  reason: 'NoConflicts',
  message: 'no conflicts found',
};
const initial = 'the initial names have been accepted';
const installing: Condition = { type: 'Established', status: 'False', reason: 'Installing', message: initial };
const established: Condition = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: initial,
};
const notAccepted: Condition = {
  type: 'Established',
  status: 'False',
  reason: 'NotAccepted',
  message: 'not all names are accepted',
};

/**
 * A definition's status one step further: its names first, and that it is served when those are its own.
 * @param others the other definitions of its group
 */
export function nextStatus(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: string,
): Status {
  const status = definition.status!;
  const { names, conflict } = acceptedNames(definition, others);
  const approved = laterParts().approval(definition);
  const known = status.conditions ?? [];
  let conditions = setCondition(approved ? setCondition(known, approved, now) : known, conflict ?? accepted, now);
  if (!isConditionTrue(conditions, 'Established')) {
    const isInstalling = conditions.some(({ type, reason }) => type === 'Established' && reason === 'Installing');
    conditions = setCondition(conditions, conflict ? notAccepted : isInstalling ? established : installing, now);
  }
  return conditions === status.conditions && sameNames(names, status.acceptedNames)
    ? status
    : { ...status, acceptedNames: names, conditions };
}

interface Accepted {
  readonly names: CustomResourceNames;
  readonly conflict: Condition | undefined;
}

function acceptedNames(
  { spec, status }: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
): Accepted {
  const taken = others.map((other) => other.status?.acceptedNames);
  const resources = new Set(
    taken.flatMap((names) => [names?.plural, names?.singular, ...(names?.shortNames ?? [])].filter(Boolean)),
  );
  const kinds = new Set(taken.flatMap((names) => [names?.kind, names?.listKind].filter(Boolean)));
  const wanted = spec.names;
  const before = status!.acceptedNames;
  let conflict: Condition | undefined;
  const free = (list: readonly (string | undefined)[], used: ReadonlySet<unknown>, reason: string): boolean => {
    const inUse = list.filter((name) => name && used.has(name));
    if (inUse.length === 0) return true;
    const message = inUse.map((name) => `${JSON.stringify(name)} is already in use`).join(', ');
    conflict = {
      type: 'NamesAccepted',
      status: 'False',
      reason,
      message: inUse.length === 1 ? message : `[${message}]`,
    };
    return false;
  };
  const plural = free([wanted.plural], resources, 'PluralConflict') ? wanted.plural : before.plural;
  const singular = free([wanted.singular], resources, 'SingularConflict') ? wanted.singular : before.singular;
  const shortNames = free(wanted.shortNames ?? [], resources, 'ShortNamesConflict')
    ? wanted.shortNames
    : before.shortNames;
  const kind = free([wanted.kind], kinds, 'KindConflict') ? wanted.kind : before.kind;
  const listKind = free([wanted.listKind], kinds, 'ListKindConflict') ? wanted.listKind : before.listKind;
  const { categories } = wanted;
  return { names: withoutEmpty({ plural, singular, shortNames, kind, listKind, categories }), conflict };
}

function withoutEmpty(names: CustomResourceNames): CustomResourceNames {
  const { plural, kind, singular, shortNames, listKind, categories } = names;
  return {
    plural,
    ...(singular ? { singular } : {}),
    ...(shortNames?.length ? { shortNames } : {}),
    kind,
    ...(listKind ? { listKind } : {}),
    ...(categories?.length ? { categories } : {}),
  };
}

function sameNames(a: CustomResourceNames, b: CustomResourceNames): boolean {
  const text = (names: CustomResourceNames): string => JSON.stringify(Object.entries(withoutEmpty(names)).sort());
  return text(a) === text(b);
}
