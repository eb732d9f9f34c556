import { createMergePatch, validateLabelValue } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, isOnlyShown, printOutcome } from '../dry-run';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import type { FoundObject } from '../resource-builder';
import { findObjects } from '../resource-builder';

type Pairs = Readonly<Record<string, string>>;

/** What `label` and `annotate` do not share. */
interface Marking {
  readonly field: 'labels' | 'annotations';
  readonly word: 'label' | 'annotation';
  readonly manager: string;
  readonly did: { readonly changed: string; readonly removed: string; readonly unchanged: string };
  check(pair: string, value: string): void;
  /** Why nothing can be both set and taken away. */
  both(keys: readonly string[]): string;
  conflict(taken: readonly (readonly [string, string])[]): string;
}

interface Change {
  readonly resources: readonly string[];
  readonly set: Pairs;
  readonly remove: readonly string[];
}

function changeOf({ words }: Invocation, marking: Marking): Change {
  const isPair = (word: string) => word.indexOf('=') > 0 || word.endsWith('-');
  const first = words.findIndex(isPair);
  const resources = first < 0 ? words : words.slice(0, first);
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const word of first < 0 ? [] : words.slice(first)) {
    if (!isPair(word))
      throw new CommandError(`all resources must be specified before ${marking.word} changes: ${word}`);
    const at = word.indexOf('=');
    if (at < 0) remove.push(word.slice(0, -1));
    else {
      marking.check(word, word.slice(at + 1));
      set[word.slice(0, at)] = word.slice(at + 1);
    }
  }
  const both = remove.filter((key) => Object.hasOwn(set, key));
  if (both.length > 0) throw new CommandError(marking.both(both));
  return { resources, set, remove };
}

const labelling: Marking = {
  field: 'labels',
  word: 'label',
  manager: 'kubectl-label',
  did: { changed: 'labeled', removed: 'unlabeled', unchanged: 'not labeled' },
  check(pair, value) {
    if (value.includes('=')) throw new CommandError(`invalid label spec: ${pair}`);
    const [problem] = validateLabelValue(value);
    if (problem !== undefined) throw new CommandError(`invalid label value: ${JSON.stringify(pair)}: ${problem}`);
  },
  both: () => 'can not both modify and remove a label in the same command',
  conflict: (taken) =>
    taken.map(([key, value]) => `'${key}' already has a value (${value}), and --overwrite is false`).join('\n'),
};

const annotating: Marking = {
  field: 'annotations',
  word: 'annotation',
  manager: 'kubectl-annotate',
  did: { changed: 'annotated', removed: 'annotated', unchanged: 'annotated' },
  check() {},
  both: (keys) => `can not both modify and remove the following annotation(s) in the same command: ${keys.join(', ')}`,
  conflict: (taken) =>
    `--overwrite is false but found the following declared annotation(s): ${taken
      .map(([key, value]) => `'${key}' already has a value (${value})`)
      .join('; ')}`,
};

/** The object with its labels (or annotations) changed. Throws where one has a value already and may not lose it. */
function marked(object: KubeObject, change: Change, marking: Marking, overwrite: boolean): KubeObject {
  const before: Pairs = object.metadata[marking.field] ?? {};
  const taken = Object.entries(change.set)
    .filter(([key, value]) => Object.hasOwn(before, key) && before[key] !== value)
    .map(([key]) => [key, before[key]!] as const);
  if (taken.length > 0 && !overwrite) throw new CommandError(marking.conflict(taken));
  const after = Object.entries({ ...before, ...change.set }).filter(([key]) => !change.remove.includes(key));
  return { ...object, metadata: { ...object.metadata, [marking.field]: Object.fromEntries(after) } };
}

function whatWasDone(before: KubeObject, patch: object, change: Change, marking: Marking): string {
  const { did, field } = marking;
  const old: Pairs = before.metadata[field] ?? {};
  const onlyRemoves = Object.keys(change.set).length === 0;
  if (onlyRemoves && change.remove.some((key) => Object.hasOwn(old, key))) return did.removed;
  const isNew = Object.keys(patch).length > 0 || before.metadata[field] === undefined;
  return isNew ? did.changed : did.unchanged;
}

function* markOne(invocation: Invocation, found: FoundObject, change: Change, marking: Marking): Process<void> {
  const { flags, requests } = invocation;
  const { object, address, printed } = found;
  const next = marked(object, change, marking, flags.isOn('overwrite'));
  const old: Pairs = object.metadata[marking.field] ?? {};
  if (marking.field === 'labels')
    for (const key of change.remove)
      if (!Object.hasOwn(old, key)) invocation.print(`label ${JSON.stringify(key)} not found.`);
  const changes: Loose = createMergePatch(object as never, next as never);
  const resourceVersion = flags.text('resource-version');
  const patch = resourceVersion ? { ...changes, metadata: { ...changes.metadata, resourceVersion } } : changes;
  const dryRun = dryRunOf(invocation);
  const query = { fieldManager: flags.text('field-manager') ?? marking.manager, ...dryRunQuery(dryRun) };
  const answer = isOnlyShown(invocation) ? next : yield* requests.patch(address, patch, 'merge', query);
  printOutcome(invocation, printed, whatWasDone(object, patch, change, marking), answer);
}

function list(invocation: Invocation, objects: readonly FoundObject[], { field, word }: Marking): void {
  for (const { object, address } of objects) {
    if (objects.length > 1)
      invocation.print(`Listing ${word}s for ${address.kind.kind}.${address.kind.group}/${object.metadata.name}:`);
    for (const [key, value] of Object.entries(object.metadata[field] ?? {}).sort())
      invocation.print(`${objects.length > 1 ? ' ' : ''}${key}=${value}`);
  }
}

function* mark(invocation: Invocation, marking: Marking): Process<void> {
  const { flags } = invocation;
  const change = changeOf(invocation, marking);
  if (change.resources.length === 0 && !flags.namesFiles)
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  const changes = Object.keys(change.set).length + change.remove.length;
  if (changes === 0 && !flags.isOn('list')) throw new CommandError(`at least one ${marking.word} update is required`);
  const objects = yield* findObjects(invocation, change.resources);
  if (flags.isOn('list')) return list(invocation, objects, marking);
  for (const found of objects) {
    try {
      yield* markOne(invocation, found, change, marking);
    } catch (error) {
      invocation.fail(error);
    }
  }
}

/** `kubectl label pod web tier=front other-`. */
export function label(invocation: Invocation): Process<void> {
  return mark(invocation, labelling);
}

/** `kubectl annotate pod web note='hello' other-`. */
export function annotate(invocation: Invocation): Process<void> {
  return mark(invocation, annotating);
}
