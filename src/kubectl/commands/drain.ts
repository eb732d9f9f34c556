import { isRefusal, parseSelector } from '../../apimachinery';
import { controllerOf, isPodTerminal } from '../../api';
import type { Pod } from '../../api';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { all, sleep } from '../../simulation';
import { dryRunOf, dryRunSuffix } from '../dry-run';
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

type PodsByReason = ReadonlyMap<string, readonly string[]>;

interface Sorted {
  readonly evict: readonly KubeObject[];
  /** What is warned of: pods that stay, and such as nobody will make again. */
  readonly warnings: PodsByReason;
  /** Reasons against draining, and the pods they are about. */
  readonly against: PodsByReason;
}

/** Which pods go, which stay, and which must not be touched without a flag. */
function sortPods(pods: readonly Pod[], { flags }: Invocation): Sorted {
  const evict: KubeObject[] = [];
  const warnings = new Map<string, string[]>();
  const against = new Map<string, string[]>();
  for (const pod of pods) {
    const shown = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const note = (map: Map<string, string[]>, why: string) => map.set(why, [...(map.get(why) ?? []), shown]);
    const refuse = (why: string) => note(against, `cannot delete ${why}`);
    const owner = controllerOf(pod);
    const ended = isPodTerminal(pod);
    const isLocal = pod.spec.volumes?.some(({ emptyDir }) => emptyDir !== undefined) ?? false;
    if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) continue;
    if (owner?.kind === 'DaemonSet' && !ended) {
      if (flags.isOn('ignore-daemonsets')) note(warnings, 'ignoring DaemonSet-managed Pods');
      else refuse('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)');
    } else if (isLocal && !ended && !flags.isOn('delete-emptydir-data')) {
      refuse('Pods with local storage (use --delete-emptydir-data to override)');
    } else if (!owner && !ended && !flags.isOn('force')) {
      // Twice, as kubectl says it.
      refuse('cannot delete Pods that declare no controller (use --force to override)');
    } else {
      if (!owner && !ended) note(warnings, 'deleting Pods that declare no controller');
      evict.push(pod);
    }
  }
  return { evict, warnings, against };
}

const textsOf = (reasons: PodsByReason): readonly string[] =>
  [...reasons].map(([why, pods]) => `${why}: ${pods.join(', ')}`);

/** Several errors as Go's lists of them print. */
const together = (texts: readonly string[]): string => (texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`);

/** Asks for it once: an eviction, which budgets may refuse, or with `--disable-eviction` a deletion, which they can't. */
function* askToGo(invocation: Invocation, address: ObjectAddress): Process<void> {
  const { name, namespace } = address;
  const { flags, requests } = invocation;
  const grace = flags.integer('grace-period') ?? -1;
  const options = {
    ...(grace >= 0 && { gracePeriodSeconds: grace }),
    ...(dryRunOf(invocation) === 'server' && { dryRun: ['All'] }),
  };
  if (flags.isOn('disable-eviction'))
    return void (yield* requests.delete(address, { kind: 'DeleteOptions', apiVersion: 'v1', ...options }));
  const deleteOptions = Object.keys(options).length > 0 && { deleteOptions: options };
  const body = { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name, namespace }, ...deleteOptions };
  yield* requests.post(address, 'eviction', body);
}

function sayGoing(invocation: Invocation, { name, namespace }: ObjectAddress): void {
  const deed = invocation.flags.isOn('disable-eviction') ? 'deleting' : 'evicting';
  invocation.print(`${deed} pod ${namespace}/${name}${dryRunSuffix(dryRunOf(invocation))}`);
}

/** Asks until the pod's budget lets it go. */
function* evict(invocation: Invocation, address: ObjectAddress, end: number): Process<void> {
  const { name, namespace } = address;
  for (;;) {
    sayGoing(invocation, address);
    const late = new CommandError(
      `error when evicting pods/"${name}" -n "${namespace}": global timeout reached: ${invocation.flags.text('timeout')}`,
    );
    if (invocation.component.now >= end) throw late;
    try {
      return yield* askToGo(invocation, address);
    } catch (error) {
      if (isRefusal(error, 'NotFound')) return;
      if (!isRefusal(error, 'TooManyRequests')) throw error;
      invocation.say(`error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${error.message}`);
    }
    yield* sleep(Math.min(retryMilliseconds, Math.max(0, end - invocation.component.now)));
    if (invocation.component.now >= end) {
      sayGoing(invocation, address);
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
    if (dryRunOf(invocation) === 'server') return undefined;
    yield* waitUntilGone(invocation, address, uid, end);
    invocation.print(`pod/${name} ${invocation.flags.isOn('disable-eviction') ? 'deleted' : 'evicted'}`);
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
  const { evict: going, warnings, against } = sortPods(list.items as readonly Pod[], invocation);
  if (against.size > 0) throw new DrainFailure(textsOf(against));
  if (warnings.size > 0) invocation.warn(textsOf(warnings).join('; '));
  if (dryRunOf(invocation) === 'client') {
    for (const { metadata } of going)
      sayGoing(invocation, { kind: kindCalled('pods'), ...metadata, namespace: metadata.namespace });
    return;
  }
  const timeout = timeoutOf(invocation.flags, 0);
  const end = timeout === 0 ? Infinity : invocation.component.now + timeout;
  const errors = (yield* all(going.map((pod) => evictAndWait(invocation, pod, end)))).filter(
    (error) => error !== undefined,
  );
  if (errors.length === 0) return;
  const failure = new DrainFailure(errors.map(({ message }) => message));
  invocation.say(`There are pending pods in node "${name}" when an error occurred: ${failure.message}`);
  for (const pod of going) invocation.say(`pod/${pod.metadata.name}`);
  throw failure;
}

class DrainFailure extends CommandError {
  readonly causes: readonly string[];
  constructor(causes: readonly string[]) {
    super(together(causes));
    this.causes = causes;
  }
}

function checkPodSelector({ flags }: Invocation): void {
  try {
    parseSelector(flags.text('pod-selector') ?? '');
  } catch {
    throw new CommandError('--pod-selector=<pod_selector> must be a valid label selector');
  }
}

/** `kubectl drain NODE`: cordons it, asks for the eviction of its pods, waits until they are gone. */
export function* drain(invocation: Invocation): Process<void> {
  checkPodSelector(invocation);
  const nodes = yield* findNodes(invocation, invocation.words);
  const pending: string[] = [];
  const causes: string[] = [];
  for (const node of nodes) yield* setSchedulable(invocation, node, false);
  for (const node of nodes) {
    try {
      yield* drainNode(invocation, node);
      invocation.print(`${node.printed} drained${dryRunSuffix(dryRunOf(invocation))}`);
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
