import { isRefusal, isStatus } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { KindDefinition } from '../../api';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunSuffix } from '../dry-run';
import { CommandError, noResourceMessage } from '../failure';
import { isTellable } from '../invocation';
import type { Invocation } from '../invocation';
import type { ManifestObject } from '../manifest';
import type { ObjectAddress } from '../requests';
import { printedName, printedResource, resourceArguments } from '../resource-argument';
import { timeoutOf, waitUntilGone } from '../waiting';
import { during, openManifests, settle, withEach } from './manifests';

const policies: Readonly<Record<string, string>> = {
  true: 'Background',
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  false: 'Orphan',
};

function deleteOptions(invocation: Invocation): unknown {
  const { flags } = invocation;
  const force = flags.isOn('force');
  const grace = flags.isOn('now') ? 1 : (flags.integer('grace-period') ?? (force ? 0 : undefined));
  return {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...(grace !== undefined && grace >= 0 && { gracePeriodSeconds: grace }),
    propagationPolicy: policies[flags.text('cascade') ?? 'background'] ?? 'Background',
  };
}

interface Deleted {
  readonly address: ObjectAddress;
  readonly uid: string | undefined;
  readonly entry?: ManifestObject;
}

function uidOf(answer: unknown): string | undefined {
  return isStatus(answer) ? answer.details?.uid : (answer as KubeObject).metadata.uid;
}

function sentence(invocation: Invocation, { kind, namespace, name }: ObjectAddress): string {
  const called = kind.group === '' ? kind.singular : `${kind.singular}.${kind.group}`;
  const done = invocation.flags.isOn('force') ? 'force deleted' : 'deleted';
  return `${called} "${name}" ${done}${namespace === undefined ? '' : ` from ${namespace} namespace`}${dryRunSuffix(dryRunOf(invocation))}`;
}

function* deleteOne(invocation: Invocation, address: ObjectAddress): Process<Deleted> {
  const dryRun = dryRunOf(invocation);
  if (dryRun === 'client') {
    invocation.print(sentence(invocation, address));
    return { address, uid: undefined };
  }
  const options = { ...(deleteOptions(invocation) as object), ...(dryRun === 'server' && { dryRun: ['All'] }) };
  const answer = yield* invocation.requests.delete(address, options);
  invocation.print(
    invocation.flags.text('output') === 'name'
      ? printedName(address.kind, address.name)
      : sentence(invocation, address),
  );
  return { address, uid: uidOf(answer) };
}

/** All were asked to go; now each is waited for in turn. */
function* waitForAll(invocation: Invocation, deleted: readonly Deleted[]): Process<void> {
  const deadline = invocation.component.now + timeoutOf(invocation.flags, 7 * 24 * 3_600_000);
  for (const { address, uid, entry } of deleted) {
    const gone = yield* waitUntilGone(invocation.requests, address, uid, deadline - invocation.component.now);
    if (!gone)
      throw new CommandError(`timed out waiting for the condition on ${printedResource(address.kind, address.name)}`);
    if (entry) settle(invocation, entry, 'deleted');
  }
}

function ignores(invocation: Invocation, error: unknown): boolean {
  return invocation.flags.isOn('ignore-not-found') && isRefusal(error, 'NotFound');
}

function* deleteFiles(invocation: Invocation): Process<Deleted[]> {
  const deleted: Deleted[] = [];
  const objects = yield* openManifests(invocation);
  if (objects.length === 0 && !invocation.failed) invocation.print('No resources found');
  yield* withEach(invocation, objects, function* (entry) {
    const address = { kind: entry.kind, namespace: entry.namespace, name: entry.object.metadata.name };
    try {
      const one = yield* during(`error when deleting "${entry.file}": `, deleteOne(invocation, address));
      deleted.push({ ...one, entry });
    } catch (error) {
      const { cause } = error as { cause?: unknown };
      if (!ignores(invocation, cause)) throw error;
      settle(invocation, entry, 'unchanged');
    }
  });
  return deleted;
}

function namespaceFor(invocation: Invocation, kind: KindDefinition): string | undefined {
  return kind.namespaced ? invocation.namespace : undefined;
}

/** The objects that names, a selector or `--all` mean. */
function* addressed(invocation: Invocation): Process<ObjectAddress[]> {
  const { flags } = invocation;
  const found: ObjectAddress[] = [];
  const selector = flags.text('selector');
  const arguments_ = resourceArguments(invocation.words);
  if (arguments_.length === 0)
    throw new CommandError(
      selector === undefined ? noResourceMessage : 'at least one resource must be specified to use a selector',
    );
  for (const { kind, name } of arguments_) {
    const namespace = namespaceFor(invocation, kind);
    if (name !== undefined) {
      if (flags.isOn('all')) throw new CommandError('name cannot be provided when a selector is specified');
      found.push({ kind, namespace, name });
      continue;
    }
    if (selector === undefined && !flags.isOn('all')) {
      throw new CommandError('resource(s) were provided, but no name was specified');
    }
    const list = yield* invocation.requests.list(kind, namespace, { labelSelector: selector });
    found.push(...list.items.map((item) => ({ kind, namespace: item.metadata.namespace, name: item.metadata.name })));
  }
  return found;
}

function* deleteNamed(invocation: Invocation): Process<Deleted[]> {
  const deleted: Deleted[] = [];
  const addresses = yield* addressed(invocation);
  if (addresses.length === 0) invocation.print('No resources found');
  for (const address of addresses) {
    try {
      deleted.push(yield* deleteOne(invocation, address));
    } catch (error) {
      if (!isTellable(error)) throw error;
      if (!ignores(invocation, error)) invocation.fail(error);
    }
  }
  return deleted;
}

/** `kubectl delete`, by file or by name: asks for all, then waits until they are gone (unless `--wait=false`). */
export function* deleteObjects(invocation: Invocation): Process<void> {
  if (invocation.flags.isOn('force')) {
    invocation.warn(
      'Immediate deletion does not wait for confirmation that the running resource has been terminated. ' +
        'The resource may continue to run on the cluster indefinitely.',
    );
  }
  const deleted = yield* invocation.flags.has('filename') ? deleteFiles(invocation) : deleteNamed(invocation);
  if (dryRunOf(invocation) !== 'none') return;
  if (invocation.flags.isOn('wait', true)) yield* waitForAll(invocation, deleted);
  else for (const { entry } of deleted) if (entry) settle(invocation, entry, 'deleted');
}
