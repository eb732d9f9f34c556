import { describe, expect, it } from 'vitest';
import type { DaemonSet, Job, Node, Pod } from '../api';
import { daemonPod, suitability, targetNodeOf } from './daemon-set/daemon-pod';
import { planDaemons } from './daemon-set/plan';
import { planUpdate } from './daemon-set/rolling';
import { addFinished, NO_FAILURES, waitAfter } from './job/failure-back-off';
import { firstFreeIndexes, formatIndexes, parseIndexes } from './job/indexes';
import { TRACKING_FINALIZER } from './job/job-pod';
import { endOf } from './job/outcome';
import { planJob } from './job/plan';
import { account, countReleased } from './job/tracking';
import { viewOf } from './job/view';

const NOW = 600_000;
const NONE: ReadonlySet<string> = new Set();

interface Wishes {
  readonly phase?: string;
  readonly node?: string;
  readonly hash?: string;
  readonly ready?: boolean;
  readonly index?: number;
  readonly ended?: string;
  readonly finalizers?: readonly string[];
}

function pod(
  name: string,
  { phase = 'Running', node, hash, ready = true, index, ended, finalizers }: Wishes = {},
): Pod {
  const terminated = ended && [{ name: 'main', restartCount: 0, state: { terminated: { finishedAt: ended } } }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      namespace: 'default',
      labels: { ...(hash && { 'controller-revision-hash': hash }) },
      ...(index !== undefined && { annotations: { 'batch.kubernetes.io/job-completion-index': String(index) } }),
      ...(finalizers && { finalizers }),
    },
    spec: { containers: [], ...(node && { nodeName: node }) },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }],
      ...(terminated && { containerStatuses: terminated }),
    },
  } as unknown as Pod;
}

const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);

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

describe('a job', () => {
  const job = (spec: Partial<Job['spec']> = {}, status: Job['status'] = {}): Job => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'once', namespace: 'default', uid: 'j' },
    spec: { completions: 3, parallelism: 2, backoffLimit: 2, template: { spec: { containers: [] } }, ...spec },
    status,
  });
  const indexed = (completedIndexes?: string) =>
    job({ completionMode: 'Indexed', completions: 5 }, completedIndexes === undefined ? {} : { completedIndexes });
  const tracked = { finalizers: [TRACKING_FINALIZER] };
  const plan = (of: Job, pods: readonly Pod[]) => planJob(of, viewOf(of, pods, NONE), NOW);

  it('runs as many as it may, and no more than are missing', () => {
    expect(plan(job(), [])).toMatchObject({ kind: 'create', indexes: [undefined, undefined] });
    expect(plan(job({}, { succeeded: 2 }), [pod('a')])).toEqual({ kind: 'nothing' });
    expect(plan(job({ suspend: true }), [pod('a')])).toMatchObject({ kind: 'delete', pods: [{}] });
    expect(plan(job({ parallelism: 0 }), [pod('a')])).toMatchObject({ kind: 'delete', pods: [{}] });
  });

  it('without a number of completions begins nothing new after the first success', () => {
    expect(plan(job({ completions: undefined }, { succeeded: 1 }), [])).toEqual({ kind: 'nothing' });
  });

  it('gives out the lowest free index, and takes back what was given twice', () => {
    expect(plan(indexed('0,2'), [pod('a', { index: 1 })])).toEqual({ kind: 'create', indexes: [3] });
    const twice = [pod('a', { index: 1 }), pod('b', { index: 1, ready: false })];
    expect(plan(indexed(), twice)).toMatchObject({ kind: 'delete', pods: [{ metadata: { name: 'b' } }] });
  });

  it('writes indexes in ranges', () => {
    expect(formatIndexes(new Set([4, 0, 1, 2, 7, 8]))).toBe('0-2,4,7,8');
    expect([...parseIndexes('0-2,4')]).toEqual([0, 1, 2, 4]);
    expect(firstFreeIndexes(new Set([0]), 5, 3)).toEqual([1, 2]);
  });

  it('names a pod that ended before its finalizer goes, and counts it after', () => {
    const pods = [pod('a', { phase: 'Succeeded', ...tracked }), pod('b', { phase: 'Failed', ...tracked }), pod('c')];
    const of = job();
    const { status, release } = account(of, {}, viewOf(of, pods, NONE), NONE, false);
    expect(status).toEqual({ uncountedTerminatedPods: { succeeded: ['a'], failed: ['b'] } });
    expect(names(release)).toEqual(['a', 'b']);
    expect(countReleased(status, new Set(['b']), false)).toEqual({
      succeeded: 1,
      uncountedTerminatedPods: { failed: ['b'] },
    });
  });

  it('counts what still runs as failed when it ends', () => {
    const of = job();
    const { status } = account(of, {}, viewOf(of, [pod('a', tracked)], NONE), NONE, true);
    expect(status.uncountedTerminatedPods).toEqual({ failed: ['a'] });
  });

  it('fails after too many failures, or too long a time', () => {
    const failing = job({}, { failed: 3, startTime: '2026-01-01T00:00:00Z' });
    expect(endOf(failing, viewOf(failing, [], NONE), NOW)).toMatchObject({ reason: 'BackoffLimitExceeded' });
    const late = job({ activeDeadlineSeconds: 600 }, { startTime: '2026-01-01T00:00:00Z' });
    expect(endOf(late, viewOf(late, [], NONE), NOW - 1)).toBeUndefined();
    expect(endOf(late, viewOf(late, [], NONE), NOW)).toMatchObject({ reason: 'DeadlineExceeded' });
  });

  it('waits ten seconds after a failure, twice as long after the next, and not at all after a success', () => {
    const failed = (ended: string) => pod(ended, { phase: 'Failed', ended });
    const once = addFinished(NO_FAILURES, [], [failed('2026-01-01T00:00:10Z')]);
    expect(waitAfter(once, 12_000)).toBe(8000);
    const twice = addFinished(once, [], [failed('2026-01-01T00:00:30Z')]);
    expect(waitAfter(twice, 30_000)).toBe(20_000);
    expect(waitAfter(addFinished(twice, [pod('s', { ended: '2026-01-01T00:00:40Z' })], []), 40_000)).toBe(0);
  });
});
