/** What machines there are, what runs on them, and how large the workers are. */
export interface Topology {
  readonly controlPlanes: number;
  readonly workers: number;
  readonly workerCapacity: Capacity;
}

/** As a Node's `status.capacity` says it. */
export interface Capacity {
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
  readonly 'ephemeral-storage': string;
}

export const DEFAULT_TOPOLOGY: Topology = {
  controlPlanes: 3,
  workers: 3,
  workerCapacity: { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' },
};

export type MachineRole = 'laptop' | 'balancer' | 'control-plane' | 'worker' | 'registry';

export interface Machine {
  readonly name: string;
  readonly role: MachineRole;
  readonly address: string;
}

export const BALANCER_ADDRESS = 'balancer/load-balancer';

/** The machines of a topology in the order they are drawn; each has an address of its own. */
export function machinesOf(topology: Topology): readonly Machine[] {
  const machines: Machine[] = [
    { name: 'laptop', role: 'laptop', address: '192.168.1.20' },
    { name: 'balancer', role: 'balancer', address: '10.0.0.10' },
    { name: 'registry', role: 'registry', address: '203.0.113.5' },
  ];
  for (let number = 1; number <= topology.controlPlanes; number++) {
    machines.push({ name: `cp-${number}`, role: 'control-plane', address: `10.0.0.${10 + number}` });
  }
  for (let number = 1; number <= topology.workers; number++) {
    machines.push({ name: `worker-${number}`, role: 'worker', address: workerAddress(number) });
  }
  return machines;
}

export function workerAddress(number: number): string {
  const offset = number + 20;
  return `10.0.${offset >> 8}.${offset & 255}`;
}
