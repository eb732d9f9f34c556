import type { Container, EphemeralContainer, Pod } from '../../api';
import { mayRestart, restartPolicyOf } from '../../api';
import type { RuntimeContainerStatus } from '../runtime/cri';
import { containerId, shouldRestart } from './container-statuses';
import type { Resize } from './container-resize';
import type { ProbeView } from './probe-manager';
import type { RuntimePod } from './runtime-pod';
import { newestContainer, readySandbox } from './runtime-pod';

export interface Kill {
  readonly container: Container;
  readonly running: RuntimeContainerStatus;
  readonly message: string;
  /** It starts again right away. */
  readonly restarts: boolean;
  /** The probe that failed, where that is why. */
  readonly probe?: 'startup' | 'liveness';
}

/** What has to be done so that a pod runs as its spec says. */
export interface PodActions {
  /** A sandbox is needed: how many there were before. */
  readonly sandboxAttempt?: number;
  readonly kill: readonly Kill[];
  /** In this order; an init container that can't be started keeps those after it from starting. */
  readonly start: readonly (Container | EphemeralContainer)[];
  /** Running containers that are given other resources. */
  readonly resize: readonly Resize[];
  /** Nothing of it is to run any more, and nothing to start: it is stopped as a whole, its sandbox too. */
  readonly killPod?: boolean;
}

const NOTHING: PodActions = { kill: [], start: [], resize: [] };

export function podActions(
  pod: Pod,
  runtime: RuntimePod,
  probes: ProbeView | undefined,
  resizes: readonly Resize[],
): PodActions {
  if (!readySandbox(runtime)) return fromScratch(pod, runtime);
  const debug = newEphemeralContainers(pod, runtime);
  const init = initActions(pod, runtime, probes);
  if (!init.done) return { kill: init.kill, start: [...debug, ...init.start], resize: atOnce(resizes) };
  const kill = [...init.kill, ...pod.spec.containers.flatMap((each) => unwanted(pod, each, runtime, probes, resizes))];
  const start = pod.spec.containers.filter(
    (container) =>
      shouldRestart(pod, container, newestContainer(runtime, container.name), false) ||
      kill.some((each) => each.container === container && each.restarts),
  );
  const isKept = ({ name }: Container) => {
    const newest = newestContainer(runtime, name);
    return newest?.state === 'running' && !kill.some(({ running }) => running === newest);
  };
  if (kill.length > 0 && start.length === 0 && !pod.spec.containers.some(isKept)) return { ...NOTHING, killPod: true };
  return { kill, start: [...debug, ...init.start, ...start], resize: atOnce(resizes) };
}

/** Without a sandbox everything that is not done for good starts again, init containers first. */
function fromScratch(pod: Pod, runtime: RuntimePod): PodActions {
  const [newest] = runtime.sandboxes;
  const attempt = newest ? newest.attempt + 1 : 0;
  const isNew = attempt === 0 || runtime.containers.length === 0;
  const start = pod.spec.containers.filter((container) => {
    if (!isNew && !mayRestart(container, pod.spec)) return false;
    const last = newestContainer(runtime, container.name);
    const succeeded = last?.state === 'exited' && last.exitCode === 0;
    return !(succeeded && restartPolicyOf(container, pod.spec) === 'OnFailure');
  });
  if (start.length === 0) return NOTHING;
  const [first] = pod.spec.initContainers ?? [];
  return { ...NOTHING, sandboxAttempt: attempt, start: first ? [first] : start };
}

/** An ephemeral container runs once. */
function newEphemeralContainers(pod: Pod, runtime: RuntimePod): readonly EphemeralContainer[] {
  return pod.spec.ephemeralContainers?.filter(({ name }) => !newestContainer(runtime, name)) ?? [];
}

interface InitActions {
  /** The pod's main containers may run. */
  readonly done: boolean;
  readonly kill: readonly Kill[];
  readonly start: readonly Container[];
}

const INITIALIZED: InitActions = { done: true, kill: [], start: [] };

/**
 * Init containers run one after another; one that restarts always (a sidecar) only has to have started, and is kept
 * running from then on. They are looked at from the last one back: what lies before the newest one known is through, though
 * its traces may be gone.
 */
function initActions(pod: Pod, runtime: RuntimePod, probes: ProbeView | undefined): InitActions {
  const containers = pod.spec.initContainers;
  if (!containers?.length) return INITIALIZED;
  const kill: Kill[] = [];
  const start: Container[] = [];
  let done = pod.spec.containers.some(({ name }) => startedInSandbox(runtime, name));
  let later = done;
  for (let index = containers.length - 1; index >= 0; index--) {
    const container = containers[index]!;
    const isSidecar = container.restartPolicy === 'Always';
    const newest = newestContainer(runtime, container.name);
    if (later && !isSidecar) continue;
    if (!newest) {
      if (later) start.unshift(container);
      continue;
    }
    const step = isSidecar ? sidecarStep(container, newest, probes) : initStep(pod, container, newest);
    if (step === 'restart') start.unshift(container);
    else if (typeof step === 'object') {
      kill.push(step);
      start.unshift(container);
    } else if (step === 'through' && !later) {
      if (index === containers.length - 1) done = true;
      else start.unshift(containers[index + 1]!);
    }
    later = true;
  }
  if (!later) start.unshift(containers[0]!);
  return { done, kill, start };
}

type Step = 'wait' | 'through' | 'restart' | Kill;

function initStep(pod: Pod, container: Container, newest: RuntimeContainerStatus): Step {
  if (newest.state === 'running') return 'wait';
  if (newest.state === 'exited' && newest.exitCode === 0) return 'through';
  return shouldRestart(pod, container, newest, true) ? 'restart' : 'wait';
}

function sidecarStep(container: Container, running: RuntimeContainerStatus, probes: ProbeView | undefined): Step {
  if (running.state !== 'running') return 'restart';
  const id = containerId(running);
  const probe = probes?.failed(id);
  if (probe)
    return {
      container,
      running,
      probe,
      restarts: true,
      message: `Init container ${container.name} failed ${probe} probe`,
    };
  return probes && !probes.started(container.name, id) ? 'wait' : 'through';
}

function startedInSandbox(runtime: RuntimePod, name: string): boolean {
  const newest = newestContainer(runtime, name);
  return newest !== undefined && newest.sandboxId === readySandbox(runtime)?.id;
}

function atOnce(resizes: readonly Resize[]): readonly Resize[] {
  return resizes.filter(({ restarts }) => !restarts);
}

/** A running container whose image the spec has changed since, that a probe found failed, or that a resize has to start anew. */
function unwanted(
  pod: Pod,
  container: Container,
  runtime: RuntimePod,
  probes: ProbeView | undefined,
  resizes: readonly Resize[],
): readonly Kill[] {
  const running = newestContainer(runtime, container.name);
  if (running?.state !== 'running') return [];
  if (running.image !== container.image) {
    const message = `Container ${container.name} definition changed, will be restarted`;
    return [{ container, running, message, restarts: true }];
  }
  const probe = probes?.failed(containerId(running));
  // What it will have ended with nobody knows yet: rules have no say.
  const restarts = restartPolicyOf(container, pod.spec) !== 'Never';
  if (probe) {
    const message = `Container ${container.name} failed ${probe} probe${restarts ? ', will be restarted' : ''}`;
    return [{ container, running, probe, message, restarts }];
  }
  const isResized = resizes.some((each) => each.container === container && each.restarts);
  const message = `Container ${container.name} resize requires restart`;
  return isResized ? [{ container, running, message, restarts: true }] : [];
}
