import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Deployment, ReplicaSet } from '../../api';
import { newestAnnotations } from './annotations';
import { condition, isTimedOut, withCondition } from './conditions';
import { planCleanupOfHistory } from './history';
import { maximumSurge, maximumUnavailable } from './limits';
import { planScale, wasScaled } from './proportions';
import { newReplicaSet, splitSets } from './replica-sets';
import { planCleanup, planNewSet, planOldSets, planScaleDown } from './rolling';
import { rolloutStatusOf, statusOf } from './status';

const file = new URL('../../../../shared/yardsticks/vectors/deployment-controller.json', import.meta.url);
const vectors = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;

interface Wishes {
  readonly replicas?: number;
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
  readonly image?: string;
  readonly history?: number;
  readonly recreate?: boolean;
}

function deployment({
  replicas = 3,
  maxSurge = '25%',
  maxUnavailable = '25%',
  image = 'nginx:1',
  history,
  recreate,
}: Wishes = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'd',
      generation: 1,
      annotations: { 'example.com/team': 'a', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    },
    spec: {
      replicas,
      progressDeadlineSeconds: 600,
      ...(history !== undefined && { revisionHistoryLimit: history }),
      selector: { matchLabels: { app: 'web' } },
      strategy: recreate
        ? { type: 'Recreate' }
        : { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image }] } },
    },
  };
}

interface Size {
  readonly replicas: number;
  readonly available?: number;
  readonly actual?: number;
  readonly maximum?: number;
  readonly desired?: number;
  readonly created?: number;
  readonly revision?: number;
}

function set(
  name: string,
  { replicas, available = 0, actual = replicas, maximum, desired, created = 0, revision }: Size,
): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      generation: 1,
      creationTimestamp: `2026-01-01T00:00:${String(created).padStart(2, '0')}Z`,
      annotations: {
        ...(maximum !== undefined && { 'deployment.kubernetes.io/max-replicas': String(maximum) }),
        ...(desired !== undefined && { 'deployment.kubernetes.io/desired-replicas': String(desired) }),
        ...(revision !== undefined && { 'deployment.kubernetes.io/revision': String(revision) }),
      },
    },
    spec: {
      replicas,
      selector: { matchLabels: {} },
      template: { spec: { containers: [{ name: 'main', image: name }] } },
    },
    status: {
      replicas: actual,
      ...(available > 0 && { availableReplicas: available, readyReplicas: available }),
      observedGeneration: 1,
    },
  };
}

const sizes = (steps: readonly { readonly set: ReplicaSet; readonly replicas: number }[]) =>
  steps.map((step) => `${step.set.metadata.name} ${step.replicas}`);

describe('a rolling update', () => {
  it('allows a quarter more, rounded up, and a quarter less, rounded down', () => {
    expect([maximumSurge(deployment({ replicas: 10 })), maximumUnavailable(deployment({ replicas: 10 }))]).toEqual([
      3, 2,
    ]);
    expect([maximumSurge(deployment({ replicas: 2 })), maximumUnavailable(deployment({ replicas: 2 }))]).toEqual([
      1, 0,
    ]);
  });

  it('gives up one pod when neither more nor fewer are allowed', () => {
    expect(maximumUnavailable(deployment({ maxSurge: 0, maxUnavailable: 0 }))).toBe(1);
    expect(maximumUnavailable(deployment({ recreate: true }))).toBe(0);
  });

  it('goes step by step: up by the surge, down by what is available', () => {
    const four = deployment({ replicas: 4 });
    const old = set('old', { replicas: 4, available: 4 });
    expect(planNewSet(four, set('new', { replicas: 0 }), [old])!.replicas).toBe(1);
    expect(sizes(planOldSets(four, set('new', { replicas: 1, available: 0 }), [old]))).toEqual(['old 3']);
    expect(
      sizes(planOldSets(four, set('new', { replicas: 2, available: 0 }), [set('old', { replicas: 3, available: 3 })])),
    ).toEqual([]);
    expect(
      sizes(planOldSets(four, set('new', { replicas: 2, available: 1 }), [set('old', { replicas: 3, available: 3 })])),
    ).toEqual(['old 2']);
  });

  it('takes pods that never became available first, and may take more of the same set after', () => {
    const sick = set('sick', { replicas: 3, available: 1, created: 1 });
    const well = set('well', { replicas: 8, available: 8, created: 2 });
    const steps = planOldSets(
      deployment({ replicas: 10, maxSurge: 5, maxUnavailable: 3 }),
      set('new', { replicas: 4, available: 4, created: 3 }),
      [sick, well],
    );
    expect(sizes(steps)).toEqual(['sick 1', 'sick 0', 'well 3']);
  });
});

describe('a deployment that was scaled', () => {
  it('is noticed by what its sets remember', () => {
    const newest = set('new', { replicas: 3, desired: 3 });
    expect(wasScaled(deployment({ replicas: 3 }), { newest, old: [] })).toBe(false);
    expect(wasScaled(deployment({ replicas: 5 }), { newest, old: [] })).toBe(true);
  });
});

describe.skipIf(!vectors)('what the real controller decided', () => {
  it('shares out what is added and taken away', () => {
    for (const row of vectors.scale) {
      const remembered = { maximum: row.oldDeploymentReplicas + row.oldMaxSurge, desired: row.oldDeploymentReplicas };
      const old: ReplicaSet[] = row.oldRSs.map((replicas: number, index: number) =>
        set(`old-${index}`, { replicas, ...remembered, created: 10 - index }),
      );
      const newest = row.newRS === null ? undefined : set('new', { replicas: row.newRS, ...remembered, created: 20 });
      const scaled = deployment({
        replicas: row.deploymentReplicas,
        maxSurge: row.maxSurge,
        maxUnavailable: row.maxSurge === 0 ? 1 : 0,
      });
      const steps = planScale(scaled, { newest, old });
      const after = (each: ReplicaSet): number =>
        steps.find((step) => step.set === each)?.replicas ?? each.spec.replicas!;
      expect({ name: row.name, old: old.map(after), newest: newest ? after(newest) : null }).toEqual({
        name: row.name,
        old: row.expectedOld,
        newest: row.expectedNew,
      });
    }
  });

  it('scales the new set up', () => {
    for (const row of vectors.reconcileNewReplicaSet) {
      const step = planNewSet(deployment(row), set('new', { replicas: row.newReplicas }), [
        set('old', { replicas: row.oldReplicas }),
      ]);
      expect(step?.replicas ?? null).toBe(row.expectedNewReplicas);
    }
  });

  it('scales old sets down', () => {
    for (const row of vectors.reconcileOldReplicaSets) {
      const old = set('old', { replicas: row.oldReplicas, available: row.readyOld });
      const steps = planOldSets(deployment(row), set('new', { replicas: row.newReplicas, available: row.readyNew }), [
        old,
      ]);
      expect(steps.at(-1)?.replicas ?? null).toBe(row.expectedOldReplicas);
    }
    for (const row of vectors.cleanupUnhealthyReplicas) {
      const steps = planCleanup([set('old', { replicas: row.oldReplicas, available: row.ready })], row.maxCleanup);
      expect(steps.reduce((sum, step) => sum + row.oldReplicas - step.replicas, 0)).toBe(row.expected);
    }
    for (const row of vectors.scaleDownOldReplicaSets) {
      const old = set('old', { replicas: row.oldReplicas, available: row.ready });
      expect(planScaleDown(deployment({ ...row, maxSurge: 0 }), undefined, [old])[0]?.replicas ?? null).toBe(
        row.expectedOldReplicas,
      );
    }
  });

  it('clears away old sets beyond the history limit', () => {
    for (const row of vectors.cleanupOldReplicaSets) {
      if (row.note) continue;
      const old = row.oldRSs.map(({ spec, status }: { spec: number; status: number }, index: number) =>
        set(`old-${index}`, { replicas: spec, actual: status, revision: index }),
      );
      expect(planCleanupOfHistory(deployment({ history: row.revisionHistoryLimit }), old)).toHaveLength(
        row.expectedDeletions,
      );
    }
  });
});

describe("a deployment's sets", () => {
  it('are told apart by the template, whatever its hash', () => {
    const template = { ...deployment().spec.template, metadata: { labels: { app: 'web', 'pod-template-hash': 'x' } } };
    const current = { ...set('current', { replicas: 1 }), spec: { replicas: 1, selector: {}, template } };
    const { newest, old } = splitSets(deployment(), [set('other', { replicas: 1 }), current]);
    expect(newest).toBe(current);
    expect(old.map(({ metadata }) => metadata.name)).toEqual(['other']);
  });

  it('carry the hash in name, labels and selector, and what to reckon proportions from', () => {
    const made = newReplicaSet(deployment({ replicas: 4 }), [set('old', { replicas: 4 })], 2);
    const hash = made.metadata.labels!['pod-template-hash']!;
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
    expect(made.metadata.name).toBe(`web-${hash}`);
    expect(made.spec.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash });
    expect(made.spec.replicas).toBe(1);
    expect(made.metadata.annotations).toEqual({
      'example.com/team': 'a',
      'deployment.kubernetes.io/revision': '2',
      'deployment.kubernetes.io/desired-replicas': '4',
      'deployment.kubernetes.io/max-replicas': '5',
    });
  });

  it('remember the revisions they had before', () => {
    const again = newestAnnotations(
      deployment(),
      { 'example.com/team': 'a', 'deployment.kubernetes.io/revision': '1' },
      3,
    );
    expect(again).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    const known = { 'example.com/team': 'a', 'deployment.kubernetes.io/revision': '3' };
    expect(newestAnnotations(deployment(), known, 2)).toBe(known);
  });
});

describe("a deployment's status", () => {
  it('counts what there is, and says whether that is enough', () => {
    const status = statusOf(
      deployment({ replicas: 4 }),
      { newest: set('new', { replicas: 2, available: 1 }), old: [set('old', { replicas: 3, available: 2 })] },
      5000,
    );
    expect(status).toMatchObject({
      replicas: 5,
      updatedReplicas: 2,
      readyReplicas: 3,
      availableReplicas: 3,
      unavailableReplicas: 2,
      observedGeneration: 1,
    });
    expect(status.conditions).toEqual([
      expect.objectContaining({
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
        lastUpdateTime: '2026-01-01T00:00:05Z',
      }),
    ]);
  });

  it('says when it is finished', () => {
    const status = rolloutStatusOf(deployment(), { newest: set('web-abc', { replicas: 3, available: 3 }), old: [] }, 0);
    expect(status.conditions!.at(-1)).toMatchObject({
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: 'ReplicaSet "web-abc" has successfully progressed.',
    });
  });

  it('says when nothing moved for too long', () => {
    const started = condition('Progressing', 'True', 'ReplicaSetUpdated', '', 0);
    const stuck: Deployment = {
      ...deployment(),
      status: { conditions: [started], replicas: 3, updatedReplicas: 3, unavailableReplicas: 3 },
    };
    const sets = { newest: set('web-abc', { replicas: 3 }), old: [] };
    expect(isTimedOut(stuck, stuck.status!, 600_000)).toBe(false);
    const status = rolloutStatusOf(stuck, sets, 600_001);
    expect(status.conditions!.find(({ type }) => type === 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: 'ReplicaSet "web-abc" has timed out progressing.',
    });
  });

  it('dates a condition by its status, not by its reason', () => {
    const first = condition('Progressing', 'True', 'NewReplicaSetCreated', '', 0);
    const [next] = withCondition([first], condition('Progressing', 'True', 'ReplicaSetUpdated', '', 9000));
    expect(next).toMatchObject({ lastTransitionTime: '2026-01-01T00:00:00Z', lastUpdateTime: '2026-01-01T00:00:09Z' });
  });
});
