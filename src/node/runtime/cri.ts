/**
 * What kubelet and container runtime say to each other: the calls of the Container Runtime Interface that matter here, as
 * requests over the machine's own socket (protocol `cri`). A call that changes something answers with the new status, so
 * nobody has to ask again; what changes by itself (a container that ends) comes over the stream of container events.
 */

import type { HttpTraffic, TcpTraffic } from '../network/traffic';

export const CRI_PROTOCOL = 'cri';

export interface SandboxConfig {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly attempt: number;
  readonly hostname: string;
  readonly hostNetwork: boolean;
  /** The machine's address: that of pods on the host's network. */
  readonly hostIp: string;
  /** What /etc/resolv.conf is to say. */
  readonly dns?: DnsConfig;
  /** Lines of /etc/hosts beside the pod's own; `{address}` stands for the pod's. Stands for the file that a kubelet mounts. */
  readonly hosts?: readonly string[];
}

/** Name servers, search domains and options (`ndots:5`). */
export interface DnsConfig {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

/** A volume, or a part of it, in a container's file system. Containers of a pod that mount the same volume share it. */
export interface Mount {
  readonly volume: string;
  /** The folder of the machine, or the disk, that it is: shared by all who mount it. */
  readonly disk?: string;
  readonly path: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
  /** What is in the volume before anybody writes to it, by path below its root. */
  readonly files: Readonly<Record<string, string>>;
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
  readonly mounts: readonly Mount[];
  /** Where a program leaves its last words; and whether the end of the log counts when it failed without any. */
  readonly terminationMessage?: { readonly path: string; readonly fallBackToLogs: boolean };
  readonly resources?: ContainerResources;
  /** Its input stays open for who attaches (until the first one leaves, with `stdinOnce`), and is a terminal with `tty`. */
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly tty?: boolean;
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
  /** Where the pod's programs listen: its own address, or the machine's. */
  readonly address: string;
  readonly hostNetwork: boolean;
  readonly createdAt: number;
  readonly dns?: DnsConfig;
  readonly hosts?: readonly string[];
}

/** What a container may use, as its spec says it. */
export interface ContainerResources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
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
  readonly resources?: ContainerResources;
}

/** How a command ended that was run in a container beside its own program. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A piece of what a command writes, or in the end its exit code. */
export interface ExecOutput {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
}

/** A connection that goes through a forwarded port: what is said to whoever listens there. */
export interface PortConnection {
  readonly connection: number;
  readonly port: number;
  readonly traffic: TcpTraffic | HttpTraffic;
}

/** What came back, or why nobody could be reached. */
export interface PortAnswer {
  readonly connection: number;
  readonly reply?: unknown;
  readonly problem?: string;
}

/** Which part of a container's log is asked for. Instants are simulated milliseconds. */
export interface LogOptions {
  readonly follow?: boolean;
  readonly tailLines?: number;
  readonly since?: number;
}

export interface StoredImage {
  /** `docker.io/library/nginx:1.25` */
  readonly name: string;
  /** `docker.io/library/nginx@sha256:…` */
  readonly reference: string;
  readonly sizeBytes: number;
  /** Whom it runs as by itself: a number, or a name of its own; undefined where nobody knows. */
  readonly user?: number | string;
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
  | {
      readonly kind: 'ExecSync';
      readonly containerId: string;
      readonly command: readonly string[];
      readonly timeoutSeconds: number;
    }
  /** A stream: items are `{stdout}` or `{stderr}` with text, the last one `{exitCode}`. The head is a `CriAnswer`. */
  | {
      readonly kind: 'Exec';
      readonly containerId: string;
      readonly command: readonly string[];
      /** The client will say more (`ExecInput`s) on the open stream, which becomes the command's input. */
      readonly stdin?: boolean;
      readonly tty?: boolean;
    }
  /** A stream of what the container's program writes from now on, as `{stdout}`; what the client says becomes its input. */
  | { readonly kind: 'Attach'; readonly containerId: string; readonly stdin: boolean; readonly tty: boolean }
  /** A stream: the client sends `PortConnection`s, the items are `PortAnswer`s. */
  | { readonly kind: 'PortForward'; readonly sandboxId: string }
  /** The log's lines; a stream of them when it is followed. Stands for the log file, which a kubelet reads from the disk. */
  | { readonly kind: 'ReadLog'; readonly containerId: string; readonly options: LogOptions }
  /** A volume's new contents. Stands for the folder on the machine's disk, which a kubelet writes to. */
  | {
      readonly kind: 'WriteVolume';
      readonly podUid: string;
      readonly volume: string;
      readonly files: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'UpdateContainerResources'; readonly containerId: string; readonly resources: ContainerResources }
  /** A stream: the head is a `RuntimeSnapshot`, the items are `ContainerEvent`s. */
  | { readonly kind: 'GetContainerEvents' };

export interface CriError {
  readonly code: 'NotFound' | 'Unknown' | 'InvalidArgument' | 'Unavailable' | 'DeadlineExceeded';
  readonly message: string;
}

export interface CriAnswer {
  readonly error?: CriError;
  readonly ready?: boolean;
  readonly image?: StoredImage;
  readonly images?: readonly StoredImage[];
  readonly sandbox?: SandboxStatus;
  readonly container?: RuntimeContainerStatus;
  readonly exec?: ExecResult;
  readonly lines?: readonly { readonly at: number; readonly line: string }[];
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
