import type { Component, Random, Simulation } from '../../simulation';
import type { Cluster } from '../cluster';
import type { MachineRole } from '../topology';
import type { Witness } from './witness';

/** What those who break things and those who use the cluster know of it. */
export interface StormWorld {
  readonly cluster: Cluster;
  readonly simulation: Simulation;
  readonly random: Random;
  readonly witness: Witness;
  /** A machine of the storm's own, for what it asks of etcd. */
  readonly hand: Component;
  log(line: string): void;
  after(milliseconds: number, deed: () => void): void;
  machines(role: MachineRole): readonly string[];
  /** All components of that name that there are. */
  named(name: string): readonly Component[];
  /** What may die: everything but the user's kubectl and what stands for the internet. */
  programs(): readonly Component[];
  /** Who watches something. */
  watchers(): readonly Component[];
  up(components: readonly Component[]): readonly Component[];
  leader(name: string): Component | undefined;
  etcdLeader(): Component | undefined;
}

const WATCHERS = new Set(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet']);

export function stormWorld(parts: Pick<StormWorld, 'cluster' | 'witness' | 'log' | 'after'>): StormWorld {
  const { cluster } = parts;
  const { simulation } = cluster;
  const named = (name: string) => cluster.components.filter((each) => each.name === name);
  const programs = cluster.components.filter(({ id }) => !id.startsWith('laptop/') && !id.startsWith('registry/'));
  return {
    ...parts,
    simulation,
    random: simulation.random('storm'),
    hand: simulation.addHost('storm').install('hand', () => {}),
    machines: (role) => cluster.machines.filter((each) => each.role === role).map(({ name }) => name),
    named,
    programs: () => programs,
    watchers: () => programs.filter(({ name }) => WATCHERS.has(name)),
    up: (components) => components.filter((each) => each.up),
    leader: (name) => named(name).find((each) => each.up && each.facts['leads'] === true),
    etcdLeader: () => named('etcd').find((each) => each.up && each.facts['role'] === 'leader'),
  };
}
