export { kubelet } from './kubelet/kubelet';
export type { KubeletOptions } from './kubelet/kubelet';
export type { ExecItem } from './kubelet/kubelet-server';
export type { NodeCapacity } from './kubelet/node-status';
export { containerRuntime, runtimeOf } from './runtime/container-runtime';
export type { ContainerRuntimeOptions, RuntimeView } from './runtime/container-runtime';
export { CRI_PROTOCOL } from './runtime/cri';
export type {
  ContainerEvent,
  CriAnswer,
  CriRequest,
  RuntimeContainerStatus,
  RuntimeSnapshot,
  SandboxStatus,
  StoredImage,
} from './runtime/cri';
export { canonicalName, parseImageReference } from './runtime/image-reference';
export type { ImageReference } from './runtime/image-reference';
export { runAtHost } from './runtime/host-shell';
export { imageRegistry } from './runtime/image-registry';
export type { ImageRegistryOptions } from './runtime/image-registry';
export type { GuestProgram } from './runtime/guest-program';
export type { LogLine } from './runtime/container-log';
export type { DnsReply, DnsTraffic, HttpReply, HttpTraffic, PodTraffic, TcpTraffic } from './network/traffic';
export { kubeProxy } from './proxy/kube-proxy';
/** The rest of the commands that containers may run. */
export const loadShellCommands = () => import('./further');
export { pretendedKubelet } from './pretended/pretended-kubelet';
export type { PretendedKubeletOptions } from './pretended/pretended-kubelet';
