import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import type { ManifestObject } from '../manifest';
import { printedName } from '../resource-argument';
import { during, openManifests, requireFiles, settle, validationOf, withEach } from './manifests';

function* createOne(invocation: Invocation, entry: ManifestObject): Process<void> {
  const dryRun = dryRunOf(invocation);
  const query = {
    fieldManager: invocation.flags.text('field-manager') ?? 'kubectl-create',
    fieldValidation: validationOf(invocation),
    ...dryRunQuery(dryRun),
  };
  const creating = invocation.requests.create(entry, entry.object, query);
  const made = dryRun === 'client' ? entry.object : yield* during(`error when creating "${entry.file}": `, creating);
  printOutcome(invocation, printedName(entry.kind, made.metadata.name), 'created', made, true);
  settle(invocation, entry, 'created');
}

/** `kubectl create -f FILE`. */
export function* createFiles(invocation: Invocation): Process<void> {
  const { words, path } = invocation;
  if (words.length > 0) throw new UsageError(`Unexpected args: [${words.join(' ')}]`, path);
  requireFiles(invocation);
  const objects = yield* openManifests(invocation);
  if (objects.length === 0 && !invocation.failed) throw new CommandError('no objects passed to create');
  yield* withEach(invocation, objects, (entry) => createOne(invocation, entry));
}
