import type { Node, Pod } from '../../api';
import { ApiClient, EventRecorder, Informer } from '../../client';
import type { Component, Process, Program } from '../../simulation';
import { NO_CAUSE, Signal, workOn } from '../../simulation';
import { CriClient } from './cri-client';
import { ImageManager } from './image-manager';
import { NodeAgent } from './node-agent';
import type { NodeCapacity } from './node-status';
import { USER_AGENT } from './node-status';
import { ObjectCache } from './object-cache';
import { KubeletServer } from './kubelet-server';
import { LifecycleHooks } from './lifecycle-hooks';
import { PodDialer } from './pod-dialer';
import { PodEvents } from './pod-events';
import { PodLifecycle } from './pod-lifecycle';
import { PodManager } from './pod-manager';
import type { PodTools } from './pod-sync';
import { Prober } from './probe';
import { ProbeManager } from './probe-manager';
import { RuntimeGarbage } from './runtime-garbage';
import { ServiceMirror } from './service-environment';
import { StatusManager } from './status-manager';
import { Volumes } from './volumes';

export interface KubeletOptions {
  /** Address of the API server, or of the balancer before several. */
  readonly server: string;
  readonly nodeName: string;
  /** What the machine has; 8 cores, 16 GiB, 110 pods and 100 GiB of disk where nothing is said. */
  readonly capacity?: Partial<NodeCapacity>;
  /** The machine's address; worker-1 has 10.0.0.21, worker-2 10.0.0.22 … unless said otherwise. */
  readonly address?: string;
  /** Address of the container runtime; the containerd on the same machine unless said otherwise. */
  readonly runtime?: string;
  /** How long a pod may go without being looked at while something is wrong with it; a minute unless said otherwise. */
  readonly syncFrequencyMilliseconds?: number;
  /** How many events about one object are sent before it counts as flooding. */
  readonly eventBurst?: number;
}

const SYNC_FREQUENCY_MILLISECONDS = 60_000;
/** --kube-api-qps and --kube-api-burst, --event-qps and --event-burst. */
const RATE = { queriesPerSecond: 50, burst: 100 };
const EVENT_RATE = { queriesPerSecond: 50, burst: 100 };
const CAPACITY: NodeCapacity = { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };

/** The kubelet of one machine. */
export function kubelet(options: KubeletOptions): Program {
  return (component) => run(component, options);
}

function* run(component: Component, options: KubeletOptions): Process<void> {
  const { nodeName, server } = options;
  const address = options.address ?? defaultAddress(nodeName);
  const identity = { certificate: `CN=system:node:${nodeName},O=system:nodes`, userAgent: USER_AGENT };
  const client = new ApiClient(component, server, identity, RATE);
  const eventClient = new ApiClient(component, server, identity, EVENT_RATE);
  // Heartbeats wait for nobody.
  const heartbeats = new ApiClient(component, server, identity, { timeoutMilliseconds: 10_000 });
  const source = { component: 'kubelet', host: nodeName, api: 'v1', burst: options.eventBurst } as const;
  const recorder = new EventRecorder(component, eventClient, source);
  const lifecycle = new PodLifecycle(component);
  const runtime = new CriClient(component, options.runtime ?? `${component.host.name}/containerd`, lifecycle);
  const nodes = new Informer<Node>(component, client, 'nodes', { fieldSelector: `metadata.name=${nodeName}` });
  const node = () => nodes.get(undefined, nodeName);
  const capacity = { ...CAPACITY, ...options.capacity };
  const agent = new NodeAgent(component, { client, heartbeats }, recorder, runtime, {
    nodeName,
    address,
    capacity,
    node,
  });
  const tools = podTools(component, client, recorder, {
    lifecycle,
    runtime,
    hostIp: address,
    allocatable: { ...capacity },
    syncFrequencyMilliseconds: options.syncFrequencyMilliseconds ?? SYNC_FREQUENCY_MILLISECONDS,
  });
  const manager = new PodManager(tools, new RuntimeGarbage(component, runtime, lifecycle), node);
  const pod = (namespace: string, name: string) => manager.pod(namespace, name);
  const doors = new KubeletServer({ component, runtime, pod, pods: () => manager.pods() });
  component.listen({ request: (call) => doors.request(call) });

  const connected = new Signal(component.simulation);
  component.spawn(
    'runtime',
    runtime.follow(() => connected.fire()),
  );
  component.spawn('statuses', tools.statuses.run());
  component.publish({ pods: 0, ready: false });
  agent.start();
  if (!runtime.connected) yield* connected.wait();
  yield* agent.waitForRegistration();
  nodes.onChange(({ object }) => tellPodCidr(component, runtime, object));
  nodes.start();
  yield* nodes.waitForSync();
  yield* watchPods(component, client, nodeName, manager);
}

function podTools(
  component: Component,
  client: ApiClient,
  recorder: EventRecorder,
  given: Pick<PodTools, 'lifecycle' | 'runtime' | 'hostIp' | 'allocatable' | 'syncFrequencyMilliseconds'>,
): PodTools {
  const events = new PodEvents(recorder);
  const objects = new ObjectCache(component, client);
  const services = new ServiceMirror(component, client);
  services.start();
  const statuses = new StatusManager(component, client);
  const { runtime, hostIp, allocatable } = given;
  const dialer = new PodDialer(component, runtime.address, hostIp);
  const prober = new Prober(runtime, dialer);
  const status = (pod: Pod) => statuses.status(pod);
  return {
    ...given,
    component,
    events,
    objects,
    services,
    statuses,
    probes: new ProbeManager({ component, prober, events, status, startedAt: component.now }),
    hooks: new LifecycleHooks(component, runtime, dialer, events),
    images: new ImageManager(component, given.runtime, events),
    volumes: new Volumes({ component, client, objects, events, runtime, hostIp, allocatable }),
  };
}

function* watchPods(component: Component, client: ApiClient, nodeName: string, manager: PodManager): Process<void> {
  yield* workOn(NO_CAUSE);
  const pods = new Informer<Pod>(component, client, 'pods', { fieldSelector: `spec.nodeName=${nodeName}` });
  pods.onChange((change) => manager.changed(change));
  pods.start();
  yield* pods.waitForSync();
  manager.removeOrphans();
}

/** A Node that has a range of addresses for its pods: the runtime's network is to use it. */
function tellPodCidr(component: Component, runtime: CriClient, node: Node): void {
  const { podCIDR } = node.spec ?? {};
  if (podCIDR) component.spawn('pod-cidr', sendPodCidr(runtime, podCIDR));
}

function* sendPodCidr(runtime: CriClient, podCidr: string): Process<void> {
  if (podCidr === runtime.podCidr) return;
  runtime.podCidr = podCidr;
  yield* runtime.updateRuntimeConfig(podCidr);
}

function defaultAddress(nodeName: string): string {
  const number = Number(/(\d+)$/.exec(nodeName)?.[1] ?? 0) + 20;
  return `10.0.${Math.floor(number / 256)}.${number % 256}`;
}
