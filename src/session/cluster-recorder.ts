import type { Node, Pod } from '../api';
import { podRequests } from '../api';
import { parseQuantity, quantityMilliValue } from '../apimachinery';
import type { Cluster } from '../cluster';
import type { Component } from '../simulation';
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
  #connections = -1;
  #machinesVersion = -1;
  #cuts = '';
  #seen = '';

  constructor(cluster: Cluster, state: StateRecorder) {
    this.#cluster = cluster;
    this.#state = state;
  }

  take(): ClusterDelta {
    const { simulation } = this.#cluster;
    const version = `${simulation.factsVersion} ${simulation.machinesVersion} ${this.#state.revision}`;
    const unchanged = version === this.#seen;
    this.#seen = version;
    return {
      machines: unchanged ? [] : this.machines().filter((view) => this.#isNew(this.#machines, view.name, view)),
      components: unchanged ? [] : this.components().filter((view) => this.#isNew(this.#components, view.id, view)),
      links: this.#takeLinks(),
      cuts: this.#takeCuts(),
    };
  }

  /** All of it counts as changed. */
  tellAgain(): void {
    this.#machines.clear();
    this.#components.clear();
    this.#connections = -1;
    this.#machinesVersion = -1;
    this.#cuts = '';
    this.#seen = '';
  }

  machines(): readonly MachineView[] {
    const used = this.#usedByNode();
    return this.#cluster.machines.map((machine) => {
      const view = { ...machine, up: this.#cluster.simulation.host(machine.name).up };
      const node = this.#state.object(`/registry/minions/${machine.name}`) as Node | undefined;
      return node ? { ...view, node: nodeFacts(node, used.get(machine.name)) } : view;
    });
  }

  components(): readonly ComponentView[] {
    return this.#cluster.components.map(componentView);
  }

  #usedByNode(): Map<string, Used> {
    const used = new Map<string, Used>();
    for (const object of this.#state.under('/registry/pods/')) {
      const pod = object as Pod;
      const node = pod.spec.nodeName;
      if (!node || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') continue;
      const sum = used.get(node) ?? { cpu: 0, memory: 0 };
      const requests = podRequests(pod) as unknown as Readonly<Record<string, unknown>>;
      used.set(node, { cpu: sum.cpu + milli(requests['cpu']), memory: sum.memory + milli(requests['memory']) });
    }
    return used;
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

interface Used {
  readonly cpu: number;
  readonly memory: number;
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
  const allocatable = node.status?.allocatable ?? {};
  return {
    ready: nodeReadiness(node),
    schedulable: !node.spec?.unschedulable,
    cpuPercent: percent(used.cpu, milli(allocatable['cpu'])),
    memoryPercent: percent(used.memory, milli(allocatable['memory'])),
    podCapacity: Number(allocatable['pods'] ?? 110),
  };
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((100 * part) / whole) : 0;
}

/** Thousandths of what a quantity says, whether it comes as text, number or read already. */
function milli(quantity: unknown): number {
  if (typeof quantity === 'number') return quantity;
  if (typeof quantity === 'bigint') return Number(quantity);
  if (typeof quantity === 'string') return Number(quantityMilliValue(parseQuantity(quantity)));
  return 0;
}
