import { describe, expect, it } from 'vitest';
import { ManagerWorld } from '../testing/manager-world';
import { unmeasured } from './conditions';

const HPAS = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const NO_METRICS =
  'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: ' +
  'the server could not find the requested resource (get pods.metrics.k8s.io)';

describe('an autoscaler', () => {
  const put = (world: ManagerWorld, spec: object = {}): void =>
    world.ask('POST', HPAS, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 5, ...spec },
    });
  const now = (world: ManagerWorld): any => world.ask('GET', `${HPAS}/web`).status;
  const conditions = (world: ManagerWorld): string[] =>
    now(world).conditions.map(({ type, status, reason }: any) => `${type}=${status} ${reason}`);

  it('says that nothing measures, and leaves the number as it is', () => {
    const world = new ManagerWorld();
    world.putDeployment();
    world.live(2000);
    put(world);
    world.simulation.runFor(16_000);
    expect(conditions(world)).toEqual([
      'AbleToScale=True SucceededGetScale',
      'ScalingActive=False FailedGetResourceMetric',
    ]);
    expect(now(world)).toMatchObject({ currentReplicas: 3, desiredReplicas: 0, currentMetrics: [{ type: '' }] });
    expect(now(world).conditions[1].message).toBe(`the HPA was unable to compute the replica count: ${NO_METRICS}`);
    expect(world.messages).toContain(NO_METRICS);
    expect(world.messages).toContain(
      `invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${NO_METRICS}`,
    );
    expect(world.deployment.spec.replicas).toBe(3);
  });

  it('keeps to its bounds all the same, and rests at zero', () => {
    const world = new ManagerWorld();
    world.putDeployment();
    world.live(2000);
    put(world, { maxReplicas: 2 });
    world.simulation.runFor(16_000);
    expect(world.deployment.spec.replicas).toBe(2);
    expect(conditions(world)).toEqual(['AbleToScale=True SucceededRescale']);
    expect(world.messages).toContain('New size: 2; reason: Current number of replicas above Spec.MaxReplicas');
    world.ask('PATCH', '/apis/apps/v1/namespaces/default/deployments/web', { spec: { replicas: 0 } }, MERGE);
    world.simulation.runFor(16_000);
    expect(conditions(world)).toContain('ScalingActive=False ScalingDisabled');
    expect(world.deployment.spec.replicas).toBe(0);
  });

  it('says when there is nothing to scale', () => {
    const world = new ManagerWorld();
    put(world);
    world.simulation.runFor(16_000);
    expect(now(world).conditions).toMatchObject([
      {
        type: 'AbleToScale',
        status: 'False',
        reason: 'FailedGetScale',
        message: `the HPA controller was unable to get the target's current scale: deployments.apps "web" not found`,
      },
    ]);
  });

  it('names what it can’t have: of pods, of another object, from outside', () => {
    const autoscaler = { metadata: { name: 'web', namespace: 'default' } } as never;
    const metric = { name: 'requests' };
    const target = { type: 'AverageValue', averageValue: '1' };
    const none =
      'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
    expect(unmeasured(autoscaler, { type: 'Pods', pods: { metric, target } }, '')).toMatchObject({
      reason: 'FailedGetPodsMetric',
      message: `unable to get metric requests: ${none}`,
    });
    const describedObject = { kind: 'Ingress', name: 'main' };
    expect(unmeasured(autoscaler, { type: 'Object', object: { metric, target, describedObject } }, '').reason).toBe(
      'FailedGetObjectMetric',
    );
  });
});
