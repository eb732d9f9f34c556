import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { FoundObject } from '../resource-builder';
import { overridden } from '../overrides';
import { forEachObject } from '../resource-builder';
import { kindCalled } from '../resource-argument';
import { metadataOf, selectorOf } from './create/generate';
import type { Fields } from './create/generate';

interface Exposable extends KubeObject {
  readonly spec?: {
    readonly selector?: {
      readonly matchLabels?: Readonly<Record<string, string>>;
      readonly matchExpressions?: unknown[];
    };
    readonly template?: { readonly spec: PodPorts };
    readonly ports?: readonly { readonly port: number; readonly protocol?: string }[];
  } & Partial<PodPorts>;
}

interface PodPorts {
  readonly containers: readonly {
    readonly ports?: readonly { readonly containerPort: number; readonly protocol?: string }[];
  }[];
}

const exposable = new Set(['Pod', 'Service', 'ReplicationController', 'Deployment', 'ReplicaSet']);

function selectorFor({ address, object }: FoundObject): Readonly<Record<string, string>> {
  const { kind } = address.kind;
  const { spec, metadata } = object as Exposable;
  if (kind === 'Pod') {
    if (metadata.labels) return metadata.labels;
    throw new CommandError('the pod has no labels and cannot be exposed');
  }
  if (kind === 'Service') {
    if (spec?.selector) return spec.selector as Readonly<Record<string, string>>;
    throw new CommandError('the service has no pod selector set');
  }
  if (kind === 'ReplicationController' && spec?.selector) return spec.selector as Readonly<Record<string, string>>;
  const matchLabels = spec?.selector?.matchLabels;
  if (matchLabels && Object.keys(matchLabels).length > 0) return matchLabels;
  throw new CommandError(
    "couldn't retrieve selectors via --selector flag or introspection: invalid deployment: no selectors, therefore cannot be exposed",
  );
}

interface Port {
  readonly port: number;
  readonly protocol: string;
}

/** The ports that its containers, or the service itself, name. */
function portsOf(object: Exposable): Port[] {
  const { spec } = object;
  const own = spec?.ports?.map(({ port, protocol }) => ({ port, protocol: protocol ?? 'TCP' }));
  if (own) return own;
  const { containers = [] } = spec?.template?.spec ?? spec ?? {};
  return containers.flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol }) => ({ port: containerPort, protocol: protocol ?? 'TCP' })),
  );
}

function portNumber(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function servicePorts({ flags }: Invocation, object: Exposable): Fields[] {
  const asked = flags.text('port');
  const protocol = flags.text('protocol');
  const ports = asked
    ? asked.split(',').map((port) => ({ port: portNumber(port), protocol: protocol ?? 'TCP' }))
    : portsOf(object).map((one) => ({ ...one, ...(protocol && { protocol }) }));
  if (ports.length === 0) throw new CommandError("couldn't find port via --port flag or introspection");
  const target = flags.text('target-port');
  return ports.map(({ port, protocol: spoken }, index) => ({
    ...(ports.length > 1 && { name: `port-${index + 1}` }),
    protocol: spoken,
    port,
    targetPort: target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target,
  }));
}

function serviceFor(invocation: Invocation, found: FoundObject): Fields {
  const { flags } = invocation;
  const { metadata } = found.object;
  const selector = flags.has('selector') ? selectorOf(flags.text('selector')!) : selectorFor(found);
  const labels = flags.has('labels') ? selectorOf(flags.text('labels')!) : metadata.labels;
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataOf(invocation, flags.text('name') ?? metadata.name, labels),
    spec: {
      ports: servicePorts(invocation, found.object),
      selector,
      ...(flags.has('cluster-ip') && { clusterIP: flags.text('cluster-ip') }),
      ...(flags.has('type') && { type: flags.text('type') }),
      ...(flags.has('external-ip') && { externalIPs: flags.list('external-ip') }),
      ...(flags.has('session-affinity') && { sessionAffinity: flags.text('session-affinity') }),
    },
    status: { loadBalancer: {} },
  };
}

/** `kubectl expose deployment web --port=80`: a service in front of what is there. */
export function* expose(invocation: Invocation): Process<void> {
  const dryRun = dryRunOf(invocation);
  const work = function* (found: FoundObject): Process<void> {
    const { kind, group } = found.address.kind;
    if (!exposable.has(kind)) throw new CommandError(`cannot expose a ${group === '' ? kind : `${kind}.${group}`}`);
    const service = overridden(invocation, serviceFor(invocation, found));
    const target = { kind: kindCalled('services'), namespace: found.object.metadata.namespace };
    const query = { fieldManager: 'kubectl-expose', ...dryRunQuery(dryRun) };
    const answer = dryRun === 'client' ? service : yield* invocation.requests.create(target, service, query);
    printOutcome(invocation, `service/${(service['metadata'] as KubeObject['metadata']).name}`, 'exposed', answer);
  };
  // Its selector is the new service's.
  yield* forEachObject(invocation, invocation.words, work, false);
}
