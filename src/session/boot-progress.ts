import type { Cluster } from '../cluster';
import { nodeReadiness } from './object-views';
import { type Phrase, phrase } from './phrases';
import type { BootStep } from './protocol';
import type { StateRecorder } from './state-recorder';

interface Milestone {
  readonly title: Phrase;
  reached(cluster: Cluster, state: StateRecorder): boolean;
}

function leading(cluster: Cluster, name: string, fact: string, value: unknown): boolean {
  return cluster.components.some((component) => component.name === name && component.facts[fact] === value);
}

/** Real steps of a cluster's coming up, each read from what components say or etcd holds. */
const MILESTONES: readonly Milestone[] = [
  { title: phrase('notices.bootEtcd'), reached: (cluster) => leading(cluster, 'etcd', 'role', 'leader') },
  {
    title: phrase('notices.bootApiServers'),
    reached: (cluster, state) => state.object('/registry/namespaces/default') !== undefined && healthyBackends(cluster),
  },
  {
    title: phrase('notices.bootControllers'),
    reached: (cluster) => leading(cluster, 'kube-controller-manager', 'leads', true),
  },
  { title: phrase('notices.bootScheduler'), reached: (cluster) => leading(cluster, 'kube-scheduler', 'leads', true) },
  {
    title: phrase('notices.bootRegistered'),
    reached: (cluster, state) => nodes(cluster, state).every((node) => node !== undefined),
  },
  {
    title: phrase('notices.bootServiceAccount'),
    reached: (_cluster, state) => state.object('/registry/serviceaccounts/default/default') !== undefined,
  },
  {
    title: phrase('notices.bootReady'),
    reached: (cluster, state) =>
      nodes(cluster, state).every((node) => node !== undefined && nodeReadiness(node as never) === 'Ready'),
  },
];

function healthyBackends(cluster: Cluster): boolean {
  const count = cluster.machines.filter((machine) => machine.role === 'control-plane').length;
  return cluster.components.some((component) => component.facts['backends'] === `${count}/${count}`);
}

function nodes(cluster: Cluster, state: StateRecorder) {
  const workers = cluster.machines.filter((machine) => machine.role === 'worker');
  return workers.map((machine) => state.object(`/registry/minions/${machine.name}`));
}

/** How far the cluster has come up. */
export class BootProgress {
  steps: readonly BootStep[] = MILESTONES.map(({ title }) => ({ title }));
  #taken: readonly BootStep[] | undefined;

  get done(): boolean {
    return this.steps.every((step) => step.at !== undefined);
  }

  look(cluster: Cluster, state: StateRecorder): void {
    if (this.done) return;
    const at = cluster.simulation.now;
    let changed = false;
    const steps = this.steps.map((step, index) => {
      if (step.at !== undefined || !MILESTONES[index]!.reached(cluster, state)) return step;
      changed = true;
      return { ...step, at };
    });
    if (changed) this.steps = steps;
  }

  tellAgain(): void {
    this.#taken = undefined;
  }

  /** The steps, when they changed since the last call. */
  take(): readonly BootStep[] | undefined {
    if (this.steps === this.#taken) return undefined;
    this.#taken = this.steps;
    return this.steps;
  }
}
