import type { Component, HopId } from '../simulation';
import type { Cluster } from './cluster';
import { type CommandProgress, startLine } from './commands';

/** What a user breaks, and mends again; each action has one that undoes it. */
export type Fault =
  | { readonly action: 'kill' | 'start'; readonly component: string }
  | { readonly action: 'power-off' | 'power-on' | 'isolate' | 'rejoin'; readonly machine: string }
  /** What kubectl asks for at the laptop: nothing breaks, the node's pods are evicted. */
  | { readonly action: 'drain' | 'uncordon'; readonly machine: string }
  | { readonly action: 'cut' | 'heal'; readonly machines: readonly [string, string] };

/** In the words of the history: "kill cp-1/etcd", "cut the link between cp-1 and cp-2". */
export function faultTitle(fault: Fault): string {
  if ('component' in fault) return `${fault.action} ${fault.component}`;
  if ('machines' in fault) return `${fault.action} the link between ${fault.machines[0]} and ${fault.machines[1]}`;
  const words: Readonly<Record<string, string>> = {
    'power-off': `power off ${fault.machine}`,
    'power-on': `power on ${fault.machine}`,
    isolate: `cut ${fault.machine} off from all others`,
    rejoin: `heal all links of ${fault.machine}`,
    drain: `drain ${fault.machine}`,
    uncordon: `uncordon ${fault.machine}`,
  };
  return words[fault.action]!;
}

/** Whether there is such a machine or component; a fault that names nothing is nobody's act. */
export function isPossible(cluster: Cluster, fault: Fault): boolean {
  return targetOf(cluster, fault) !== undefined;
}

/**
 * A user's act that breaks or mends something. What breaks at once (connections that are reset) is its consequence; programs
 * that start have no cause but themselves, or their whole life would count as work of this act.
 */
export function startFault(
  cluster: Cluster,
  fault: Fault,
  listener?: (act: HopId, progress: CommandProgress) => void,
): HopId {
  const target = targetOf(cluster, fault);
  if (!target) throw new Error(`nothing to ${faultTitle(fault)}`);
  const line = faultLine(fault);
  if (line !== undefined) return startLine(cluster, line, {}, listener);
  const { simulation } = cluster;
  const act = simulation.act(target, faultTitle(fault), fault);
  if (breaks(fault)) simulation.withCause({ first: act, others: [] }, () => inflict(cluster, fault));
  else inflict(cluster, fault);
  return act;
}

/** The line of kubectl's that does it, of what is not done to machines themselves. */
export function faultLine(fault: Fault): string | undefined {
  if (fault.action === 'uncordon') return `kubectl uncordon ${fault.machine}`;
  if (fault.action !== 'drain') return undefined;
  return `kubectl drain ${fault.machine} --ignore-daemonsets --delete-emptydir-data --force`;
}

/** The program that stands for what the act is about. */
function targetOf(cluster: Cluster, fault: Fault): Component | undefined {
  if ('component' in fault) return cluster.components.find(({ id }) => id === fault.component);
  const names = 'machines' in fault ? fault.machines : [fault.machine];
  if (new Set(names).size !== names.length) return undefined;
  const isNode = faultLine(fault) !== undefined;
  const known = names.every((name) =>
    cluster.machines.some((machine) => machine.name === name && (!isNode || machine.role === 'worker')),
  );
  return known ? cluster.simulation.host(names[0] ?? '').components[0] : undefined;
}

function breaks({ action }: Fault): boolean {
  return action === 'kill' || action === 'power-off' || action === 'isolate' || action === 'cut';
}

function inflict(cluster: Cluster, fault: Fault): void {
  const { simulation } = cluster;
  const { network } = simulation;
  if ('component' in fault) {
    const component = cluster.component(fault.component);
    return fault.action === 'kill' ? component.kill() : component.start();
  }
  if ('machines' in fault) {
    const [a, b] = fault.machines;
    return fault.action === 'cut' ? network.cut(a, b) : network.heal(a, b);
  }
  if (fault.action === 'power-off') return simulation.host(fault.machine).crash();
  if (fault.action === 'power-on') return simulation.host(fault.machine).restart();
  return fault.action === 'isolate' ? network.isolate(fault.machine) : network.rejoin(fault.machine);
}
