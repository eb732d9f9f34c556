import { describe, expect, it } from 'vitest';
import type { Node, Pod, ReplicaSet } from '../api';
import { claimOf } from './claim';
import { Expectations } from './expectations';
import { OwnerGraph } from './garbage-collector/graph';
import { contentConditions, estimateSeconds, namespacedResources } from './namespace-contents';
import { PodBlocks } from './node-ipam';
import { nextStep } from './node-ttl';
import { isOverdue, observe, unknownStatus, zoneState } from './node-life-cycle/health';
import { olderLabels } from './node-life-cycle/labels';
import { changedTaints, conditionTaints, evictionTaints } from './node-life-cycle/taints';
import { findGarbage } from './pod-garbage-collector';
import { planReplicas, rankForDeletion } from './replica-set/plan';
import { statusOf } from './replica-set/status';
import { staysFor } from './taint-eviction';

interface PodWishes {
  readonly node?: string;
  readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  readonly readySince?: number;
  readonly created?: number;
  readonly restarts?: number;
  readonly cost?: string;
  readonly deleted?: boolean;
  readonly labels?: Record<string, string>;
}

const at = (seconds: number): string =>
  `2026-01-01T00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}Z`;

function pod(
  name: string,
  {
    node,
    phase = 'Running',
    readySince,
    created = 0,
    restarts = 0,
    cost,
    deleted,
    labels = { app: 'web' },
  }: PodWishes = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      labels,
      creationTimestamp: at(created),
      ...(cost !== undefined && { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
      ...(deleted && { deletionTimestamp: at(100) }),
    },
    spec: { containers: [], ...(node !== undefined && { nodeName: node }) },
    status: {
      phase,
      ...(readySince !== undefined && {
        conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at(readySince) }],
      }),
      containerStatuses: [{ name: 'main', restartCount: restarts, ready: true, image: '', imageID: '' }],
    },
  };
}

function replicaSet(replicas: number, more: Partial<ReplicaSet['spec']> = {}): ReplicaSet {
  const template = { metadata: { labels: { app: 'web', tier: 'a' } }, spec: { containers: [] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default', uid: 'rs', generation: 2 },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template, ...more },
  };
}

const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);
const NOW = 600_000;

describe('a replica set', () => {
  it('creates what is missing and deletes what is too much, five hundred at most', () => {
    expect(planReplicas(replicaSet(3), [pod('a')], () => [], NOW)).toEqual({ kind: 'create', count: 2 });
    expect(planReplicas(replicaSet(900), [], () => [], NOW)).toEqual({ kind: 'create', count: 500 });
    expect(planReplicas(replicaSet(1), [pod('a')], () => [], NOW)).toEqual({ kind: 'nothing' });
    expect(planReplicas(replicaSet(0), [pod('a'), pod('b')], () => [], NOW)).toMatchObject({
      kind: 'delete',
      pods: [{}, {}],
    });
  });

  it.each([
    ['one without a node', pod('x', { phase: 'Pending' }), pod('y', { phase: 'Pending', node: 'n' })],
    ['a pending one', pod('y', { phase: 'Pending', node: 'n' }), pod('x', { node: 'n' })],
    ['one that is not ready', pod('y', { node: 'n' }), pod('x', { node: 'n', readySince: 1 })],
    ['a cheap one', pod('y', { node: 'n', readySince: 1, cost: '-5' }), pod('x', { node: 'n', readySince: 1 })],
    ['one on a crowded node', pod('y', { node: 'crowded', readySince: 1 }), pod('x', { node: 'n', readySince: 1 })],
    [
      'one that is ready for a short time',
      pod('y', { node: 'n', readySince: 590 }),
      pod('x', { node: 'n', readySince: 1 }),
    ],
    [
      'one that restarted often',
      pod('y', { node: 'n', readySince: 1, restarts: 4 }),
      pod('x', { node: 'n', readySince: 1 }),
    ],
    [
      'a young one',
      pod('y', { node: 'n', readySince: 595, created: 590 }),
      pod('x', { node: 'n', readySince: 595, created: 1 }),
    ],
  ])('lets %s go first', (_, first, second) => {
    const related = [pod('1', { node: 'crowded' }), pod('2', { node: 'crowded' }), pod('3', { node: 'n' })];
    expect(names(rankForDeletion([second, first], related, NOW))).toEqual(names([first, second]));
  });

  it('counts labels, readiness and how long it lasts', () => {
    const pods = [
      pod('a', { readySince: 1, labels: { app: 'web', tier: 'a' } }),
      pod('b', { readySince: 598 }),
      pod('c'),
    ];
    const status = statusOf(replicaSet(3, { minReadySeconds: 10 }), pods, 1, undefined, NOW);
    expect(status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 1,
      readyReplicas: 2,
      availableReplicas: 1,
      terminatingReplicas: 1,
      observedGeneration: 2,
    });
  });

  it('says that it could not create, and takes it back', () => {
    const failed = statusOf(replicaSet(3), [], 0, { reason: 'FailedCreate', message: 'forbidden' }, 0);
    expect(failed.conditions).toEqual([
      {
        type: 'ReplicaFailure',
        status: 'True',
        reason: 'FailedCreate',
        message: 'forbidden',
        lastTransitionTime: at(0),
      },
    ]);
    expect(statusOf({ ...replicaSet(3), status: failed }, [], 0, undefined, 0).conditions).toBeUndefined();
  });

  it('takes in matching pods without an owner and lets go of those that match no more', () => {
    const owner = replicaSet(1);
    const owned = {
      ...pod('a'),
      metadata: {
        ...pod('a').metadata,
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true }],
      },
    };
    expect(claimOf(owner, true, owned)).toBe('owned');
    expect(claimOf(owner, false, owned)).toBe('release');
    expect(claimOf(owner, true, pod('b'))).toBe('adopt');
    expect(claimOf(owner, true, pod('b', { deleted: true }))).toBe('not mine');
    expect(claimOf({ ...owner, metadata: { ...owner.metadata, uid: 'other' } }, true, owned)).toBe('not mine');
  });

  it('does not count again before it has seen what it asked for, or five minutes passed', () => {
    const expectations = new Expectations();
    expectations.expect('default/web', 2, [], 0);
    expectations.creationObserved('default/web');
    expect(expectations.satisfied('default/web', 1000)).toBe(false);
    expect(expectations.satisfied('default/web', 300_001)).toBe(true);
    expectations.creationObserved('default/web');
    expect(expectations.satisfied('default/web', 1000)).toBe(true);
  });
});

describe('a node', () => {
  const node = (ready: 'True' | 'False' | 'Unknown', more: Partial<Node['spec']> = {}): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'worker-1', uid: 'n', creationTimestamp: at(0) },
    spec: more,
    status: { conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: at(1) }] },
  });
  const lease = (renewTime: string) => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'worker-1' },
    spec: { renewTime },
  });

  it('is silent when neither lease nor status moved for fifty seconds', () => {
    let health = observe(undefined, node('True'), lease('a'), 1000);
    health = observe(health, node('True'), lease('b'), 11_000);
    health = observe(health, node('True'), lease('b'), 40_000);
    expect(isOverdue(health, node('True'), 61_000)).toBe(false);
    expect(isOverdue(health, node('True'), 61_001)).toBe(true);
  });

  it('then nobody knows how it is', () => {
    const { conditions } = unknownStatus(node('True'), 61_000);
    expect(conditions!.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([
      'Ready Unknown NodeStatusUnknown',
      'MemoryPressure Unknown NodeStatusNeverUpdated',
      'DiskPressure Unknown NodeStatusNeverUpdated',
      'PIDPressure Unknown NodeStatusNeverUpdated',
    ]);
    expect(conditions![0]).toMatchObject({
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: at(61),
    });
  });

  it('carries taints that say what its conditions say', () => {
    expect(conditionTaints(node('Unknown')).add).toEqual([
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' },
    ]);
    const tainted = node('True', {
      unschedulable: true,
      taints: [
        { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
        { key: 'mine', effect: 'NoSchedule' },
      ],
    });
    const change = conditionTaints(tainted);
    expect(changedTaints(tainted, change)).toEqual([
      { key: 'mine', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
    ]);
    expect(changedTaints(node('True'), conditionTaints(node('True')))).toBeUndefined();
  });

  it('waits for its turn to be emptied, changes its reason at once, and is freed at once', () => {
    const unreachable = { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' as const }] };
    expect(evictionTaints(node('Unknown')).kind).toBe('queue');
    expect(evictionTaints({ ...node('Unknown'), status: {} }).kind).toBe('none');
    expect(evictionTaints(node('Unknown', unreachable)).kind).toBe('none');
    expect(evictionTaints(node('False', unreachable)).kind).toBe('swap');
    expect(evictionTaints(node('True', unreachable)).kind).toBe('remove');
  });

  it('is one of a zone that may be cut off', () => {
    expect(zoneState([node('True'), node('Unknown')])).toBe('normal');
    expect(zoneState([node('Unknown'), node('Unknown')])).toBe('full');
    expect(zoneState([node('True'), node('True'), node('Unknown'), node('Unknown'), node('Unknown')])).toBe('partial');
  });

  it('gets the next block of pod addresses', () => {
    const blocks = new PodBlocks();
    blocks.occupy('10.244.1.0/24');
    expect([blocks.allocate(), blocks.allocate()]).toEqual(['10.244.0.0/24', '10.244.2.0/24']);
    blocks.release('10.244.0.0/24');
    expect(blocks.allocate()).toBe('10.244.3.0/24');
  });

  it('lets kubelets keep what they read for longer in a larger cluster, and a node more or less changes nothing', () => {
    expect([nextStep(0, 100), nextStep(0, 101)]).toEqual([0, 1]);
    expect([nextStep(1, 100), nextStep(1, 90), nextStep(1, 89)]).toEqual([1, 1, 0]);
    expect(nextStep(4, 5000)).toBe(4);
  });
});

describe('labels of a node', () => {
  const labelled = (labels: Record<string, string>) =>
    olderLabels({ metadata: { name: 'n', labels } } as unknown as Node);

  it('have their older names, too', () => {
    expect(labelled({ 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' })).toEqual({
      'beta.kubernetes.io/os': 'linux',
      'beta.kubernetes.io/arch': 'amd64',
    });
    expect(labelled({ 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'windows' })).toEqual({
      'beta.kubernetes.io/os': 'linux',
    });
    expect(labelled({ 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'linux' })).toBeUndefined();
    expect(labelled({ 'beta.kubernetes.io/os': 'linux' })).toBeUndefined();
  });
});

describe('a pod on a tainted node', () => {
  const taint = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' as const };
  const bears = (tolerationSeconds?: number) => ({
    key: taint.key,
    operator: 'Exists' as const,
    effect: 'NoExecute' as const,
    tolerationSeconds,
  });

  it('stays as long as the shortest of its tolerations says', () => {
    expect(staysFor([], [taint])).toBe(0);
    expect(staysFor([bears(300)], [taint])).toBe(300_000);
    expect(staysFor([{ operator: 'Exists' }], [taint])).toBe(Infinity);
    expect(staysFor([bears(300)], [taint, { key: 'other', effect: 'NoExecute' }])).toBe(0);
    expect(
      staysFor(
        [bears(300), { key: 'other', operator: 'Equal', value: 'x', tolerationSeconds: 9 }],
        [taint, { key: 'other', value: 'x', effect: 'NoExecute' }],
      ),
    ).toBe(9000);
  });
});

describe('garbage', () => {
  it('is a pod whose node is gone, one never scheduled, and the oldest of many ended ones', () => {
    const pods = [
      pod('a', { node: 'gone' }),
      pod('b', { deleted: true }),
      pod('c', { phase: 'Failed', created: 9 }),
      pod('d', { phase: 'Succeeded', created: 3 }),
      pod('e', { node: 'there' }),
    ];
    const found = findGarbage(pods, new Set(['gone']), 1).map(({ pod: each, why }) => `${each.metadata.name}: ${why}`);
    expect(found).toEqual(['a: its node is gone', 'b: it was never scheduled', 'd: it ended long ago']);
  });
});

describe('the graph of owners', () => {
  const owned = (uid: string, owner?: string, more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      uid,
      name: uid,
      namespace: 'default',
      ...(owner && {
        ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid: owner, blockOwnerDeletion: true }],
      }),
      ...more,
    },
  });
  const uids = (work: { readonly consider: readonly { readonly uid: string }[] }) =>
    work.consider.map(({ uid }) => uid);

  it('looks for an owner that nobody has seen', () => {
    const graph = new OwnerGraph();
    expect(uids(graph.seen(owned('child', 'parent')))).toEqual(['parent']);
    expect(uids(graph.seen(owned('parent')))).toEqual([]);
  });

  it('considers the dependents of what is gone, and remembers that it is', () => {
    const graph = new OwnerGraph();
    graph.seen(owned('parent'));
    graph.seen(owned('child', 'parent'));
    expect(uids(graph.removed('parent'))).toEqual(['child']);
    expect(graph.isAbsent('parent', 'default')).toBe(true);
    expect(graph.isAbsent('parent', 'other')).toBe(false);
  });

  it('lets an owner in foreground deletion wait for those who block it', () => {
    const graph = new OwnerGraph();
    graph.seen(owned('parent'));
    graph.seen(owned('child', 'parent'));
    const deleting = { deletionTimestamp: at(1), finalizers: ['foregroundDeletion'] };
    expect(uids(graph.seen(owned('parent', undefined, deleting)))).toEqual(['child', 'parent']);
    expect(graph.blocking(graph.get('parent')!).map(({ uid }) => uid)).toEqual(['child']);
    expect(uids(graph.removed('child'))).toEqual(['parent']);
  });

  it('tells dependents apart that name an owner of another namespace: theirs is none', () => {
    const graph = new OwnerGraph();
    expect(uids(graph.seen(owned('stranger', 'parent', { namespace: 'other' })))).toEqual(['parent']);
    graph.seen(owned('child', 'parent'));
    const lost = graph.notFound(graph.get('parent')!);
    expect(uids(lost)).toEqual(['stranger', 'parent']);
    expect(graph.get('parent')!.namespace).toBe('default');
    expect(graph.isAbsent('parent', 'default')).toBe(false);
    graph.seen(owned('parent'));
    const late = graph.seen(owned('late', 'parent', { namespace: 'third' }));
    expect(uids(late)).toEqual(['late']);
    expect(late.misplaced?.map(({ dependent }) => dependent.uid)).toEqual(['late']);
    expect(uids(graph.removed('parent'))).toEqual(['child', 'late']);
  });

  it('lets dependents go where the owner is to be orphaned of them', () => {
    const graph = new OwnerGraph();
    graph.seen(owned('parent'));
    const work = graph.seen(owned('parent', undefined, { deletionTimestamp: at(1), finalizers: ['orphan'] }));
    expect(work.orphan?.uid).toBe('parent');
  });
});

describe('a namespace that goes', () => {
  it('deletes pods before anything else', () => {
    expect(namespacedResources()[0]!.plural).toBe('pods');
    expect(namespacedResources().length).toBeGreaterThan(5);
  });

  it('says what still stands in its way, and waits about as long', () => {
    const remains = [
      {
        resource: 'pods',
        group: '',
        objects: [{ ...pod('a'), metadata: { ...pod('a').metadata, finalizers: ['example.com/x'] } }],
      },
    ];
    const texts = contentConditions(undefined, remains, [], 0).map(
      ({ type, status, message }) => `${type} ${status} ${message}`,
    );
    expect(texts.slice(2)).toEqual([
      'NamespaceDeletionContentFailure False All content successfully deleted, may be waiting on finalization',
      'NamespaceContentRemaining True Some resources are remaining: pods. has 1 resource instances',
      'NamespaceFinalizersRemaining True Some content in the namespace has finalizers remaining: example.com/x in 1 resource instances',
    ]);
    expect(estimateSeconds(remains)).toBe(30);
  });
});
