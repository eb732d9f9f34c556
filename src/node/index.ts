export { kubelet } from './kubelet/kubelet';
export type { KubeletOptions } from './kubelet/kubelet';
export { containerRuntime, runtimeOf } from './runtime/container-runtime';
export type { ContainerRuntimeOptions, RuntimeView } from './runtime/container-runtime';
export { runAtHost } from './runtime/shell/host-shell';
export { imageRegistry } from './runtime/images/image-registry';
export type { DnsReply, HttpReply, PodTraffic } from './network/traffic';
export { kubeProxy } from './proxy/kube-proxy';
/** The rest of the commands that containers may run. */
export const loadShellCommands = () => import('./further');
export { pretendedKubelet } from './pretended/pretended-kubelet';
