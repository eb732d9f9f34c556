import { apiServer } from '../../apiserver';
import type { Node, Pod, PodCondition } from '../../api';
import type { ApiAnswer, ApiRequest } from '../../apimachinery';
import { etcdMember } from '../../etcd';
import type { Component, Process } from '../../simulation';
import { Simulation } from '../../simulation';
import { scheduler } from '../index';
import type { SchedulingNote } from '../index';

const headers = { 'x-client-certificate': 'CN=admin,O=system:masters' };

/** One member of etcd, one API server, schedulers on as many machines as wanted, and an administrator. */
export class ControlPlane {
  readonly simulation: Simulation;
  readonly schedulers: readonly Component[];
  private readonly administrator: Component;

  constructor(options: { readonly schedulers?: number; readonly seed?: string } = {}) {
    this.simulation = new Simulation({ seed: options.seed ?? 'scheduler' });
    const machines = Array.from({ length: options.schedulers ?? 1 }, (_, index) =>
      this.simulation.addHost(`cp-${index + 1}`),
    );
    machines[0]!.install('etcd', etcdMember({ name: 'cp-1', peers: ['cp-1/etcd'] }));
    machines[0]!.install('kube-apiserver', apiServer({ etcd: ['cp-1/etcd'] }));
    this.schedulers = machines.map((machine) =>
      machine.install('kube-scheduler', scheduler({ server: 'cp-1/kube-apiserver' })),
    );
    this.administrator = this.simulation.addHost('laptop').install('administrator', () => undefined);
    this.simulation.runFor(0);
    this.until(() => this.tryAsk('GET', '/api/v1/namespaces/default')?.status === 200);
    this.ask('POST', '/api/v1/namespaces/default/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
    this.until(() => this.leaders.length === 1);
  }

  get leaders(): readonly string[] {
    return this.schedulers.filter(({ facts }) => facts.leads === true).map(({ id }) => id);
  }

  until(test: () => boolean, seconds = 60): void {
    for (let tries = 0; tries < seconds * 10; tries++) {
      if (test()) return;
      this.simulation.runFor(100);
    }
    throw new Error('it never came to that');
  }

  ask(method: ApiRequest['method'], path: string, body?: unknown, contentType = 'application/json'): any {
    const answer = this.tryAsk(method, path, body, contentType);
    if (!answer || answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer?.status} ${JSON.stringify(answer?.body)}`);
    return answer.body;
  }

  private tryAsk(
    method: ApiRequest['method'],
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): ApiAnswer | undefined {
    let answer: ApiAnswer | undefined;
    let ended = false;
    const { administrator } = this;
    const request = {
      method,
      path,
      headers: { ...headers, 'content-type': contentType },
      ...(body !== undefined && { body }),
    };
    function* send(): Process<void> {
      try {
        answer = yield* administrator.request<ApiRequest, ApiAnswer>('cp-1/kube-apiserver', request);
      } finally {
        ended = true;
      }
    }
    administrator.spawn('ask', send());
    this.simulation.runWhile(() => !ended, 60_000);
    return answer;
  }

  addNode(
    name: string,
    more: {
      readonly cpu?: string;
      readonly pods?: string;
      readonly taints?: Node['spec']['taints'];
      readonly labels?: object;
    } = {},
  ): void {
    const allocatable = { cpu: more.cpu ?? '4', memory: '8Gi', pods: more.pods ?? '110' };
    this.ask('POST', '/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...more.labels } },
      spec: {},
      status: { allocatable, capacity: allocatable },
    });
    // Until the kubelet says it is ready, admission keeps everything away.
    this.setTaints(name, more.taints ?? []);
  }

  setTaints(name: string, taints: NonNullable<Node['spec']['taints']>): void {
    this.ask('PATCH', `/api/v1/nodes/${name}`, { spec: { taints } }, 'application/merge-patch+json');
  }

  addPod(name: string, cpu = '100m', spec: object = {}): void {
    this.ask('POST', '/api/v1/namespaces/default/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { containers: [{ name: 'main', image: 'nginx:1.27', resources: { requests: { cpu } } }], ...spec },
    });
  }

  pod(name: string): Pod {
    return this.ask('GET', `/api/v1/namespaces/default/pods/${name}`);
  }

  scheduled(name: string): PodCondition | undefined {
    return this.pod(name).status?.conditions?.find(({ type }) => type === 'PodScheduled');
  }

  /** `Scheduled: Successfully assigned …` of this pod, in order. */
  events(name: string): readonly string[] {
    const { items } = this.ask('GET', '/api/v1/namespaces/default/events');
    const about = items.filter((event: any) => event.involvedObject.name === name);
    return about.map(({ reason, message }: any) => `${reason}: ${message}`);
  }

  get notes(): readonly SchedulingNote[] {
    return this.simulation.trace
      .notesSince(0)
      .filter(({ kind }) => kind === 'scheduling')
      .map(({ data }) => data as SchedulingNote);
  }

  /** What schedulers have asked for in order, without their reading: `POST pods/a/binding`. */
  get writes(): readonly string[] {
    const lines: string[] = [];
    for (const hop of this.simulation.trace.hopsSince(0)) {
      const { method, path } = (hop.payload ?? {}) as { method?: string; path?: string };
      if (
        hop.kind !== 'request' ||
        !hop.from.endsWith('kube-scheduler') ||
        method === 'GET' ||
        path?.includes('/leases')
      )
        continue;
      lines.push(`${method} ${path!.replace(/^\/apis?\/.*namespaces\/[^/]+\//, '').replace(/\.[0-9a-f]{16}$/, '')}`);
    }
    return lines;
  }
}
