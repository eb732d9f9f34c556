import { describe, expect, it } from 'vitest';
import type {
  DaemonSet,
  Node,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ResourceQuota,
  Service,
  StatefulSet,
} from '../api';
import { quotaUsed } from '../api';
import { daemonPod, suitability, targetNodeOf } from './daemon-set/daemon-pod';
import { planDaemons } from './daemon-set/plan';
import { planUpdate } from './daemon-set/rolling';
import { expectationOf, statusOf as budgetStatusOf } from './disruption/budget';
import { notScaled, unmanagedPods } from './disruption/words';
import { planSlices } from './endpoints/slices';
import { subsetsOf } from './endpoints/subsets';
import { withOwners } from './stateful-set/claim-retention';
import { planStateful } from './stateful-set/plan';
import type { Wishes } from './testing/pod-sketch';
import { names, NOW, pod } from './testing/pod-sketch';

describe('a daemon set', () => {
  const node = (name: string, spec: Node['spec'] = {}): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { disk: name === 'n3' ? 'slow' : 'fast' } },
    spec,
  });
  const set = (more: Partial<DaemonSet['spec']> = {}): DaemonSet => ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default', uid: 'd', generation: 1 },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [] } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      ...more,
    },
  });
  const moment = { set: set(), hash: 'new', now: NOW, isHeldBack: () => false };
  const nodes = [node('n1'), node('n2'), node('n3')];
  const on = (...pods: readonly Pod[]) => new Map(pods.map((each) => [each.spec.nodeName!, [each]]));

  it('runs on nodes that are cordoned or under pressure, and leaves those whose taints it does not bear', () => {
    const taint = (key: string, effect: 'NoSchedule' | 'NoExecute') => node('n', { taints: [{ key, effect }] });
    expect(suitability(set(), taint('node.kubernetes.io/unschedulable', 'NoSchedule')).shouldRun).toBe(true);
    expect(suitability(set(), taint('mine', 'NoSchedule'))).toEqual({ shouldRun: false, mayStay: true });
    expect(suitability(set(), taint('mine', 'NoExecute'))).toEqual({ shouldRun: false, mayStay: false });
  });

  it('runs where its node selector says', () => {
    const template = { spec: { containers: [], nodeSelector: { disk: 'slow' } } };
    const plan = planDaemons({ ...moment, set: set({ template }) }, nodes, on(pod('a', { node: 'n1' })));
    expect({ create: plan.create, delete: names(plan.delete) }).toEqual({ create: ['n3'], delete: ['a'] });
  });

  it('makes pods that can only go to their node', () => {
    expect(targetNodeOf(daemonPod(set(), 'n2', 'abc'))).toBe('n2');
  });

  it('replaces pods that ended, each after a while', () => {
    const failed = on(pod('a', { node: 'n1', phase: 'Failed' }));
    expect(names(planDaemons(moment, [node('n1')], failed).delete)).toEqual(['a']);
    expect(planDaemons({ ...moment, isHeldBack: () => true }, [node('n1')], failed).delete).toEqual([]);
  });

  it('updates one after another, and at once where nothing is lost', () => {
    const old = ['n1', 'n2', 'n3'].map((name) => pod(name, { node: name, hash: 'old' }));
    expect(names(planUpdate(set(), nodes, on(...old), 'new', NOW).delete)).toEqual(['n1']);
    const fresh = pod('fresh', { node: 'n1', hash: 'new', ready: false });
    expect(planUpdate(set(), nodes, on(fresh, old[1]!, old[2]!), 'new', NOW).delete).toEqual([]);
    const sick = pod('sick', { node: 'n2', hash: 'old', ready: false });
    expect(names(planUpdate(set(), nodes, on(fresh, sick, old[2]!), 'new', NOW).delete)).toEqual(['sick']);
  });

  it('may put the new one beside the old one first', () => {
    const surging = set({
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 2 } },
    });
    const old = ['n1', 'n2', 'n3'].map((name) => pod(name, { node: name, hash: 'old' }));
    expect(planUpdate(surging, nodes, on(...old), 'new', NOW)).toEqual({ create: ['n1', 'n2'], delete: [] });
    const both = new Map([['n1', [old[0]!, pod('fresh', { node: 'n1', hash: 'new' })]]]);
    expect(names(planUpdate(surging, [nodes[0]!], both, 'new', NOW).delete)).toEqual(['n1']);
  });
});

describe('a service', () => {
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', uid: 's' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
  };
  const backend = (name: string, ip: string, port = 8080, wishes: Wishes = {}): Pod => {
    const made = pod(name, wishes);
    const containers = [{ name: 'main', image: 'x', ports: [{ name: 'http', containerPort: port }] }];
    return { ...made, spec: { ...made.spec, containers }, status: { ...made.status, podIPs: [{ ip }] } };
  };
  const slices = (pods: readonly Pod[], known: Parameters<typeof planSlices>[2] = []) =>
    planSlices(service, pods, known, () => undefined, undefined);

  it('has one empty slice before it has pods, and uses it when they come', () => {
    const [empty] = slices([]).create;
    expect(empty).toMatchObject({ endpoints: null, ports: null });
    const plan = slices([backend('a', '10.0.0.1')], [empty!]);
    expect(plan).toMatchObject({ create: [], delete: [], update: [{ ports: [{ name: '', port: 8080 }] }] });
    expect(slices([backend('a', '10.0.0.1')], plan.update)).toEqual({ create: [], update: [], delete: [] });
  });

  it('keeps pods that leave as long as they serve, and tells those apart that are not ready', () => {
    const leaving = backend('a', '10.0.0.1');
    const gone = { ...leaving, metadata: { ...leaving.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    const conditions = slices([gone, backend('b', '10.0.0.2', 8080, { ready: false })]).create[0]!.endpoints!.map(
      (endpoint) => endpoint.conditions,
    );
    expect(conditions).toEqual([
      { ready: false, serving: true, terminating: true },
      { ready: false, serving: false, terminating: false },
    ]);
  });

  it('tells proxies who is near, where it wishes that', () => {
    const near = { ...backend('a', '10.0.0.1', 8080, { node: 'worker-1' }) };
    const node = { metadata: { labels: { 'topology.kubernetes.io/zone': 'east' } } } as unknown as Node;
    const hints = (trafficDistribution?: string, zoned = true) => {
      const wishing = { ...service, spec: { ...service.spec, trafficDistribution } };
      return planSlices(wishing, [near], [], () => (zoned ? node : undefined), undefined).create[0]!.endpoints![0]!
        .hints;
    };
    expect(hints()).toBeUndefined();
    expect(hints('PreferClose')).toEqual({ forZones: [{ name: 'east' }] });
    expect(hints('PreferSameZone', false)).toBeUndefined();
    const unready = backend('b', '10.0.0.2', 8080, { node: 'worker-1', ready: false });
    const wishing = { ...service, spec: { ...service.spec, trafficDistribution: 'PreferSameNode' } };
    expect(planSlices(wishing, [unready], [], () => node, undefined).create[0]!.endpoints![0]!.hints).toBeUndefined();
    expect(hints('PreferSameNode')).toEqual({ forZones: [{ name: 'east' }], forNodes: [{ name: 'worker-1' }] });
  });

  it('has a slice for every hundred pods, and one for each meaning of its port', () => {
    const many = Array.from({ length: 150 }, (_, index) => backend(`p${index}`, `10.0.1.${index}`));
    expect(slices(many).create.map(({ endpoints }) => endpoints!.length)).toEqual([100, 50]);
    expect(slices([backend('a', '10.0.0.1'), backend('b', '10.0.0.2', 9090)]).create).toHaveLength(2);
  });

  it('has ready and other addresses in its endpoints', () => {
    const pods = [backend('b', '10.0.0.2', 8080, { ready: false }), backend('a', '10.0.0.1')];
    expect(subsetsOf(service, pods)).toMatchObject([
      { addresses: [{ ip: '10.0.0.1' }], notReadyAddresses: [{ ip: '10.0.0.2' }], ports: [{ port: 8080 }] },
    ]);
  });
});

describe('a stateful set', () => {
  const set = (spec: Partial<StatefulSet['spec']> = {}): StatefulSet => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 's', namespace: 'default', uid: 's' },
    spec: {
      replicas: 3,
      selector: { matchLabels: {} },
      template: { spec: { containers: [] } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      ...spec,
    },
  });
  const place = (ordinal: number, wishes: Wishes = {}) => pod(`s-${ordinal}`, { hash: 'new', ...wishes });
  const plan = (of: StatefulSet, pods: readonly Pod[], current = 'new') =>
    planStateful(of, pods, { current, update: 'new' }, NOW).map((step) =>
      step.kind === 'create' ? `create ${step.ordinal} ${step.revision}` : `delete ${step.pod.metadata.name}`,
    );

  it('comes up one by one, each after the one before is ready, or all at once', () => {
    expect(plan(set(), [])).toEqual(['create 0 new']);
    expect(plan(set(), [place(0, { ready: false })])).toEqual([]);
    expect(plan(set(), [place(0)])).toEqual(['create 1 new']);
    expect(plan(set({ podManagementPolicy: 'Parallel' }), [])).toHaveLength(3);
  });

  it('shrinks from the top', () => {
    expect(plan(set({ replicas: 1 }), [place(0), place(1), place(2)])).toEqual(['delete s-2']);
    expect(plan(set({ replicas: 1 }), [place(0, { ready: false }), place(1)])).toEqual([]);
  });

  it('updates from the top down to the partition, and makes what is below as it was', () => {
    const old = [0, 1, 2].map((ordinal) => place(ordinal, { hash: 'old' }));
    expect(plan(set(), old, 'old')).toEqual(['delete s-2']);
    const partitioned = set({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
    expect(plan(partitioned, [old[0]!, old[1]!, place(2)], 'old')).toEqual([]);
    expect(plan(partitioned, [old[0]!], 'old')).toEqual(['create 1 old']);
  });

  it('that is updated by hand makes a pod new that somebody deleted, whatever its place', () => {
    const old = [0, 1, 2].map((ordinal) => place(ordinal, { hash: 'old' }));
    const byHand = {
      ...set({ updateStrategy: { type: 'OnDelete' } }),
      status: { replicas: 3, availableReplicas: 3, currentReplicas: 3 },
    };
    expect(plan(byHand, old, 'old')).toEqual([]);
    expect(plan(byHand, old.slice(1), 'old')).toEqual(['create 0 new']);
  });

  it('has its claims go with it, or with the pods that it no longer wants, as it says', () => {
    const claim = (owners: readonly string[] = []): PersistentVolumeClaim => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: 'data-db-0',
        ...(owners.length > 0 && {
          ownerReferences: owners.map((uid) => ({ apiVersion: 'v1', kind: 'Any', name: uid, uid, controller: true })),
        }),
      },
      spec: {},
    });
    const owners = (whenDeleted: string, whenScaled: string, isCondemned: boolean, before: readonly string[] = []) => {
      const of = set({ persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled } });
      const mended = withOwners(of, pod('db-0'), claim(before), isCondemned);
      return mended && (mended.metadata.ownerReferences ?? []).map(({ uid }) => uid);
    };
    expect(owners('Retain', 'Retain', false)).toBeUndefined();
    expect(owners('Retain', 'Retain', true, [set().metadata.uid!])).toEqual([]);
    expect(owners('Delete', 'Retain', true)).toEqual([set().metadata.uid]);
    expect(owners('Retain', 'Delete', false)).toBeUndefined();
    expect(owners('Retain', 'Delete', true)).toEqual(['db-0']);
    expect(owners('Delete', 'Delete', true, [set().metadata.uid!])).toEqual(['db-0']);
    expect(owners('Delete', 'Delete', false, [set().metadata.uid!])).toBeUndefined();
    expect(owners('Delete', 'Delete', false, ['somebody'])).toBeUndefined();
  });

  it('counts a pod on its way out as missing, though it is still ready', () => {
    const atOnce = set({ podManagementPolicy: 'Parallel' });
    const going = place(2, { hash: 'old' });
    const pods = [
      place(0, { hash: 'old' }),
      place(1, { hash: 'old' }),
      { ...going, metadata: { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } },
    ];
    expect(plan(atOnce, pods, 'old')).toEqual([]);
    const two = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } } as const;
    expect(plan(set({ podManagementPolicy: 'Parallel', updateStrategy: two }), pods, 'old')).toEqual(['delete s-1']);
  });
});

describe('a disruption budget', () => {
  const budget = (spec: PodDisruptionBudget['spec']): PodDisruptionBudget => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b', namespace: 'default', generation: 1 },
    spec,
  });
  const pods = [pod('a'), pod('b'), pod('c', { ready: false })];
  const allowed = (spec: PodDisruptionBudget['spec']) => {
    const of = budget(spec);
    return budgetStatusOf(
      of,
      pods,
      expectationOf(of, pods, () => 3),
      NOW,
    ).disruptionsAllowed;
  };

  it('lets go what is healthy beyond what is desired', () => {
    expect(allowed({ minAvailable: 1 })).toBe(1);
    expect(allowed({ minAvailable: '50%' })).toBe(0);
    expect(allowed({ maxUnavailable: 1 })).toBe(0);
    expect(allowed({ maxUnavailable: '50%' })).toBe(1);
  });
});

describe('what a disruption budget is told', () => {
  it('names kinds without a scale by their resource', () => {
    const owner = (apiVersion: string, kind: string) => notScaled({ apiVersion, kind, name: 'a', uid: 'a' });
    expect(owner('batch/v1', 'Job')).toBe('jobs.batch does not implement the scale subresource');
    expect(owner('example.com/v1', 'Robot')).toBe('robots.example.com does not implement the scale subresource');
  });

  it('shows its selector as Go prints it', () => {
    const matchExpressions = [{ key: 'tier', operator: 'In' as const, values: ['a', 'b'] }];
    const selector = { matchLabels: { app: 'web' }, matchExpressions };
    expect(unmanagedPods({ spec: { selector } } as never)).toContain(
      '(selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{' +
        'LabelSelectorRequirement{Key:tier,Operator:In,Values:[a b],},},})',
    );
  });
});

describe('a resource quota', () => {
  it('adds up what it limits, of pods that have not ended', () => {
    const hungry = (name: string, phase: string): Pod => {
      const resources = { requests: { cpu: '200m', memory: '64Mi' } };
      const made = pod(name, { phase });
      return { ...made, spec: { ...made.spec, containers: [{ name: 'main', image: 'x', resources }] } };
    };
    const hard = { pods: '5', 'requests.cpu': '1', memory: '1Gi', 'count/pods': '9', services: '2' };
    const quota: ResourceQuota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard } };
    const objects = [hungry('a', 'Running'), hungry('b', 'Pending'), hungry('c', 'Succeeded')];
    expect(quotaUsed(quota, objects)).toEqual({
      pods: '2',
      'requests.cpu': '400m',
      memory: '128Mi',
      'count/pods': '3',
      services: '0',
    });
  });
});
