import { selectorOf, selectorString } from '../apimachinery';
import type { KindDefinition } from '../api';
import type { Process } from '../simulation';
import { CommandError } from './failure';
import type { Invocation } from './invocation';
import type { Loose } from './printers/description';
import { kindCalled } from './resource-argument';
import { waitForAny } from './waiting';

const selecting = new Set([
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'DaemonSet',
  'Deployment',
  'Job',
  'Service',
]);

/**
 * The pods that an owner or a service leads to, as a selector.
 * @param deed `attach to`, `get the logs from`: what can't be done with others
 */
export function selectorFor(kind: KindDefinition, object: Loose, deed: string): string {
  const type = `*${kind.version}.${kind.kind}`;
  const refuse = (why: string): never => {
    throw new CommandError(`cannot ${deed} ${type}: ${why}`);
  };
  if (!selecting.has(kind.kind)) return refuse(`selector for ${type} not implemented`);
  const { selector } = object.spec ?? {};
  if (!selector || Object.keys(selector).length === 0) {
    return kind.kind === 'Service'
      ? refuse(`invalid service '${object.metadata.name}': Service is defined without a selector`)
      : '';
  }
  const isPlain = kind.kind === 'Service' || kind.kind === 'ReplicationController';
  return selectorString(selectorOf(isPlain ? { matchLabels: selector } : selector));
}

const readySince = ({ status }: Loose): string | undefined =>
  status?.conditions?.find((one: Loose) => one.type === 'Ready' && one.status === 'True')?.lastTransitionTime;

const restarts = ({ status }: Loose): number =>
  Math.max(0, ...(status?.containerStatuses ?? []).map((one: Loose) => one.restartCount));

const phases = ['Running', 'Unknown', 'Pending'];

/** First the pods of which most can be expected: on a node, running, ready, ready for long, old. */
function byPromise(more: 1 | -1): (a: Loose, b: Loose) => number {
  const marks: readonly ((pod: Loose) => number | string)[] = [
    ({ spec }) => (spec.nodeName ? 0 : 1),
    ({ status }) => phases.indexOf(status?.phase) + (phases.includes(status?.phase) ? 0 : phases.length + 1),
    (pod) => readySince(pod) ?? '~',
    (pod) => more * restarts(pod),
    ({ metadata }) => metadata.creationTimestamp,
    ({ metadata }) => metadata.name,
  ];
  return (a, b) => {
    for (const mark of marks) if (mark(a) !== mark(b)) return mark(a) < mark(b) ? -1 : 1;
    return 0;
  };
}

/** A pod with many restarts has most to tell, and is the worst to talk to. */
const orders = { logs: byPromise(-1), talk: byPromise(1) };

/** The pods that a selector chooses, the most promising first; waits for the first one as long as the user has patience. */
export function* chosenPods(
  { requests, namespace }: Invocation,
  labelSelector: string,
  order: keyof typeof orders,
  patienceMilliseconds: number,
): Process<Loose[]> {
  const kind = kindCalled('pods');
  const { items, metadata }: Loose = yield* requests.list(kind, namespace, { labelSelector });
  if (items.length > 0) return [...items].sort(orders[order]);
  const query = { labelSelector, resourceVersion: metadata.resourceVersion };
  const pod: Loose = yield* waitForAny(requests, { kind, namespace }, query, patienceMilliseconds);
  if (!pod) throw new CommandError('timed out waiting for the condition');
  return [pod];
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The container that is meant: by its name, by the pod's annotation, or the first, which is said where there are more. */
export function containerOf(invocation: Invocation, { metadata, spec }: Loose, asked: string | undefined): string {
  const all: string[] = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].map(
    ({ name }: Loose) => name,
  );
  if (asked) {
    if (all.includes(asked)) return asked;
    throw new CommandError(`container ${asked} not found in pod ${metadata.name}`);
  }
  const annotated: string | undefined = metadata.annotations?.[DEFAULT_CONTAINER];
  if (annotated && all.includes(annotated)) return annotated;
  const first: string = spec.containers[0].name;
  const shown = all.map((name, at) => {
    if (at < spec.containers.length) return name;
    return at < spec.containers.length + (spec.initContainers ?? []).length ? `${name} (init)` : `${name} (ephem)`;
  });
  if (all.length > 1 && !invocation.flags.isOn('quiet'))
    invocation.say(`Defaulted container "${first}" out of: ${shown.join(', ')}`);
  return first;
}
