import type { Container, Pod } from '../../api';
import { isSidecar, resourceAmount } from '../../api';
import type { ContainerResources, RuntimeContainerStatus } from '../runtime/cri';
import type { RuntimePod } from './runtime-pod';
import { newestContainer } from './runtime-pod';

/** A running container that has other resources than its spec has asked for since. */
export interface Resize {
  readonly container: Container;
  readonly running: RuntimeContainerStatus;
  /** Its resize policy says that it takes a new start. */
  readonly restarts: boolean;
}

const RESIZABLE = ['cpu', 'memory'];
const PARTS = ['requests', 'limits'] as const;

export function resizesOf(pod: Pod, runtime: RuntimePod): readonly Resize[] {
  const { containers, initContainers = [] } = pod.spec;
  return [...initContainers.filter(isSidecar), ...containers].flatMap((container) => {
    const running = newestContainer(runtime, container.name);
    if (running?.state !== 'running') return [];
    const changed = changedResources(container.resources, running.resources);
    if (changed.length === 0) return [];
    const restarts = (container.resizePolicy ?? []).some(
      ({ resourceName, restartPolicy }) => restartPolicy === 'RestartContainer' && changed.includes(resourceName),
    );
    return [{ container, running, restarts }];
  });
}

function changedResources(wanted: ContainerResources | undefined, given: ContainerResources | undefined): string[] {
  if (wanted === given) return [];
  const differs = (name: string) =>
    PARTS.some((part) => !sameAmount(name, wanted?.[part]?.[name], given?.[part]?.[name]));
  return RESIZABLE.filter(differs);
}

function sameAmount(name: string, a: string | undefined, b: string | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  return resourceAmount(name, a) === resourceAmount(name, b);
}

/** The pod with what its running containers have, whatever its spec asks for by now. */
export function asGiven(pod: Pod, resizes: readonly Resize[]): Pod {
  if (resizes.length === 0) return pod;
  const given = (container: Container): Container => {
    const resize = resizes.find((each) => each.container === container);
    return resize ? { ...container, resources: resize.running.resources ?? {} } : container;
  };
  const { containers, initContainers } = pod.spec;
  const spec = {
    ...pod.spec,
    containers: containers.map(given),
    ...(initContainers && { initContainers: initContainers.map(given) }),
  };
  return { ...pod, spec };
}

/** What events of a resize say behind their first words. */
export function resizeText({ metadata, spec }: Pod): string {
  const containers = spec.containers.map(({ name, resources }) => ({ name, resources: sorted(resources ?? {}) }));
  return JSON.stringify({ containers, generation: metadata.generation });
}

function sorted({ limits, requests }: ContainerResources): ContainerResources {
  return { ...(limits && { limits }), ...(requests && { requests }) };
}
