import { describe, expect, it } from 'vitest';
import { TestCluster } from './testing/test-cluster';

const pods = '/api/v1/namespaces/shop/pods';
const budgets = '/apis/policy/v1/namespaces/shop/poddisruptionbudgets';
const merge = { 'content-type': 'application/merge-patch+json' };

/** Two ready pods. */
function shop(): TestCluster {
  const cluster = new TestCluster().boot();
  cluster.namespace('shop');
  for (const name of ['a', 'b']) {
    const metadata = { name, labels: { app: 'web' } };
    const spec = { nodeName: 'worker-1', containers: [{ name: 'main', image: 'nginx' }] };
    cluster.create(pods, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
    change(cluster, `${pods}/${name}/status`, ready('True'));
  }
  return cluster;
}

const ready = (status: string) => ({ phase: 'Running', conditions: [{ type: 'Ready', status }] });

function change(cluster: TestCluster, path: string, status: object): void {
  const answer = cluster.ask({ method: 'PATCH', path, headers: merge, body: { status } });
  expect(answer.status).toBe(200);
  cluster.simulation.runFor(50);
}

/** A budget as its controller leaves it; without a status as nobody has looked at it yet. */
function budget(cluster: TestCluster, name: string, status?: object): void {
  const spec = { minAvailable: 1, selector: { matchLabels: { app: 'web' } } };
  cluster.create(budgets, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec });
  if (status) change(cluster, `${budgets}/${name}/status`, { expectedPods: 2, observedGeneration: 1, ...status });
  cluster.simulation.runFor(50);
}

function evict(cluster: TestCluster, name: string, dryRun = false): any {
  const path = `${pods}/${name}/eviction${dryRun ? '?dryRun=All' : ''}`;
  return cluster.ask({ method: 'POST', path, body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } } });
}

describe('an eviction', () => {
  it('takes a place from the budget, and is refused when none is left', () => {
    const cluster = shop();
    budget(cluster, 'web', { currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1 });
    expect(evict(cluster, 'a', true).status).toBe(201);
    expect(evict(cluster, 'a').status).toBe(201);
    const { status } = cluster.ask({ path: `${budgets}/web` }).body as any;
    expect(status).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { a: expect.any(String) } });
    expect(status.conditions).toMatchObject([
      { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' },
    ]);
    const { body } = evict(cluster, 'b');
    expect(body).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [
          { reason: 'DisruptionBudget', message: 'The disruption budget web needs 1 healthy pods and has 2 currently' },
        ],
      },
    });
    expect(cluster.ask({ path: `${pods}/b` }).body).not.toHaveProperty('metadata.deletionTimestamp');
  });

  it('waits for the controller to have seen the budget', () => {
    const cluster = shop();
    budget(cluster, 'web');
    const { body } = evict(cluster, 'a');
    expect(body).toMatchObject({ code: 429, details: { retryAfterSeconds: 10 } });
    expect(body.details.causes[0].message).toBe('The disruption budget web is still being processed by the server.');
  });

  it('of a pod that is not ready needs no place while enough others are', () => {
    const cluster = shop();
    budget(cluster, 'web', { currentHealthy: 1, desiredHealthy: 1, disruptionsAllowed: 0 });
    change(cluster, `${pods}/a/status`, ready('False'));
    expect(evict(cluster, 'b').status).toBe(429);
    expect(evict(cluster, 'a').status).toBe(201);
  });

  it('knows no way with two budgets', () => {
    const cluster = shop();
    for (const name of ['one', 'two']) budget(cluster, name);
    expect(evict(cluster, 'a').body).toMatchObject({
      code: 500,
      message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    });
  });
});
