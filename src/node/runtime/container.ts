import type { Component, Process, Task } from '../../simulation';
import { Signal } from '../../simulation';
import type { ContainerConfig, RuntimeContainerStatus, SandboxStatus, StoredImage } from './cri';
import type { ImageTemplate } from './image-table';
import { commandLine, startProblem, startProgram } from './program';
import type { LogLine } from './program-world';
import { ProgramWorld } from './program-world';

/** A server closes its connections before it ends. */
const SHUTDOWN_MILLISECONDS = 60;
const KILLED = 137;

/** A container and what runs in it. `onExit` hears of an end that nobody asked for. */
export class Container {
  status: RuntimeContainerStatus;
  readonly config: ContainerConfig;
  private readonly world: ProgramWorld;
  private readonly words: readonly string[];
  private readonly component: Component;
  private readonly onExit: (container: Container) => void;
  private readonly ended: Signal;
  private task: Task | undefined;
  private stopping = 0;

  constructor(
    component: Component,
    id: string,
    sandbox: SandboxStatus,
    config: ContainerConfig,
    image: StoredImage,
    template: ImageTemplate,
    onExit: (container: Container) => void,
  ) {
    this.component = component;
    this.config = config;
    this.onExit = onExit;
    this.ended = new Signal(component.simulation);
    const environment = {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ...template.environment,
      ...config.environment,
    };
    this.world = new ProgramWorld(component, template, environment, config.files);
    this.words = commandLine(config, template);
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
    };
  }

  get log(): readonly LogLine[] {
    return this.world.log;
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
    this.status = { ...this.status, state: 'running', startedAt: now };
    const program = startProgram(this.words, this.world);
    if (typeof program === 'number') this.end(program);
    else if (program !== 'serving')
      this.task = this.component.spawn(`${this.config.name} ${this.words[0]}`, this.run(program));
    return undefined;
  }

  private *run(program: Process<number>): Process<void> {
    this.exit(yield* program);
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

  private terminate(): void {
    const { onTerminate, trap } = this.world;
    if (trap !== undefined) this.world.trapped = true;
    else if (onTerminate !== 'ignore')
      this.component.after(SHUTDOWN_MILLISECONDS, () => this.exit(onTerminate.exitCode));
  }

  private exit(exitCode: number): void {
    if (this.status.state === 'exited') return;
    this.end(exitCode);
    if (this.stopping === 0) this.onExit(this);
  }

  private end(exitCode: number): void {
    this.world.flush();
    const reason = exitCode === 0 ? 'Completed' : 'Error';
    this.status = { ...this.status, state: 'exited', finishedAt: this.component.now, exitCode, reason };
    if (this.task && !this.task.done) this.task.interrupt('killed');
    this.ended.fire();
  }
}
