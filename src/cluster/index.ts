export type { ClusterOptions, ContainerLog, StateChange } from './cluster';
export { Cluster, createCluster } from './cluster';
export type { CommandProgress, ManifestCommand } from './commands';
export { startCommand, startLine } from './commands';
export { loadBalancer } from './load-balancer';
export type { Capacity, Machine, MachineRole, Topology } from './topology';
export { BALANCER_ADDRESS, DEFAULT_TOPOLOGY } from './topology';
