import { isRefusal } from '../../apimachinery';
import { controllerOf } from '../../api';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { all, sleep } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { isTellable } from '../invocation';
import { kindCalled } from '../resource-argument';
import type { ObjectAddress } from '../requests';
import { timeoutOf } from '../waiting';
import type { FoundObject } from '../resource-builder';
import { findNodes, setSchedulable } from './nodes';

const retryMilliseconds = 5000;
const lookMilliseconds = 1000;

interface DrainablePod extends KubeObject {
  readonly spec: { readonly volumes?: readonly { readonly emptyDir?: unknown }[] };
  readonly status?: { readonly phase?: string };
}

interface Sorted {
  readonly evict: readonly KubeObject[];
  readonly ignored: readonly string[];
  /** Reasons against draining, and the pods they are about. */
  readonly against: ReadonlyMap<string, readonly string[]>;
}

/** Which pods go, which stay, and which must not be touched without a flag. */
function sortPods(pods: readonly DrainablePod[], { flags }: Invocation): Sorted {
  const evict: KubeObject[] = [];
  const ignored: string[] = [];
  const against = new Map<string, string[]>();
  for (const pod of pods) {
    const shown = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const refuse = (why: string) => against.set(why, [...(against.get(why) ?? []), shown]);
    const owner = controllerOf(pod);
    const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    const isLocal = pod.spec.volumes?.some(({ emptyDir }) => emptyDir !== undefined) ?? false;
    if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) continue;
    if (owner?.kind === 'DaemonSet' && !ended) {
      if (flags.isOn('ignore-daemonsets')) ignored.push(shown);
      else refuse('cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)');
    } else if (!owner && !ended && !flags.isOn('force')) {
      refuse('cannot delete Pods that declare no controller (use --force to override)');
    } else if (isLocal && !ended && !flags.isOn('delete-emptydir-data')) {
      refuse('cannot delete Pods with local storage (use --delete-emptydir-data to override)');
    } else evict.push(pod);
  }
  return { evict, ignored, against };
}

function againstText(against: Sorted['against']): string {
  return [...against].map(([why, pods]) => `${why}: ${pods.join(', ')}`).join(', ');
}

/** Asks until the pod's budget lets it go. */
function* evict(invocation: Invocation, address: ObjectAddress, end: number): Process<void> {
  const { name, namespace } = address;
  const body = {
    kind: 'Eviction',
    apiVersion: 'policy/v1',
    metadata: { name, namespace },
    ...(invocation.flags.integer('grace-period') === undefined
      ? {}
      : { deleteOptions: { gracePeriodSeconds: invocation.flags.integer('grace-period') } }),
  };
  for (;;) {
    invocation.print(`evicting pod ${namespace}/${name}`);
    const late = new CommandError(
      `error when evicting pods/"${name}" -n "${namespace}": global timeout reached: ${invocation.flags.text('timeout')}`,
    );
    if (invocation.component.now >= end) throw late;
    try {
      yield* invocation.requests.post(address, 'eviction', body);
      return;
    } catch (error) {
      if (isRefusal(error, 'NotFound')) return;
      if (!isRefusal(error, 'TooManyRequests')) throw error;
      invocation.say(`error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${error.message}`);
    }
    yield* sleep(Math.min(retryMilliseconds, Math.max(0, end - invocation.component.now)));
    if (invocation.component.now >= end) {
      invocation.print(`evicting pod ${namespace}/${name}`);
      throw late;
    }
  }
}

function* waitUntilGone(
  invocation: Invocation,
  address: ObjectAddress,
  uid: string | undefined,
  end: number,
): Process<void> {
  while (invocation.component.now < end) {
    try {
      const pod = yield* invocation.requests.get(address);
      if (pod.metadata.uid !== uid) return;
    } catch (error) {
      if (isRefusal(error, 'NotFound')) return;
      throw error;
    }
    yield* sleep(lookMilliseconds);
  }
  throw new CommandError(
    `error when waiting for pod "${address.name}" in namespace "${address.namespace}" to terminate: global timeout reached: ${invocation.flags.text('timeout')}`,
  );
}

function* evictAndWait(invocation: Invocation, pod: KubeObject, end: number): Process<Error | undefined> {
  const { name, namespace, uid } = pod.metadata;
  const address = { kind: kindCalled('pods'), namespace, name };
  try {
    yield* evict(invocation, address, end);
    yield* waitUntilGone(invocation, address, uid, end);
    invocation.print(`pod/${name} evicted`);
    return undefined;
  } catch (error) {
    if (isTellable(error)) return error;
    throw error;
  }
}

function* drainNode(invocation: Invocation, node: FoundObject): Process<void> {
  const { name } = node.address;
  const fieldSelector = `spec.nodeName=${name}`;
  const query = { fieldSelector, labelSelector: invocation.flags.text('pod-selector'), limit: '500' };
  const list = yield* invocation.requests.list(kindCalled('pods'), undefined, query);
  const { evict: going, ignored, against } = sortPods(list.items as readonly DrainablePod[], invocation);
  if (against.size > 0) throw new CommandError(againstText(against));
  if (ignored.length > 0) invocation.warn(`ignoring DaemonSet-managed Pods: ${ignored.join(', ')}`);
  const timeout = timeoutOf(invocation.flags, 0);
  const end = timeout === 0 ? Infinity : invocation.component.now + timeout;
  const errors = (yield* all(going.map((pod) => evictAndWait(invocation, pod, end)))).filter(
    (error) => error !== undefined,
  );
  if (errors.length === 0) return;
  const text = errors.length === 1 ? errors[0]!.message : `[${errors.map(({ message }) => message).join(', ')}]`;
  invocation.say(`There are pending pods in node "${name}" when an error occurred: ${text}`);
  for (const pod of going) invocation.say(`pod/${pod.metadata.name}`);
  throw new DrainFailure(
    text,
    errors.map(({ message }) => message),
  );
}

class DrainFailure extends CommandError {
  readonly causes: readonly string[];
  constructor(message: string, causes: readonly string[]) {
    super(message);
    this.causes = causes;
  }
}

/** `kubectl drain NODE`: cordons it, asks for the eviction of its pods, waits until they are gone. */
export function* drain(invocation: Invocation): Process<void> {
  const nodes = yield* findNodes(invocation, invocation.words);
  const pending: string[] = [];
  const causes: string[] = [];
  for (const node of nodes) yield* setSchedulable(invocation, node, false);
  for (const node of nodes) {
    try {
      yield* drainNode(invocation, node);
      invocation.print(`${node.printed} drained`);
    } catch (error) {
      if (!isTellable(error)) throw error;
      pending.push(node.address.name);
      causes.push(...(error instanceof DrainFailure ? error.causes : [error.message]));
      invocation.say(
        `error: unable to drain node "${node.address.name}" due to error: ${error.message}, continuing command...`,
      );
    }
  }
  if (pending.length === 0) return;
  invocation.say(`There are pending nodes to be drained:\n${pending.map((name) => ` ${name}`).join('\n')}`);
  for (const cause of causes) invocation.say(cause);
  invocation.exitCode = 1;
}
