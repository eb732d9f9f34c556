import type { Pod } from '../../api';
import { instantOf, wallClock } from '../../apimachinery';
import type { Component, Process } from '../../simulation';
import { all } from '../../simulation';
import { resizesOf, resizeText } from './container-resize';
import type { Resize } from './container-resize';
import { ContainerRunner, RETRY_MILLISECONDS } from './container-runner';
import type { CriClient } from './cri-client';
import { hostname } from './environment';
import type { ServiceMirror } from './service-environment';
import { CLUSTER_DNS, podDns, podHosts } from './pod-dns';
import type { ImageManager } from './image-manager';
import type { LifecycleHooks } from './lifecycle-hooks';
import type { ObjectCache } from './object-cache';
import { podActions } from './pod-actions';
import { RESIZE_IN_PROGRESS, withSandboxReady } from './pod-conditions';
import type { PodEvents } from './pod-events';
import type { PodLifecycle } from './pod-lifecycle';
import { podStatus } from './pod-status';
import type { ProbeManager } from './probe-manager';
import type { RuntimePod } from './runtime-pod';
import { readySandbox } from './runtime-pod';
import type { StatusManager } from './status-manager';
import { graceOf, TerminationOrder } from './termination-order';
import type { Volumes } from './volumes';

export interface PodTools {
  readonly component: Component;
  readonly runtime: CriClient;
  readonly lifecycle: PodLifecycle;
  readonly statuses: StatusManager;
  readonly images: ImageManager;
  readonly volumes: Volumes;
  readonly objects: ObjectCache;
  readonly services: ServiceMirror;
  readonly events: PodEvents;
  readonly probes: ProbeManager;
  readonly hooks: LifecycleHooks;
  readonly hostIp: string;
  /** What the machine has for pods. */
  readonly allocatable: Readonly<Record<string, string>>;
  /** A failed sync is tried again within this. */
  readonly syncFrequencyMilliseconds: number;
}

export interface SyncOutcome {
  /** The pod has ended by itself: what is left of it is to be stopped. */
  readonly over?: boolean;
  /** Something failed: when to try again. */
  readonly retryAt?: number;
  /** Something was done: what became of it is to be looked at right away. */
  readonly acted?: boolean;
}

const DEADLINE = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** Makes one pod what its spec says, step by step, and says how it is. */
export class PodSync {
  private readonly tools: PodTools;
  private readonly containers: ContainerRunner;

  constructor(tools: PodTools) {
    this.tools = tools;
    this.containers = new ContainerRunner(tools);
  }

  /** When the pod's deadline is; undefined without one. */
  deadline(pod: Pod): number | undefined {
    const seconds = pod.spec.activeDeadlineSeconds;
    const { startTime } = this.tools.statuses.status(pod);
    if (seconds === undefined || startTime === undefined) return undefined;
    return (instantOf(startTime) ?? 0) + seconds * 1000;
  }

  *sync(pod: Pod, runtime: RuntimePod): Process<SyncOutcome> {
    const { statuses, volumes, probes } = this.tools;
    const resizes = resizesOf(pod, runtime);
    const status = this.report(pod, runtime, false, resizes);
    if (status.phase === 'Succeeded' || status.phase === 'Failed') return { over: true };
    yield* volumes.mount(pod);
    probes.add(pod);
    const actions = podActions(pod, runtime, probes.view(pod), resizes);
    if (actions.killPod) {
      yield* this.stopAll(pod, graceOf(pod));
      return { acted: true };
    }
    for (const kill of actions.kill) yield* this.containers.kill(pod, kill, this.containers.graceFor(pod, kill));
    let sandbox = readySandbox(runtime);
    if (actions.sandboxAttempt !== undefined) {
      const problem = yield* this.createSandbox(pod, actions.sandboxAttempt);
      if (problem !== undefined) return { retryAt: this.tools.component.now + RETRY_MILLISECONDS };
      sandbox = readySandbox(this.tools.lifecycle.now(pod.metadata.uid!));
      statuses.set(pod, withSandboxReady(pod, statuses.status(pod), wallClock(this.tools.component.now)));
    }
    yield* this.resize(pod, actions.resize);
    if (!sandbox || actions.start.length === 0) return { acted: actions.kill.length > 0 };
    const retryAt = yield* this.containers.startAll(pod, runtime, sandbox, actions.start);
    return { retryAt, acted: retryAt === undefined };
  }

  /** Stops what runs of the pod; `graceSeconds` is how long each container may take. False when the runtime could not be told. */
  *terminate(pod: Pod, runtime: RuntimePod, graceSeconds: number): Process<boolean> {
    const { lifecycle, probes } = this.tools;
    this.report(pod, runtime, false);
    probes.stopLivenessAndStartup(pod);
    if (!(yield* this.stopAll(pod, graceSeconds))) return false;
    probes.remove(pod);
    this.report(pod, lifecycle.now(pod.metadata.uid!), true);
    return true;
  }

  /** Containers, then the sandbox. False when the runtime could not be told. */
  private *stopAll(pod: Pod, graceSeconds: number): Process<boolean> {
    const { lifecycle, component } = this.tools;
    const running = lifecycle
      .now(pod.metadata.uid!)
      .containers.filter(({ state }) => state === 'running' || state === 'created');
    const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
    const kills = [...initContainers, ...containers, ...ephemeralContainers].flatMap((container) =>
      running
        .filter(({ name }) => name === container.name)
        .map((each) => ({
          container,
          running: each,
          message: `Stopping container ${container.name}`,
          restarts: false,
        })),
    );
    const order = hasSidecars(pod)
      ? new TerminationOrder(
          component,
          pod,
          running.map(({ name }) => name),
        )
      : undefined;
    const stopped = yield* all(kills.map((kill) => this.containers.kill(pod, kill, graceSeconds, order)));
    if (stopped.includes(false)) return false;
    for (const { id, state } of lifecycle.now(pod.metadata.uid!).sandboxes) {
      if (state === 'ready' && (yield* this.tools.runtime.stopPodSandbox(id)).problem !== undefined) return false;
    }
    return true;
  }

  /** Nothing runs any more: the last status, volumes, and what was remembered. */
  *finish(pod: Pod, runtime: RuntimePod): Process<void> {
    const { statuses, volumes, images } = this.tools;
    this.report(pod, runtime, true);
    yield* volumes.unmount(pod);
    images.forget(pod);
    this.containers.forget(pod);
    statuses.finish(pod);
  }

  /** The runtime gives what is asked for at once: a machine has no less for others. */
  private *resize(pod: Pod, resizes: readonly Resize[]): Process<void> {
    const { runtime, lifecycle } = this.tools;
    for (const { container, running } of resizes)
      yield* runtime.updateContainerResources(running.id, container.resources ?? {});
    if (resizes.length > 0) this.report(pod, lifecycle.now(pod.metadata.uid!), false);
  }

  /** Tells once that a pod has begun to be resized to what its spec asks for, and once that it is. */
  private tellOfResizes(pod: Pod, isResizing: boolean): void {
    const { events, statuses } = this.tools;
    const told = statuses.status(pod).conditions?.find(({ type }) => type === RESIZE_IN_PROGRESS);
    if (isResizing && told?.observedGeneration !== pod.metadata.generation)
      events.pod(pod, 'Normal', 'ResizeStarted', `Pod resize started: ${resizeText(pod)}`);
    if (!isResizing && told) events.pod(pod, 'Normal', 'ResizeCompleted', `Pod resize completed: ${resizeText(pod)}`);
  }

  private report(pod: Pod, runtime: RuntimePod, ending: boolean, resizes = resizesOf(pod, runtime)) {
    const { statuses, component, hostIp, events, probes } = this.tools;
    if (!ending) this.tellOfResizes(pod, resizes.length > 0);
    const deadline = this.deadline(pod);
    const late = deadline !== undefined && component.now >= deadline;
    if (late) events.pod(pod, 'Normal', DEADLINE.reason, DEADLINE.message);
    const failure = (name: string) => this.containers.failure(pod, name);
    const status = podStatus({
      pod,
      runtime,
      previous: statuses.status(pod),
      failure,
      resizes,
      now: component.now,
      hostIp,
      ending,
      verdict: late ? DEADLINE : undefined,
      probes: probes.view(pod),
    });
    statuses.set(pod, status);
    probes.statusSet(pod, status);
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
      hostIp: this.tools.hostIp,
      dns: podDns(pod, CLUSTER_DNS),
      hosts: podHosts(pod, CLUSTER_DNS),
    };
    const { problem } = yield* runtime.runPodSandbox(config);
    if (problem !== undefined)
      events.pod(pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${problem}`);
    return problem;
  }
}

function hasSidecars({ spec }: Pod): boolean {
  return spec.initContainers?.some(({ restartPolicy }) => restartPolicy === 'Always') ?? false;
}
