import type { Container, EphemeralContainer, Pod } from '../../api';
import { formatDuration } from '../../apimachinery';
import type { Process } from '../../simulation';
import type { ContainerConfig, RuntimeContainerStatus, SandboxStatus } from '../runtime/cri';
import { BackOff } from './back-off';
import type { StartFailure } from './container-statuses';
import { identityOf, nonRootProblem } from './container-identity';
import { environmentOf, expand } from './environment';
import { podInWords } from './pod-events';
import type { Kill } from './pod-actions';
import type { PodTools } from './pod-sync';
import type { RuntimePod } from './runtime-pod';
import { newestContainer } from './runtime-pod';
import type { TerminationOrder } from './termination-order';
import { graceOf } from './termination-order';

/** How often the kubelet lists what its runtime has. */
const RELIST_MILLISECONDS = 1000;
export const RETRY_MILLISECONDS = 10_000;
/** Nobody is killed faster than this, so that a program has a chance to end by itself. */
const LEAST_GRACE_SECONDS = 2;

export type Failed = StartFailure & { readonly retryAt?: number };

/** What of a round of starting failed: when to try again. Undefined: nothing. */
export type RetryAt = number | undefined;

/** Starts and stops a pod's containers, one by one: image, environment, hooks; the wait of those that crash. */
export class ContainerRunner {
  private readonly tools: PodTools;
  private readonly crashes = new BackOff();
  /** Why containers could not be started last time, by pod and name. */
  private readonly failures = new Map<string, StartFailure>();

  constructor(tools: PodTools) {
    this.tools = tools;
  }

  failure(pod: Pod, name: string): StartFailure | undefined {
    return this.failures.get(`${pod.metadata.uid}_${name}`);
  }

  forget(pod: Pod): void {
    const { uid } = pod.metadata;
    this.crashes.forget(uid!);
    for (const { name } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers])
      this.failures.delete(`${uid}_${name}`);
    for (const { name } of pod.spec.ephemeralContainers ?? []) this.failures.delete(`${uid}_${name}`);
  }

  /** One after another; an init container that fails keeps what follows from starting. */
  *startAll(
    pod: Pod,
    runtime: RuntimePod,
    sandbox: SandboxStatus,
    containers: readonly (Container | EphemeralContainer)[],
  ): Process<RetryAt> {
    let retryAt: RetryAt;
    for (const container of containers) {
      const key = `${pod.metadata.uid}_${container.name}`;
      const failed = this.crashing(pod, container, runtime) ?? (yield* this.start(pod, container, sandbox));
      if (!failed) {
        this.failures.delete(key);
        continue;
      }
      const isInit = pod.spec.initContainers?.includes(container) ?? false;
      const again = this.again(failed, this.failures.get(key)?.reason, isInit);
      this.failures.set(key, { reason: failed.reason, message: failed.message });
      retryAt = retryAt === undefined ? again : Math.min(retryAt, again);
      if (isInit && container.restartPolicy !== 'Always') break;
    }
    return retryAt;
  }

  /**
   * When to look again. A back-off that begins is seen in the status at the next look: the removal of the attempt before
   * wakes the real kubelet within a relist of the runtime. (Of init containers nothing is removed then.)
   */
  private again({ reason, retryAt }: Failed, before: string | undefined, isInit: boolean): number {
    const { now } = this.tools.component;
    if (retryAt === undefined) return now + RETRY_MILLISECONDS;
    const begins = reason === 'CrashLoopBackOff' && before !== reason && !isInit;
    return begins ? Math.min(retryAt, now + RELIST_MILLISECONDS) : retryAt;
  }

  /** A container that ended waits before it starts again: longer each time, judged by what was seen when this sync began. */
  private crashing(pod: Pod, container: Container, runtime: RuntimePod): Failed | undefined {
    const ended = runtime.containers.find(({ name, state }) => name === container.name && state === 'exited');
    if (!ended) return undefined;
    const { now } = this.tools.component;
    const key = `${pod.metadata.uid}_${container.name}_${container.image}`;
    const retryAt = this.crashes.endsAt(key, ended.finishedAt ?? now, now);
    if (retryAt === undefined) {
      this.crashes.next(key, ended.finishedAt ?? now, now);
      return undefined;
    }
    const who = podInWords(pod);
    const said = `Back-off restarting failed container ${container.name} in pod ${who}`;
    this.tools.events.container(pod, container, 'Warning', 'BackOff', said);
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
    return container.lifecycle?.postStart
      ? yield* this.postStart(pod, container, sandbox, started.container ?? created.container)
      : undefined;
  }

  /** A container whose first hook fails is stopped again. */
  private *postStart(
    pod: Pod,
    container: Container,
    { address: podIp }: SandboxStatus,
    running: RuntimeContainerStatus,
  ): Process<Failed | undefined> {
    const message = yield* this.tools.hooks.postStart({ pod, container, containerId: running.id, podIp });
    if (message === undefined) return undefined;
    yield* this.kill(pod, { container, running, message: 'FailedPostStartHook', restarts: true }, graceOf(pod));
    return { reason: 'PostStartHookError', message };
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
    const { objects, hostIp, allocatable, volumes } = this.tools;
    const refused = yield* this.rootProblem(pod, container);
    if (refused !== undefined) return { failure: { reason: 'CreateContainerConfigError', message: refused } };
    const services = this.tools.services.variablesFor(pod);
    const made = yield* environmentOf(
      { pod, podIp: sandbox.address, hostIp, allocatable, services },
      container,
      objects,
    );
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
      mounts: volumes.mountsOf(pod, container, environment),
      terminationMessage: {
        path: container.terminationMessagePath ?? '/dev/termination-log',
        fallBackToLogs: container.terminationMessagePolicy === 'FallbackToLogsOnError',
      },
      ...(container.resources && { resources: container.resources }),
      ...(container.stdin && { stdin: true, stdinOnce: container.stdinOnce ?? false, tty: container.tty ?? false }),
    };
    return { config };
  }

  /** The image is looked at once more where only that tells who the container runs as. */
  private *rootProblem(pod: Pod, container: Container): Process<string | undefined> {
    const wanted = identityOf(pod, container);
    if (!wanted.nonRoot) return undefined;
    const image = wanted.user === undefined ? yield* this.tools.runtime.imageStatus(container.image ?? '') : undefined;
    return nonRootProblem(pod, container, wanted.user ?? image?.image?.user, wanted.user !== undefined);
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

  /** Its hook, its turn, then SIGTERM and in the end SIGKILL. False when the runtime could not be told. */
  *kill(
    pod: Pod,
    { container, running, message }: Kill,
    graceSeconds: number,
    order?: TerminationOrder,
  ): Process<boolean> {
    this.tools.events.container(pod, container, 'Normal', 'Killing', message);
    let left = graceSeconds;
    if (container.lifecycle?.preStop) {
      const podIp = this.tools.statuses.status(pod).podIP ?? '';
      left -= yield* this.tools.hooks.preStop({ pod, container, containerId: running.id, podIp }, left);
    }
    if (order) left -= yield* order.waitForTurn(container.name, left);
    const seconds = Math.max(left, LEAST_GRACE_SECONDS);
    const stopped = (yield* this.tools.runtime.stopContainer(running.id, seconds)).problem === undefined;
    if (stopped) order?.ended(container.name);
    return stopped;
  }

  /** The grace of a container that is killed while its pod lives on; a failed probe may have one of its own. */
  graceFor(pod: Pod, { container, probe }: Kill): number {
    const own = probe && container[`${probe}Probe`]?.terminationGracePeriodSeconds;
    return own ?? graceOf(pod);
  }
}
