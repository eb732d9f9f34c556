import type { ClientStream, Component, Process } from '../../simulation';
import { attempt, sleep } from '../../simulation';
import type {
  ContainerConfig,
  ContainerEvent,
  ContainerResources,
  CriAnswer,
  CriError,
  CriRequest,
  ExecOutput,
  LogOptions,
  RuntimeSnapshot,
  SandboxConfig,
  StoredImage,
} from '../runtime/cri';
import { CRI_PROTOCOL } from '../runtime/cri';
import type { PodLifecycle } from './pod-lifecycle';
import { readySandbox, runtimePods, withContainer, withoutContainer, withSandbox } from './runtime-pod';

const RECONNECT_MILLISECONDS = 1000;

export interface CriOutcome extends CriAnswer {
  /** As gRPC prints it: `rpc error: code = NotFound desc = …`. */
  readonly problem?: string;
}

/** Calls to the runtime beside the kubelet. What they change is known to the life cycle as soon as they are answered. */
export class CriClient {
  private readonly component: Component;
  /** The runtime's. */
  readonly address: string;
  private readonly lifecycle: PodLifecycle;
  /** Images came or went since somebody last asked. */
  imagesChanged = true;
  connected = false;
  /** The range of addresses the runtime was last told. */
  podCidr: string | undefined;

  constructor(component: Component, runtime: string, lifecycle: PodLifecycle) {
    this.component = component;
    this.address = runtime;
    this.lifecycle = lifecycle;
  }

  /** Follows the runtime's events for ever; after a break it asks for everything. */
  *follow(onConnect: () => void): Process<void> {
    for (;;) {
      const outcome = yield* attempt(this.stream(onConnect));
      this.connected = false;
      this.podCidr = undefined;
      if (!outcome.ok) this.component.log(`runtime: ${outcome.error.message}`);
      yield* sleep(RECONNECT_MILLISECONDS);
    }
  }

  private *stream(onConnect: () => void): Process<void> {
    const request: CriRequest = { kind: 'GetContainerEvents' };
    const stream = yield* this.component.open<CriRequest, RuntimeSnapshot, ContainerEvent>(this.address, request, {
      protocol: CRI_PROTOCOL,
    });
    this.lifecycle.replace(runtimePods(stream.head!));
    this.connected = true;
    onConnect();
    for (;;) {
      const event: ContainerEvent | undefined = yield* stream.next();
      if (!event) return;
      this.note(event);
    }
  }

  *images(): Process<readonly StoredImage[]> {
    this.imagesChanged = false;
    return (yield* this.call({ kind: 'ListImages' })).images ?? [];
  }

  imageStatus(image: string): Process<CriOutcome> {
    return this.call({ kind: 'ImageStatus', image });
  }

  *pullImage(image: string): Process<CriOutcome> {
    this.imagesChanged = true;
    return yield* this.call({ kind: 'PullImage', image });
  }

  updateRuntimeConfig(podCidr: string): Process<CriOutcome> {
    return this.call({ kind: 'UpdateRuntimeConfig', podCidr });
  }

  runPodSandbox(sandbox: SandboxConfig): Process<CriOutcome> {
    return this.call({ kind: 'RunPodSandbox', sandbox });
  }

  stopPodSandbox(sandboxId: string): Process<CriOutcome> {
    return this.call({ kind: 'StopPodSandbox', sandboxId });
  }

  *removePodSandbox(sandboxId: string): Process<CriOutcome> {
    return yield* this.call({ kind: 'RemovePodSandbox', sandboxId });
  }

  createContainer(sandboxId: string, container: ContainerConfig): Process<CriOutcome> {
    return this.call({ kind: 'CreateContainer', sandboxId, container });
  }

  startContainer(containerId: string): Process<CriOutcome> {
    return this.call({ kind: 'StartContainer', containerId });
  }

  stopContainer(containerId: string, timeoutSeconds: number): Process<CriOutcome> {
    return this.call({ kind: 'StopContainer', containerId, timeoutSeconds });
  }

  updateContainerResources(containerId: string, resources: ContainerResources): Process<CriOutcome> {
    return this.call({ kind: 'UpdateContainerResources', containerId, resources });
  }

  execSync(containerId: string, command: readonly string[], timeoutSeconds: number): Process<CriOutcome> {
    return this.call({ kind: 'ExecSync', containerId, command, timeoutSeconds });
  }

  /** A stream of the log's lines; where it isn't followed the head is all there is. */
  readLog(containerId: string, options: LogOptions): Process<ClientStream<CriAnswer, CriAnswer>> {
    return this.open({ kind: 'ReadLog', containerId, options });
  }

  /** A command's output as it comes, and in the end its exit code; the head tells what kept it from running. */
  exec(
    containerId: string,
    command: readonly string[],
    { stdin, tty }: { readonly stdin: boolean; readonly tty: boolean },
  ): Process<ClientStream<CriAnswer, ExecOutput>> {
    return this.open({ kind: 'Exec', containerId, command, stdin, tty });
  }

  /** What a container's program writes from now on; what is sent on the stream is its input. */
  attach(
    containerId: string,
    { stdin, tty }: { readonly stdin: boolean; readonly tty: boolean },
  ): Process<ClientStream<CriAnswer, ExecOutput>> {
    return this.open({ kind: 'Attach', containerId, stdin, tty });
  }

  /** Connections to the ports of a pod's programs, and what comes back on them. */
  portForward(podUid: string): Process<ClientStream<CriAnswer, unknown>> {
    return this.open({ kind: 'PortForward', sandboxId: readySandbox(this.lifecycle.now(podUid))?.id ?? '' });
  }

  private open<I>(request: CriRequest): Process<ClientStream<CriAnswer, I>> {
    return this.component.open<CriRequest, CriAnswer, I>(this.address, request, {
      protocol: CRI_PROTOCOL,
      timeoutMilliseconds: Number.POSITIVE_INFINITY,
    });
  }

  writeVolume(podUid: string, volume: string, files: Readonly<Record<string, string>>): Process<CriOutcome> {
    return this.call({ kind: 'WriteVolume', podUid, volume, files });
  }

  *removeContainer(uid: string, containerId: string): Process<void> {
    yield* this.call({ kind: 'RemoveContainer', containerId });
    this.lifecycle.update(uid, withoutContainer(this.lifecycle.now(uid), containerId));
  }

  private *call(request: CriRequest): Process<CriOutcome> {
    const outcome = yield* attempt(
      this.component.request<CriRequest, CriAnswer>(this.address, request, {
        protocol: CRI_PROTOCOL,
        timeoutMilliseconds: Number.POSITIVE_INFINITY,
      }),
    );
    if (!outcome.ok)
      return { problem: grpc({ code: 'Unavailable', message: `connection error: desc = "${outcome.error.message}"` }) };
    this.note(outcome.value);
    return outcome.value.error ? { ...outcome.value, problem: grpc(outcome.value.error) } : outcome.value;
  }

  private note({ sandbox, container }: CriAnswer): void {
    const { lifecycle } = this;
    if (sandbox) lifecycle.update(sandbox.podUid, withSandbox(lifecycle.now(sandbox.podUid), sandbox));
    if (container) lifecycle.update(container.podUid, withContainer(lifecycle.now(container.podUid), container));
  }
}

function grpc({ code, message }: CriError): string {
  return `rpc error: code = ${code} desc = ${message}`;
}
