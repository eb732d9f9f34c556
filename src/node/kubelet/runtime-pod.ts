import type { RuntimeContainerStatus, RuntimeSnapshot, SandboxStatus } from '../runtime/cri';

/** What the runtime has of one pod, newest first. Replaced when something changes, never written to. */
export interface RuntimePod {
  readonly sandboxes: readonly SandboxStatus[];
  readonly containers: readonly RuntimeContainerStatus[];
}

export const NO_RUNTIME_POD: RuntimePod = { sandboxes: [], containers: [] };

export function readySandbox(pod: RuntimePod): SandboxStatus | undefined {
  return pod.sandboxes.find((sandbox) => sandbox.state === 'ready');
}

/** The newest container of that name. */
export function newestContainer(pod: RuntimePod, name: string): RuntimeContainerStatus | undefined {
  return pod.containers.find((container) => container.name === name);
}

export function withSandbox(pod: RuntimePod, sandbox: SandboxStatus): RuntimePod {
  return { ...pod, sandboxes: put(pod.sandboxes, sandbox) };
}

export function withContainer(pod: RuntimePod, container: RuntimeContainerStatus): RuntimePod {
  return { ...pod, containers: put(pod.containers, container) };
}

export function withoutContainer(pod: RuntimePod, id: string): RuntimePod {
  return { ...pod, containers: pod.containers.filter((container) => container.id !== id) };
}

function put<T extends { readonly id: string }>(list: readonly T[], item: T): readonly T[] {
  return list.some((each) => each.id === item.id)
    ? list.map((each) => (each.id === item.id ? item : each))
    : [item, ...list];
}

export function runtimePods(snapshot: RuntimeSnapshot): Map<string, RuntimePod> {
  const pods = new Map<string, RuntimePod>();
  const of = (uid: string) => pods.get(uid) ?? NO_RUNTIME_POD;
  for (const sandbox of snapshot.sandboxes) pods.set(sandbox.podUid, withSandbox(of(sandbox.podUid), sandbox));
  for (const container of snapshot.containers)
    pods.set(container.podUid, withContainer(of(container.podUid), container));
  return pods;
}

/** Whether a relist would report anything: a state that changed, something new, something gone. */
export function stateChanged(before: RuntimePod, after: RuntimePod): boolean {
  return (
    before !== after &&
    (listChanged(before.sandboxes, after.sandboxes) || listChanged(before.containers, after.containers))
  );
}

interface Stateful {
  readonly id: string;
  readonly state: string;
}

function listChanged(before: readonly Stateful[], after: readonly Stateful[]): boolean {
  if (before.length !== after.length) return true;
  return after.some((each, index) => each.id !== before[index]!.id || each.state !== before[index]!.state);
}
