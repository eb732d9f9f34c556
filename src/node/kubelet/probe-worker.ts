import { mayRestart } from '../../api';
import type { Container, ContainerStatus, Pod, PodStatus, Probe } from '../../api';
import { instantOf } from '../../apimachinery';
import type { Cause, Component, Process, Task } from '../../simulation';
import { currentCause, NO_CAUSE, Signal, workOn } from '../../simulation';
import type { PodEvents } from './pod-events';
import type { Prober, ProbeKind, ProbeOutcome, ProbeResult } from './probe';

export interface ProbeWorkerTools {
  readonly component: Component;
  readonly prober: Prober;
  readonly events: PodEvents;
  readonly status: (pod: Pod) => PodStatus;
  /** When the kubelet started: its first probes are spread over their periods. */
  readonly startedAt: number;
}

/** Where a worker leaves what it found, by container id. */
export interface ResultStore {
  set(pod: Pod, containerId: string, result: ProbeResult): void;
  remove(containerId: string): void;
}

/** Instants are rounded: a tick this near is the one that has just been. */
const LEAST_WAIT_MILLISECONDS = 1;

const INITIAL: Readonly<Record<ProbeKind, ProbeResult>> = {
  startup: 'unknown',
  readiness: 'failure',
  liveness: 'success',
};
const NAMES: Readonly<Record<ProbeKind, string>> = {
  startup: 'Startup',
  readiness: 'Readiness',
  liveness: 'Liveness',
};

/** Looks at one container again and again, with one of its probes, from the pod's first sync until it ends for good. */
export class ProbeWorker {
  pod: Pod;
  private readonly tools: ProbeWorkerTools;
  private readonly container: Container;
  private readonly kind: ProbeKind;
  private readonly spec: Probe;
  private readonly results: ResultStore;
  private readonly wake: Signal;
  private task: Task | undefined;
  private containerId: string | undefined;
  private lastResult: ProbeResult | undefined;
  private sameInARow = 0;
  /** It failed: nothing is probed until there is another container. */
  private onHold = false;
  private triggered = false;
  private nextTick = 0;
  /** For whom it probes: whoever set the container going, until the first result that counts; then for nobody. */
  private cause: Cause;

  constructor(tools: ProbeWorkerTools, pod: Pod, container: Container, kind: ProbeKind, results: ResultStore) {
    this.tools = tools;
    this.pod = pod;
    this.container = container;
    this.kind = kind;
    this.spec = container[`${kind}Probe`]!;
    this.results = results;
    this.wake = new Signal(tools.component.simulation);
    this.cause = currentCause(tools.component.simulation);
  }

  start(onEnd: () => void): void {
    const { namespace, name } = this.pod.metadata;
    this.task = this.tools.component.spawn(`${this.kind} ${namespace}/${name}`, this.untilEnd(onEnd));
  }

  private *untilEnd(onEnd: () => void): Process<void> {
    yield* this.run();
    onEnd();
  }

  stop(): void {
    this.task?.interrupt('the pod is to be stopped');
    if (this.containerId !== undefined) this.results.remove(this.containerId);
  }

  /** Looks at once, not at the next tick: the container is reported to run and isn't ready. */
  trigger(): void {
    this.triggered = true;
    this.cause = currentCause(this.tools.component.simulation);
    this.wake.fire();
  }

  private get periodMilliseconds(): number {
    return (this.spec.periodSeconds ?? 10) * 1000;
  }

  private *run(): Process<void> {
    const { component, startedAt } = this.tools;
    const period = this.periodMilliseconds;
    if (component.now - startedAt < period) yield* this.wait(component.now + component.random.next() * period);
    this.nextTick = component.now + period;
    for (;;) {
      yield* workOn(this.cause);
      if (!(yield* this.once())) break;
      if (!this.triggered) yield* this.wait(this.nextTick);
      this.triggered = false;
      while (this.nextTick < component.now + LEAST_WAIT_MILLISECONDS) this.nextTick += period;
    }
    if (this.containerId !== undefined) this.results.remove(this.containerId);
  }

  /** Until that instant, or until somebody wants it earlier. */
  private *wait(instant: number): Process<void> {
    const { component } = this.tools;
    const timer = component.after(Math.max(0, instant - component.now), () => this.wake.fire());
    try {
      yield* this.wake.wait();
    } finally {
      timer.cancel();
    }
  }

  /** One look, if there is anything to look at. False where there never will be again. */
  private *once(): Process<boolean> {
    const status = this.tools.status(this.pod);
    if (status.phase === 'Succeeded' || status.phase === 'Failed') return false;
    const container = containerNamed(status, this.container.name);
    if (!container?.containerID) return true;
    this.adopt(container.containerID);
    if (this.onHold) return true;
    if (!container.state?.running) return this.notRunning(container);
    if (this.pod.metadata.deletionTimestamp && this.kind !== 'readiness') return this.quietEnd();
    if (!this.isDue(container)) return true;
    const { containerId, spec, pod } = this;
    const id = containerId!.replace(/^containerd:\/\//, '');
    const target = { pod, container: this.container, containerId: id, podIp: status.podIP ?? '' };
    this.judge(yield* this.tools.prober.probe(spec, target));
    return true;
  }

  /** Another container of that name has taken the place of the one that was probed. */
  private adopt(containerId: string): void {
    if (this.containerId === containerId) return;
    if (this.containerId !== undefined) this.results.remove(this.containerId);
    this.containerId = containerId;
    this.results.set(this.pod, containerId, INITIAL[this.kind]);
    this.onHold = false;
  }

  private notRunning({ state }: ContainerStatus): boolean {
    this.results.set(this.pod, this.containerId!, 'failure');
    return !state?.terminated || mayRestart(this.container, this.pod.spec);
  }

  private quietEnd(): boolean {
    this.results.set(this.pod, this.containerId!, 'success');
    return false;
  }

  /** The initial delay is over, and it is this probe's turn: before a container has started only its startup probe's. */
  private isDue({ state, started }: ContainerStatus): boolean {
    const runningFor = this.tools.component.now - (instantOf(state!.running!.startedAt ?? '') ?? 0);
    if (Math.floor(runningFor / 1000) < (this.spec.initialDelaySeconds ?? 0)) return false;
    return (started === true) !== (this.kind === 'startup');
  }

  private judge({ result, output }: ProbeOutcome): void {
    const { pod, container, kind } = this;
    const say = (message: string) => this.tools.events.container(pod, container, 'Warning', 'Unhealthy', message);
    if (result === 'unknown') return say(`${NAMES[kind]} probe errored and resulted in unknown state: ${output}`);
    if (result === 'failure') say(`${NAMES[kind]} probe failed: ${output}`);
    this.sameInARow = this.lastResult === result ? this.sameInARow + 1 : 1;
    this.lastResult = result;
    const { failureThreshold = 3, successThreshold = 1 } = this.spec;
    if (this.sameInARow < (result === 'failure' ? failureThreshold : successThreshold)) return;
    this.results.set(pod, this.containerId!, result);
    this.cause = NO_CAUSE;
    if (result === 'success' || kind === 'readiness') return;
    this.onHold = true;
    this.sameInARow = 0;
  }
}

function containerNamed(status: PodStatus, wanted: string): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = status;
  return (
    containerStatuses.find(({ name }) => name === wanted) ?? initContainerStatuses.find(({ name }) => name === wanted)
  );
}
