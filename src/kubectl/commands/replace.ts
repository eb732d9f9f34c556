import { isRefusal } from '../../apimachinery';
import { attempt } from '../../simulation';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { ManifestObject } from '../manifest';
import { printedName } from '../resource-argument';
import { waitUntilGone } from '../waiting';
import { addressOf, during, openManifests, requireFiles, settle, validationOf, withEach } from './manifests';

const goneMilliseconds = 5 * 60_000;

/** As a PUT has it: with the revision that is replaced, so that nobody's change is lost unseen. */
function* replaceOne(invocation: Invocation, entry: ManifestObject): Process<void> {
  const query = {
    fieldManager: 'kubectl-replace',
    fieldValidation: validationOf(invocation),
    ...dryRunQuery(dryRunOf(invocation)),
  };
  const { requests } = invocation;
  const subresource = invocation.flags.text('subresource');
  const live = yield* attempt(requests.get(addressOf(entry), subresource));
  // What isn't there is sent all the same: the server says what is wrong.
  const known = live.ok ? live.value.metadata.resourceVersion : undefined;
  const { resourceVersion = known } = entry.object.metadata;
  const metadata = { ...entry.object.metadata, ...(resourceVersion !== undefined && { resourceVersion }) };
  const object = { ...entry.object, metadata };
  const sending = requests.replace(addressOf(entry), object, query, subresource);
  const answer =
    dryRunOf(invocation) === 'client' ? object : yield* during(`error when replacing "${entry.file}": `, sending);
  printOutcome(invocation, printedName(entry.kind, object.metadata.name), 'replaced', answer, true);
  settle(invocation, entry, 'configured');
}

/** `--force`: deleted, waited for, and made anew. */
function* remake(invocation: Invocation, entry: ManifestObject): Process<void> {
  const { requests } = invocation;
  const address = addressOf(entry);
  const options = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };
  try {
    yield* requests.delete(address, options);
    const where = entry.namespace === undefined ? '' : ` from ${entry.namespace} namespace`;
    const { singular, group } = entry.kind;
    invocation.print(`${group ? `${singular}.${group}` : singular} "${address.name}" deleted${where}`);
    yield* waitUntilGone(requests, address, undefined, goneMilliseconds);
  } catch (error) {
    if (!isRefusal(error, 'NotFound')) throw error;
  }
  const query = { fieldManager: 'kubectl-replace', fieldValidation: validationOf(invocation) };
  yield* requests.create(entry, entry.object, query);
  invocation.print(`${printedName(entry.kind, address.name)} replaced`);
  settle(invocation, entry, 'created');
}

/** `kubectl replace -f FILE`. */
export function* replace(invocation: Invocation): Process<void> {
  const { flags } = invocation;
  requireFiles(invocation);
  const objects = yield* openManifests(invocation);
  if (objects.length === 0 && !invocation.failed) throw new CommandError('no objects passed to replace');
  const work = flags.isOn('force') ? remake : replaceOne;
  yield* withEach(invocation, objects, (entry) => work(invocation, entry));
}
