import { describe, expect, it } from 'vitest';
import { wallClock } from '../../apimachinery';
import {
  controllerOf,
  findUntoleratedTaint,
  isPodActive,
  isPodAvailable,
  podKind,
  podQosClass,
  podRequests,
  podScoredRequests,
  podStatusWord,
  podSummary,
  setCondition,
  type Condition,
  type Container,
  type ContainerStatus,
  type Pod,
  type PodSpec,
  type PodStatus,
} from '../index';

const pod = (spec: Partial<PodSpec>, status?: PodStatus, metadata: object = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'default', ...metadata },
  spec: { containers: [{ name: 'main', image: 'x' }], ...spec },
  status,
});
const asking = (name: string, cpu: string, memory: string, more: Partial<Container> = {}): Container => ({
  name,
  image: 'x',
  resources: { requests: { cpu, memory } },
  ...more,
});
const status = (name: string, more: Partial<ContainerStatus>): ContainerStatus => ({
  name,
  ready: false,
  restartCount: 0,
  image: 'x',
  imageID: '',
  ...more,
});

describe('what a pod asks for', () => {
  it('is the sum of its containers, or more where starting needs more', () => {
    expect(podRequests(pod({ containers: [asking('a', '100m', '1Gi'), asking('b', '0.5', '512Mi')] }))).toEqual({
      cpu: 600,
      memory: 1.5 * 2 ** 30,
    });
    const starting = pod({ containers: [asking('a', '100m', '1Gi')], initContainers: [asking('i', '2', '1Mi')] });
    expect(podRequests(starting)).toEqual({ cpu: 2000, memory: 2 ** 30 });
  });

  it('counts sidecars beside the containers and beside later init containers', () => {
    const initContainers = [asking('side', '100m', '1Mi', { restartPolicy: 'Always' }), asking('init', '450m', '1Mi')];
    expect(podRequests(pod({ containers: [asking('a', '400m', '1Mi')], initContainers })).cpu).toBe(550);
  });

  it('adds what the runtime itself needs, and is guessed for scores where nothing is said', () => {
    expect(podRequests(pod({ overhead: { cpu: '250m' } }))).toEqual({ cpu: 250 });
    expect(podScoredRequests(pod({}))).toEqual({ cpu: 100, memory: 200 * 1024 * 1024 });
  });

  it('decides its class of service', () => {
    const limited = (requests: object, limits: object): Container => ({
      name: 'a',
      image: 'x',
      resources: { requests, limits } as never,
    });
    const both = { cpu: '1', memory: '1Gi' };
    expect(podQosClass(pod({}))).toBe('BestEffort');
    expect(podQosClass(pod({ containers: [limited(both, { cpu: '1000m', memory: '1024Mi' })] }))).toBe('Guaranteed');
    expect(podQosClass(pod({ containers: [limited(both, both), { name: 'b', image: 'x' }] }))).toBe('Burstable');
    expect(podQosClass(pod({ containers: [limited({}, { cpu: '1' })] }))).toBe('Burstable');
  });
});

describe('a pod in one line', () => {
  const running = status('main', { ready: true, state: { running: { startedAt: null } } });

  it.each<[string, Pod]>([
    ['Pending', pod({}, { phase: 'Pending' })],
    [
      'ContainerCreating',
      pod(
        {},
        {
          phase: 'Pending',
          containerStatuses: [status('main', { state: { waiting: { reason: 'ContainerCreating' } } })],
        },
      ),
    ],
    ['Running', pod({}, { phase: 'Running', containerStatuses: [running] })],
    [
      'Terminating',
      pod({}, { phase: 'Running', containerStatuses: [running] }, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
    ],
    [
      'Completed',
      pod(
        {},
        {
          phase: 'Succeeded',
          containerStatuses: [status('main', { state: { terminated: { exitCode: 0, reason: 'Completed' } } })],
        },
      ),
    ],
    [
      'ExitCode:3',
      pod({}, { phase: 'Failed', containerStatuses: [status('main', { state: { terminated: { exitCode: 3 } } })] }),
    ],
    ['Evicted', pod({}, { phase: 'Failed', reason: 'Evicted' })],
    [
      'SchedulingGated',
      pod({}, { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
    ],
    [
      'Init:1/2',
      pod(
        { initContainers: [{ name: 'a' }, { name: 'b' }] },
        {
          phase: 'Pending',
          initContainerStatuses: [
            status('a', { state: { terminated: { exitCode: 0 } } }),
            status('b', { state: { running: {} } }),
          ],
          containerStatuses: [status('main', { state: { waiting: { reason: 'PodInitializing' } } })],
        },
      ),
    ],
    [
      'Init:CrashLoopBackOff',
      pod(
        { initContainers: [{ name: 'a' }] },
        {
          phase: 'Pending',
          initContainerStatuses: [status('a', { state: { waiting: { reason: 'CrashLoopBackOff' } } })],
        },
      ),
    ],
  ])('says %s', (word, one) => {
    expect(podStatusWord(one)).toBe(word);
  });

  it('counts sidecars as containers and restarts of all', () => {
    const one = pod(
      { initContainers: [{ name: 'side', restartPolicy: 'Always' }] },
      {
        phase: 'Running',
        initContainerStatuses: [
          status('side', { ready: true, started: true, restartCount: 2, state: { running: {} } }),
        ],
        containerStatuses: [
          {
            ...running,
            restartCount: 1,
            lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:05Z' } },
          },
        ],
      },
    );
    expect(podSummary(one)).toEqual({
      word: 'Running',
      ready: 2,
      total: 2,
      restarts: 3,
      lastRestart: '2026-01-01T00:00:05Z',
    });
    const restarts = podKind.columns.find((column) => column.name === 'Restarts')!;
    expect(restarts.cell(one, 65_000)).toBe('3 (60s ago)');
  });
});

describe('a pod’s life', () => {
  it('begins Pending in its class, with the first generation, whatever the request claimed', () => {
    const claimed = pod({}, { phase: 'Running', podIP: '1.2.3.4' }, { generation: 9 });
    const created = podKind.prepareForCreate(podKind.defaults(claimed));
    expect(created.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(created.metadata.generation).toBe(1);
  });

  it('counts a generation when its spec changes, and only then', () => {
    const first = podKind.prepareForCreate(podKind.defaults(pod({})));
    const labelled = { ...first, metadata: { ...first.metadata, labels: { a: 'b' } } };
    expect(podKind.prepareForUpdate(labelled, first).metadata.generation).toBe(1);
    const other = { ...first, spec: { ...first.spec, activeDeadlineSeconds: 5 } };
    expect(podKind.prepareForUpdate(other, first).metadata.generation).toBe(2);
  });

  it('lets a status write change nothing but the status', () => {
    const first = podKind.prepareForCreate(podKind.defaults(pod({})));
    const written = podKind.prepareForStatusUpdate(
      { ...first, spec: { containers: [] }, status: { phase: 'Running' } },
      first,
    );
    expect(written.spec).toBe(first.spec);
    expect(written.status).toEqual({ phase: 'Running', qosClass: 'BestEffort' });
  });

  it('ends at once where no node runs it, and after its grace where one does', () => {
    const grace = (one: Pod, requested?: number) => podKind.gracePeriodSeconds!(one, requested);
    expect(grace(pod({ terminationGracePeriodSeconds: 30 }))).toBe(0);
    expect(grace(pod({ terminationGracePeriodSeconds: 30, nodeName: 'n' }))).toBe(30);
    expect(grace(pod({ terminationGracePeriodSeconds: 30, nodeName: 'n' }), 5)).toBe(5);
    expect(grace(pod({ nodeName: 'n' }, { phase: 'Succeeded' }), 5)).toBe(0);
  });

  it('is active until it ends or is told to', () => {
    expect(isPodActive(pod({}, { phase: 'Running' }))).toBe(true);
    expect(isPodActive(pod({}, { phase: 'Failed' }))).toBe(false);
    expect(isPodActive(pod({}, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }))).toBe(false);
  });

  it('is available once it was ready for long enough', () => {
    const ready = pod({}, { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: wallClock(5000) }] });
    expect(isPodAvailable(ready, 0, 5000)).toBe(true);
    expect(isPodAvailable(ready, 10, 14_999)).toBe(false);
    expect(isPodAvailable(ready, 10, 15_000)).toBe(true);
  });

  it('knows who manages it', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'u', controller: true };
    expect(controllerOf(pod({}, {}, { ownerReferences: [{ ...owner, controller: false }, owner] }))).toBe(owner);
  });
});

describe('conditions', () => {
  it('move their time only when the status turns, and share the list when nothing changes', () => {
    const notReady: Condition = { type: 'Ready', status: 'False', reason: 'B' };
    const first = setCondition(undefined, { ...notReady, reason: 'A' }, 't1');
    const second = setCondition(first, notReady, 't2');
    expect(second).toEqual([{ ...notReady, lastTransitionTime: 't1' }]);
    expect(setCondition(second, notReady, 't3')).toBe(second);
    const ready: Condition = { type: 'Ready', status: 'True' };
    expect(setCondition(second, ready, 't3')).toEqual([{ ...ready, lastTransitionTime: 't3' }]);
  });
});

describe('taints', () => {
  const taint = { key: 'a', value: 'b', effect: 'NoSchedule' as const };

  it.each([
    [[{ key: 'a', operator: 'Exists' as const }], true],
    [[{ key: 'a', value: 'b' }], true],
    [[{ key: 'a', value: 'c' }], false],
    [[{ key: 'a', value: 'b', effect: 'NoExecute' as const }], false],
    [[{ operator: 'Exists' as const }], true],
    [[], false],
  ])('with tolerations %j are tolerated: %s', (tolerations, isFine) => {
    expect(findUntoleratedTaint([taint], tolerations, ['NoSchedule', 'NoExecute']) === undefined).toBe(isFine);
  });
});
