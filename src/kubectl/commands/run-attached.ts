import { isPodTerminal } from '../../api';
import type { Process } from '../../simulation';
import { dryRunOf } from '../dry-run';
import { CommandError, UsageError } from '../failure';
import { plainText } from '../go-value';
import { isTellable } from '../invocation';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { kindCalled } from '../resource-argument';
import { timeoutOf, waitFor, waitUntilGone, weekMilliseconds } from '../waiting';
import { attachTo } from './attach';

const PATIENCE_MILLISECONDS = 60_000;

/** Whether `kubectl run` stays with the pod that it made: `-i`, `-t` or `--attach`. */
export function isAttached({ flags }: Invocation): boolean {
  return flags.isOn('attach', flags.isOn('stdin') || flags.isOn('tty'));
}

/** Flags that want each other. */
export function checkAttachment(invocation: Invocation): void {
  const { flags, path } = invocation;
  if (isAttached(invocation) && dryRunOf(invocation) !== 'none')
    throw new UsageError(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
      path,
    );
  if (flags.isOn('tty') && !flags.isOn('stdin'))
    throw new CommandError('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.isOn('rm') && !isAttached(invocation))
    throw new UsageError('--rm should only be used for attached containers', path);
}

/** What the container of such a pod has: its input stays open until the first one leaves. */
export function inputOf({ flags }: Invocation): Readonly<Record<string, true>> {
  if (!flags.isOn('stdin')) return {};
  return {
    stdin: true,
    ...(!flags.isOn('leave-stdin-open') && { stdinOnce: true as const }),
    ...(flags.isOn('tty') && { tty: true as const }),
  };
}

const isReady = ({ status }: Loose) =>
  status?.phase === 'Running' &&
  status.conditions?.some((one: Loose) => one.type === 'Ready' && one.status === 'True') === true;

/** Stays with a pod from when it runs until its command ends; with `--rm` it is deleted then. */
export function* stayWith(invocation: Invocation, made: Loose): Process<void> {
  try {
    yield* attachWhenReady(invocation, made);
    if (made.spec.restartPolicy !== 'Always') yield* takeExitCode(invocation, made);
  } finally {
    if (invocation.flags.isOn('rm')) yield* remove(invocation, made);
  }
}

function* attachWhenReady(invocation: Invocation, made: Loose): Process<void> {
  const patience = timeoutOf(invocation.flags, PATIENCE_MILLISECONDS, 'pod-running-timeout');
  const pod = yield* podWhen(invocation, made, patience, (one) => isReady(one) || isPodTerminal(one));
  if (!isPodTerminal(pod)) {
    try {
      return yield* attachTo(invocation, pod);
    } catch (error) {
      if (!isTellable(error)) throw error;
      const { name } = made.metadata;
      invocation.say(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}`);
    }
  }
  const { namespace, name } = made.metadata;
  const container = encodeURIComponent(made.spec.containers[0].name);
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/log?container=${container}`;
  invocation.write('stdout', plainText(yield* invocation.requests.raw('GET', path)));
}

/** The pod once it is so; says that the time ran out. */
function* podWhen(
  { requests }: Invocation,
  { metadata }: Loose,
  milliseconds: number,
  test: (pod: Loose) => boolean,
): Process<Loose> {
  let found: Loose;
  const address = { kind: kindCalled('pods'), namespace: metadata.namespace, name: metadata.name };
  const done = yield* waitFor(requests, address, milliseconds, (pod) => {
    found = pod;
    return pod === undefined || test(pod);
  });
  if (!done) throw new CommandError('timed out waiting for the condition');
  if (!found) throw new CommandError(`pods "${metadata.name}" not found`);
  return found;
}

function* takeExitCode(invocation: Invocation, made: Loose): Process<void> {
  const { status } = yield* podWhen(invocation, made, weekMilliseconds, isPodTerminal);
  if (status.phase === 'Succeeded') return;
  const { terminated } = status.containerStatuses?.[0]?.state ?? {};
  const { namespace, name } = made.metadata;
  if (!terminated?.exitCode) throw new CommandError(`pod ${namespace}/${name} failed with unknown exit code`);
  invocation.say(`pod ${namespace}/${name} terminated (${terminated.reason})`);
  invocation.exitCode = terminated.exitCode;
}

function* remove(invocation: Invocation, { metadata }: Loose): Process<void> {
  const { namespace, name, uid } = metadata;
  const address = { kind: kindCalled('pods'), namespace, name };
  yield* invocation.requests.delete(address, { propagationPolicy: 'Background' });
  invocation.print(`pod "${name}" deleted from ${namespace} namespace`);
  yield* waitUntilGone(invocation.requests, address, uid, weekMilliseconds);
}
