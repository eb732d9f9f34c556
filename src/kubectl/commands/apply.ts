import { isRefusal, matchesSelector, parseSelector, type Selector } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { apiVersionOf, findByResourceName, lastAppliedAnnotation, strategicSchemaOf } from '../../api';
import type { Process } from '../../simulation';
import { sleep } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError, UsageError } from '../failure';
import { sortedJson } from '../go-value';
import { isTellable } from '../invocation';
import type { Invocation } from '../invocation';
import { planPatch, withLastApplied } from '../last-applied';
import type { PlannedPatch } from '../last-applied';
import type { ManifestObject } from '../manifest';
import { withoutManagers } from '../printers/object-printer';
import { printedName } from '../resource-argument';
import { addressOf, During, during, openManifests, requireFiles, settle, validationOf, withEach } from './manifests';

const patchTries = 5;
const conflictPauseMilliseconds = 1000;

function describe({ object, kind, namespace }: ManifestObject): string {
  const { group, version, plural } = kind;
  const groupVersion = `${group}/${version}`;
  const names = `Name: "${object.metadata.name ?? ''}", Namespace: "${namespace ?? ''}"`;
  return `Resource: "${groupVersion}, Resource=${plural}", GroupVersionKind: "${groupVersion}, Kind=${kind.kind}"\n${names}`;
}

function writeQuery(invocation: Invocation): Record<string, string> {
  return {
    fieldManager: 'kubectl-client-side-apply',
    fieldValidation: validationOf(invocation),
    ...dryRunQuery(dryRunOf(invocation)),
  };
}

/** The live object, undefined where there is none. */
function* retrieve(invocation: Invocation, entry: ManifestObject): Process<KubeObject | undefined> {
  if (!entry.object.metadata.name) throw new CommandError('resource name may not be empty');
  try {
    return yield* invocation.requests.get(addressOf(entry));
  } catch (error) {
    if (isRefusal(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** Before it creates in a namespace, kubectl looks whether that is there; the server has the last word. */
function* lookAtNamespace(invocation: Invocation, name: string): Process<void> {
  try {
    yield* invocation.requests.get({ kind: findByResourceName('namespaces')!, namespace: undefined, name });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

function* createIt(invocation: Invocation, entry: ManifestObject): Process<KubeObject> {
  if (entry.namespace !== undefined) yield* lookAtNamespace(invocation, entry.namespace);
  const sent = withLastApplied(entry.object);
  const creating = invocation.requests.create(entry, sent, writeQuery(invocation));
  const isOurs = dryRunOf(invocation) === 'client';
  const made = isOurs ? sent : yield* during(`error when creating "${entry.file}": `, creating);
  return finish(invocation, entry, 'created', made);
}

/** @param object what `-o` prints: as the server has it now */
function finish(
  invocation: Invocation,
  entry: ManifestObject,
  outcome: 'created' | 'configured' | 'unchanged',
  object: KubeObject,
): KubeObject {
  const called = printedName(entry.kind, entry.object.metadata.name);
  printOutcome(invocation, called, outcome, withoutManagers(object), true);
  settle(invocation, entry, outcome);
  return object;
}

function plan(entry: ManifestObject, live: KubeObject): PlannedPatch | undefined {
  return planPatch(entry.object, live, strategicSchemaOf(apiVersionOf(entry.kind), entry.kind.kind));
}

/** Patches; when somebody else was faster, looks again and patches anew. Answers undefined when nothing was to be changed. */
function* patchIt(invocation: Invocation, entry: ManifestObject, found: KubeObject): Process<KubeObject | undefined> {
  let live = found;
  for (let attempt = 0; ; attempt++) {
    const planned = plan(entry, live);
    if (!planned) return attempt > 0 ? live : undefined;
    try {
      return yield* invocation.requests.patch(addressOf(entry), planned.patch, planned.type, writeQuery(invocation));
    } catch (error) {
      if (!isTellable(error)) throw error;
      const words = `error when applying patch:\n${sortedJson(planned.patch)}\nto:\n${describe(entry)}\nfor: "${entry.file}": error when patching "${entry.file}": `;
      if (!isRefusal(error, 'Conflict') || attempt >= patchTries) throw new During(words, error);
    }
    if (attempt > 0) yield* sleep(conflictPauseMilliseconds);
    live = yield* invocation.requests.get(addressOf(entry));
  }
}

function warnOfMissingAnnotation(invocation: Invocation, entry: ManifestObject, live: KubeObject): void {
  if (live.metadata.annotations?.[lastAppliedAnnotation] !== undefined) return;
  invocation.warn(
    `resource ${entry.kind.plural}/${live.metadata.name} is missing the ${lastAppliedAnnotation} annotation which is required by ` +
      'kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create ' +
      '--save-config or kubectl apply. The missing annotation will be patched automatically.',
  );
}

function* applyOne(invocation: Invocation, entry: ManifestObject): Process<KubeObject> {
  const { name, generateName } = entry.object.metadata;
  if (!name && generateName) throw new CommandError(`from ${generateName}: cannot use generate name with apply`);
  const words = `error when retrieving current configuration of:\n${describe(entry)}\nfrom server for: "${entry.file}": `;
  const live = yield* during(words, retrieve(invocation, entry));
  if (!live) return yield* createIt(invocation, entry);
  // Without a server to ask nobody knows whether anything would change.
  if (dryRunOf(invocation) === 'client') return finish(invocation, entry, 'configured', live);
  warnOfMissingAnnotation(invocation, entry, live);
  const changed = yield* patchIt(invocation, entry, live);
  return finish(invocation, entry, changed ? 'configured' : 'unchanged', changed ?? live);
}

const conflictAdvice = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

/** The server merges, and remembers whose which field is. */
export function* sendToServer(invocation: Invocation, entry: ManifestObject): Process<KubeObject> {
  const { flags, requests } = invocation;
  const query = {
    fieldManager: flags.text('field-manager') ?? 'kubectl',
    fieldValidation: validationOf(invocation),
    force: String(flags.isOn('force-conflicts')),
    ...dryRunQuery(dryRunOf(invocation)),
  };
  try {
    return yield* requests.patch(addressOf(entry), entry.object, 'apply', query, flags.text('subresource'));
  } catch (error) {
    if (!isRefusal(error, 'Conflict')) throw error;
    throw new CommandError(`${error.message}\n${conflictAdvice}`);
  }
}

function* applyOnServer(invocation: Invocation, entry: ManifestObject, after: Afterwards): Process<KubeObject> {
  const answer = yield* after(entry, yield* sendToServer(invocation, entry));
  printOutcome(invocation, printedName(entry.kind, entry.object.metadata.name), 'serverside-applied', answer, true);
  settle(invocation, entry, 'configured');
  return answer;
}

/** Flags that want each other, or can't have each other. */
function checkFlags(invocation: Invocation): void {
  const { flags, words, path } = invocation;
  if (words.length > 0) throw new UsageError(`Unexpected args: [${words.join(' ')}]`, path);
  validationOf(invocation);
  const onServer = flags.isOn('server-side');
  if (flags.isOn('force') && dryRunOf(invocation) === 'server')
    throw new CommandError('--dry-run=server cannot be used with --force');
  if (flags.isOn('force') && onServer) throw new CommandError('--force cannot be used with --server-side');
  if (dryRunOf(invocation) === 'client' && onServer)
    throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (flags.isOn('force-conflicts') && !onServer)
    throw new CommandError('--force-conflicts only works with --server-side');
  requireFiles(invocation);
  if (flags.isOn('prune') && flags.isOn('all') && flags.has('selector'))
    throw new CommandError('cannot set --all and --selector at the same time');
  if (flags.isOn('prune') && !flags.isOn('all') && !flags.has('selector'))
    throw new CommandError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
}

function chosenBy({ flags }: Invocation): Selector {
  const text = flags.text('selector') ?? '';
  try {
    return parseSelector(text);
  } catch (error) {
    throw new CommandError(`the provided selector ${JSON.stringify(text)} is not valid: ${(error as Error).message}`);
  }
}

/** What goes on with an object that the server merged, before it is told. */
export type Afterwards = (entry: ManifestObject, answer: KubeObject) => Process<KubeObject>;

/** `kubectl apply -f FILE`: every object is looked up, then created, patched or left alone. */
export function* apply(invocation: Invocation): Process<void> {
  yield* applyAll(invocation, function* (_, answer) {
    return answer;
  });
}

/** The same; answers what was applied. */
export function* applyAll(invocation: Invocation, after: Afterwards): Process<readonly KubeObject[]> {
  checkFlags(invocation);
  const selector = chosenBy(invocation);
  const all = yield* openManifests(invocation);
  const objects = all.filter(({ object }) => matchesSelector(selector, object.metadata.labels));
  if (objects.length === 0 && !invocation.failed) throw new CommandError('no objects passed to apply');
  const one = invocation.flags.isOn('server-side') ? applyOnServer : applyOne;
  const applied: KubeObject[] = [];
  yield* withEach(invocation, objects, function* (entry) {
    applied.push(yield* one(invocation, entry, after));
  });
  return applied;
}
