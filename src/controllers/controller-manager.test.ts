import { describe, expect, it } from 'vitest';
import { ToyServer } from '../client/toy-server';
import { Simulation } from '../simulation';
import { controllerManager } from './index';

const APPS = '/apis/apps/v1/namespaces/default';
const CORE = '/api/v1/namespaces/default';

/** One API server in a map, one manager, and a hand that does what scheduler and kubelets would. */
class World {
  readonly simulation = new Simulation({ seed: 'manager' });
  readonly toy = new ToyServer();
  readonly manager;

  constructor() {
    const host = this.simulation.addHost('cp-1');
    host.install('kube-apiserver', this.toy.program);
    for (const name of ['kube-system', 'default']) this.putNamespace(name);
    this.simulation.runFor(10);
    this.manager = host.install('kube-controller-manager', controllerManager({ server: 'cp-1/kube-apiserver' }));
    this.simulation.runFor(3000);
  }

  putNamespace(name: string): void {
    const spec = { finalizers: ['kubernetes'] };
    this.toy.put(`/api/v1/namespaces/${name}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec, status: { phase: 'Active' } });
  }

  putNode(name: string): void {
    const at = this.simulation.now === 0 ? '2026-01-01T00:00:00Z' : `beat ${this.simulation.now}`;
    const status = { conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: at }] };
    this.toy.put(`/api/v1/nodes/${name}`, { spec: {}, ...this.toy.objects.get(`/api/v1/nodes/${name}`), apiVersion: 'v1', kind: 'Node', metadata: { name }, status });
  }

  putDeployment(more: object = {}, image = 'nginx:1'): void {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image }] } };
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };
    const spec = { replicas: 3, progressDeadlineSeconds: 600, revisionHistoryLimit: 10, selector: { matchLabels: { app: 'web' } }, strategy, template, ...more };
    const old = this.toy.objects.get(`${APPS}/deployments/web`);
    const metadata = { name: 'web', namespace: 'default', generation: (old?.metadata.generation ?? 0) + 1 };
    this.toy.put(`${APPS}/deployments/web`, { ...old, apiVersion: 'apps/v1', kind: 'Deployment', metadata: { ...old?.metadata, ...metadata }, spec });
  }

  of(kind: string): any[] {
    return [...this.toy.objects.values()].filter((object) => object.kind === kind);
  }

  get deployment(): any {
    return this.toy.objects.get(`${APPS}/deployments/web`);
  }

  /** Binds, runs and ends pods for so long. */
  live(milliseconds: number): void {
    for (let passed = 0; passed < milliseconds; passed += 200) {
      this.simulation.runFor(200);
      for (const pod of this.of('Pod')) this.care(pod);
    }
  }

  private care(pod: any): void {
    const path = `${CORE}/pods/${pod.metadata.name}`;
    if (pod.metadata.deletionTimestamp) return this.toy.remove(path);
    if (pod.status?.phase === 'Running') return;
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }];
    this.toy.put(path, { ...pod, spec: { ...pod.spec, nodeName: 'worker-1' }, status: { phase: 'Running', conditions } });
  }

  /** What a controller asked for since `from`, apart from leases and reads by list. */
  asked(account: string, from = 0): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { user, line, status } of this.toy.requests.slice(from)) {
      if (!user.endsWith(`:${account}`)) continue;
      const text = `${line.replace(/^(\w+) .*\/namespaces\/default\//, '$1 ').replace(/\/web-[^/]*/, '/<name>')} ${status}`;
      counts[text] = (counts[text] ?? 0) + 1;
    }
    return counts;
  }
}

describe('a controller manager', () => {
  it('leads, takes service accounts of its own, and prepares every namespace', () => {
    const world = new World();
    expect(world.manager.facts).toEqual({ leads: true });
    const lease = world.toy.objects.get('/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager');
    expect(lease.spec.holderIdentity).toMatch(/^cp-1_[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(world.toy.objects.has('/api/v1/namespaces/kube-system/serviceaccounts/deployment-controller')).toBe(true);
    expect(world.toy.objects.has(`${CORE}/serviceaccounts/default`)).toBe(true);
    expect(world.toy.objects.get(`${CORE}/configmaps/kube-root-ca.crt`).metadata.annotations['kubernetes.io/description']).toMatch(/^Contains a CA bundle/);
  });

  it('starts again with empty memory when it loses the lease', () => {
    const world = new World();
    world.toy.intercept = ({ path }) => (path.includes('leases') ? { status: 500, headers: {}, body: 'away' } : undefined);
    world.simulation.runFor(14_000);
    expect(world.manager.facts).toEqual({ leads: false });
    world.toy.intercept = () => undefined;
    world.simulation.runFor(20_000);
    expect(world.manager.facts).toEqual({ leads: true });
  });
});

describe('a deployment', () => {
  it('comes up by the requests a real cluster sends', () => {
    const world = new World();
    const from = world.toy.requests.length;
    world.putDeployment();
    world.live(3000);
    const [set] = world.of('ReplicaSet');
    expect(world.of('Pod')).toHaveLength(3);
    expect(world.deployment.status).toMatchObject({ replicas: 3, availableReplicas: 3, updatedReplicas: 3, observedGeneration: 1, terminatingReplicas: 0 });
    expect(world.deployment.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    expect(world.asked('deployment-controller', from)).toMatchObject({ 'POST replicasets 201': 1, 'POST events 201': 1 });
    expect(world.asked('replicaset-controller', from)).toMatchObject({ 'POST pods 201': 3, 'POST events 201': 3 });
    expect(world.of('Event').map(({ message }) => message)).toContain(`Scaled up replica set ${set.metadata.name} from 0 to 3`);
  });

  it('rolls to a new template without ever leaving what is allowed, and back under a new revision', () => {
    const world = new World();
    world.putDeployment({ replicas: 4 });
    world.live(3000);
    world.putDeployment({ replicas: 4 }, 'nginx:2');
    for (let step = 0; step < 30; step++) {
      world.live(200);
      const pods = world.of('Pod');
      expect(pods.length).toBeLessThanOrEqual(5);
      expect(pods.filter(({ status, metadata }) => status?.phase === 'Running' && !metadata.deletionTimestamp).length).toBeGreaterThanOrEqual(3);
    }
    const images = (): string[] => world.of('Pod').map(({ spec }) => spec.containers[0].image);
    expect(images()).toEqual(Array(4).fill('nginx:2'));
    world.putDeployment({ replicas: 4 }, 'nginx:1');
    world.live(8000);
    expect(images()).toEqual(Array(4).fill('nginx:1'));
    const revisions = world.of('ReplicaSet').map(({ metadata, spec }) => `${metadata.annotations['deployment.kubernetes.io/revision']}: ${spec.replicas}`);
    expect(revisions.sort()).toEqual(['2: 0', '3: 4']);
    expect(world.deployment.status.conditions.map(({ reason }: any) => reason).sort()).toEqual(['MinimumReplicasAvailable', 'NewReplicaSetAvailable']);
  });

  it('that recreates has no pod of both templates at once', () => {
    const world = new World();
    world.putDeployment({ strategy: { type: 'Recreate' } });
    world.live(3000);
    world.putDeployment({ strategy: { type: 'Recreate' } }, 'nginx:2');
    for (let step = 0; step < 20; step++) {
      world.live(200);
      expect(new Set(world.of('Pod').map(({ spec }) => spec.containers[0].image)).size).toBeLessThanOrEqual(1);
    }
    expect(world.of('Pod')).toHaveLength(3);
  });

  it('is scaled and paused', () => {
    const world = new World();
    world.putDeployment();
    world.live(3000);
    world.putDeployment({ replicas: 5 });
    world.live(3000);
    expect(world.of('Pod')).toHaveLength(5);
    world.putDeployment({ replicas: 2, paused: true }, 'nginx:2');
    world.live(3000);
    expect(world.of('Pod').map(({ spec }) => spec.containers[0].image)).toEqual(['nginx:1', 'nginx:1']);
    expect(world.deployment.status.conditions.map(({ reason }: any) => reason)).toContain('DeploymentPaused');
  });

  it('takes its sets and pods with it, and nothing else', () => {
    const world = new World();
    world.putDeployment();
    world.live(3000);
    const from = world.toy.requests.length;
    world.toy.remove(`${APPS}/deployments/web`);
    world.live(3000);
    expect([...world.of('ReplicaSet'), ...world.of('Pod')]).toEqual([]);
    expect(world.asked('generic-garbage-collector', from)).toEqual({
      'GET replicasets/<name> 200': 1,
      'DELETE replicasets/<name> 200': 1,
      'GET pods/<name> 200': 3,
      'DELETE pods/<name> 200': 3,
    });
    expect(world.of('ConfigMap').length).toBeGreaterThan(0);
  });

  it('goes last when it is deleted in the foreground, and leaves its sets when it is told to', () => {
    const world = new World();
    world.putDeployment();
    world.live(3000);
    const remove = (finalizer: string): void => {
      const { metadata } = world.deployment;
      world.toy.put(`${APPS}/deployments/web`, { ...world.deployment, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:10Z', finalizers: [finalizer] } });
    };
    remove('foregroundDeletion');
    world.live(4000);
    expect([...world.of('Deployment'), ...world.of('ReplicaSet'), ...world.of('Pod')]).toEqual([]);
    world.putDeployment();
    world.live(3000);
    remove('orphan');
    world.live(4000);
    expect(world.of('Deployment')).toEqual([]);
    expect(world.of('ReplicaSet')[0].metadata.ownerReferences).toEqual([]);
    expect(world.of('Pod')).toHaveLength(3);
  });
});

describe('a replica set', () => {
  it('replaces a pod that goes, adopts a loose one and releases one that was relabelled', () => {
    const world = new World();
    world.putDeployment();
    world.live(3000);
    const [first] = world.of('Pod');
    world.toy.remove(`${CORE}/pods/${first.metadata.name}`);
    world.live(2000);
    expect(world.of('Pod')).toHaveLength(3);
    const relabelled = world.of('Pod')[0];
    world.toy.put(`${CORE}/pods/${relabelled.metadata.name}`, { ...relabelled, metadata: { ...relabelled.metadata, labels: { app: 'mine' } } });
    world.live(2000);
    const released = world.toy.objects.get(`${CORE}/pods/${relabelled.metadata.name}`);
    expect(released.metadata.ownerReferences).toEqual([]);
    expect(world.of('Pod')).toHaveLength(4);
    const { labels } = world.of('Pod').at(-1).metadata;
    world.toy.put(`${CORE}/pods/loose`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'loose', namespace: 'default', labels }, spec: { containers: [] } });
    world.live(2000);
    expect(world.of('Pod').filter(({ metadata }) => metadata.ownerReferences?.length === 1)).toHaveLength(3);
  });
});

describe('a node', () => {
  it('gets addresses, is greeted, falls silent, is tainted, and its pods go after five minutes', () => {
    const world = new World();
    for (const name of ['worker-1', 'worker-2']) world.putNode(name);
    const tolerations = ['not-ready', 'unreachable'].map((key) => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));
    world.toy.put(`${CORE}/pods/p`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { containers: [], nodeName: 'worker-1', tolerations } });
    world.live(8000);
    expect(world.toy.objects.get('/api/v1/nodes/worker-1').spec.podCIDR).toBe('10.244.0.0/24');
    expect(world.of('Event').map(({ message }) => message)).toContain('Node worker-1 event: Registered Node worker-1 in Controller');
    const beat = (seconds: number): void => {
      for (let passed = 0; passed < seconds; passed += 10) {
        world.putNode('worker-2');
        world.simulation.runFor(10_000);
      }
    };
    beat(70);
    const silent = world.toy.objects.get('/api/v1/nodes/worker-1');
    expect(silent.status.conditions[0]).toMatchObject({ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' });
    expect(silent.spec.taints.map(({ key, effect }: any) => `${key}:${effect}`)).toEqual(['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute']);
    expect(world.toy.objects.get(`${CORE}/pods/p`).status.conditions[0]).toMatchObject({ type: 'Ready', status: 'False' });
    beat(280);
    expect(world.toy.objects.get(`${CORE}/pods/p`).metadata.deletionTimestamp).toBeUndefined();
    beat(40);
    expect(world.toy.objects.get(`${CORE}/pods/p`).metadata.deletionTimestamp).toBeDefined();
    world.putNode('worker-1');
    beat(20);
    expect(world.toy.objects.get('/api/v1/nodes/worker-1').spec.taints ?? []).toEqual([]);
  });

  it('that is removed takes its pods with it', () => {
    const world = new World();
    for (const name of ['worker-1', 'worker-2']) world.putNode(name);
    world.putDeployment({ replicas: 1 });
    world.live(2000);
    world.toy.remove('/api/v1/nodes/worker-1');
    for (let passed = 0; passed < 90; passed += 10) {
      world.putNode('worker-2');
      world.simulation.runFor(10_000);
    }
    expect(world.of('Pod').filter(({ spec }) => spec.nodeName === 'worker-1')).toEqual([]);
    expect(world.of('Pod')).toHaveLength(1);
  });
});

describe('a namespace', () => {
  it('goes when what lies in it is gone', () => {
    const world = new World();
    world.putNamespace('shop');
    world.simulation.runFor(1000);
    world.toy.put('/api/v1/namespaces/shop/configmaps/c', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'shop' } });
    const { spec, metadata } = world.toy.objects.get('/api/v1/namespaces/shop');
    const deletionTimestamp = '2026-01-01T00:00:05Z';
    world.toy.put('/api/v1/namespaces/shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { ...metadata, deletionTimestamp }, spec, status: { phase: 'Terminating' } });
    world.simulation.runFor(20_000);
    expect([...world.toy.objects.keys()].filter((path) => path.includes('/shop'))).toEqual([]);
  });
});
