import type { Container, ContainerStatus, Pod, PodStatus } from '../../api';
import type { ProbeKind, ProbeResult } from './probe';
import type { ProbeWorkerTools, ResultStore } from './probe-worker';
import { ProbeWorker } from './probe-worker';

const KINDS: readonly ProbeKind[] = ['startup', 'readiness', 'liveness'];

/** What probes say of a pod's containers, by name and (as statuses have it) container id. */
export interface ProbeView {
  started(container: string, containerId: string): boolean;
  ready(container: string, containerId: string): boolean;
  /** Which probe says that the container has to be restarted. */
  failed(containerId: string): 'startup' | 'liveness' | undefined;
}

type Workers = Map<string, ProbeWorker>;

/** A worker for every probe of every container; pods without probes cost nothing. */
export class ProbeManager {
  private readonly tools: ProbeWorkerTools;
  private readonly pods = new Map<string, Workers>();
  private readonly results: Readonly<Record<ProbeKind, Map<string, ProbeResult>>> = {
    startup: new Map(),
    readiness: new Map(),
    liveness: new Map(),
  };
  /** Hears of results that are new for their container. */
  onResult: (kind: ProbeKind, pod: Pod, containerId: string, result: ProbeResult) => void = () => {};

  constructor(tools: ProbeWorkerTools) {
    this.tools = tools;
  }

  /** Probing begins before the containers do; a pod that is probed already stays so. */
  add(pod: Pod): void {
    const uid = pod.metadata.uid!;
    for (const container of pod.spec.containers) if (isProbed(container)) this.addContainer(uid, pod, container);
    for (const container of pod.spec.initContainers ?? [])
      if (isProbed(container)) this.addContainer(uid, pod, container);
  }

  private addContainer(uid: string, pod: Pod, container: Container): void {
    let workers = this.pods.get(uid);
    if (!workers) this.pods.set(uid, (workers = new Map()));
    for (const kind of KINDS) if (container[`${kind}Probe`]) this.addWorker(pod, container, kind, workers);
  }

  private addWorker(pod: Pod, container: Container, kind: ProbeKind, workers: Workers): void {
    const key = `${container.name} ${kind}`;
    const known = workers.get(key);
    if (known) {
      known.pod = pod;
      return;
    }
    const worker = new ProbeWorker(this.tools, pod, container, kind, this.store(kind));
    workers.set(key, worker);
    worker.start(() => workers.delete(key));
  }

  /** Undefined for a pod without probes. */
  view(pod: Pod): ProbeView | undefined {
    const workers = this.pods.get(pod.metadata.uid!);
    if (!workers) return undefined;
    const { startup, readiness, liveness } = this.results;
    return {
      started: (name, id) => {
        const result = startup.get(id);
        return result === undefined ? !workers.has(`${name} startup`) : result === 'success';
      },
      ready: (name, id) => readiness.get(id) === 'success' || !workers.has(`${name} readiness`),
      failed: (id) => {
        if (liveness.get(id) === 'failure') return 'liveness';
        return startup.get(id) === 'failure' ? 'startup' : undefined;
      },
    };
  }

  /** A status was set: readiness of what runs and isn't ready is looked at right away. */
  statusSet(pod: Pod, status: PodStatus): void {
    const workers = this.pods.get(pod.metadata.uid!);
    if (!workers) return;
    const trigger = ({ name, state, started, ready }: ContainerStatus) => {
      if (state?.running && started && !ready) workers.get(`${name} readiness`)?.trigger();
    };
    status.containerStatuses?.forEach(trigger);
    status.initContainerStatuses?.forEach(trigger);
  }

  /** The pod is being stopped: nothing of it is restarted any more. */
  stopLivenessAndStartup(pod: Pod): void {
    this.stop(pod, ['startup', 'liveness']);
  }

  remove(pod: Pod): void {
    this.stop(pod, KINDS);
    this.pods.delete(pod.metadata.uid!);
  }

  private stop(pod: Pod, kinds: readonly ProbeKind[]): void {
    const workers = this.pods.get(pod.metadata.uid!);
    for (const [key, worker] of workers ?? []) {
      if (!kinds.some((kind) => key.endsWith(` ${kind}`))) continue;
      worker.stop();
      workers!.delete(key);
    }
  }

  private store(kind: ProbeKind): ResultStore {
    const results = this.results[kind];
    return {
      remove: (id) => results.delete(id),
      set: (pod, id, result) => {
        if (results.get(id) === result) return;
        results.set(id, result);
        this.onResult(kind, pod, id, result);
      },
    };
  }
}

function isProbed({ startupProbe, readinessProbe, livenessProbe }: Container): boolean {
  return startupProbe !== undefined || readinessProbe !== undefined || livenessProbe !== undefined;
}
