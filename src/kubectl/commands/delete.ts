import { isRefusal, isStatus } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { KindDefinition } from '../../api';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunSuffix } from '../dry-run';
import { sortedJson } from '../go-value';
import { CommandError, noResourceMessage } from '../failure';
import { isTellable } from '../invocation';
import type { Invocation } from '../invocation';
import type { ManifestObject } from '../manifest';
import type { ObjectAddress } from '../requests';
import { printedName, printedResource, resourceArguments } from '../resource-argument';
import { timeoutOf, waitUntilGone } from '../waiting';
import { confirmed } from './confirm';
import { during, openManifests, settle, withEach } from './manifests';

/** Flags that make no sense together, or none at all. */
function checkFlags({ flags }: Invocation): void {
  const grace = flags.integer('grace-period') ?? -1;
  if (flags.isOn('now') && grace >= 0) throw new CommandError('--now and --grace-period cannot be specified together');
  if (flags.isOn('force') && grace > 0)
    throw new CommandError('--force and --grace-period greater than 0 cannot be specified together');
  const cascade = flags.text('cascade') ?? 'background';
  if (!Object.hasOwn(policies, cascade))
    throw new CommandError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  const output = flags.text('output');
  if (output && output !== 'name')
    throw new CommandError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (flags.isOn('all') && (flags.text('selector') || flags.text('field-selector')))
    throw new CommandError("setting 'all' parameter but found a non empty selector. ");
}

/** Seconds that the object gets; without `--force` nobody goes without any, whatever was asked for. */
function graceOf({ flags }: Invocation): number | undefined {
  const force = flags.isOn('force');
  if (flags.isOn('now')) return 1;
  const grace = flags.integer('grace-period') ?? (force ? 0 : -1);
  return grace < 0 ? undefined : force ? grace : Math.max(1, grace);
}

const policies: Readonly<Record<string, string>> = {
  true: 'Background',
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  false: 'Orphan',
};

/** What becomes of what an object owns, as the server is told. */
export const propagationOf = (cascade = 'background'): string | undefined => policies[cascade];

function deleteOptions(invocation: Invocation): unknown {
  const grace = graceOf(invocation);
  return {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    propagationPolicy: propagationOf(invocation.flags.text('cascade')),
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

/** Who deletes all that there is means what is still there when its turn comes. */
function ignores({ flags }: Invocation, error: unknown): boolean {
  const isMany = flags.isOn('all') || Boolean(flags.text('selector') || flags.text('field-selector'));
  return flags.isOn('ignore-not-found', isMany) && isRefusal(error, 'NotFound');
}

function* deleteFiles(invocation: Invocation): Process<Deleted[]> {
  const deleted: Deleted[] = [];
  const objects = yield* openManifests(invocation);
  if (objects.length === 0 && !invocation.failed) invocation.print('No resources found');
  const names = objects.map(({ kind, object }) => printedName(kind, object.metadata.name));
  if (invocation.flags.isOn('interactive') && !(yield* confirmed(invocation, names))) return [];
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

function namespaceFor({ namespace, flags }: Invocation, kind: KindDefinition): string | undefined {
  return kind.namespaced && !flags.isOn('all-namespaces') ? namespace : undefined;
}

/** The objects that names, a selector or `--all` mean. */
function* addressed(invocation: Invocation): Process<ObjectAddress[]> {
  const { flags } = invocation;
  const found: ObjectAddress[] = [];
  const [selector, fieldSelector] = [flags.text('selector'), flags.text('field-selector')];
  const isSelected = selector !== undefined || fieldSelector !== undefined;
  const arguments_ = resourceArguments(invocation.words, invocation.customKinds);
  if (arguments_.length === 0)
    throw new CommandError(
      isSelected ? 'at least one resource must be specified to use a selector' : noResourceMessage,
    );
  for (const { kind, name } of arguments_) {
    const namespace = namespaceFor(invocation, kind);
    if (name !== undefined) {
      if (flags.isOn('all') || isSelected)
        throw new CommandError('name cannot be provided when a selector is specified');
      if (flags.isOn('all-namespaces'))
        throw new CommandError('a resource cannot be retrieved by name across all namespaces');
      found.push({ kind, namespace, name });
      continue;
    }
    if (!isSelected && !flags.isOn('all')) {
      throw new CommandError('resource(s) were provided, but no name was specified');
    }
    const list = yield* invocation.requests.list(kind, namespace, { labelSelector: selector, fieldSelector });
    found.push(...list.items.map((item) => ({ kind, namespace: item.metadata.namespace, name: item.metadata.name })));
  }
  return found;
}

function* deleteNamed(invocation: Invocation): Process<Deleted[]> {
  const deleted: Deleted[] = [];
  const addresses = yield* addressed(invocation);
  if (addresses.length === 0) invocation.print('No resources found');
  const names = addresses.map(({ kind, name }) => printedName(kind, name));
  if (invocation.flags.isOn('interactive') && names.length > 0 && !(yield* confirmed(invocation, names))) return [];
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
  checkFlags(invocation);
  const path = invocation.flags.text('raw');
  if (path !== undefined) return invocation.print(sortedJson(yield* invocation.requests.raw('DELETE', path)));
  if (invocation.flags.isOn('force')) {
    invocation.warn(
      'Immediate deletion does not wait for confirmation that the running resource has been terminated. ' +
        'The resource may continue to run on the cluster indefinitely.',
    );
  }
  const deleted = yield* invocation.flags.namesFiles ? deleteFiles(invocation) : deleteNamed(invocation);
  if (dryRunOf(invocation) !== 'none') return;
  if (invocation.flags.isOn('wait', true)) yield* waitForAll(invocation, deleted);
  else for (const { entry } of deleted) if (entry) settle(invocation, entry, 'deleted');
}
