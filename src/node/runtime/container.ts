import { copyOf, parseQuantity, quantityValue } from '../../apimachinery';
import type { Component, Process, Task } from '../../simulation';
import { currentCause, firstOf, Signal } from '../../simulation';
import type { PodVolumes } from './container-files';
import { ContainerFiles } from './container-files';
import type { LogLine } from './container-log';
import { ContainerLog } from './container-log';
import type { ContainerConfig, ContainerResources, RuntimeContainerStatus, SandboxStatus, StoredImage } from './cri';
import type { GuestProgram } from './guest-program';
import type { ImageTemplate } from './images/image-table';
import { LiveInput } from './live-input';
import type { PodSockets } from './pod-sockets';
import { commandLine, executableProblem, startProblem, startProgram } from './program';
import type { ContainerWorld } from './program-world';
import { ProgramWorld } from './program-world';
import type { Streams } from './shell/shell-streams';
import { OUT_OF_MEMORY } from './signals';
import { terminationMessage } from './termination-message';

/** A server closes its connections before it ends. */
const SHUTDOWN_MILLISECONDS = 60;
const KILLED = 137;

function memoryLimit(resources: ContainerResources | undefined): number | undefined {
  const limit = resources?.limits?.memory;
  return limit === undefined ? undefined : Number(quantityValue(parseQuantity(limit)));
}

/** What a container is made of, and the machine it is made on. */
export interface ContainerParts {
  readonly component: Component;
  readonly id: string;
  readonly sandbox: SandboxStatus;
  readonly config: ContainerConfig;
  readonly image: StoredImage;
  readonly template: ImageTemplate;
  readonly volumes: PodVolumes;
  readonly sockets: PodSockets;
  /** What the image's program does, where it is not the image table that says it. */
  readonly guest?: GuestProgram;
  /** Hears of an end that nobody asked for. */
  readonly onExit: (container: Container) => void;
}

function tagOf(image: string): string {
  return /:([^:/@]+)(?:@|$)/.exec(image)?.[1] ?? 'latest';
}

/** A container and what runs in it. */
export class Container {
  status: RuntimeContainerStatus;
  readonly config: ContainerConfig;
  readonly log: ContainerLog;
  /** What whoever attaches types; undefined where the container's input is closed. */
  readonly live: LiveInput | undefined;
  private readonly shared: ContainerWorld;
  private readonly world: ProgramWorld;
  private readonly words: readonly string[];
  private readonly component: Component;
  private readonly onExit: (container: Container) => void;
  private readonly ended: Signal;
  private task: Task | undefined;
  private stopping = 0;

  constructor(parts: ContainerParts) {
    const { component, id, sandbox, config, image, template, volumes, sockets, onExit, guest } = parts;
    this.component = component;
    this.config = config;
    this.onExit = onExit;
    this.ended = new Signal(component.simulation);
    this.log = new ContainerLog(component);
    this.live = config.stdin ? new LiveInput(component.simulation, config.tty ? this.log.write : undefined) : undefined;
    this.words = commandLine(config, template);
    const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    this.shared = {
      component,
      image: template,
      environment: {
        PATH,
        ...template.environment,
        ...config.environment,
        HOME: config.environment['HOME'] ?? '/root',
      },
      files: new ContainerFiles(sandbox.podUid, volumes, config.mounts),
      log: this.log,
      ports: config.ports,
      sockets,
      address: sandbox.address,
      pod: `${sandbox.namespace}/${sandbox.name}`,
      tag: tagOf(config.image),
      guest,
      dns: sandbox.dns,
      hosts: sandbox.hosts ?? [],
      directory: config.workingDir,
      words: this.words,
      signal: (name) => this.signal(name),
      memory: () => memoryLimit(this.status.resources ?? config.resources),
    };
    this.world = new ProgramWorld(this.shared, true);
    this.status = {
      id,
      sandboxId: sandbox.id,
      podUid: sandbox.podUid,
      name: config.name,
      attempt: config.attempt,
      image: config.image,
      imageId: image.reference,
      state: 'created',
      createdAt: component.now,
      ...(config.resources && { resources: config.resources }),
    };
  }

  get lines(): readonly LogLine[] {
    return this.log.lines;
  }

  /** Why it could not be started; undefined where it runs (or has ended already). */
  start(): string | undefined {
    const { now } = this.component;
    const problem = startProblem(this.words, this.world);
    if (problem !== undefined) {
      this.status = {
        ...this.status,
        state: 'exited',
        finishedAt: now,
        exitCode: 128,
        reason: 'StartError',
        message: problem,
      };
      return problem;
    }
    const status = copyOf(this.status);
    status.state = 'running';
    status.startedAt = now;
    this.status = status;
    const { write } = this.world;
    const streams = { input: '', output: write, error: write, ...(this.live && { live: this.live }) };
    const program = startProgram(this.words, this.world, streams);
    if (typeof program === 'number') this.end(program);
    else if (program !== 'serving') this.task = this.spawnPatiently(this.run(program));
    return undefined;
  }

  private *run(program: Process<number>): Process<void> {
    this.exit(yield* program);
  }

  /** Limits can be changed while it runs. */
  resize(resources: ContainerResources): void {
    this.status = { ...this.status, resources };
  }

  /** Why a command can't be run beside the container's program; undefined where it can. */
  executionProblem(command: readonly string[]): string | undefined {
    if (this.status.state !== 'running') return `container is in CONTAINER_${this.status.state.toUpperCase()} state`;
    const problem = executableProblem(command, new ProgramWorld(this.shared, false));
    if (problem === undefined) return undefined;
    return `failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: ${problem}`;
  }

  /** Runs a command beside the container's program: its exit code, or why it could not be run. */
  *execute(command: readonly string[], streams: Streams): Process<number | string> {
    const problem = this.executionProblem(command);
    if (problem !== undefined) return problem;
    const world = new ProgramWorld(this.shared, false, streams.output);
    const program = startProgram(command, world, streams);
    if (typeof program === 'number') return program;
    const run = program === 'serving' ? new Signal(this.component.simulation).wait() : program;
    try {
      const { which, value } = yield* firstOf<number>({ run, ended: this.ended.wait() });
      return which === 'run' ? value : KILLED;
    } finally {
      world.end();
    }
  }

  /** SIGTERM, and SIGKILL when the time is over; returns when it has ended. */
  *stop(timeoutSeconds: number): Process<void> {
    if (this.status.state === 'created') this.exit(KILLED);
    if (this.status.state !== 'running') return;
    this.stopping++;
    try {
      if (timeoutSeconds > 0) this.terminate();
      const killer = this.component.after(timeoutSeconds * 1000, () => this.exit(KILLED));
      yield* this.ended.wait();
      killer.cancel();
    } finally {
      this.stopping--;
    }
  }

  kill(): void {
    if (this.status.state !== 'exited') this.exit(KILLED);
  }

  /** What a program of the container's own sends to its first process; nobody there can kill that without its consent. */
  private signal(name: string): void {
    if (this.status.state !== 'running') return;
    if (name === OUT_OF_MEMORY) this.exit(KILLED, 'OOMKilled');
    else if (/^(TERM|INT|QUIT)$/.test(name)) this.terminate();
  }

  private terminate(): void {
    const { onTerminate, trap } = this.world;
    if (trap !== undefined) this.world.signal();
    else if (onTerminate !== 'ignore')
      this.component.after(SHUTDOWN_MILLISECONDS, () => this.exit(onTerminate.exitCode));
  }

  private exit(exitCode: number, reason?: string): void {
    if (this.status.state === 'exited') return;
    this.end(exitCode, reason);
    if (this.stopping === 0) this.onExit(this);
  }

  private end(exitCode: number, why?: string): void {
    this.log.end();
    this.world.end();
    const reason = why ?? (exitCode === 0 ? 'Completed' : 'Error');
    const message = terminationMessage(this.config, exitCode, this.shared);
    const finishedAt = this.component.now;
    this.status = { ...this.status, state: 'exited', finishedAt, exitCode, reason, ...(message && { message }) };
    if (this.task && !this.task.done) this.task.interrupt('killed');
    this.ended.fire();
  }

  /** A loop in a container goes on for ever: nothing comes to rest by waiting for it. */
  private spawnPatiently(program: Process<void>): Task {
    const { simulation } = this.component;
    const cause = { ...currentCause(simulation), patient: true };
    return simulation.withCause(cause, () => this.component.spawn(`${this.config.name} ${this.words[0]}`, program));
  }
}
