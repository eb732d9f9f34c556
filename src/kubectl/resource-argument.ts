import { componentStatusKind, kinds, preferredKinds } from '../api';
import type { KindDefinition } from '../api';
import { CommandError, PlainError } from './failure';

/** What people call a kind: plural, singular, short name, with the group or without. */
function isCalled(kind: KindDefinition, name: string): boolean {
  const bare = [kind.plural, kind.singular, ...kind.shortNames];
  if (bare.includes(name)) return true;
  if (kind.group === '') return bare.some((one) => name === `${one}.${kind.version}.`);
  return bare.some((one) => name === `${one}.${kind.group}` || name === `${one}.${kind.version}.${kind.group}`);
}

/** Kinds that no table has: definitions made them up. */
type CustomKinds = readonly KindDefinition[];

/** Throws CommandError for what the server doesn't have. */
export function kindCalled(name: string, customKinds: CustomKinds = []): KindDefinition {
  const all: readonly KindDefinition[] = [...kinds, componentStatusKind as unknown as KindDefinition, ...customKinds];
  const found = all.find((kind) => isCalled(kind, name.toLowerCase()));
  if (!found) throw new CommandError(`the server doesn't have a resource type "${name.split('.')[0]}"`);
  return found;
}

/** The same where the server alone is asked: its refusal stands for itself. */
export function servedKind(name: string, customKinds: CustomKinds = []): KindDefinition {
  try {
    return kindCalled(name, customKinds);
  } catch (error) {
    throw error instanceof CommandError ? new PlainError(error.message) : error;
  }
}

export interface ResourceArgument {
  readonly kind: KindDefinition;
  /** Undefined: all of them. */
  readonly name?: string;
}

const categories = new Set(kinds.flatMap((kind) => kind.categories));

function categoryKinds(name: string, customKinds: CustomKinds): KindDefinition[] {
  const own = customKinds.filter((kind, at) => kind.categories.includes(name) && isPreferred(kind, at, customKinds));
  if (!categories.has(name) && own.length === 0) return [];
  const place = ({ group, plural }: KindDefinition) => `${group} ${plural}`;
  return [...preferredKinds.filter((kind) => kind.categories.includes(name)), ...own].sort((a, b) =>
    place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0,
  );
}

/** The first of a resource's versions. */
const isPreferred = ({ group, plural }: KindDefinition, at: number, all: CustomKinds): boolean =>
  all.findIndex((one) => one.group === group && one.plural === plural) === at;

function typesOf(word: string, customKinds: CustomKinds): KindDefinition[] {
  return word.split(',').flatMap((name) => {
    const category = categoryKinds(name, customKinds);
    return category.length > 0 ? category : [kindCalled(name, customKinds)];
  });
}

function slashed(word: string, customKinds: CustomKinds): ResourceArgument {
  const parts = word.split('/');
  if (parts.length > 2) throw new CommandError('arguments in resource/name form may not have more than one slash');
  if (parts.includes(''))
    throw new CommandError('arguments in resource/name form must have a single resource and name');
  return { kind: kindCalled(parts[0]!, customKinds), name: parts[1]! };
}

/** `pods`, `deploy web api`, `deploy/web svc/web`, `pods,deploy`. */
export function resourceArguments(words: readonly string[], customKinds: CustomKinds = []): ResourceArgument[] {
  if (words.some((word) => word.includes('/'))) {
    if (words.some((word) => !word.includes('/'))) {
      throw new CommandError(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      );
    }
    return words.map((word) => slashed(word, customKinds));
  }
  const [types, ...names] = words;
  if (types === undefined) return [];
  const found = typesOf(types, customKinds);
  // Several kinds may be named with a comma; a category stands for itself.
  if (names.length > 0 && found.length > 1 && !types.includes(','))
    throw new CommandError('you must specify only one resource');
  if (names.includes('')) throw new CommandError('resource name may not be empty');
  return names.length === 0
    ? found.map((kind) => ({ kind }))
    : found.flatMap((kind) => names.map((name) => ({ kind, name })));
}

/** How kubectl prints an object: `deployment.apps/web`, `pod/p`. */
export function printedName(kind: KindDefinition, name: string): string {
  return `${kind.group === '' ? kind.singular : `${kind.singular}.${kind.group}`}/${name}`;
}

/** `pods/web`, `deployments/web`: as kubectl's errors about waiting say it. */
export function printedResource(kind: KindDefinition, name: string): string {
  return `${kind.plural}/${name}`;
}
