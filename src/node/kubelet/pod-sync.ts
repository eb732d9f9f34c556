import type { Container, Pod } from '../../api';
import { formatDuration, instantOf, wallClock } from '../../apimachinery';
import type { Component, Process } from '../../simulation';
import { all } from '../../simulation';
import type { ContainerConfig, RuntimeContainerStatus, SandboxStatus } from '../runtime/cri';
import { BackOff } from './back-off';
import type { StartFailure } from './container-statuses';
import type { CriClient } from './cri-client';
import { environmentOf, expand, hostname } from './environment';
import type { ImageManager } from './image-manager';
import type { ObjectCache } from './object-cache';
import { podActions } from './pod-actions';
import { withSandboxReady } from './pod-conditions';
import type { PodEvents } from './pod-events';
import type { PodLifecycle } from './pod-lifecycle';
import { podStatus } from './pod-status';
import type { RuntimePod } from './runtime-pod';
import { newestContainer, readySandbox } from './runtime-pod';
import type { StatusManager } from './status-manager';
import type { Volumes } from './volumes';

export interface PodTools {
  readonly component: Component;
  readonly runtime: CriClient;
  readonly lifecycle: PodLifecycle;
  readonly statuses: StatusManager;
  readonly images: ImageManager;
  readonly volumes: Volumes;
  readonly objects: ObjectCache;
  readonly events: PodEvents;
  readonly hostIp: string;
}

export interface SyncOutcome {
  /** The pod has ended by itself: what is left of it is to be stopped. */
  readonly over?: boolean;
  /** Something failed: when to try again. */
  readonly retryAt?: number;
}

const RETRY_MILLISECONDS = 10_000;
const DEADLINE = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

type Failed = StartFailure & { readonly retryAt?: number };

/** Makes one pod what its spec says, step by step, and says how it is. */
export class PodSync {
  private readonly tools: PodTools;
  private readonly crashes = new BackOff();
  /** Why containers could not be started last time, by pod and name. */
  private readonly failures = new Map<string, StartFailure>();

  constructor(tools: PodTools) {
    this.tools = tools;
  }

  /** When the pod's deadline is; undefined without one. */
  deadline(pod: Pod): number | undefined {
    const seconds = pod.spec.activeDeadlineSeconds;
    const { startTime } = this.tools.statuses.status(pod);
    if (seconds === undefined || startTime === undefined) return undefined;
    return (instantOf(startTime) ?? 0) + seconds * 1000;
  }

  *sync(pod: Pod, runtime: RuntimePod): Process<SyncOutcome> {
    const { statuses, volumes } = this.tools;
    const status = this.report(pod, runtime, false);
    if (status.phase === 'Succeeded' || status.phase === 'Failed') return { over: true };
    yield* volumes.mount(pod);
    const actions = podActions(pod, runtime);
    for (const { container, running, message } of actions.kill)
      yield* this.killContainer(pod, container, running, graceOf(pod), message);
    let sandbox = readySandbox(runtime);
    if (actions.sandboxAttempt !== undefined) {
      const problem = yield* this.createSandbox(pod, actions.sandboxAttempt);
      if (problem !== undefined) return { retryAt: this.tools.component.now + RETRY_MILLISECONDS };
      sandbox = readySandbox(this.tools.lifecycle.now(pod.metadata.uid!));
      statuses.set(pod, withSandboxReady(pod, statuses.status(pod), wallClock(this.tools.component.now)));
    }
    return sandbox ? yield* this.startAll(pod, runtime, sandbox, actions.start) : {};
  }

  /** Stops what runs of the pod; `graceSeconds` is how long each container may take. False when the runtime could not be told. */
  *terminate(pod: Pod, runtime: RuntimePod, graceSeconds: number): Process<boolean> {
    const { lifecycle } = this.tools;
    this.report(pod, runtime, false);
    const running = lifecycle
      .now(pod.metadata.uid!)
      .containers.filter(({ state }) => state === 'running' || state === 'created');
    const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
    const kills = containers.flatMap((container) =>
      running.filter(({ name }) => name === container.name).map((each) => [container, each] as const),
    );
    const stopped = yield* all(
      kills.map(([container, each]) =>
        this.killContainer(pod, container, each, graceSeconds, `Stopping container ${container.name}`),
      ),
    );
    if (stopped.includes(false)) return false;
    for (const { id, state } of lifecycle.now(pod.metadata.uid!).sandboxes) {
      if (state === 'ready' && (yield* this.tools.runtime.stopPodSandbox(id)).problem !== undefined) return false;
    }
    this.report(pod, lifecycle.now(pod.metadata.uid!), true);
    return true;
  }

  /** Nothing runs any more: the last status, volumes, and what was remembered. */
  *finish(pod: Pod, runtime: RuntimePod): Process<void> {
    const { statuses, volumes, images } = this.tools;
    this.report(pod, runtime, true);
    yield* volumes.unmount(pod);
    images.forget(pod);
    this.crashes.forget(pod.metadata.uid!);
    for (const { name } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers])
      this.failures.delete(`${pod.metadata.uid}_${name}`);
    statuses.finish(pod);
  }

  private report(pod: Pod, runtime: RuntimePod, ending: boolean) {
    const { statuses, component, hostIp, events } = this.tools;
    const deadline = this.deadline(pod);
    const late = deadline !== undefined && component.now >= deadline;
    if (late) events.pod(pod, 'Normal', DEADLINE.reason, DEADLINE.message);
    const failure = (name: string) => this.failures.get(`${pod.metadata.uid}_${name}`);
    const status = podStatus({
      pod,
      runtime,
      previous: statuses.status(pod),
      failure,
      now: component.now,
      hostIp,
      ending,
      verdict: late ? DEADLINE : undefined,
    });
    statuses.set(pod, status);
    return status;
  }

  private *createSandbox(pod: Pod, attempt: number): Process<string | undefined> {
    const { namespace, name, uid } = pod.metadata;
    const { runtime, events } = this.tools;
    if (attempt > 0)
      events.pod(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    const config = {
      namespace: namespace!,
      name,
      uid: uid!,
      attempt,
      hostname: hostname(pod),
      hostNetwork: pod.spec.hostNetwork ?? false,
    };
    const { problem } = yield* runtime.runPodSandbox(config);
    if (problem !== undefined)
      events.pod(pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${problem}`);
    return problem;
  }

  private *startAll(
    pod: Pod,
    runtime: RuntimePod,
    sandbox: SandboxStatus,
    containers: readonly Container[],
  ): Process<SyncOutcome> {
    let retryAt: number | undefined;
    for (const container of containers) {
      const key = `${pod.metadata.uid}_${container.name}`;
      const failed = this.crashing(pod, container, runtime) ?? (yield* this.start(pod, container, sandbox));
      if (failed) {
        this.failures.set(key, { reason: failed.reason, message: failed.message });
        retryAt = Math.min(
          retryAt ?? Number.POSITIVE_INFINITY,
          failed.retryAt ?? this.tools.component.now + RETRY_MILLISECONDS,
        );
      } else this.failures.delete(key);
    }
    return { retryAt };
  }

  /** A container that ended waits before it starts again: longer each time, judged by what was seen when this sync began. */
  private crashing(pod: Pod, container: Container, runtime: RuntimePod): Failed | undefined {
    const ended = runtime.containers.find(({ name, state }) => name === container.name && state === 'exited');
    if (!ended) return undefined;
    const { now } = this.tools.component;
    const { name, namespace, uid } = pod.metadata;
    const key = `${uid}_${container.name}_${container.image}`;
    const retryAt = this.crashes.endsAt(key, ended.finishedAt ?? now, now);
    if (retryAt === undefined) {
      this.crashes.next(key, ended.finishedAt ?? now, now);
      return undefined;
    }
    const who = `${name}_${namespace}(${uid})`;
    this.tools.events.container(
      pod,
      container,
      'Warning',
      'BackOff',
      `Back-off restarting failed container ${container.name} in pod ${who}`,
    );
    const message = `back-off ${formatDuration(this.crashes.delay(key))} restarting failed container=${container.name} pod=${who}`;
    return { reason: 'CrashLoopBackOff', message, retryAt };
  }

  private *start(pod: Pod, container: Container, sandbox: SandboxStatus): Process<Failed | undefined> {
    const { images, runtime, events } = this.tools;
    const image = yield* images.ensure(pod, container);
    if (image) return this.failed(pod, container, image, image.reason);
    const config = yield* this.config(pod, container, sandbox);
    if ('failure' in config) return this.failed(pod, container, config.failure, config.failure.message);
    const created = yield* runtime.createContainer(sandbox.id, config.config);
    if (!created.container)
      return this.failed(pod, container, {
        reason: 'CreateContainerError',
        message: created.error?.message ?? created.problem ?? '',
      });
    events.container(pod, container, 'Normal', 'Created', 'Container created');
    const started = yield* runtime.startContainer(created.container.id);
    if (started.problem !== undefined)
      return this.failed(pod, container, {
        reason: 'RunContainerError',
        message: started.error?.message ?? started.problem,
      });
    events.container(pod, container, 'Normal', 'Started', 'Container started');
    return undefined;
  }

  private failed(pod: Pod, container: Container, failure: Failed, said = failure.message): Failed {
    this.tools.events.container(pod, container, 'Warning', 'Failed', `Error: ${said}`);
    return failure;
  }

  private *config(
    pod: Pod,
    container: Container,
    sandbox: SandboxStatus,
  ): Process<{ readonly config: ContainerConfig } | { readonly failure: StartFailure }> {
    const { objects, hostIp, volumes } = this.tools;
    const podIp = pod.spec.hostNetwork ? hostIp : sandbox.ip;
    const made = yield* environmentOf({ pod, podIp, hostIp }, container, objects);
    if ('failure' in made) return made;
    const { environment } = made;
    const words = (list: readonly string[] | undefined) => list?.map((word) => expand(word, environment));
    const config: ContainerConfig = {
      name: container.name,
      attempt: this.attempt(pod, container),
      image: container.image ?? '',
      command: words(container.command),
      args: words(container.args),
      workingDir: container.workingDir,
      environment,
      ports: (container.ports ?? []).map(({ containerPort }) => containerPort),
      files: volumes.filesOf(pod, container),
    };
    return { config };
  }

  /** How often it was started before: what the runtime knows, else what was last reported. */
  private attempt(pod: Pod, container: Container): number {
    const { lifecycle, statuses } = this.tools;
    const newest = newestContainer(lifecycle.now(pod.metadata.uid!), container.name);
    if (newest) return newest.attempt + 1;
    const { containerStatuses = [], initContainerStatuses = [] } = statuses.status(pod);
    return (
      [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container.name)?.restartCount ?? 0
    );
  }

  private *killContainer(
    pod: Pod,
    container: Container,
    running: RuntimeContainerStatus,
    graceSeconds: number,
    message: string,
  ): Process<boolean> {
    this.tools.events.container(pod, container, 'Normal', 'Killing', message);
    return (yield* this.tools.runtime.stopContainer(running.id, graceSeconds)).problem === undefined;
  }
}

export function graceOf(pod: Pod): number {
  return pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}
