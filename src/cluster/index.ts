export type { ClusterOptions, StateChange } from './cluster';
export { Cluster, createCluster } from './cluster';
export { loadBalancer } from './load-balancer';
export type { Capacity, Machine, MachineRole, Topology } from './topology';
export { BALANCER_ADDRESS, DEFAULT_TOPOLOGY } from './topology';
