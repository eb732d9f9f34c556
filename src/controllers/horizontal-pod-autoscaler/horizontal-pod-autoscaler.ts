import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerStatus, Scale } from '../../api';
import { findKind, resourceName } from '../../api';
import { parseSelector, refuse, selectorString, semanticallyEqual, wallClock } from '../../apimachinery';
import type { ApiClient, EventRecorder, Informer } from '../../client';
import { keyOf, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt, workOn } from '../../simulation';
import type { Controller, ControllerContext } from '../context';
import { boundsStep, unmeasured, withCondition } from './conditions';

const RESOURCE = 'horizontalpodautoscalers.autoscaling';
const PERIOD_MILLISECONDS = 15_000;
const BACKGROUND = { first: 0, others: [], root: 0 };

/**
 * Keeps what autoscalers point at within their bounds, every fifteen seconds. Nothing measures in this cluster, as in a real one without a
 * metrics server: so it can only say that it can't reckon how many there should be.
 */
export const horizontalPodAutoscalerController: Controller = (context) => {
  const controller = new AutoscalerController(context);
  return () => controller.start();
};

type Conditions = NonNullable<HorizontalPodAutoscalerStatus['conditions']>;

class AutoscalerController {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly autoscalers: Informer<HorizontalPodAutoscaler>;
  private readonly queue: WorkQueue;

  constructor({ component, client, informers, recorder }: ControllerContext) {
    this.component = component;
    this.client = client;
    this.recorder = recorder('horizontal-pod-autoscaler');
    this.autoscalers = informers.of<HorizontalPodAutoscaler>(RESOURCE);
    this.queue = new WorkQueue(component, 'horizontalpodautoscaler');
    this.autoscalers.onChange(({ type, object }) => {
      if (type !== 'deleted') this.queue.addAfter(keyOf(object), PERIOD_MILLISECONDS);
    });
  }

  start(): void {
    startWorkers(this.component, this.queue, { workers: 5 }, (key) => this.look(key));
  }

  private *look(key: string): Process<void> {
    const autoscaler = this.autoscalers.getByKey(key);
    if (!autoscaler) return;
    const outcome = yield* attempt(this.reconcile(autoscaler));
    if (!outcome.ok) this.component.log(`autoscaler ${key}: ${outcome.error.message}`);
    yield* workOn(BACKGROUND);
    this.queue.addAfter(key, PERIOD_MILLISECONDS);
  }

  private *reconcile(autoscaler: HorizontalPodAutoscaler): Process<void> {
    const { namespace } = autoscaler.metadata;
    const { kind, name, apiVersion = 'v1' } = autoscaler.spec.scaleTargetRef;
    const resource = findKind(apiVersion, kind);
    const found = yield* attempt(
      resource
        ? this.client.subresource<Scale>('GET', resourceName(resource), namespace, name, 'scale')
        : noMatch(apiVersion, kind),
    );
    if (!found.ok) return yield* this.findsNone(autoscaler, found.error.message);
    const able = "the HPA controller was able to get the target's current scale";
    const conditions = this.with(conditionsOf(autoscaler), 'AbleToScale', 'True', 'SucceededGetScale', able);
    const replicas = found.value.spec?.replicas ?? 0;
    if (replicas === 0) return yield* this.restsAtZero(autoscaler, conditions);
    const step = boundsStep(autoscaler.spec, replicas);
    if (!step) return yield* this.measure(autoscaler, found.value, conditions);
    const wanted = { ...found.value, spec: { replicas: step.replicas } };
    yield* this.client.subresource('PUT', resourceName(resource!), namespace, name, 'scale', wanted);
    const message = `the HPA controller was able to update the target scale to ${step.replicas}`;
    const after = this.with(conditions, 'AbleToScale', 'True', 'SucceededRescale', message);
    const said = `New size: ${step.replicas}; reason: ${step.why}`;
    this.recorder.event(autoscaler, 'Normal', 'SuccessfulRescale', said);
    const lastScaleTime = wallClock(this.component.now);
    const counts = { currentReplicas: replicas, desiredReplicas: step.replicas, lastScaleTime };
    yield* this.write(autoscaler, { ...counts, currentMetrics: null, conditions: after });
  }

  private *findsNone(autoscaler: HorizontalPodAutoscaler, problem: string): Process<void> {
    this.warn(autoscaler, 'FailedGetScale', problem);
    const message = `the HPA controller was unable to get the target's current scale: ${problem}`;
    const conditions = this.with(conditionsOf(autoscaler), 'AbleToScale', 'False', 'FailedGetScale', message);
    yield* this.write(autoscaler, { desiredReplicas: 0, ...autoscaler.status, conditions });
  }

  private *restsAtZero(autoscaler: HorizontalPodAutoscaler, before: Conditions): Process<void> {
    const message = 'scaling is disabled since the replica count of the target is zero';
    const conditions = this.with(before, 'ScalingActive', 'False', 'ScalingDisabled', message);
    const { lastScaleTime } = autoscaler.status ?? {};
    const kept = { ...(lastScaleTime !== undefined && { lastScaleTime }), currentMetrics: null };
    yield* this.write(autoscaler, { desiredReplicas: 0, ...kept, conditions });
  }

  /** Asks how much pods use; nobody answers. */
  private *measure(autoscaler: HorizontalPodAutoscaler, scale: Scale, before: Conditions): Process<void> {
    const { metrics = [] } = autoscaler.spec;
    const problem = yield* this.askUse(autoscaler.metadata.namespace!, scale.status?.selector ?? '');
    const failures = metrics.map((metric) => unmeasured(autoscaler, metric, problem));
    const [first] = failures;
    if (!first) return;
    for (const { reason, message } of failures) this.warn(autoscaler, reason, message);
    const why = `the HPA was unable to compute the replica count: ${first.message}`;
    const conditions = this.with(before, 'ScalingActive', 'False', first.reason, why);
    const { lastScaleTime, desiredReplicas = 0 } = autoscaler.status ?? {};
    yield* this.write(autoscaler, {
      currentReplicas: scale.status?.replicas ?? 0,
      desiredReplicas,
      ...(lastScaleTime !== undefined && { lastScaleTime }),
      currentMetrics: metrics.map(() => ({ type: '' })),
      conditions,
    });
    const count = `${failures.length} invalid out of ${failures.length}`;
    const sum = `invalid metrics (${count}), first error is: failed to get ${first.what}: ${first.message}`;
    this.warn(autoscaler, 'FailedComputeMetricsReplicas', sum);
  }

  private *askUse(namespace: string, selector: string): Process<string> {
    const query = `?labelSelector=${encodeURIComponent(selectorString(parseSelector(selector)))}`;
    yield* this.client.raw({
      method: 'GET',
      path: `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods${query}`,
    });
    return 'the server could not find the requested resource (get pods.metrics.k8s.io)';
  }

  private with(
    conditions: Conditions,
    type: string,
    status: 'True' | 'False',
    reason: string,
    message: string,
  ): Conditions {
    return withCondition(conditions, type, status, reason, message, this.component.now);
  }

  private *write(autoscaler: HorizontalPodAutoscaler, status: HorizontalPodAutoscalerStatus): Process<void> {
    if (semanticallyEqual(autoscaler.status, status)) return;
    yield* this.client.updateStatus<HorizontalPodAutoscaler>(RESOURCE, { ...autoscaler, status });
  }

  private warn(autoscaler: HorizontalPodAutoscaler, reason: string, message: string): void {
    this.recorder.event(autoscaler, 'Warning', reason, message);
  }
}

const conditionsOf = ({ status }: HorizontalPodAutoscaler): Conditions => status?.conditions ?? [];

function* noMatch(apiVersion: string, kind: string): Process<Scale> {
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*$/, '') : '';
  throw refuse(404, 'NotFound', `no matches for kind "${kind}" in group "${group}"`);
}
