export type { ClusterOptions, ContainerLog, StateChange } from './cluster';
export { Cluster, createCluster } from './cluster';
export type { CommandProgress, ManifestCommand, RunningLine, TypedLine } from './commands';
export { startCommand, startLine, typeLine } from './commands';
export type { Fault } from './faults';
export { faultTitle, isPossible, OPPOSITE, startFault } from './faults';
export { loadBalancer } from './load-balancer';
export type { Capacity, Machine, MachineRole, Topology } from './topology';
export { BALANCER_ADDRESS, DEFAULT_TOPOLOGY } from './topology';
