/**
 * What kubelet and container runtime say to each other: the calls of the Container Runtime Interface that matter here, as
 * requests over the machine's own socket (protocol `cri`). A call that changes something answers with the new status, so
 * nobody has to ask again; what changes by itself (a container that ends) comes over the stream of container events.
 */

export const CRI_PROTOCOL = 'cri';

export interface SandboxConfig {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly attempt: number;
  readonly hostname: string;
  readonly hostNetwork: boolean;
}

export interface ContainerConfig {
  readonly name: string;
  /** How many containers of this name the pod had before. */
  readonly attempt: number;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  /** Files that volumes bring along, by path. */
  readonly files: Readonly<Record<string, string>>;
}

export interface SandboxStatus {
  readonly id: string;
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly attempt: number;
  readonly state: 'ready' | 'notReady';
  /** Empty on the host's network. */
  readonly ip: string;
  readonly hostNetwork: boolean;
  readonly createdAt: number;
}

export type ContainerRunState = 'created' | 'running' | 'exited';

/** Instants are simulated milliseconds; `startedAt` is undefined for a container that could not be started. */
export interface RuntimeContainerStatus {
  readonly id: string;
  readonly sandboxId: string;
  readonly podUid: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly imageId: string;
  readonly state: ContainerRunState;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
}

export interface StoredImage {
  /** `docker.io/library/nginx:1.25` */
  readonly name: string;
  /** `docker.io/library/nginx@sha256:…` */
  readonly reference: string;
  readonly sizeBytes: number;
}

export type CriRequest =
  | { readonly kind: 'Status' }
  | { readonly kind: 'UpdateRuntimeConfig'; readonly podCidr: string }
  | { readonly kind: 'ListImages' }
  | { readonly kind: 'ImageStatus'; readonly image: string }
  | { readonly kind: 'PullImage'; readonly image: string }
  | { readonly kind: 'RunPodSandbox'; readonly sandbox: SandboxConfig }
  | { readonly kind: 'StopPodSandbox'; readonly sandboxId: string }
  | { readonly kind: 'RemovePodSandbox'; readonly sandboxId: string }
  | { readonly kind: 'CreateContainer'; readonly sandboxId: string; readonly container: ContainerConfig }
  | { readonly kind: 'StartContainer'; readonly containerId: string }
  | { readonly kind: 'StopContainer'; readonly containerId: string; readonly timeoutSeconds: number }
  | { readonly kind: 'RemoveContainer'; readonly containerId: string }
  /** A stream: the head is a `RuntimeSnapshot`, the items are `ContainerEvent`s. */
  | { readonly kind: 'GetContainerEvents' };

export interface CriError {
  readonly code: 'NotFound' | 'Unknown' | 'InvalidArgument' | 'Unavailable';
  readonly message: string;
}

export interface CriAnswer {
  readonly error?: CriError;
  readonly ready?: boolean;
  readonly image?: StoredImage;
  readonly images?: readonly StoredImage[];
  readonly sandbox?: SandboxStatus;
  readonly container?: RuntimeContainerStatus;
}

export interface RuntimeSnapshot {
  readonly sandboxes: readonly SandboxStatus[];
  readonly containers: readonly RuntimeContainerStatus[];
}

/** What happened that no call's answer could tell: an end, or a call nobody waited for any more. */
export interface ContainerEvent {
  readonly kind: 'CONTAINER_STARTED_EVENT' | 'CONTAINER_STOPPED_EVENT';
  readonly sandbox?: SandboxStatus;
  readonly container?: RuntimeContainerStatus;
}
