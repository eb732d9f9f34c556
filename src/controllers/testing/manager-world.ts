import { wallClock } from '../../apimachinery';
import { apiServer } from '../../apiserver';
import { ApiClient } from '../../client';
import { etcdMember } from '../../etcd';
import type { Process } from '../../simulation';
import { Simulation } from '../../simulation';
import { controllerManager } from '../index';

const APPS = '/apis/apps/v1/namespaces/default';
const CORE = '/api/v1/namespaces/default';
const MERGE = { 'content-type': 'application/merge-patch+json' };

/** One etcd, one API server, one manager, and a hand that does what user, scheduler and kubelets would. */
export class ManagerWorld {
  readonly simulation = new Simulation({ seed: 'manager' });
  readonly server;
  readonly manager;
  private readonly laptop;
  private readonly client: ApiClient;

  constructor() {
    const host = this.simulation.addHost('cp-1');
    host.install('etcd', etcdMember({ name: 'cp-1', peers: ['cp-1/etcd'] }));
    this.server = host.install('kube-apiserver', apiServer({ etcd: ['cp-1/etcd'] }));
    this.manager = host.install('kube-controller-manager', controllerManager({ server: 'cp-1/kube-apiserver' }));
    this.laptop = this.simulation.addHost('laptop').install('hand', () => {});
    const identity = { certificate: 'CN=admin,O=system:masters', userAgent: 'hand' };
    this.client = new ApiClient(this.laptop, 'cp-1/kube-apiserver', identity);
    this.simulation.runWhile(() => this.manager.facts.leads !== true, 60_000);
    this.simulation.runFor(3000);
  }

  ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers = {}): any {
    const { client } = this;
    let answer: any;
    function* run(): Process<void> {
      answer = yield* client.raw({
        method,
        path,
        body,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      });
    }
    this.laptop.spawn('ask', run());
    this.simulation.runWhile(() => answer === undefined, 10_000);
    return answer.body;
  }

  of(path: string): any[] {
    return this.ask('GET', path).items;
  }

  get pods(): any[] {
    return this.of(`${CORE}/pods`);
  }

  get sets(): any[] {
    return this.of(`${APPS}/replicasets`);
  }

  get deployment(): any {
    return this.ask('GET', `${APPS}/deployments/web`);
  }

  get messages(): string[] {
    return this.of('/api/v1/events').map(({ message }) => message);
  }

  putNode(name: string): void {
    const at = wallClock(this.simulation.now);
    const ready = {
      type: 'Ready',
      status: 'True',
      lastHeartbeatTime: at,
      lastTransitionTime: at,
      reason: 'KubeletReady',
      message: 'ready',
    };
    const body = { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { conditions: [ready] } };
    if (this.ask('POST', '/api/v1/nodes', body).kind !== 'Status') return;
    this.ask('PATCH', `/api/v1/nodes/${name}/status`, { status: body.status }, MERGE);
  }

  putDeployment(more: object = {}, image = 'nginx:1'): void {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image }] } };
    const spec = { replicas: 3, selector: { matchLabels: { app: 'web' } }, template, ...more };
    const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
    if (this.ask('POST', `${APPS}/deployments`, body).kind !== 'Status') return;
    this.ask('PATCH', `${APPS}/deployments/web`, { spec }, MERGE);
  }

  /** Binds, runs and ends pods for so long. */
  live(milliseconds: number): void {
    const end = this.simulation.now + milliseconds;
    while (this.simulation.now < end) {
      this.simulation.runFor(200);
      for (const pod of this.pods) this.care(pod);
    }
  }

  private care(pod: any): void {
    const { name, namespace } = pod.metadata;
    const path = `${CORE}/pods/${name}`;
    if (pod.metadata.deletionTimestamp) return this.ask('DELETE', path, { gracePeriodSeconds: 0 });
    if (pod.status.phase === 'Running') return;
    const target = { apiVersion: 'v1', kind: 'Node', name: 'worker-1' };
    if (!pod.spec.nodeName)
      this.ask('POST', `${path}/binding`, { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace }, target });
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: wallClock(this.simulation.now) }];
    this.ask('PATCH', `${path}/status`, { status: { phase: 'Running', conditions } }, MERGE);
  }

  /** What a controller asked for since that hop, apart from reads by list and watch. */
  asked(account: string, from: number): Record<string, number> {
    const counts: Record<string, number> = {};
    const requests = new Map<number, string>();
    for (const { id, kind, exchange, payload } of this.simulation.trace.hopsSince(from)) {
      const { headers, method, path, status } = payload as any;
      if (kind === 'request' && headers?.['user-agent']?.endsWith(`:${account}`)) {
        requests.set(id, `${method} ${path.replace(/^.*\/default\//, '').replace(/\/web-[^/]*/, '/<name>')}`);
      }
      if (kind !== 'response' || !requests.has(exchange)) continue;
      const text = `${requests.get(exchange)} ${status}`;
      counts[text] = (counts[text] ?? 0) + 1;
    }
    return counts;
  }
}
