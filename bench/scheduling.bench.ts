import { apiServer } from '../src/apiserver';
import type { ApiAnswer, ApiRequest } from '../src/apimachinery';
import { etcdMember } from '../src/etcd';
import { scheduler } from '../src/scheduler';
import type { Component, Process } from '../src/simulation';
import { Simulation } from '../src/simulation';
import type { Benchmark } from './benchmark';
import { cpuSecondsSince } from './cpu-time';

const NODES = 5000;
const FIRST_PODS = 1000;
const PODS = 10_000;
/** Clients that create objects side by side. */
const CREATORS = 50;
const START_MILLISECONDS = 10_000;
const LIMIT_MILLISECONDS = 600_000;
const LOOK_MILLISECONDS = 100;
const API_SERVER = 'cp-1/kube-apiserver';

/** Requests that one client sends one after the other. */
type Errand = readonly ApiRequest[];

/**
 * etcd, an API server and a scheduler, each of them whole, and nothing else, as the real scheduler's `scheduler_perf` has it:
 * nodes are objects, and nobody runs what is bound to them.
 */
class SchedulingCluster {
  readonly #simulation = new Simulation({ seed: 'scheduling' });
  readonly #administrator: Component;
  #clientsAtWork = 0;
  #seen = 0;
  bound = 0;

  constructor() {
    const machine = this.#simulation.addHost('cp-1');
    machine.install('etcd', etcdMember({ name: 'cp-1', peers: ['cp-1/etcd'] }));
    machine.install('kube-apiserver', apiServer({ etcd: ['cp-1/etcd'] }));
    const component = machine.install('kube-scheduler', scheduler({ server: API_SERVER }));
    this.#administrator = this.#simulation.addHost('laptop').install('administrator', () => undefined);
    this.#simulation.runFor(START_MILLISECONDS);
    if (component.facts['leads'] !== true) throw new Error('the scheduler does not lead');
  }

  get idle(): boolean {
    return this.#clientsAtWork === 0;
  }

  run(errands: Iterator<Errand>): void {
    for (let client = 0; client < CREATORS; client++) this.#administrator.spawn('create', this.#work(errands));
  }

  *#work(errands: Iterator<Errand>): Process<void> {
    this.#clientsAtWork++;
    for (let errand = errands.next(); !errand.done; errand = errands.next())
      for (const request of errand.value) yield* this.#send(request);
    this.#clientsAtWork--;
  }

  *#send(request: ApiRequest): Process<void> {
    const { status, body } = yield* this.#administrator.request<ApiRequest, ApiAnswer>(API_SERVER, request);
    if (status >= 400) throw new Error(`${request.method} ${request.path}: ${JSON.stringify(body)}`);
  }

  until(done: () => boolean): void {
    const end = this.#simulation.now + LIMIT_MILLISECONDS;
    do {
      if (this.#simulation.now > end) throw new Error(`${this.bound} pods were bound in time`);
      this.#simulation.runFor(LOOK_MILLISECONDS);
      this.#countBindings();
    } while (!done());
  }

  #countBindings(): void {
    const { trace } = this.#simulation;
    for (; this.#seen < trace.nextHop; this.#seen++) if (isBinding(trace.hop(this.#seen))) this.bound++;
  }
}

function isBinding(hop: { readonly kind: string; readonly payload: unknown } | undefined): boolean {
  return hop?.kind === 'request' && ((hop.payload as Partial<ApiRequest>).path?.endsWith('/binding') ?? false);
}

const headers = { 'x-client-certificate': 'CN=admin,O=system:masters', 'content-type': 'application/json' };
const patchHeaders = { ...headers, 'content-type': 'application/merge-patch+json' };

function post(path: string, body: unknown): ApiRequest {
  return { method: 'POST', path, headers, body };
}

function* account(): Generator<Errand, void> {
  const metadata = { name: 'default' };
  yield [post('/api/v1/namespaces/default/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata })];
}

/** As large as those of scheduler_perf, in three zones. A new node is tainted until somebody says that it is ready. */
function* nodes(): Generator<Errand, void> {
  const allocatable = { cpu: '4', memory: '32Gi', pods: '110' };
  const status = { allocatable, capacity: allocatable, conditions: [{ type: 'Ready', status: 'True' }] };
  for (let number = 0; number < NODES; number++) {
    const name = `node-${number}`;
    const labels = { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': `zone-${number % 3}` };
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status };
    const path = `/api/v1/nodes/${name}`;
    yield [
      post('/api/v1/nodes', node),
      { method: 'PATCH', path, headers: patchHeaders, body: { spec: { taints: null } } },
    ];
  }
}

function* pods(prefix: string, count: number): Generator<Errand, void> {
  const requests = { cpu: '100m', memory: '500Mi' };
  const spec = { containers: [{ name: 'pause', image: 'registry.k8s.io/pause:3.10', resources: { requests } }] };
  for (let number = 0; number < count; number++) {
    const metadata = { name: `${prefix}-${number}`, namespace: 'default' };
    yield [post('/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata, spec })];
  }
}

/** Pods created and bound in a second of CPU, API server and etcd included. */
function podsPerSecond(): number {
  const cluster = new SchedulingCluster();
  for (const errands of [account(), nodes()]) {
    cluster.run(errands);
    cluster.until(() => cluster.idle);
  }
  cluster.run(pods('first', FIRST_PODS));
  cluster.until(() => cluster.bound === FIRST_PODS);
  const before = process.cpuUsage();
  cluster.run(pods('pod', PODS));
  cluster.until(() => cluster.bound === FIRST_PODS + PODS);
  return PODS / cpuSecondsSince(before);
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'scheduling-5000-nodes-pods-per-second', unit: '1/s', run: podsPerSecond, runs: 3, target: '≥ 810' },
];
