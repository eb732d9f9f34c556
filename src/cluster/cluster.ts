import { coreDns, DNS_OBJECTS, installAddon } from '../addons';
import { apiServer } from '../apiserver';
import type { Auditor } from '../apiserver';
import { controllerManager } from '../controllers';
import type { Change, EtcdMember, EtcdMemberOptions } from '../etcd';
import { etcdMember, memberOf } from '../etcd';
import { administrator, kubectl } from '../kubectl';
import type { ContainerRuntimeOptions, KubeletOptions } from '../node';
import { containerRuntime, imageRegistry, kubelet, kubeProxy, runtimeOf } from '../node';
import { scheduler } from '../scheduler';
import type { Component, Program } from '../simulation';
import { Simulation } from '../simulation';
import { loadBalancer } from './load-balancer';
import { machineKeeper } from './machine-keeper';
import type { Machine, Topology } from './topology';
import { BALANCER_ADDRESS, DEFAULT_TOPOLOGY, machinesOf, workerAddress } from './topology';

export interface ClusterOptions {
  readonly seed: string | number;
  readonly topology?: Partial<Topology>;
  readonly traceLimitMilliseconds?: number;
  /** The instant it begins at, where that is not the beginning of all clocks. */
  readonly startsAt?: number;
  readonly traceHashed?: boolean;
  /** token → who it stands for, for clients from outside. */
  readonly staticTokens?: Readonly<Record<string, { readonly name: string; readonly groups: readonly string[] }>>;
  /** The API servers' audit log. */
  readonly audit?: Auditor;
  /** The cluster gets CoreDNS as kubeadm sets it up, so names of services are known in pods. */
  readonly dns?: boolean;
  /** Nodes that are created with kwok's annotation get pretended machines. */
  readonly pretendedMachines?: boolean;
  /** How the workers' programs differ from ordinary ones. */
  readonly runtime?: Partial<ContainerRuntimeOptions>;
  readonly kubelet?: Partial<KubeletOptions>;
  /** How etcd's members differ from ordinary ones. */
  readonly etcd?: Partial<EtcdMemberOptions>;
}

/** A key of etcd as a member has applied it. */
export type StateChange = Omit<Change, 'lease'> & { readonly lease: string };

/** The laptop stands far away: a home connection. */
const LAPTOP_LINK = { latencyMilliseconds: 4, jitterMilliseconds: 1, loss: 0 };
/** The registry stands on the internet. */
const REGISTRY_LINK = { latencyMilliseconds: 12, jitterMilliseconds: 3, loss: 0 };

/** The controller manager's --kube-api-qps and --kube-api-burst, for the client of each controller. */
const CONTROLLER_MANAGER_RATES = { queriesPerSecond: 20, burst: 30 };

const WORKERS_JOIN_MILLISECONDS = 3000;
/** When the workers have registered. */
const DNS_JOINS_MILLISECONDS = 4000;

/** Programs in pods that are more than servers or shells. */
const GUESTS = { 'registry.k8s.io/coredns/coredns': coreDns };
/** Where an API server listens on its machine, for programs in pods. */
const API_SERVER_PORT = 6443;

/** A running cluster: machines with their programs, and doors to look at what has been recorded. */
export class Cluster {
  readonly simulation: Simulation;
  readonly topology: Topology;
  readonly #machines: Machine[];
  /** Of the machines that came while the cluster ran. */
  readonly #joined = new Set<string>();

  constructor(options: ClusterOptions) {
    this.topology = { ...DEFAULT_TOPOLOGY, ...options.topology };
    this.simulation = new Simulation(options);
    if (options.startsAt !== undefined) this.simulation.idleUntil(options.startsAt);
    this.#machines = [...machinesOf(this.topology)];
    for (const { name } of this.machines) this.simulation.addHost(name);
    this.simulation.network.setQuality('laptop', LAPTOP_LINK);
    this.simulation.network.setQuality('registry', REGISTRY_LINK);
  }

  /** In the order in which they came; those of the topology first. */
  get machines(): readonly Machine[] {
    return this.#machines;
  }

  /**
   * A worker that comes while the cluster runs; one that left comes again.
   * @param programs what runs on a machine with that address
   * @returns false where another machine has that name
   */
  join(name: string, programs: (address: string) => Readonly<Record<string, Program>>): boolean {
    if (this.#joined.has(name)) {
      this.simulation.host(name).restart();
      return true;
    }
    if (this.simulation.hosts.some((host) => host.name === name)) return false;
    const address = workerAddress(this.#joined.size + this.topology.workers + 1);
    const host = this.simulation.addHost(name);
    this.#machines.push({ name, role: 'worker', address });
    this.#joined.add(name);
    for (const [program, body] of Object.entries(programs(address))) host.install(program, body);
    return true;
  }

  /** A worker that came while the cluster ran is switched off. */
  leave(name: string): void {
    if (this.#joined.has(name)) this.simulation.host(name).crash();
  }

  /** Every program on every machine, in the order of the machines. */
  get components(): readonly Component[] {
    return this.machines.flatMap(({ name }) => this.simulation.host(name).components);
  }

  component(id: string): Component {
    const component = this.simulation.network.component(id);
    if (!component) throw new Error(`nothing runs at ${id}`);
    return component;
  }

  /** Logs of a pod's containers; none while its machine or runtime is down. */
  logsOf(machine: string, podUid: string, containers: readonly string[]): readonly ContainerLog[] {
    const host = this.machines.some(({ name }) => name === machine) ? this.simulation.host(machine) : undefined;
    const component = host?.component('containerd');
    const runtime = component && runtimeOf(component);
    if (!runtime) return [];
    return containers.map((container) => ({
      container,
      lines: runtime.log(podUid, container).map(({ line }) => line),
    }));
  }

  /** What etcd has applied after this revision, as the member that is furthest saw it. */
  changesAfter(revision: number): readonly StateChange[] {
    const member = this.#furthest((each) => each.store.revision);
    if (!member || member.store.revision <= revision) return [];
    return member.changesSince(revision).map((change) => ({ ...change, lease: leaseText(change.lease) }));
  }

  /** The newest entries of etcd's log, in the member whose log is longest, and the request each came of. */
  newestLogEntries(count: number): readonly { readonly index: number; readonly hop: number }[] {
    return this.#furthest((each) => Number(each.component.facts['lastIndex'] ?? 0))?.newestEntries(count) ?? [];
  }

  /** The members of etcd that run, with the machine of each: to look at. */
  etcdMembers(): readonly { readonly machine: string; readonly member: EtcdMember }[] {
    return this.machines.flatMap(({ name, role }) => {
      const component = role === 'control-plane' ? this.simulation.host(name).component('etcd') : undefined;
      const member = component?.up ? memberOf(component) : undefined;
      return member ? [{ machine: name, member }] : [];
    });
  }

  #furthest(measure: (member: EtcdMember) => number): EtcdMember | undefined {
    let furthest: EtcdMember | undefined;
    // Asked thousands of times while a history is run again: nothing is made for it.
    for (const { name, role } of this.#machines) {
      if (role !== 'control-plane') continue;
      const component = this.simulation.host(name).component('etcd');
      const member = component?.up ? memberOf(component) : undefined;
      if (member && (!furthest || measure(member) > measure(furthest))) furthest = member;
    }
    return furthest;
  }
}

/** What the containers of a pod have written, as the machine it runs on keeps it. */
export interface ContainerLog {
  readonly container: string;
  readonly lines: readonly string[];
}

function leaseText(lease: unknown): string {
  return typeof lease === 'string' && lease !== '0' ? lease : '';
}

/** Sets up a cluster; from its first event on it comes up by itself. */
export function createCluster(options: ClusterOptions): Cluster {
  const cluster = new Cluster(options);
  for (const machine of cluster.machines) install(cluster, machine, options);
  if (options.pretendedMachines) keepMachines(cluster);
  if (options.dns) installDns(cluster);
  return cluster;
}

function install(cluster: Cluster, machine: Machine, options: ClusterOptions): void {
  const host = cluster.simulation.host(machine.name);
  switch (machine.role) {
    case 'laptop':
      host.install('kubectl', kubectl(machine.address));
      return;
    case 'balancer':
      host.install('load-balancer', loadBalancer({ backends: controlPlane(cluster, 'kube-apiserver') }));
      return;
    case 'registry':
      host.install('image-registry', imageRegistry());
      return;
    case 'control-plane':
      return installControlPlane(cluster, machine, options);
    case 'worker':
      // Workers join once there is something to join, as with kubeadm.
      cluster.simulation.after(WORKERS_JOIN_MILLISECONDS, () => installWorker(cluster, machine, options));
      return;
  }
}

/** As the administrator does it, once there is something to talk to. */
function installDns(cluster: Cluster): void {
  const laptop = cluster.component('laptop/kubectl');
  const identity = { ...administrator, userAgent: 'kubeadm/v1.36.0 (linux/amd64) kubernetes/4f3a5e1' };
  cluster.simulation.after(DNS_JOINS_MILLISECONDS, () =>
    laptop.spawn('add-ons', installAddon(laptop, BALANCER_ADDRESS, identity, DNS_OBJECTS)),
  );
}

function keepMachines(cluster: Cluster): void {
  const host = cluster.simulation.addHost('kwok');
  cluster.simulation.after(WORKERS_JOIN_MILLISECONDS, () => host.install('controller', machineKeeper(cluster)));
}

function controlPlane(cluster: Cluster, component: string): string[] {
  const machines = cluster.machines.filter((machine) => machine.role === 'control-plane');
  return machines.map((machine) => `${machine.name}/${component}`);
}

function installControlPlane(
  cluster: Cluster,
  { name, address }: Machine,
  { staticTokens, audit, etcd }: Pick<ClusterOptions, 'staticTokens' | 'audit' | 'etcd'>,
): void {
  const host = cluster.simulation.host(name);
  const members = controlPlane(cluster, 'etcd');
  const own = `${name}/etcd`;
  const server = `${name}/kube-apiserver`;
  host.install('etcd', etcdMember({ ...etcd, name, peers: members }));
  const nearestFirst = [own, ...members.filter((member) => member !== own)];
  const apiProgram = apiServer({ etcd: nearestFirst, staticTokens, audit, advertiseAddress: address });
  cluster.simulation.network.bind(`${address}:${API_SERVER_PORT}`, host.install('kube-apiserver', apiProgram));
  host.install('kube-controller-manager', controllerManager({ server, ...CONTROLLER_MANAGER_RATES }));
  host.install('kube-scheduler', scheduler({ server }));
}

function installWorker(cluster: Cluster, { name, address }: Machine, options: ClusterOptions): void {
  const host = cluster.simulation.host(name);
  host.install(
    'containerd',
    containerRuntime({ registry: 'registry/image-registry', address, guests: GUESTS, ...options.runtime }),
  );
  host.install(
    'kubelet',
    kubelet({
      server: BALANCER_ADDRESS,
      nodeName: name,
      address,
      capacity: cluster.topology.workerCapacity,
      ...options.kubelet,
    }),
  );
  host.install('kube-proxy', kubeProxy({ server: BALANCER_ADDRESS, nodeName: name }));
}
