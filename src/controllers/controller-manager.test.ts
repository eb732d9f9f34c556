import { describe, expect, it } from 'vitest';
import { wallClock } from '../apimachinery';
import { ManagerWorld } from './testing/manager-world';

const APPS = '/apis/apps/v1/namespaces/default';
const CORE = '/api/v1/namespaces/default';
const MERGE = { 'content-type': 'application/merge-patch+json' };

describe('a controller manager', () => {
  it('leads, takes service accounts of its own, and prepares every namespace', () => {
    const world = new ManagerWorld();
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
    const world = new ManagerWorld();
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

describe('a pod that was to be disrupted', () => {
  it('and is still there after two minutes has its mark taken back', () => {
    const world = new ManagerWorld();
    const spec = { containers: [{ name: 'main', image: 'nginx' }] };
    world.ask('POST', `${CORE}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'spared' }, spec });
    const mark = { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message: 'make room' };
    const conditions = [{ ...mark, lastTransitionTime: wallClock(world.simulation.now) }];
    world.ask('PATCH', `${CORE}/pods/spared/status`, { status: { conditions } }, MERGE);
    const marks = () => world.pods[0].status.conditions.map(({ type, status, reason }: any) => [type, status, reason]);
    world.simulation.runFor(110_000);
    expect(marks()).toEqual([['DisruptionTarget', 'True', 'PreemptionByScheduler']]);
    world.simulation.runFor(15_000);
    expect(marks()).toEqual([['DisruptionTarget', 'False', undefined]]);
  });
});

describe('a deployment', () => {
  it('comes up by the requests a real cluster sends', () => {
    const world = new ManagerWorld();
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
    const world = new ManagerWorld();
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
    const world = new ManagerWorld();
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
    const world = new ManagerWorld();
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
    const world = new ManagerWorld();
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

  it('owns nothing outside of its namespace: such references are told of, and count as lost or as nothing at all', () => {
    const world = new ManagerWorld();
    world.putDeployment();
    world.live(1000);
    const { name, uid } = world.deployment.metadata;
    const metadata = { name: 'stray', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name, uid }] };
    world.ask('POST', '/api/v1/namespaces/kube-public/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    world.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
    world.simulation.runFor(2000);
    expect(world.of('/api/v1/namespaces/kube-public/configmaps').map(({ metadata: { name: is } }) => is)).toEqual([
      'kube-root-ca.crt',
    ]);
    expect(world.ask('GET', '/api/v1/namespaces/stray').status.phase).toBe('Active');
    const said = world.messages.filter((message) => message.startsWith('ownerRef'));
    expect(said.sort()).toEqual([
      `ownerRef [apps/v1/Deployment, namespace: , name: web, uid: ${uid}] does not exist in namespace ""`,
      `ownerRef [apps/v1/Deployment, namespace: kube-public, name: web, uid: ${uid}] does not exist in namespace "kube-public"`,
    ]);
    expect(world.deployment.kind).toBe('Deployment');
  });

  it('goes last when it is deleted in the foreground, and leaves its sets when it is told to', () => {
    const world = new ManagerWorld();
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
    const world = new ManagerWorld();
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

describe('endpoints that somebody writes', () => {
  it('are mirrored in a slice for a service without a selector, and go with it', () => {
    const world = new ManagerWorld();
    const slices = (): any[] =>
      world
        .of('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices')
        .filter(({ metadata }) => metadata.labels['kubernetes.io/service-name'] === 'db');
    const metadata = { name: 'db' };
    const put = (addresses: readonly object[]): object => ({
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata,
      subsets: [{ addresses, ports: [{ port: 5432 }] }],
    });
    world.ask('POST', `${CORE}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ports: [{ port: 5432 }] },
    });
    world.ask('POST', `${CORE}/endpoints`, put([{ ip: '192.0.2.1' }]));
    world.simulation.runFor(500);
    expect(slices()).toMatchObject([
      {
        metadata: {
          generateName: 'db-',
          labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' },
          ownerReferences: [{ kind: 'Endpoints', name: 'db', controller: true }],
        },
        endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }],
        ports: [{ name: '', port: 5432, protocol: 'TCP' }],
      },
    ]);
    world.ask('PATCH', `${CORE}/endpoints/db`, put([{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }]), MERGE);
    world.simulation.runFor(500);
    expect(slices().map(({ endpoints }) => endpoints.length)).toEqual([2]);
    world.ask('PATCH', `${CORE}/services/db`, { spec: { selector: { app: 'db' } } }, MERGE);
    world.simulation.runFor(500);
    expect(slices().map(({ metadata: { labels } }) => labels['endpointslice.kubernetes.io/managed-by'])).toEqual([
      'endpointslice-controller.k8s.io',
    ]);
  });
});

describe('a cluster role that gathers others', () => {
  const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
  const rulesOf = (world: ManagerWorld, name: string): any[] => world.ask('GET', `${ROLES}/${name}`).rules;

  it('may do what they may, each rule once, and those that every cluster has are left as they are', () => {
    const world = new ManagerWorld();
    const sent = world.asked('clusterrole-aggregation-controller', 0);
    expect(sent).toEqual({});
    const before = rulesOf(world, 'view');
    const rule = { apiGroups: ['example.com'], resources: ['robots'], verbs: ['get'] };
    const labels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' };
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a', labels } };
    world.ask('POST', ROLES, { ...role, rules: [rule, rule] });
    world.simulation.runFor(1000);
    expect(rulesOf(world, 'view')).toEqual([rule, ...before]);
    expect(rulesOf(world, 'admin')).toContainEqual(rule);
    world.ask('DELETE', `${ROLES}/a`);
    world.simulation.runFor(1000);
    expect(rulesOf(world, 'view')).toEqual(before);
  });
});

describe('a stateful set', () => {
  it('has its claims collected with pods that it no longer wants, and with itself; and gives a pod its label back', () => {
    const world = new ManagerWorld();
    const claimsOf = (): string[] =>
      world.of(`${CORE}/persistentvolumeclaims`).map(({ metadata }) => {
        const [owner] = metadata.ownerReferences ?? [];
        return `${metadata.name} of ${owner?.kind}`;
      });
    const path = `${APPS}/statefulsets/db`;
    const template = {
      metadata: { labels: { app: 'db' } },
      spec: { containers: [{ name: 'main', image: 'postgres:17' }] },
    };
    const resources = { requests: { storage: '1Gi' } };
    const volumeClaimTemplates = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources } }];
    const spec = {
      replicas: 2,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template,
      volumeClaimTemplates,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
    };
    world.ask('POST', `${APPS}/statefulsets`, {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db' },
      spec,
    });
    world.live(4000);
    expect(claimsOf()).toEqual(['data-db-0 of StatefulSet', 'data-db-1 of StatefulSet']);
    const label = 'statefulset.kubernetes.io/pod-name';
    world.ask('PATCH', `${CORE}/pods/db-0`, { metadata: { labels: { [label]: null } } }, MERGE);
    world.live(1000);
    expect(world.ask('GET', `${CORE}/pods/db-0`).metadata.labels[label]).toBe('db-0');
    expect(world.messages).toContain('Update Pod db-0 in StatefulSet db successful');
    world.ask('PATCH', path, { spec: { replicas: 1 } }, MERGE);
    world.live(4000);
    expect(claimsOf()).toEqual(['data-db-0 of StatefulSet']);
    world.ask('DELETE', path);
    world.live(4000);
    expect([...claimsOf(), ...world.pods]).toEqual([]);
  });
});

describe('a node', () => {
  it('gets addresses, is greeted, falls silent, is tainted, and its pods go after five minutes', () => {
    const world = new ManagerWorld();
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
    const world = new ManagerWorld();
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
    const world = new ManagerWorld();
    world.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    world.simulation.runFor(1000);
    expect(world.of('/api/v1/namespaces/shop/serviceaccounts')).toHaveLength(1);
    world.ask('DELETE', '/api/v1/namespaces/shop');
    world.simulation.runFor(20_000);
    expect(world.ask('GET', '/api/v1/namespaces/shop').message).toBe('namespaces "shop" not found');
    expect(world.of('/api/v1/namespaces/shop/configmaps')).toEqual([]);
  });
});
