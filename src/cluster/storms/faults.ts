import { EtcdClient } from '../../etcd';
import type { Component, Exchange } from '../../simulation';
import { LAN } from '../../simulation';
import { startLine } from '../commands';
import type { StormWorld } from './storm-world';
import type { FaultKind } from './tally';

/** Something that breaks. It answers what mends it; undefined where there is nothing to break just now. */
export interface StormFault {
  readonly kind: FaultKind;
  /** How long until it is mended: least and most, in seconds. */
  readonly seconds: readonly [number, number];
  inflict(world: StormWorld): (() => void) | undefined;
}

/** A process dies; whoever keeps it (a kubelet, systemd) starts it again. */
function kill(world: StormWorld, component: Component | undefined): (() => void) | undefined {
  if (!component?.up) return undefined;
  world.log(`${component.id} dies`);
  component.kill();
  return () => component.start();
}

function powerOff(world: StormWorld, name: string): (() => void) | undefined {
  const host = world.simulation.host(name);
  if (!host.up) return undefined;
  world.log(`${name} loses power`);
  host.crash();
  return () => host.restart();
}

function isolate({ simulation, log }: StormWorld, name: string): () => void {
  log(`${name} is cut off`);
  simulation.network.isolate(name);
  return () => simulation.network.rejoin(name);
}

function degrade({ simulation, random, log }: StormWorld, name: string): () => void {
  const loss = random.between(0.02, 0.2);
  const latencyMilliseconds = random.between(1, 80);
  log(`${name}: ${latencyMilliseconds.toFixed()} ms, ${(loss * 100).toFixed()} % lost`);
  simulation.network.setQuality(name, { latencyMilliseconds, jitterMilliseconds: latencyMilliseconds, loss });
  return () => simulation.network.setQuality(name, LAN);
}

function slowDisk({ simulation, random, log }: StormWorld, name: string): () => void {
  const { disk } = simulation.host(name);
  const { writeMilliseconds, syncMilliseconds } = disk;
  const milliseconds = random.between(20, 700);
  log(`${name}: a sync of the disk takes ${milliseconds.toFixed()} ms`);
  disk.syncMilliseconds = milliseconds;
  disk.writeMilliseconds = milliseconds / 100;
  return () => Object.assign(disk, { writeMilliseconds, syncMilliseconds });
}

/** Somebody writes another holder into the lease: the leader has to stop what it is doing. */
function stealLease({ cluster, random, log }: StormWorld): () => void {
  const lease = random.pick(['kube-controller-manager', 'kube-scheduler']);
  log(`the lease of ${lease} is given to somebody else`);
  const patch = '{"spec":{"holderIdentity":"somebody-else","leaseDurationSeconds":15}}';
  startLine(cluster, `kubectl patch lease ${lease} -n kube-system --type merge -p '${patch}'`);
  return () => {};
}

/** A machine whose loopback is dead: what runs on it can't reach its own API server. */
function cutLoopback(world: StormWorld): (() => void) | undefined {
  const { simulation, log, random } = world;
  const leader = world.leader(random.pick(['kube-controller-manager', 'kube-scheduler']));
  if (!leader) return undefined;
  const { name } = leader.host;
  log(`${name}: ${leader.name} can't reach its API server`);
  simulation.network.cut(name, name);
  return () => simulation.network.heal(name, name);
}

function anyOf(world: StormWorld, components: readonly Component[]): Component | undefined {
  const up = world.up(components);
  return up.length > 0 ? world.random.pick(up) : undefined;
}

interface Watches {
  readonly client: Component;
  readonly streams: readonly Exchange[];
}

/** Those that one of the programs has open; undefined where the one that chance picks has none. */
function watchesOfAny(world: StormWorld, components: readonly Component[]): Watches | undefined {
  const client = anyOf(world, components);
  const streams = client ? [...client.exchanges].filter((each) => each.client === client && each.streams) : [];
  return client && streams.length > 0 ? { client, streams } : undefined;
}

/** Watches of a program stand still: it works on with an old picture of the world. */
function holdWatches(world: StormWorld): (() => void) | undefined {
  const watches = watchesOfAny(world, world.watchers());
  if (!watches) return undefined;
  const { client, streams } = watches;
  world.log(`${streams.length} watches of ${client.id} come late`);
  const { network } = world.simulation;
  for (const stream of streams) network.stall(stream);
  return () => {
    for (const stream of streams) network.resume(stream);
  };
}

function cutWatches(world: StormWorld): (() => void) | undefined {
  const watches = watchesOfAny(world, world.watchers());
  if (!watches) return undefined;
  world.log(`${watches.streams.length} watches of ${watches.client.id} are cut`);
  for (const stream of watches.streams) stream.peerSilent();
  return () => {};
}

/** An API server's watches of etcd lag, history is compacted beyond them, and they break: all it knows is out of date. */
function forgetHistory(world: StormWorld): (() => void) | undefined {
  const watches = watchesOfAny(world, world.named('kube-apiserver'));
  if (!watches) return undefined;
  const { client, streams } = watches;
  world.log(`${client.id} loses its watches of etcd, and history with them`);
  const { network } = world.simulation;
  for (const stream of streams) network.stall(stream);
  return () => {
    compact(world);
    for (const stream of streams) {
      world.after(1_000, () => stream.peerSilent());
    }
  };
}

function compact(world: StormWorld): void {
  const endpoints = world.named('etcd').map(({ id }) => id);
  const client = new EtcdClient(world.hand, endpoints);
  const { revision } = world.witness;
  world.log(`history is compacted up to ${revision}`);
  world.hand.spawn('compact', compaction(client, revision));
}

function* compaction(client: EtcdClient, revision: number) {
  yield* client.compact(revision);
}

/** As before a member is stopped for good: another one takes over, and nobody should notice. */
function moveLeadership(world: StormWorld): (() => void) | undefined {
  const leader = world.etcdLeader();
  const others = world.up(world.named('etcd')).filter((each) => each !== leader);
  if (!leader || others.length === 0) return undefined;
  const { id } = world.random.pick(others);
  world.log(`${leader.id} hands leadership to ${id}`);
  world.hand.spawn('move leadership', new EtcdClient(world.hand, [leader.id]).moveLeader(id));
  return () => {};
}

function separate({ simulation, random, machines, log }: StormWorld): (() => void) | undefined {
  const [a = '', b = ''] = random.pick([
    ['cp-1', 'cp-2'],
    ['cp-1', 'cp-3'],
    ['cp-2', 'cp-3'],
  ]);
  if (!machines('control-plane').includes(b)) return undefined;
  log(`${a} and ${b} lose each other`);
  simulation.network.cut(a, b);
  return () => simulation.network.heal(a, b);
}

const anyWorker = (world: StormWorld): string => world.random.pick(world.machines('worker'));
const anyControlPlane = (world: StormWorld): string => world.random.pick(world.machines('control-plane'));
const anyNamed = (world: StormWorld, name: string): Component => world.random.pick(world.named(name));

/** Every kind that is inflicted as such; the others follow from these, or are armed (`ambushes.ts`). */
export const FAULTS: readonly StormFault[] = [
  { kind: 'watches come late', seconds: [3, 35], inflict: holdWatches },
  { kind: 'watches are cut', seconds: [1, 1], inflict: cutWatches },
  { kind: 'history is compacted under load', seconds: [2, 10], inflict: forgetHistory },
  {
    kind: 'history is compacted under load',
    seconds: [1, 1],
    inflict: (world) => {
      compact(world);
      return () => {};
    },
  },
  { kind: 'a worker loses power', seconds: [3, 110], inflict: (world) => powerOff(world, anyWorker(world)) },
  { kind: 'a worker is cut off', seconds: [3, 110], inflict: (world) => isolate(world, anyWorker(world)) },
  { kind: "etcd's leadership is moved", seconds: [1, 1], inflict: moveLeadership },
  { kind: "etcd's leader dies", seconds: [1, 20], inflict: (world) => kill(world, world.etcdLeader()) },
  {
    kind: 'a member of etcd restarts from its disk',
    seconds: [1, 30],
    inflict: (world) => kill(world, anyNamed(world, 'etcd')),
  },
  {
    kind: 'a control-plane machine is cut off',
    seconds: [25, 60],
    inflict: (world) => isolate(world, anyControlPlane(world)),
  },
  {
    kind: 'a control-plane machine is cut off',
    seconds: [3, 60],
    inflict: (world) => isolate(world, anyControlPlane(world)),
  },
  {
    kind: 'two control-plane machines lose each other',
    seconds: [3, 60],
    inflict: separate,
  },
  {
    kind: 'a control-plane machine loses power',
    seconds: [2, 40],
    inflict: (world) => powerOff(world, anyControlPlane(world)),
  },
  {
    kind: 'messages are lost and late',
    seconds: [5, 40],
    inflict: (world) =>
      degrade(world, world.random.pick([...world.machines('control-plane'), ...world.machines('worker')])),
  },
  { kind: 'a disk is slow', seconds: [5, 40], inflict: (world) => slowDisk(world, anyControlPlane(world)) },
  {
    kind: 'an API server restarts',
    seconds: [1, 10],
    inflict: (world) => kill(world, anyNamed(world, 'kube-apiserver')),
  },
  {
    kind: 'the leading controller manager dies',
    seconds: [1, 10],
    inflict: (world) => kill(world, world.leader('kube-controller-manager')),
  },
  {
    kind: 'the leading scheduler dies',
    seconds: [1, 10],
    inflict: (world) => kill(world, world.leader('kube-scheduler')),
  },
  {
    kind: 'a leader loses its lease amid its work',
    seconds: [12, 30],
    inflict: (world) => (world.random.next() < 0.5 ? stealLease(world) : cutLoopback(world)),
  },
  {
    kind: 'a kubelet restarts',
    seconds: [1, 60],
    inflict: (world) => kill(world, anyNamed(world, 'kubelet')),
  },
  {
    kind: 'a container runtime restarts',
    seconds: [1, 20],
    inflict: (world) => kill(world, anyNamed(world, 'containerd')),
  },
  {
    kind: 'the load balancer restarts',
    seconds: [1, 5],
    inflict: (world) => kill(world, world.cluster.component('balancer/load-balancer')),
  },
];
