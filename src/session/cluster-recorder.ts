import type { Node } from '../api';
import { resourceAmounts } from '../api';
import type { Cluster } from '../cluster';
import type { Component } from '../simulation';
import type { Used } from './node-usage';
import { nodeReadiness } from './object-views';
import type { ComponentView, CutView, LinkView, MachineView } from './protocol';
import type { StateRecorder } from './state-recorder';

/** What changed of machines, components and links since the last batch. */
export interface ClusterDelta {
  readonly machines: readonly MachineView[];
  readonly components: readonly ComponentView[];
  readonly links: readonly LinkView[] | undefined;
  readonly cuts: readonly CutView[] | undefined;
}

/** Follows what components publish and which machines are up. */
export class ClusterRecorder {
  readonly #cluster: Cluster;
  readonly #state: StateRecorder;
  readonly #machines = new Map<string, string>();
  readonly #components = new Map<string, string>();
  /** What was last looked at of each component. */
  readonly #published = new Map<string, { readonly version: number; readonly up: boolean }>();
  #connections = -1;
  #machinesVersion = -1;
  #cuts = '';
  #machinesSeen = '';
  #componentsSeen = '';

  constructor(cluster: Cluster, state: StateRecorder) {
    this.#cluster = cluster;
    this.#state = state;
  }

  take(): ClusterDelta {
    return {
      machines: this.#takeMachines(),
      components: this.#takeComponents(),
      links: this.#takeLinks(),
      cuts: this.#takeCuts(),
    };
  }

  #takeMachines(): readonly MachineView[] {
    const { nodesVersion, usage } = this.#state;
    const version = `${this.#cluster.simulation.machinesVersion} ${nodesVersion} ${usage.version}`;
    if (version === this.#machinesSeen) return [];
    this.#machinesSeen = version;
    return this.machines().filter((view) => this.#isNew(this.#machines, view.name, view));
  }

  /** What a component publishes changes often; most of them publish nothing new. */
  #takeComponents(): readonly ComponentView[] {
    const { factsVersion, machinesVersion } = this.#cluster.simulation;
    const version = `${factsVersion} ${machinesVersion}`;
    if (version === this.#componentsSeen) return [];
    this.#componentsSeen = version;
    const changed: ComponentView[] = [];
    for (const component of this.#cluster.components) {
      const { id } = component;
      const known = this.#published.get(id);
      if (known?.version === component.factsVersion && known.up === component.up) continue;
      this.#published.set(id, { version: component.factsVersion, up: component.up });
      const view = componentView(component);
      if (this.#isNew(this.#components, id, view)) changed.push(view);
    }
    return changed;
  }

  /** All of it counts as changed. */
  tellAgain(): void {
    this.#machines.clear();
    this.#components.clear();
    this.#published.clear();
    this.#connections = -1;
    this.#machinesVersion = -1;
    this.#cuts = '';
    this.#machinesSeen = '';
    this.#componentsSeen = '';
  }

  machines(): readonly MachineView[] {
    const { usage } = this.#state;
    return this.#cluster.machines.map((machine) => {
      const view = { ...machine, up: this.#cluster.simulation.host(machine.name).up };
      const node = this.#state.object(`/registry/minions/${machine.name}`) as Node | undefined;
      return node ? { ...view, node: nodeFacts(node, usage.of(machine.name)) } : view;
    });
  }

  components(): readonly ComponentView[] {
    return this.#cluster.components.map(componentView);
  }

  #takeLinks(): readonly LinkView[] | undefined {
    const { network } = this.#cluster.simulation;
    if (network.connectionsVersion === this.#connections) return undefined;
    this.#connections = network.connectionsVersion;
    const links = new Map<string, LinkView>();
    for (const { from, to } of network.connections()) {
      const [a, b] = from < to ? [from, to] : [to, from];
      links.set(`${a} ${b}`, { from: a, to: b });
    }
    return [...links.values()];
  }

  /** Looked for among all pairs when something about machines changed. */
  #takeCuts(): readonly CutView[] | undefined {
    const { simulation, machines } = this.#cluster;
    if (simulation.machinesVersion === this.#machinesVersion) return undefined;
    this.#machinesVersion = simulation.machinesVersion;
    const cuts: CutView[] = [];
    machines.forEach(({ name: a }, index) => {
      for (const { name: b } of machines.slice(index + 1)) if (simulation.network.isCut(a, b)) cuts.push([a, b]);
    });
    const text = cuts.join(' ');
    if (text === this.#cuts) return undefined;
    this.#cuts = text;
    return cuts;
  }

  #isNew(known: Map<string, string>, name: string, view: unknown): boolean {
    const text = JSON.stringify(view);
    if (known.get(name) === text) return false;
    known.set(name, text);
    return true;
  }
}

export function componentView(component: Component): ComponentView {
  return {
    id: component.id,
    machine: component.host.name,
    name: component.name,
    up: component.up,
    facts: component.facts,
  };
}

function nodeFacts(node: Node, used: Used = { cpu: 0, memory: 0 }): NonNullable<MachineView['node']> {
  const { cpu = 0, memory = 0, pods = 110 } = resourceAmounts(node.status?.allocatable);
  return {
    ready: nodeReadiness(node),
    schedulable: !node.spec?.unschedulable,
    cpuPercent: percent(used.cpu, cpu),
    memoryPercent: percent(used.memory, memory),
    podCapacity: pods,
  };
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((100 * part) / whole) : 0;
}
