import { Simulation } from '../../simulation';
import type { Component } from '../../simulation';
import { containerRuntime, imageRegistry, kubelet, runtimeOf } from '../index';
import type { ContainerRuntimeOptions, KubeletOptions, RuntimeView } from '../index';
import { FakeApiServer } from './fake-api-server';

/** One worker, a registry, and an API server made of maps; the node is Ready when it is handed over. */
export class Machine {
  readonly simulation: Simulation;
  readonly server = new FakeApiServer();
  readonly kubelet: Component;
  readonly containerd: Component;
  readonly #serverComponent: Component;

  constructor(seed = 'machine', options: Partial<KubeletOptions> = {}, runtime: Partial<ContainerRuntimeOptions> = {}) {
    this.simulation = new Simulation({ seed });
    this.#serverComponent = this.simulation.addHost('cp-1').install('kube-apiserver', this.server.program);
    this.simulation.addHost('registry').install('image-registry', imageRegistry());
    const worker = this.simulation.addHost('worker-1');
    this.containerd = worker.install(
      'containerd',
      containerRuntime({ registry: 'registry/image-registry', ...runtime }),
    );
    this.kubelet = worker.install(
      'kubelet',
      kubelet({ server: this.#serverComponent.id, nodeName: 'worker-1', ...options }),
    );
    this.simulation.runFor(1);
    this.server.put('/api/v1/namespaces/default/configmaps/kube-root-ca.crt', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-root-ca.crt', namespace: 'default' },
      data: { 'ca.crt': 'a certificate' },
    });
    this.simulation.runFor(4999);
  }

  get runtime(): RuntimeView {
    return runtimeOf(this.containerd)!;
  }

  path(name: string): string {
    return `/api/v1/namespaces/default/pods/${name}`;
  }

  /** As it leaves admission, defaulting and the scheduler: created, then bound (unless it names its node itself). */
  createPod(name: string, spec: any, metadata: any = {}): void {
    const created = this.server.put(this.path(name), {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', generation: 1, ...metadata },
      spec: defaulted(spec),
      status: {
        phase: 'Pending',
        qosClass: spec.containers.some((each: any) => each.resources) ? 'Burstable' : 'BestEffort',
      },
    });
    if (spec.nodeName) return;
    const scheduled = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    this.server.put(this.path(name), {
      ...created,
      spec: { ...created.spec, nodeName: 'worker-1' },
      status: { ...created.status, conditions: [scheduled] },
    });
  }

  pod(name: string): any {
    return this.server.get(this.path(name));
  }

  runFor(milliseconds: number): void {
    this.simulation.runFor(milliseconds);
  }

  /** Reasons and messages of a pod's events, oldest first; counted ones once. */
  events(name: string): any[] {
    return this.server
      .list('/api/v1/namespaces/default/events')
      .filter((event) => event.involvedObject.name === name && event.involvedObject.kind === 'Pod');
  }

  /** The kubelet's requests about a pod, as the audit log would name them. */
  requestsAbout(name: string): string[] {
    return this.server.requests
      .map(({ text }) => text)
      .filter((text) => text.includes(`/${name}`) || text.includes('/token'))
      .map((text) => text.replace('/api/v1/namespaces/default/', ''));
  }

  log(podName: string, container = 'main', previous = false): string[] {
    return this.runtime.log(this.pod(podName).metadata.uid, container, previous).map(({ line }) => line);
  }
}

const TOKEN_MOUNT = {
  name: 'kube-api-access-abcde',
  mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
  readOnly: true,
};
const TOKEN_VOLUME = {
  name: 'kube-api-access-abcde',
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
    ],
  },
};

function defaulted(spec: any): any {
  const complete = (container: any) => ({
    imagePullPolicy: /:(?!latest$)[^/]+$/.test(container.image) ? 'IfNotPresent' : 'Always',
    ...container,
    volumeMounts: [...(container.volumeMounts ?? []), TOKEN_MOUNT],
  });
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    serviceAccountName: 'default',
    ...spec,
    containers: spec.containers.map(complete),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(complete) }),
    volumes: [...(spec.volumes ?? []), TOKEN_VOLUME],
  };
}
