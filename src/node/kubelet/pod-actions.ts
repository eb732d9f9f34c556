import type { Container, Pod } from '../../api';
import type { RuntimeContainerStatus } from '../runtime/cri';
import { shouldRestart } from './container-statuses';
import type { RuntimePod } from './runtime-pod';
import { newestContainer, readySandbox } from './runtime-pod';

/** What has to be done so that a pod runs as its spec says. */
export interface PodActions {
  /** A sandbox is needed: how many there were before. */
  readonly sandboxAttempt?: number;
  readonly kill: readonly {
    readonly container: Container;
    readonly running: RuntimeContainerStatus;
    readonly message: string;
  }[];
  readonly start: readonly Container[];
}

const NOTHING: PodActions = { kill: [], start: [] };

export function podActions(pod: Pod, runtime: RuntimePod): PodActions {
  if (!readySandbox(runtime)) return fromScratch(pod, runtime);
  const initialising = nextInitContainer(pod, runtime);
  if (initialising) return { kill: [], start: initialising.start };
  const kill = pod.spec.containers.flatMap((container) => outdated(container, runtime));
  const start = pod.spec.containers.filter(
    (container) =>
      shouldRestart(pod, container, newestContainer(runtime, container.name), false) ||
      kill.some((each) => each.container === container),
  );
  return start.length === 0 ? NOTHING : { kill, start };
}

/** Without a sandbox everything that is not done for good starts again, init containers first. */
function fromScratch(pod: Pod, runtime: RuntimePod): PodActions {
  const [newest] = runtime.sandboxes;
  const attempt = newest ? newest.attempt + 1 : 0;
  const policy = pod.spec.restartPolicy ?? 'Always';
  if (policy === 'Never' && attempt > 0 && runtime.containers.length > 0) return NOTHING;
  const start = pod.spec.containers.filter((container) => {
    const last = newestContainer(runtime, container.name);
    return !(policy === 'OnFailure' && last?.state === 'exited' && last.exitCode === 0);
  });
  if (start.length === 0) return NOTHING;
  const [first] = pod.spec.initContainers ?? [];
  return { sandboxAttempt: attempt, kill: [], start: first ? [first] : start };
}

/** Init containers run one after another; one that restarts always only has to run. Undefined when all are through. */
function nextInitContainer(pod: Pod, runtime: RuntimePod): { readonly start: readonly Container[] } | undefined {
  if (pod.spec.containers.some(({ name }) => newestContainer(runtime, name))) return undefined;
  for (const container of pod.spec.initContainers ?? []) {
    const newest = newestContainer(runtime, container.name);
    const through =
      container.restartPolicy === 'Always'
        ? newest?.state === 'running'
        : newest?.state === 'exited' && newest.exitCode === 0;
    if (!through) return { start: shouldRestart(pod, container, newest, true) ? [container] : [] };
  }
  return undefined;
}

/** A running container whose image the spec has changed since. */
function outdated(container: Container, runtime: RuntimePod): PodActions['kill'] {
  const running = newestContainer(runtime, container.name);
  if (running?.state !== 'running' || running.image === container.image) return [];
  return [{ container, running, message: `Container ${container.name} definition changed, will be restarted` }];
}
