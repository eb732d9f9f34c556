import { describe, expect, it } from 'vitest';
import type { Job, Pod } from '../../api';
import { addFinished, NO_FAILURES, waitAfter } from './failure-back-off';
import { firstFreeIndexes, formatIndexes, parseIndexes } from './indexes';
import { TRACKING_FINALIZER } from './job-pod';
import { endOf } from './outcome';
import { failureAnnotations, failuresAfter } from './per-index';
import { planJob } from './plan';
import { account, countReleased } from './tracking';
import { viewOf } from './view';
import { names, NOW, pod } from '../testing/pod-sketch';

const NONE: ReadonlySet<string> = new Set();

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
    const { status, release } = account(of, {}, viewOf(of, pods, NONE), NONE, undefined);
    expect(status).toEqual({ uncountedTerminatedPods: { succeeded: ['a'], failed: ['b'] } });
    expect(names(release)).toEqual(['a', 'b']);
    expect(countReleased(status, new Set(['b']), false)).toEqual({
      succeeded: 1,
      uncountedTerminatedPods: { failed: ['b'] },
    });
  });

  it('counts what still runs as failed when it ends', () => {
    const of = job();
    const { status } = account(of, {}, viewOf(of, [pod('a', tracked)], NONE), NONE, 'Failed');
    expect(status.uncountedTerminatedPods).toEqual({ failed: ['a'] });
  });

  it('counts what still runs as nothing when it has succeeded', () => {
    const of = indexed('0');
    const view = viewOf(of, [pod('a', { index: 1, ...tracked })], NONE);
    const { status, release } = account(of, { completedIndexes: '0', succeeded: 1 }, view, NONE, 'Complete');
    expect(names(release)).toEqual(['a']);
    expect(status).toEqual({ completedIndexes: '0', succeeded: 1, uncountedTerminatedPods: {} });
  });

  describe('with a policy for failures', () => {
    const exits = (exitCode: number): Pod['status'] => ({
      phase: 'Failed',
      containerStatuses: [{ name: 'main', restartCount: 0, state: { terminated: { exitCode } } }] as never,
    });
    const failed = (name: string, exitCode: number): Pod => ({ ...pod(name, tracked), status: exits(exitCode) });
    const disrupted: Pod = {
      ...pod('d', tracked),
      status: { phase: 'Failed', conditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    } as Pod;
    const rules = [
      { action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [42] } },
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
      { action: 'Count', onExitCodes: { operator: 'NotIn', values: [1] } },
    ];
    const of = job({ podFailurePolicy: { rules }, podReplacementPolicy: 'Failed', backoffLimit: 0 });

    it('fails at once where that is hopeless, in the words of the rule', () => {
      expect(endOf(of, viewOf(of, [failed('a', 42)], NONE), NOW)).toEqual({
        type: 'Failed',
        reason: 'PodFailurePolicy',
        message: 'Container main for pod default/a failed with exit code 42 matching FailJob rule at index 0',
      });
      const hopeless = job({
        podFailurePolicy: { rules: [{ action: 'FailJob', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
      });
      expect(endOf(hopeless, viewOf(hopeless, [disrupted], NONE), NOW)?.message).toBe(
        'Pod default/d has condition DisruptionTarget matching FailJob rule at index 0',
      );
    });

    it('does not count what is to be ignored, and lets it go', () => {
      const view = viewOf(of, [disrupted], NONE);
      expect([view.failed, endOf(of, view, NOW)]).toEqual([0, undefined]);
      const { status, release } = account(of, {}, view, NONE, undefined);
      expect([status.uncountedTerminatedPods, names(release)]).toEqual([{}, ['d']]);
    });

    it('counts by a rule and without one', () => {
      expect(viewOf(of, [failed('a', 7), failed('b', 1)], NONE).failed).toBe(2);
    });
  });

  describe('with a limit for each index', () => {
    const of = (more: Partial<Job['spec']> = {}, status: Job['status'] = {}) =>
      job({ completionMode: 'Indexed', backoffLimit: 99, backoffLimitPerIndex: 1, ...more }, status);
    const failed = (index: number, before: number): Pod => {
      const one = pod(`f${index}-${before}`, { phase: 'Failed', index, ended: '2026-01-01T00:09:55Z', ...tracked });
      const annotations = {
        ...one.metadata.annotations,
        'batch.kubernetes.io/job-index-failure-count': String(before),
      };
      return { ...one, metadata: { ...one.metadata, annotations } };
    };

    it('tries an index again after a while, and tells the next pod how often it failed', () => {
      const view = viewOf(of(), [failed(0, 0)], NONE);
      expect(planJob(of(), view, NOW)).toEqual({ kind: 'create', indexes: [1] });
      expect(planJob(of({ parallelism: 1 }), view, NOW)).toEqual({ kind: 'wait', milliseconds: 5000 });
      expect(planJob(of(), view, NOW + 5000)).toEqual({ kind: 'create', indexes: [0, 1] });
      expect(failureAnnotations(failuresAfter(of(), view.lastFailures.get(0)))).toEqual({
        'batch.kubernetes.io/job-index-failure-count': '1',
      });
    });

    it('keeps the finalizer of the pod that failed last until there is another one', () => {
      const released = (pods: readonly Pod[]) =>
        names(account(of(), {}, viewOf(of(), pods, NONE), NONE, undefined).release);
      expect(released([failed(0, 0)])).toEqual([]);
      expect(released([failed(0, 0), pod('next', { index: 0, ...tracked })])).toEqual(['f0-0']);
      expect(released([failed(0, 1)])).toEqual(['f0-1']);
    });

    it('gives an index up and goes on with the others, until too many have failed or none is left', () => {
      const view = viewOf(of(), [failed(0, 1)], NONE);
      expect([...view.failedIndexes]).toEqual([0]);
      expect(planJob(of(), view, NOW)).toEqual({ kind: 'create', indexes: [1, 2] });
      expect(endOf(of(), view, NOW)).toBeUndefined();
      expect(endOf(of({ maxFailedIndexes: 0 }), view, NOW)).toMatchObject({ reason: 'MaxFailedIndexesExceeded' });
      const rest = { completedIndexes: '1,2', failedIndexes: '0' };
      expect(endOf(of({}, rest), viewOf(of({}, rest), [], NONE), NOW)).toMatchObject({ reason: 'FailedIndexes' });
    });
  });

  it('has succeeded when its policy says so', () => {
    const of = (rule: object, completedIndexes: string) =>
      job({ completionMode: 'Indexed', completions: 5, successPolicy: { rules: [rule] } }, { completedIndexes });
    const end = (rule: object, completedIndexes: string) =>
      endOf(of(rule, completedIndexes), viewOf(of(rule, completedIndexes), [], NONE), NOW);
    const met = { type: 'Complete', reason: 'SuccessPolicy', message: 'Matched rules at index 0' };
    expect(end({ succeededIndexes: '0,2-3' }, '0,2')).toBeUndefined();
    expect(end({ succeededIndexes: '0,2-3' }, '0,2,3')).toEqual(met);
    expect(end({ succeededIndexes: '0,2-3', succeededCount: 1 }, '3')).toEqual(met);
    expect(end({ succeededCount: 2 }, '4')).toBeUndefined();
    expect(end({ succeededCount: 2 }, '1,4')).toEqual(met);
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
