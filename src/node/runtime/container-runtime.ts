import type { Component, Process, Program, ServerCall, ServerStream } from '../../simulation';
import { sleep } from '../../simulation';
import { Container } from './container';
import { PodVolumes } from './container-files';
import type { LogLine } from './container-log';
import { attachStream, execStream, execSync, readLog } from './container-streams';
import type {
  ContainerConfig,
  ContainerEvent,
  CriAnswer,
  CriError,
  CriRequest,
  RuntimeContainerStatus,
  RuntimeSnapshot,
  SandboxConfig,
  SandboxStatus,
} from './cri';
import { digestOf } from './commands/digest';
import type { GuestProgram } from './guest-program';
import { parseImageReference, repositoryOf } from './images/image-reference';
import { ImageStore } from './images/image-store';
import { imageTemplate } from './images/image-table';
import { PodNetwork } from './pod-network';
import type { PodTraffic } from '../network/traffic';
import { PodSockets } from './pod-sockets';
import { shellRunner } from './shell/shell-door';

export interface ContainerRuntimeOptions {
  /** Address of the image registry. */
  readonly registry: string;
  /** What the machine's link carries; 50 MB/s unless said otherwise. */
  readonly bytesPerSecond?: number;
  /** How long its work takes, against that of an ordinary machine: 1 unless said otherwise, 0 for a runtime that only pretends. */
  readonly pace?: number;
  /** The machine's own address: what is sent there arrives here. */
  readonly address?: string;
  /** Programs of images that do more than a row of the image table can say, by repository. */
  readonly guests?: Readonly<Record<string, GuestProgram>>;
  /** Where pods get their addresses before the Node object says it. */
  readonly podCidr?: string;
}

/** A look inside for whoever shows it; nobody in the simulation may use it. */
export interface RuntimeView {
  sandboxes(): readonly SandboxStatus[];
  containers(): readonly RuntimeContainerStatus[];
  /** Of the newest container of that name in the pod, or of the one before. */
  log(podUid: string, container: string, previous?: boolean): readonly LogLine[];
}

/** Where CNI's configuration lies. */
const NETWORK_CONFIGURATION = 'cni/pod-cidr';

const views = new WeakMap<Component, RuntimeView>();

/** What runs in the container runtime of that component (`worker-1/containerd`). */
export function runtimeOf(component: Component): RuntimeView | undefined {
  return component.up ? views.get(component) : undefined;
}

/** containerd: sandboxes, images and containers of one machine. Its memory is lost with the machine, its images are not. */
export function containerRuntime(options: ContainerRuntimeOptions): Program {
  return (component) => {
    const runtime = new ContainerRuntime(component, options);
    views.set(component, runtime);
    component.listen({ request: (call: ServerCall<CriRequest | PodTraffic>) => runtime.request(call) });
  };
}

/** How long the runtime works on a call, in milliseconds: least and most. Setting up a sandbox's network takes longest. */
const WORK = {
  RunPodSandbox: [140, 240],
  CreateContainer: [15, 35],
  StartContainer: [25, 60],
  StopPodSandbox: [30, 60],
} as const;

class ContainerRuntime implements RuntimeView {
  private readonly component: Component;
  private readonly images: ImageStore;
  private readonly network: PodNetwork;
  private readonly sockets: PodSockets;
  private readonly volumes = new PodVolumes();
  /** How fast it works; 0 takes no time. */
  private readonly pace: number;
  private readonly guests: Readonly<Record<string, GuestProgram>>;
  private readonly sandboxTable = new Map<string, SandboxStatus>();
  private readonly containerTable = new Map<string, Container>();
  private listeners: ServerStream[] = [];

  constructor(component: Component, options: ContainerRuntimeOptions) {
    this.component = component;
    this.images = new ImageStore(component, options.registry, options.bytesPerSecond ?? 50_000_000);
    this.sockets = new PodSockets(component, options.address);
    this.pace = options.pace ?? 1;
    this.guests = options.guests ?? {};
    const configured = component.disk.read(NETWORK_CONFIGURATION) as string | undefined;
    this.network = new PodNetwork(configured ?? options.podCidr ?? defaultCidr(component.host.name));
  }

  sandboxes(): readonly SandboxStatus[] {
    return [...this.sandboxTable.values()];
  }

  containers(): readonly RuntimeContainerStatus[] {
    return [...this.containerTable.values()].map((container) => container.status);
  }

  log(podUid: string, name: string, previous = false): readonly LogLine[] {
    const found = [...this.containerTable.values()].filter(
      ({ status }) => status.podUid === podUid && status.name === name,
    );
    return found.at(previous ? -2 : -1)?.lines ?? [];
  }

  request(call: ServerCall<CriRequest | PodTraffic>): Process<void> | void {
    const { payload } = call;
    switch (payload.kind) {
      case 'tcp':
      case 'http':
      case 'dns':
        return this.sockets.deliver(call as ServerCall<PodTraffic>);
      case 'GetContainerEvents':
        return this.listen(call as ServerCall<CriRequest>);
      case 'Exec':
        return execStream(this.containerTable.get(payload.containerId), payload, call, this.component.simulation);
      case 'Attach':
        return attachStream(this.containerTable.get(payload.containerId), payload, call);
      case 'PortForward':
        return shellRunner().forwardPorts(this.sandboxTable.get(payload.sandboxId), call, this.component);
      case 'ReadLog':
        return readLog(this.containerTable.get(payload.containerId), payload, call);
      default:
        return this.respond(call as ServerCall<CriRequest>, this.perform(payload));
    }
  }

  private *respond(call: ServerCall<CriRequest>, body: Process<CriAnswer>): Process<void> {
    const answer = yield* body;
    if (call.cancelled)
      this.tell({ kind: 'CONTAINER_STARTED_EVENT', sandbox: answer.sandbox, container: answer.container });
    else call.respond(answer);
    this.component.publish({ sandboxes: this.sandboxTable.size, containers: this.containerTable.size });
  }

  private listen(call: ServerCall<CriRequest>): void {
    const head: RuntimeSnapshot = { sandboxes: this.sandboxes(), containers: this.containers() };
    this.listeners = [...this.listeners.filter((each) => !each.closed), call.open(head)];
  }

  private *perform(request: CriRequest): Process<CriAnswer> {
    switch (request.kind) {
      case 'UpdateRuntimeConfig':
        return yield* this.configureNetwork(request.podCidr);
      case 'ListImages':
        return { images: this.images.list() };
      case 'ImageStatus':
        return { image: this.images.find(request.image) };
      case 'PullImage':
        return yield* this.images.pull(request.image);
      case 'RunPodSandbox':
        return yield* this.runSandbox(request.sandbox);
      case 'StopPodSandbox':
        return yield* this.stopSandbox(request.sandboxId);
      case 'RemovePodSandbox':
        return this.removeSandbox(request.sandboxId);
      case 'CreateContainer':
        return yield* this.createContainer(request.sandboxId, request.container);
      case 'StartContainer':
        return yield* this.startContainer(request.containerId);
      case 'StopContainer':
        return yield* this.stopContainer(request.containerId, request.timeoutSeconds);
      case 'RemoveContainer':
        this.containerTable.get(request.containerId)?.kill();
        this.containerTable.delete(request.containerId);
        return {};
      case 'ExecSync':
        return yield* execSync(this.containerTable.get(request.containerId), request);
      case 'WriteVolume':
        this.volumes.write(request.podUid, request.volume, request.files);
        return {};
      case 'UpdateContainerResources':
        this.containerTable.get(request.containerId)?.resize(request.resources);
        return { container: this.containerTable.get(request.containerId)?.status };
      default:
        return { ready: true };
    }
  }

  /** The network's configuration is a file, so that a runtime that starts again goes on in the same range. */
  private *configureNetwork(podCidr: string): Process<CriAnswer> {
    this.network.assign(podCidr);
    const { disk } = this.component;
    if (disk.read(NETWORK_CONFIGURATION) === podCidr) return {};
    disk.write(NETWORK_CONFIGURATION, podCidr);
    yield* disk.sync();
    return {};
  }

  private *work(kind: keyof typeof WORK): Process<void> {
    const [least, most] = WORK[kind];
    yield* sleep(this.pace * this.component.random.between(least, most));
  }

  private newId(): string {
    return this.component.random.hex(64);
  }

  private *runSandbox(config: SandboxConfig): Process<CriAnswer> {
    yield* this.work('RunPodSandbox');
    const ip = config.hostNetwork ? '' : this.network.allocate();
    if (ip === undefined)
      return failure('Unknown', 'failed to setup network for sandbox: no IP addresses available in range set');
    const address = ip || config.hostIp;
    if (ip) this.sockets.bind(ip);
    const { uid: podUid, namespace, name, attempt, hostNetwork, dns, hosts } = config;
    const sandbox: SandboxStatus = {
      id: this.newId(),
      podUid,
      namespace,
      name,
      attempt,
      state: 'ready',
      ip,
      address,
      hostNetwork,
      createdAt: this.component.now,
      ...(dns && { dns }),
      ...(hosts?.length && { hosts }),
    };
    this.sandboxTable.set(sandbox.id, sandbox);
    return { sandbox };
  }

  private *stopSandbox(id: string): Process<CriAnswer> {
    const sandbox = this.sandboxTable.get(id);
    if (!sandbox) return {};
    for (const container of this.inSandbox(id)) container.kill();
    yield* this.work('StopPodSandbox');
    if (sandbox.state === 'ready') this.release(sandbox);
    const stopped: SandboxStatus = { ...sandbox, state: 'notReady' };
    this.sandboxTable.set(id, stopped);
    return { sandbox: stopped };
  }

  private removeSandbox(id: string): CriAnswer {
    const sandbox = this.sandboxTable.get(id);
    if (sandbox?.state === 'ready') this.release(sandbox);
    if (sandbox && ![...this.sandboxTable.values()].some((each) => each !== sandbox && each.podUid === sandbox.podUid))
      this.volumes.forget(sandbox.podUid);
    for (const container of this.inSandbox(id)) {
      container.kill();
      this.containerTable.delete(container.status.id);
    }
    this.sandboxTable.delete(id);
    return {};
  }

  private release({ ip }: SandboxStatus): void {
    this.network.release(ip);
    if (ip) this.sockets.unbind(ip);
  }

  private inSandbox(id: string): readonly Container[] {
    return [...this.containerTable.values()].filter(({ status }) => status.sandboxId === id);
  }

  private *createContainer(sandboxId: string, config: ContainerConfig): Process<CriAnswer> {
    yield* this.work('CreateContainer');
    const sandbox = this.sandboxTable.get(sandboxId);
    if (!sandbox) return failure('NotFound', `failed to find sandbox id "${sandboxId}": not found`);
    const image = this.images.find(config.image);
    const parsed = parseImageReference(config.image);
    if (!image || 'problem' in parsed) return failure('NotFound', `failed to get image "${config.image}": not found`);
    const template = imageTemplate(repositoryOf(parsed.reference));
    const { component, volumes, sockets, tellOfExit: onExit } = this;
    const container = new Container({
      component,
      id: this.newId(),
      sandbox,
      config,
      image,
      template,
      volumes,
      sockets,
      onExit,
      guest: this.guests[template.repository],
    });
    this.containerTable.set(container.status.id, container);
    return { container: container.status };
  }

  private *startContainer(id: string): Process<CriAnswer> {
    yield* this.work('StartContainer');
    const container = this.containerTable.get(id);
    if (!container) return failure('NotFound', `an error occurred when try to find container "${id}": not found`);
    const problem = container.start();
    const answer = { container: container.status };
    return problem === undefined ? answer : { ...answer, ...failure('Unknown', problem) };
  }

  private *stopContainer(id: string, timeoutSeconds: number): Process<CriAnswer> {
    const container = this.containerTable.get(id);
    if (!container) return {};
    yield* container.stop(timeoutSeconds);
    return { container: container.status };
  }

  private readonly tellOfExit = (container: Container): void => {
    this.tell({ kind: 'CONTAINER_STOPPED_EVENT', container: container.status });
  };

  private tell(event: ContainerEvent): void {
    for (const listener of this.listeners) listener.send(event);
  }
}

function failure(code: CriError['code'], message: string): CriAnswer {
  return { error: { code, message } };
}

/** As the machine's network was configured when it was set up: worker-3 has 10.244.3.0/24. */
function defaultCidr(hostName: string): string {
  const number = /(\d+)$/.exec(hostName)?.[1];
  const third = number ? Number(number) % 256 : Number.parseInt(digestOf(hostName).slice(0, 2), 16);
  return `10.244.${third}.0/24`;
}
