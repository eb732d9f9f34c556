import type { KubeObject } from '../apimachinery';
import { apiVersionOf } from '../api';
import type { KindDefinition } from '../api';
import type { Process } from '../simulation';
import { addressOf, openManifestsAtOnce } from './commands/manifests';
import { CommandError, noResourceMessage } from './failure';
import type { Invocation } from './invocation';
import { isTellable } from './invocation';
import type { ObjectAddress, Target } from './requests';
import { printedName, resourceArguments } from './resource-argument';

/** An object that a command is about, as the server has it. */
export interface FoundObject {
  readonly address: ObjectAddress;
  readonly object: KubeObject;
  /** `deployment.apps/web` */
  readonly printed: string;
}

const bothGiven = 'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well';

/** Whether objects are chosen by a selector, where a command has flags for that. */
const chosenBySelector = ({ flags }: Invocation): boolean => flags.has('selector') || flags.has('field-selector');

/** The objects of `-f` and `-k`, beside which no words have a place. */
export function fileTargets(invocation: Invocation, words: readonly string[]): Target[] {
  if (words.length > 0) throw new CommandError(bothGiven);
  return openManifestsAtOnce(invocation).map(addressOf);
}

/**
 * What words, files, selectors and `--all` mean; nothing is asked yet. Throws where they mean nothing.
 * @param isSelected false for a command whose `--selector` says something else
 */
export function targetsOf(
  invocation: Invocation,
  words: readonly string[],
  isSelected = chosenBySelector(invocation),
): Target[] {
  const { flags, namespace } = invocation;
  if (flags.namesFiles) return fileTargets(invocation, words);
  if (words.length === 0)
    throw new CommandError(
      isSelected ? 'at least one resource must be specified to use a selector' : noResourceMessage,
    );
  const everywhere = flags.isOn('all-namespaces');
  return resourceArguments(words, invocation.customKinds).map(({ kind, name }) => {
    if (name !== undefined && (isSelected || flags.isOn('all')))
      throw new CommandError('name cannot be provided when a selector is specified');
    if (name === undefined && !isSelected && !flags.isOn('all') && !everywhere)
      throw new CommandError('resource(s) were provided, but no name was specified');
    return { kind, name, namespace: kind.namespaced && !everywhere ? namespace : undefined };
  });
}

function found(kind: KindDefinition, object: KubeObject): FoundObject {
  const { name, namespace } = object.metadata;
  return { address: { kind, namespace, name }, object, printed: printedName(kind, name) };
}

/** Asks for one target: a GET by name, else a LIST. */
export function* fetchTarget(invocation: Invocation, target: Target): Process<FoundObject[]> {
  const { kind, namespace, name } = target;
  if (name !== undefined) return [found(kind, yield* invocation.requests.get({ kind, namespace, name }))];
  const { flags, requests } = invocation;
  const query = { labelSelector: flags.text('selector'), fieldSelector: flags.text('field-selector'), limit: '500' };
  const list = yield* requests.list(kind, namespace, query);
  return list.items.map((item) => found(kind, { ...item, apiVersion: apiVersionOf(kind), kind: kind.kind }));
}

/** Everything that the command is about; what is not there is told at the end. */
export function* findObjects(
  invocation: Invocation,
  words: readonly string[],
  isSelected?: boolean,
): Process<FoundObject[]> {
  if (invocation.flags.isOn('local')) return localObjects(invocation);
  const objects: FoundObject[] = [];
  for (const target of targetsOf(invocation, words, isSelected)) {
    try {
      objects.push(...(yield* fetchTarget(invocation, target)));
    } catch (error) {
      if (!isTellable(error)) throw error;
      invocation.fail(error);
    }
  }
  return objects;
}

/** With `--local` nobody is asked: objects are as their files have them. */
export function localObjects(invocation: Invocation): FoundObject[] {
  const { flags } = invocation;
  if (!flags.namesFiles)
    throw new CommandError(
      "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
  return openManifestsAtOnce(invocation).map((entry) => {
    const { kind, namespace, object } = entry;
    const { name } = object.metadata;
    const address = { kind, namespace: flags.has('namespace') ? namespace : undefined, name };
    return { address, object: flags.has('namespace') ? object : entry.written, printed: printedName(kind, name) };
  });
}

/** Does the same to each object; what goes wrong with one is told at the end. */
export function* forEachObject(
  invocation: Invocation,
  words: readonly string[],
  work: (found: FoundObject) => Process<void>,
  isSelected?: boolean,
): Process<void> {
  for (const object of yield* findObjects(invocation, words, isSelected)) {
    try {
      yield* work(object);
    } catch (error) {
      invocation.fail(error);
    }
  }
}
