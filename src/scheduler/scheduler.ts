import type { Lease } from '../api';
import { EventRecorder, LeaderElector } from '../client';
import type { Component, Process, Program } from '../simulation';
import { ClusterCache } from './cache/cluster-cache';
import type { Clients } from './clients';
import { clientsOf } from './clients';
import { ClusterChanges, SCHEDULER_NAME } from './cluster-changes';
import { defaultProfile } from './framework/profile';
import { SchedulingCycle } from './framework/scheduling-cycle';
import type { Mirrors } from './mirrors';
import { mirrorsOf, startMirrors, volumeWorldOf } from './mirrors';
import { QueueingHints } from './queue/queueing-hints';
import { SchedulingQueue } from './queue/scheduling-queue';
import { SchedulingLoop } from './scheduling-loop';
import { siblingsOf } from './siblings';
import { VolumeReservations } from './volume-reservations';

export interface SchedulerOptions {
  /** Address of the API server it talks to: the one on its own machine. */
  readonly server: string;
}

const LOCK_NAME = 'kube-scheduler';
/** What the kubelet takes to start a static pod's container again. */
const RESTART_MILLISECONDS = 1_000;

/**
 * kube-scheduler 1.36: gives pods their nodes. Of several the one that holds the lease works; the others mirror the cluster
 * meanwhile, so that they can take over at once. Publishes whether it leads and how many pods wait.
 */
export function scheduler({ server }: SchedulerOptions): Program {
  return (component) => run(component, clientsOf(component, server));
}

function* run(component: Component, clients: Clients): Process<void> {
  const mirrors = mirrorsOf(component, clients.work);
  const loop = assemble(component, clients, mirrors);
  component.publish({ leads: false, pending: 0 });
  yield* startMirrors(mirrors);
  yield* electorOf(component, clients).run(
    () => loop.run(),
    () => restart(component),
  );
}

function assemble(component: Component, clients: Clients, mirrors: Mirrors): SchedulingLoop {
  const reserved = new Set<string>();
  const volumes = volumeWorldOf(mirrors.storage, reserved);
  const cache = new ClusterCache({
    volumes,
    namespaceLabels: (namespace) => mirrors.namespaces.get(undefined, namespace)?.metadata.labels,
    siblingsOf: (pod) => siblingsOf(pod, mirrors.selectors),
    deviceClaim: (namespace, name) => mirrors.deviceClaims?.get(namespace, name),
    budgetsIn: (namespace) => mirrors.budgets?.byIndex('namespace', namespace) ?? [],
  });
  const queue = new SchedulingQueue(component, defaultProfile, new QueueingHints(defaultProfile, cache));
  const changes = new ClusterChanges(cache, queue);
  const { claims, volumes: disks, classes } = mirrors.storage;
  claims.onChange(({ object: claim }) => queue.happened({ names: ['claim/changed'], claim }));
  disks.onChange(() => queue.happened({ names: ['volume/changed'] }));
  classes.onChange(() => queue.happened({ names: ['class/changed'] }));
  mirrors.deviceClaims?.onChange(() => queue.happened({ names: ['device-claim/changed'] }));
  mirrors.nodes.onChange(changes.node);
  mirrors.pods.onChange((change) => {
    changes.pod(change);
    component.publish({ pending: queue.size });
  });
  const cycle = new SchedulingCycle(defaultProfile, component.random);
  return new SchedulingLoop({
    component,
    client: clients.work,
    events: recorderOf(component, clients),
    queue,
    cache,
    cycle,
    reservations: new VolumeReservations(clients.work, volumes, reserved),
  });
}

function recorderOf(component: Component, { events }: Clients): EventRecorder {
  const instance = `${SCHEDULER_NAME}-${component.host.name}`;
  return new EventRecorder(component, events, { component: SCHEDULER_NAME, instance, api: 'events.k8s.io/v1' });
}

function electorOf(component: Component, { leases, events }: Clients): LeaderElector {
  const identity = `${component.host.name}_${uniqueId(component)}`;
  const recorder = new EventRecorder(component, events, { component: SCHEDULER_NAME, api: 'v1' });
  const onNewLeader = (leader: string, lease: Lease) => {
    if (leader === identity) recorder.event(lease, 'Normal', 'LeaderElection', `${identity} became leader`);
  };
  return new LeaderElector(component, leases, { lockName: LOCK_NAME, identity, onNewLeader });
}

function uniqueId({ random }: Component): string {
  return [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-');
}

/** Without the lease it may not go on: it ends, and begins anew with empty memory. */
function restart(component: Component): void {
  const { simulation } = component;
  component.log('leaderelection lost');
  component.kill();
  simulation.after(RESTART_MILLISECONDS, () => component.start());
}
