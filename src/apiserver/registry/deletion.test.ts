import { describe, expect, it } from 'vitest';
import { configMapKind, deploymentKind, podKind } from '../../api';
import type { KindDefinition } from '../../api';
import type { KubeObject, ObjectMeta } from '../../apimachinery';
import { planDeletion } from './deletion';

const now = 1000;
const object = (meta: Partial<ObjectMeta>, more: object = {}) =>
  ({ apiVersion: 'v1', kind: 'X', metadata: { name: 'x', ...meta }, ...more }) as KubeObject;
const runningPod = object(
  { generation: 1 },
  { spec: { nodeName: 'worker-1', containers: [], terminationGracePeriodSeconds: 30 }, status: { phase: 'Running' } },
);

function plan(kind: KindDefinition<any>, what: KubeObject, options: Parameters<typeof planDeletion>[2] = {}): unknown {
  const { marked, goes } = planDeletion(kind, what, options, now);
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers, generation } = marked?.metadata ?? {};
  return { goes, ...(marked ? { deletionTimestamp, deletionGracePeriodSeconds, finalizers, generation } : {}) };
}

describe('deleting', () => {
  it('a config map ends it at once', () => expect(plan(configMapKind, object({}))).toEqual({ goes: true }));

  it('what a finalizer holds marks it', () => {
    expect(plan(configMapKind, object({ finalizers: ['example.com/hold'] }))).toEqual({
      goes: false,
      deletionTimestamp: '2026-01-01T00:00:01Z',
      deletionGracePeriodSeconds: 0,
      finalizers: ['example.com/hold'],
      generation: undefined,
    });
  });

  it('a running pod gives it its grace period', () => {
    expect(plan(podKind, runningPod)).toEqual({
      goes: false,
      deletionTimestamp: '2026-01-01T00:00:31Z',
      deletionGracePeriodSeconds: 30,
      finalizers: undefined,
      generation: 2,
    });
  });

  it('a pod that is on no node, or without grace, marks it and ends it', () => {
    const unbound = { ...runningPod, spec: { containers: [], terminationGracePeriodSeconds: 30 } } as KubeObject;
    expect(plan(podKind, unbound)).toMatchObject({ goes: true, deletionGracePeriodSeconds: 0 });
    expect(plan(podKind, runningPod, { gracePeriodSeconds: 0 })).toMatchObject({
      goes: true,
      deletionGracePeriodSeconds: 0,
    });
  });

  it('a pod whose grace is over already ends it: the server that marked it may have died before it did', () => {
    const left = object(
      { deletionTimestamp: '2026-01-01T00:00:01Z', deletionGracePeriodSeconds: 0, generation: 2 },
      { spec: { nodeName: 'worker-1', containers: [] } },
    );
    expect(plan(podKind, left, { gracePeriodSeconds: 0 })).toEqual({ goes: true });
    expect(plan(podKind, left)).toEqual({ goes: true });
    const held = { ...left, metadata: { ...left.metadata, finalizers: ['example.com/hold'] } };
    expect(plan(podKind, held)).toEqual({ goes: false });
  });

  it('a pod again can only shorten its grace', () => {
    const going = object(
      { deletionTimestamp: '2026-01-01T00:00:31Z', deletionGracePeriodSeconds: 30, generation: 2 },
      { spec: { nodeName: 'worker-1', containers: [] } },
    );
    expect(plan(podKind, going)).toEqual({ goes: false });
    expect(plan(podKind, going, { gracePeriodSeconds: 60 })).toEqual({ goes: false });
    expect(plan(podKind, going, { gracePeriodSeconds: 0 })).toMatchObject({
      goes: true,
      deletionTimestamp: '2026-01-01T00:00:01Z',
      generation: 2,
    });
  });

  it('in the foreground, or orphaning, leaves it to the garbage collector', () => {
    expect(plan(deploymentKind, object({ generation: 1 }), { propagationPolicy: 'Foreground' })).toMatchObject({
      goes: false,
      finalizers: ['foregroundDeletion'],
      generation: 2,
    });
    expect(plan(deploymentKind, object({}), { propagationPolicy: 'Orphan' })).toMatchObject({
      goes: false,
      finalizers: ['orphan'],
    });
    expect(plan(deploymentKind, object({}), { propagationPolicy: 'Background' })).toEqual({ goes: true });
  });
});
