import type { Process } from '../../simulation';
import { sleep } from '../../simulation';
import { CommandError, PlainError } from '../failure';
import { isTellable } from '../invocation';
import type { Invocation } from '../invocation';
import { builtFolder } from '../later';
import { eachManifest, readManifests } from '../manifest';
import type { Manifest, ManifestObject } from '../manifest';
import { problemsOf } from '../problem-lines';
import type { ObjectAddress } from '../requests';
import type { Comparison, DocumentOutcome } from '../result';

/** The files of `-f`. Throws CommandError for a file that isn't there. */
function filesOf(invocation: Invocation): { readonly name: string; readonly text: string }[] {
  const { flags, files } = invocation;
  const built = flags.text('kustomize');
  if (built !== undefined && flags.has('filename')) throw new CommandError('only one of -f or -k can be specified');
  if (built !== undefined) return [{ name: built, text: builtFolder(files, built, (line) => invocation.say(line)) }];
  return flags.list('filename').flatMap((name) => filesAt(invocation, name));
}

export function requireFiles({ flags }: Invocation): void {
  if (!flags.namesFiles) throw new CommandError('must specify one of -f and -k');
}

const manifestName = /\.(json|ya?ml)$/;

/** `-` is what the shell pipes in; of a folder all its manifests are meant, with `-R` those in its folders too. */
function filesAt({ files, flags }: Invocation, path: string): { readonly name: string; readonly text: string }[] {
  if (path === '-') return [{ name: 'STDIN', text: files['-'] ?? '' }];
  const [, host] = /^https?:\/\/([^/:]+)/.exec(path) ?? [];
  // The laptop is in no other network than the cluster's.
  if (host) throw new PlainError(`Unable to connect to the server: dial tcp: lookup ${host}: no such host`);
  const name = path.replace(/^\.\/|\/$/g, '');
  if (Object.hasOwn(files, name)) return [{ name: path, text: files[name]! }];
  const folder = name === '.' || name === '' ? '' : `${name}/`;
  const inside = Object.keys(files).filter((file) => file.startsWith(folder));
  if (inside.length === 0 && folder !== '') throw new CommandError(`the path "${path}" does not exist`);
  const isMeant = (file: string) =>
    manifestName.test(file) && (flags.isOn('recursive') || !file.slice(folder.length).includes('/'));
  const manifests = inside.filter(isMeant).sort();
  if (manifests.length === 0)
    throw new CommandError(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
  return manifests.map((file) => ({ name: file, text: files[file]! }));
}

const validations: Readonly<Record<string, string>> = {
  true: 'Strict',
  strict: 'Strict',
  warn: 'Warn',
  false: 'Ignore',
  ignore: 'Ignore',
};

/** `--validate`, as the server is asked for it. */
export function validationOf({ flags }: Invocation): string {
  const asked = flags.text('validate') ?? 'true';
  const directive = validations[asked];
  if (directive) return directive;
  throw new CommandError(
    `invalid - validate option ${JSON.stringify(asked)}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}

/** Reading more documents than this takes simulated time, too: no moment of the simulation takes long to be computed. */
const DOCUMENTS_AT_ONCE = 200;
const PAUSE_MILLISECONDS = 1;

const optionsOf = ({ namespace, flags, customKinds }: Invocation) => ({
  namespace,
  explicitNamespace: flags.has('namespace'),
  customKinds,
});

/** Reads the command's files; what can't be read is told, and each document's place in the results taken. */
export function* openManifests(invocation: Invocation): Process<readonly ManifestObject[]> {
  const reading = eachManifest(filesOf(invocation), optionsOf(invocation));
  for (let read = 1; ; read++) {
    const step = reading.next();
    if (step.done) return opened(invocation, step.value);
    if (read % DOCUMENTS_AT_ONCE === 0) yield* sleep(PAUSE_MILLISECONDS);
  }
}

/** The same in one go, where names are built of files. */
export function openManifestsAtOnce(invocation: Invocation): readonly ManifestObject[] {
  return opened(invocation, readManifests(filesOf(invocation), optionsOf(invocation)));
}

function opened(invocation: Invocation, { objects, unread }: Manifest): readonly ManifestObject[] {
  for (const { document, error } of unread) {
    invocation.document(document);
    if (error) invocation.failReading(error);
  }
  for (const { document } of objects) invocation.document({ ...document, outcome: 'not sent' });
  return objects;
}

export function addressOf({ object, kind, namespace }: ManifestObject): ObjectAddress {
  return { kind, namespace, name: object.metadata.name };
}

/** Records what became of an object. */
export function settle(
  invocation: Invocation,
  entry: ManifestObject,
  outcome: DocumentOutcome,
  comparison?: Comparison,
): void {
  invocation.document({ ...entry.document, outcome, ...(comparison && { comparison }) });
}

/** Does the same to one object after the other; a refusal is recorded at its lines, and kubectl goes on. */
export function* withEach(
  invocation: Invocation,
  objects: readonly ManifestObject[],
  work: (entry: ManifestObject) => Process<void>,
): Process<void> {
  for (const entry of objects) {
    settle(invocation, entry, 'waiting');
    try {
      yield* work(entry);
    } catch (error) {
      refused(invocation, entry, error);
    }
  }
}

/** An error with what was being done when it came: `error when creating "web.yaml": `. */
export class During extends Error {
  constructor(words: string, cause: unknown) {
    super(words, { cause });
  }
}

function refused(invocation: Invocation, entry: ManifestObject, thrown: unknown): void {
  const [error, words] = thrown instanceof During ? [thrown.cause, thrown.message] : [thrown, undefined];
  if (!isTellable(error)) throw error;
  const problems = problemsOf(error, (field) => entry.positionOf(field));
  invocation.document({ ...entry.document, outcome: 'refused', message: error.message, problems });
  invocation.fail(error, words);
}

/** Runs a part of a command whose errors are to be told with what was being done. */
export function* during<T>(words: string, body: Process<T>): Process<T> {
  try {
    return yield* body;
  } catch (error) {
    if (!isTellable(error)) throw error;
    throw new During(words, error);
  }
}
