import { describe, expect, it } from 'vitest';
import { wallClock } from '../apimachinery';
import { apiServer } from '../apiserver';
import { ApiClient } from '../client';
import { etcdMember } from '../etcd';
import type { Process } from '../simulation';
import { Simulation } from '../simulation';
import { controllerManager } from './index';

const APPS = '/apis/apps/v1/namespaces/default';
const CORE = '/api/v1/namespaces/default';
const MERGE = { 'content-type': 'application/merge-patch+json' };

/** One etcd, one API server, one manager, and a hand that does what user, scheduler and kubelets would. */
class World {
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

describe('a controller manager', () => {
  it('leads, takes service accounts of its own, and prepares every namespace', () => {
    const world = new World();
    expect(world.manager.facts).toEqual({ leads: true });
    const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';
    const lease = world.ask('GET', `${leases}/kube-controller-manager`);
    expect(lease.spec.holderIdentity).toMatch(/^cp-1_[0-9a-f]{8}-[0-9a-f]{4}-/);
    const names = (path: string): string[] => world.of(path).map(({ metadata }) => metadata.name);
    expect(names('/api/v1/namespaces/kube-system/serviceaccounts')).toContain('deployment-controller');
    expect(names(`${CORE}/serviceaccounts`)).toEqual(['default']);
    const [map] = world.of(`${CORE}/configmaps`);
    expect(map.metadata.annotations['kubernetes.io/description']).toMatch(/^Contains a CA bundle/);
  });

  it('starts again with empty memory when it loses the lease', () => {
    const world = new World();
    world.server.kill();
    world.simulation.runFor(16_000);
    expect(world.manager.facts).toEqual({ leads: false });
    world.server.start();
    world.simulation.runFor(25_000);
    expect(world.manager.facts).toEqual({ leads: true });
    world.putDeployment();
    world.live(3000);
    expect(world.pods).toHaveLength(3);
  });
});

describe('a deployment', () => {
  it('comes up by the requests a real cluster sends', () => {
    const world = new World();
    const from = world.simulation.trace.nextHop;
    world.putDeployment();
    world.live(3000);
    const [set] = world.sets;
    expect(world.pods).toHaveLength(3);
    expect(world.deployment.status).toMatchObject({ replicas: 3, availableReplicas: 3, updatedReplicas: 3 });
    expect(world.deployment.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    expect(world.asked('deployment-controller', from)).toMatchObject({
      'POST replicasets 201': 1,
      'POST events 201': 1,
      'PUT deployments/web/status 409': 1,
    });
    expect(world.asked('replicaset-controller', from)).toMatchObject({ 'POST pods 201': 3, 'POST events 201': 3 });
    expect(world.messages).toContain(`Scaled up replica set ${set.metadata.name} from 0 to 3`);
  });

  it('rolls to a new template without ever leaving what is allowed, and back under a new revision', () => {
    const world = new World();
    world.putDeployment({ replicas: 4 });
    world.live(3000);
    world.putDeployment({ replicas: 4 }, 'nginx:2');
    for (let step = 0; step < 30; step++) {
      world.live(200);
      const living = world.pods.filter(({ metadata }) => !metadata.deletionTimestamp);
      expect(living.length).toBeLessThanOrEqual(5);
      expect(living.filter(({ status }) => status.phase === 'Running').length).toBeGreaterThanOrEqual(3);
    }
    const images = (): string[] => world.pods.map(({ spec }) => spec.containers[0].image);
    expect(images()).toEqual(Array(4).fill('nginx:2'));
    world.putDeployment({ replicas: 4 }, 'nginx:1');
    world.live(8000);
    expect(images()).toEqual(Array(4).fill('nginx:1'));
    const revision = 'deployment.kubernetes.io/revision';
    const revisions = world.sets.map(({ metadata, spec }) => `${metadata.annotations[revision]}: ${spec.replicas}`);
    expect(revisions.sort()).toEqual(['2: 0', '3: 4']);
    const reasons = world.deployment.status.conditions.map(({ reason }: any) => reason);
    expect(reasons.sort()).toEqual(['MinimumReplicasAvailable', 'NewReplicaSetAvailable']);
  });

  it('that recreates has no pod of both templates at once', () => {
    const world = new World();
    const strategy = { type: 'Recreate' };
    world.putDeployment({ strategy });
    world.live(3000);
    world.putDeployment({ strategy }, 'nginx:2');
    for (let step = 0; step < 20; step++) {
      world.live(200);
      expect(new Set(world.pods.map(({ spec }) => spec.containers[0].image)).size).toBeLessThanOrEqual(1);
    }
    expect(world.pods).toHaveLength(3);
  });

  it('is scaled and paused', () => {
    const world = new World();
    world.putDeployment();
    world.live(3000);
    world.putDeployment({ replicas: 5 });
    world.live(3000);
    expect(world.pods).toHaveLength(5);
    world.putDeployment({ replicas: 2, paused: true }, 'nginx:2');
    world.live(3000);
    expect(world.pods.map(({ spec }) => spec.containers[0].image)).toEqual(['nginx:1', 'nginx:1']);
    expect(world.deployment.status.conditions.map(({ reason }: any) => reason)).toContain('DeploymentPaused');
  });

  it('takes its sets and pods with it, and nothing else', () => {
    const world = new World();
    world.putDeployment();
    world.live(3000);
    const from = world.simulation.trace.nextHop;
    world.ask('DELETE', `${APPS}/deployments/web`, { propagationPolicy: 'Background' });
    world.live(3000);
    expect([...world.sets, ...world.pods]).toEqual([]);
    expect(world.asked('generic-garbage-collector', from)).toEqual({
      'GET replicasets/<name> 200': 1,
      'DELETE replicasets/<name> 200': 1,
      'GET pods/<name> 200': 3,
      'DELETE pods/<name> 200': 3,
    });
    expect(world.of(`${CORE}/configmaps`)).toHaveLength(1);
  });

  it('goes last when it is deleted in the foreground, and leaves its sets when it is told to', () => {
    const world = new World();
    world.putDeployment();
    world.live(3000);
    world.ask('DELETE', `${APPS}/deployments/web`, { propagationPolicy: 'Foreground' });
    world.simulation.runFor(1000);
    expect(world.pods.every(({ metadata }) => metadata.deletionTimestamp)).toBe(true);
    expect(world.deployment.kind).toBe('Deployment');
    world.live(5000);
    expect([...world.of(`${APPS}/deployments`), ...world.sets, ...world.pods]).toEqual([]);
    world.putDeployment();
    world.live(3000);
    world.ask('DELETE', `${APPS}/deployments/web`, { propagationPolicy: 'Orphan' });
    world.live(3000);
    expect(world.of(`${APPS}/deployments`)).toEqual([]);
    expect(world.sets[0].metadata.ownerReferences ?? []).toEqual([]);
    expect(world.pods).toHaveLength(3);
  });
});

describe('a replica set', () => {
  it('replaces a pod that goes, releases one that was relabelled and adopts a loose one', () => {
    const world = new World();
    world.putDeployment();
    world.live(3000);
    world.ask('DELETE', `${CORE}/pods/${world.pods[0].metadata.name}`);
    world.live(2000);
    expect(world.pods).toHaveLength(3);
    const relabelled = `${CORE}/pods/${world.pods[0].metadata.name}`;
    const { labels } = world.pods[0].metadata;
    world.ask('PATCH', relabelled, { metadata: { labels: { app: 'mine' } } }, MERGE);
    world.live(2000);
    expect(world.ask('GET', relabelled).metadata.ownerReferences ?? []).toEqual([]);
    expect(world.pods).toHaveLength(4);
    const loose = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'loose', labels } };
    world.ask('POST', `${CORE}/pods`, { ...loose, spec: { containers: [{ name: 'main', image: 'nginx' }] } });
    world.live(2000);
    expect(world.pods.filter(({ metadata }) => metadata.ownerReferences?.length === 1)).toHaveLength(3);
  });
});

describe('a node', () => {
  it('gets addresses, is greeted, falls silent, is tainted, and its pods go after five minutes', () => {
    const world = new World();
    for (const name of ['worker-1', 'worker-2']) world.putNode(name);
    world.putDeployment({ replicas: 1 });
    world.live(8000);
    const node = (): any => world.ask('GET', '/api/v1/nodes/worker-1');
    expect(node().spec.podCIDR).toBe('10.244.0.0/24');
    expect(world.messages).toContain('Node worker-1 event: Registered Node worker-1 in Controller');
    const beat = (seconds: number): void => {
      for (let passed = 0; passed < seconds; passed += 10) {
        world.putNode('worker-2');
        world.simulation.runFor(10_000);
      }
    };
    const pod = world.pods[0].metadata.name;
    const first = (): any => world.ask('GET', `${CORE}/pods/${pod}`);
    beat(70);
    const ready = (object: any): any => object.status.conditions.find(({ type }: any) => type === 'Ready');
    expect(ready(node())).toMatchObject({ status: 'Unknown', reason: 'NodeStatusUnknown' });
    expect(node().spec.taints.map(({ key, effect }: any) => `${key}:${effect}`)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    expect(ready(first()).status).toBe('False');
    beat(270);
    expect(first().metadata.deletionTimestamp).toBeUndefined();
    beat(40);
    expect(first().metadata.deletionTimestamp).toBeDefined();
    expect(world.pods).toHaveLength(2);
    world.putNode('worker-1');
    beat(20);
    expect(node().spec.taints ?? []).toEqual([]);
  });

  it('that is removed takes its pods with it', () => {
    const world = new World();
    for (const name of ['worker-1', 'worker-2']) world.putNode(name);
    world.putDeployment({ replicas: 1 });
    world.live(2000);
    world.ask('DELETE', '/api/v1/nodes/worker-1');
    for (let passed = 0; passed < 90; passed += 10) {
      world.putNode('worker-2');
      world.simulation.runFor(10_000);
    }
    expect(world.pods.map(({ spec }) => spec.nodeName ?? 'waits')).toEqual(['waits']);
  });
});

describe('a namespace', () => {
  it('goes when what lies in it is gone', () => {
    const world = new World();
    world.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    world.simulation.runFor(1000);
    expect(world.of('/api/v1/namespaces/shop/serviceaccounts')).toHaveLength(1);
    world.ask('DELETE', '/api/v1/namespaces/shop');
    world.simulation.runFor(20_000);
    expect(world.ask('GET', '/api/v1/namespaces/shop').message).toBe('namespaces "shop" not found');
    expect(world.of('/api/v1/namespaces/shop/configmaps')).toEqual([]);
  });
});
