/** Three members on three machines, and a client machine, for tests. */
import { Simulation } from '../../simulation';
import type { Component, Process } from '../../simulation';
import { EtcdClient } from '../client';
import { etcdMember, memberOf } from '../member';
import type { EtcdMember, EtcdMemberOptions } from '../member';

export interface Cluster {
  readonly simulation: Simulation;
  readonly names: readonly string[];
  readonly clientComponent: Component;
  /** Dials the member of that number first. */
  client(first?: number): EtcdClient;
  member(name: string): EtcdMember;
  leader(): string | undefined;
  untilLed(): string;
  /** Runs a process of the client's to its end; at most a simulated minute. */
  run<T>(body: Process<T>): T;
}

export function cluster(seed: string | number, options: Partial<EtcdMemberOptions> = {}, size = 3): Cluster {
  const simulation = new Simulation({ seed });
  const names = Array.from({ length: size }, (_, position) => `cp-${position + 1}`);
  const peers = names.map((name) => `${name}/etcd`);
  const components = names.map((name) => simulation.addHost(name).install('etcd', etcdMember({ name, peers, ...options })));
  const clientComponent = simulation.addHost('client').install('client', () => {});
  simulation.runFor(1);
  const member = (name: string) => memberOf(components[names.indexOf(name)]!)!;
  const leader = () => names.find((name, position) => components[position]!.up && member(name).isLeader && agreedOn(name));
  const agreedOn = (name: string) =>
    names.filter((other, position) => components[position]!.up && member(other).leaderAddress === `${name}/etcd`).length > size / 2;
  const untilLed = () => {
    if (!simulation.runWhile(() => leader() === undefined, 60_000)) throw new Error('no leader within a minute');
    return leader()!;
  };
  const client = (first = 0) => new EtcdClient(clientComponent, [...peers.slice(first), ...peers.slice(0, first)]);
  const run = <T>(body: Process<T>): T => runToEnd(simulation, clientComponent, body);
  return { simulation, names, clientComponent, client, member, leader, untilLed, run };
}

function runToEnd<T>(simulation: Simulation, component: Component, body: Process<T>): T {
  const outcome: { value?: T; error?: unknown; done: boolean } = { done: false };
  component.spawn('test', capture(body, outcome));
  if (!simulation.runWhile(() => !outcome.done, 60_000)) throw new Error('still waiting after a minute');
  if (outcome.error !== undefined) throw outcome.error;
  return outcome.value as T;
}

function* capture<T>(body: Process<T>, outcome: { value?: T; error?: unknown; done: boolean }): Process<void> {
  try {
    outcome.value = yield* body;
  } catch (error) {
    outcome.error = error;
  }
  outcome.done = true;
}
